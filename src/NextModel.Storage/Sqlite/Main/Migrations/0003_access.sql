-- version counts the changes of a row, for If-Match; archived_at stops the keys below.
ALTER TABLE organizations ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE organizations ADD COLUMN archived_at INTEGER;
ALTER TABLE teams ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE teams ADD COLUMN archived_at INTEGER;
ALTER TABLE projects ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE projects ADD COLUMN archived_at INTEGER;
ALTER TABLE api_keys ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE api_keys ADD COLUMN previous_digest BLOB;    -- the secret before the last rotation
ALTER TABLE api_keys ADD COLUMN previous_until INTEGER;  -- when it stops

CREATE TABLE members (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    team TEXT,                            -- null: the whole organization
    email TEXT NOT NULL,
    role INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX members_once ON members (organization, coalesce(team, ''), email);

CREATE TABLE management_keys (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    team TEXT,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    member TEXT,                          -- whose key it is; a removed member's keys authenticate no more
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
) STRICT, WITHOUT ROWID;

-- Append-only. The columns beside the body are copies of what it says, for filters.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    organization TEXT NOT NULL,           -- empty: the installation itself
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    body TEXT NOT NULL,                   -- canonical JSON, what the hash is over
    hash BLOB NOT NULL,
    signature TEXT NOT NULL
) STRICT;

CREATE INDEX audit_of_organization ON audit (organization, sequence);
CREATE INDEX audit_of_target ON audit (target, sequence);
