-- The tree over the receipts of each organization as the newest checkpoint has it: the roots of its largest complete parts, left to right.
-- From here the next checkpoint reads on; without them it reads the whole ledger.
CREATE TABLE organization_trees (
    organization TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    parts BLOB NOT NULL
) STRICT;

-- Up to which position of the ledger.
CREATE TABLE trees_kept (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    position INTEGER NOT NULL
) STRICT;

-- Links under which one receipt can be read without a key. secret_hash: SHA-256 of what the link opens with.
CREATE TABLE receipt_shares (
    id BLOB PRIMARY KEY,
    receipt BLOB NOT NULL,
    organization TEXT NOT NULL,
    team TEXT NOT NULL,
    project TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX receipt_shares_by_receipt ON receipt_shares (receipt);
CREATE INDEX receipt_shares_by_end ON receipt_shares (expires_at);
