-- Folders of chats, nested. The name is sealed with the space's key.
CREATE TABLE folders (
    id TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    parent_id TEXT,
    name BYTEA NOT NULL,
    position TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX folders_by_version ON folders (space_id, version);
CREATE INDEX folders_by_parent ON folders (space_id, parent_id);
CREATE INDEX chats_by_folder ON chats (space_id, folder_id);
