CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL,
    data_key BLOB NOT NULL                -- wrapped by the master key
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE projects (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    cache_enabled INTEGER NOT NULL,
    cache_ttl_seconds INTEGER NOT NULL,
    cache_max_entry_bytes INTEGER NOT NULL,
    cache_max_total_bytes INTEGER NOT NULL,
    cache_ignored_metadata TEXT NOT NULL, -- JSON list of names
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    organization TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,          -- HMAC-SHA-256 of the raw key
    environment TEXT NOT NULL,
    workload TEXT NOT NULL,
    created_at INTEGER NOT NULL,          -- Unix milliseconds, as all times here
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, project) REFERENCES projects (organization, id)
) STRICT, WITHOUT ROWID;
