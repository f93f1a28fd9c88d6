-- Organizations' own credentials at sources.
CREATE TABLE credentials (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    team TEXT,                            -- null: the whole organization
    project TEXT,                         -- null: the whole team
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    secret BLOB NOT NULL,                 -- encrypted under the organization's data key
    secret_last_four TEXT NOT NULL,
    secret_set_at INTEGER NOT NULL,
    secret_set_by TEXT NOT NULL,
    base_url TEXT,
    api_version TEXT,
    region TEXT,
    models TEXT NOT NULL,                 -- JSON: catalog id to what the source calls it
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    tested_at INTEGER,
    test_outcome INTEGER,
    test_status INTEGER,
    last_used_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
) STRICT, WITHOUT ROWID;
