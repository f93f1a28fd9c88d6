-- Stored answers of the exact cache. Rows are only ever added at the end and taken away by their id; the process knows the id of every key, so
-- there is no index whose pages each entry would dirty. Everything but what finds and counts a row is sealed under the organization's data key.
CREATE TABLE cache_entries (
    id           INTEGER NOT NULL PRIMARY KEY, -- grows; of two rows with one key the later counts
    key          BLOB    NOT NULL,             -- SHA-256, 32 bytes
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    receipt      TEXT    NOT NULL,             -- of the fresh answer
    created_at   INTEGER NOT NULL,             -- UTC, ticks of 100 ns since year 1
    expires_at   INTEGER NOT NULL,             -- the same
    size         INTEGER NOT NULL              -- bytes of sealed
) STRICT;

-- Apart, so that no answer is touched when the entries are read at start.
CREATE TABLE cache_answers (
    id     INTEGER NOT NULL PRIMARY KEY,       -- of its entry
    sealed BLOB    NOT NULL
) STRICT;
