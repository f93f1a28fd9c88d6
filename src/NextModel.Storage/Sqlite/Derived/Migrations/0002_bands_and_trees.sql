-- Everything is made again from the ledger, so that nothing is missing in what is new.
DELETE FROM watermark;
DELETE FROM slices;
DELETE FROM projects;
DELETE FROM by_id;
DELETE FROM by_project;
DELETE FROM sums;

-- A band is the receipts of one slice with amounts of one magnitude: 0 for nothing, else 1 + log16 of the amount in 10^-9, whole. It serves
-- every filter of lists: what is looked for is found by reading a page of each band that can have it, however many receipts there are.
DROP TABLE by_key;
DROP TABLE keys;

CREATE TABLE bands (
    number INTEGER PRIMARY KEY,
    slice INTEGER NOT NULL,
    magnitude INTEGER NOT NULL,
    UNIQUE (slice, magnitude)
) STRICT;

CREATE TABLE by_band (
    band INTEGER NOT NULL,
    completed_at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (band, completed_at, position)
) WITHOUT ROWID, STRICT;

-- The trees over the receipts of organizations, for proofs. A tile holds up to 256 hashes in a row: of leaves at level 0, of full tiles of
-- the level below at others. first_position: of the first receipt under it.
CREATE TABLE tree_tiles (
    organization TEXT NOT NULL,
    level INTEGER NOT NULL,
    tile INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (organization, level, tile)
) STRICT;

CREATE INDEX tree_tiles_by_position ON tree_tiles (organization, level, first_position);
