-- Policies: one in force per organization, team, project or key. Versions are only ever added: receipts name them.
CREATE TABLE policies (
    id BLOB PRIMARY KEY,
    organization TEXT NOT NULL,
    scope INTEGER NOT NULL,
    scope_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE UNIQUE INDEX policies_in_force ON policies (scope_id) WHERE retired_at IS NULL;

CREATE TABLE policy_versions (
    policy BLOB NOT NULL REFERENCES policies (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (policy, version)
) STRICT;
