-- The key pair by which push services know this installation (VAPID). One row; `wrapped` is the key that seals it, under the key service's.
CREATE TABLE push_keys (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- Where a user's browsers take notifications. The endpoint and its keys are sealed with the space's key; the id follows from the endpoint, so
-- that subscribing twice makes one row.
CREATE TABLE push_subscriptions (
    id TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    user_id TEXT NOT NULL,
    endpoint_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_by_space ON push_subscriptions (space_id, created_at);
