-- The life of this database: a restored back-up begins another one, so that devices know that their cursors mean nothing here.
CREATE TABLE installation (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The unit of ownership. `version` is the number of the last transaction that changed a row of the space; up to `floor_version` the marks of
-- what is gone are no longer kept.
CREATE TABLE spaces (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('personal', 'shared')),
    name TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    floor_version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    user_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
    PRIMARY KEY (space_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id);

-- A space's keys, each wrapped by the key service. The newest seals; the older ones still open.
CREATE TABLE space_keys (
    id TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES spaces (id),
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX space_keys_by_space ON space_keys (space_id, created_at);

-- What is gone for ever, so that a device that was away learns of it.
CREATE TABLE tombstones (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (space_id, version, id)
);
CREATE INDEX tombstones_by_id ON tombstones (space_id, id);

-- Mutations that were carried out, by the identifier that the device gave them: sending one again has no second effect.
CREATE TABLE mutations (
    space_id TEXT NOT NULL REFERENCES spaces (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (space_id, id)
);
CREATE INDEX mutations_by_age ON mutations (created_at);
