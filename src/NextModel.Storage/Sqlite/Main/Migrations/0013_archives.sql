-- Files that hold receipts whose rows are no longer here. One is noted only when it was written, read back and found to be right.
CREATE TABLE archives (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    directory TEXT NOT NULL,
    digest BLOB NOT NULL,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL UNIQUE,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL,
    -- Rows up to here have been dropped; last_position when it is done.
    dropped INTEGER NOT NULL
) STRICT;

-- What stays of a receipt that lies in an archive: what finds it, proves it and counts it.
CREATE TABLE archived_receipts (
    position INTEGER PRIMARY KEY,
    form INTEGER NOT NULL,
    completed_at INTEGER NOT NULL,
    id BLOB NOT NULL,
    hash BLOB NOT NULL,
    amount INTEGER NOT NULL,
    list_amount INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    total_ms INTEGER NOT NULL
) STRICT;

CREATE VIEW receipt_facts AS
    SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
    FROM archived_receipts
    UNION ALL
    SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
    FROM receipts;
