-- One log per organization and process start; a row appears with the log's first receipt.
CREATE TABLE logs (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    organization TEXT NOT NULL,
    predecessor BLOB NOT NULL
) STRICT;

-- What receipts have in common: canonical text with gaps, and the dimensions reports group by. The same form may stand here twice.
CREATE TABLE receipt_forms (
    number INTEGER PRIMARY KEY,
    text BLOB NOT NULL,
    organization TEXT NOT NULL,
    team TEXT NOT NULL,
    project TEXT NOT NULL,
    key TEXT NOT NULL,
    environment TEXT NOT NULL,
    workload TEXT NOT NULL,
    operation INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    sandbox INTEGER NOT NULL,
    requested_model TEXT NOT NULL,
    effective_model TEXT NOT NULL,
    source TEXT NOT NULL,
    upstream_model TEXT NOT NULL,
    serve_mode INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    usage_source INTEGER NOT NULL,
    currency TEXT NOT NULL
) STRICT;

-- Append-only, and no secondary index: each would cost more than the row. Indexes and sums are derived into derived.db.
CREATE TABLE receipts (
    position INTEGER PRIMARY KEY,
    form INTEGER NOT NULL,
    log INTEGER NOT NULL,
    log_sequence INTEGER NOT NULL,
    completed_at INTEGER NOT NULL,
    id BLOB NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    amount INTEGER NOT NULL,
    list_amount INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    total_ms INTEGER NOT NULL,
    commit_index INTEGER NOT NULL,
    gap_values BLOB NOT NULL,
    seal BLOB
) STRICT;

-- Where each organization's newest log ended at the last checkpoint, so that a start need not read the whole ledger.
CREATE TABLE log_heads (
    organization TEXT PRIMARY KEY,
    log BLOB NOT NULL,
    size INTEGER NOT NULL,
    hash BLOB NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    total INTEGER NOT NULL,
    jws TEXT NOT NULL
) STRICT;

-- Written to find out whether the disk takes writes again.
CREATE TABLE probes (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    at INTEGER NOT NULL
) STRICT;
