-- What a budget counts never changes; name, limit and hard may.
CREATE TABLE budgets (
    id BLOB PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    scope INTEGER NOT NULL,
    scope_id TEXT NOT NULL,
    name TEXT NOT NULL,
    model TEXT,
    workload TEXT,
    limit_nano INTEGER NOT NULL CHECK (limit_nano >= 0),
    hard INTEGER NOT NULL,
    period INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Written in the commit of the receipts that say so. No foreign key: a request may end after its budget was deleted.
CREATE TABLE budget_windows (
    budget BLOB NOT NULL,
    start INTEGER NOT NULL,               -- Unix seconds
    settled INTEGER NOT NULL CHECK (settled >= 0),
    unknown INTEGER NOT NULL CHECK (unknown >= 0),
    PRIMARY KEY (budget, start)
) STRICT, WITHOUT ROWID;

-- Of a key or a project.
CREATE TABLE rate_limits (
    scope_id TEXT PRIMARY KEY,
    requests_per_minute INTEGER,
    tokens_per_minute INTEGER,
    concurrent INTEGER
) STRICT, WITHOUT ROWID;
