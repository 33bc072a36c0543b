-- What is being written in a chat and not sent: one text, and what other devices have written beside it without knowing of it.
CREATE TABLE drafts (
    chat_id TEXT PRIMARY KEY REFERENCES chats (id),
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    content BYTEA NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_version ON drafts (space_id, version);
