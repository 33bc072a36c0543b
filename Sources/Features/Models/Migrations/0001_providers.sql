-- A provider of models that a user set up. Its key is sealed with the space's; it is opened to be sent to the provider, and for nothing
-- else.
CREATE TABLE providers (
    id TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    key_sealed BYTEA,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX providers_by_space ON providers (space_id, created_at);
