-- Prices that operators have set, by model and source. Rows are only ever added, and withdrawn before they count: receipts name them.
CREATE TABLE prices (
    id BLOB PRIMARY KEY,
    model TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    document TEXT,
    withdrawn_at INTEGER,
    UNIQUE (model, source, version)
) STRICT;
