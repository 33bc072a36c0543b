-- A chat. Its title and tags are sealed with its own data key, which is sealed with the space's. `position` is its place in its folder: a text
-- between those of its neighbours. `answered_version` is that of the last answer that ended, `read_version` what has been looked at.
CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    key_wrapped BYTEA NOT NULL,
    title BYTEA NOT NULL,
    head_id TEXT,
    model TEXT,
    pinned BIGINT NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    hidden BIGINT NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    archived BIGINT NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    folder_id TEXT,
    position TEXT,
    tags BYTEA,
    answered_version BIGINT NOT NULL DEFAULT 0,
    read_version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX chats_by_version ON chats (space_id, version);

-- A message: a node of its chat's tree. While it is being written, `text` is the last checkpoint. `parent_id` has no foreign key: deleting a
-- long branch would cascade deeper than SQLite allows; a chat's messages are only ever deleted together.
CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES chats (id),
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    parent_id TEXT,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'done', 'stopped', 'interrupted', 'error')),
    text BYTEA NOT NULL,
    model TEXT,
    problem TEXT,
    rating BIGINT NOT NULL DEFAULT 0 CHECK (rating IN (-1, 0, 1)),
    input_tokens BIGINT,
    output_tokens BIGINT,
    first_ms BIGINT,
    total_ms BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX messages_by_version ON messages (chat_id, version);
CREATE INDEX messages_by_parent ON messages (chat_id, parent_id, id);
CREATE INDEX messages_running ON messages (chat_id) WHERE status IN ('pending', 'processing');
