-- Everything is made again from the ledger, so that nothing is missing in what is new.
DELETE FROM watermark;
DELETE FROM slices;
DELETE FROM projects;
DELETE FROM by_id;
DELETE FROM by_project;
DELETE FROM bands;
DELETE FROM by_band;
DELETE FROM sums;
DELETE FROM tree_tiles;

-- Sums are kept per key too (level 3), and at levels 1 to 3 by serve mode and outcome: what pages filter and group by is read from rows
-- whose number does not grow with the models of each key. At level 2 the column "project" holds the slice that stands for the organization,
-- so that nobody's sums are read with another's.
ALTER TABLE slices ADD COLUMN per_key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slices ADD COLUMN per_organization INTEGER NOT NULL DEFAULT 0;
