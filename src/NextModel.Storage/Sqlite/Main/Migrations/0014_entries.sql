-- Models and sources that operators have set. Rows are only ever added, and withdrawn before they count: receipts name them.
CREATE TABLE entries (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    document TEXT,
    sealed_key BLOB,
    key_last_four TEXT,
    withdrawn_at INTEGER,
    UNIQUE (kind, name, version)
) STRICT;
