-- Stored answers of the exact cache. Everything but what finds and counts a row is sealed under the organization's data key.
CREATE TABLE cache_entries (
    key          BLOB    NOT NULL PRIMARY KEY, -- SHA-256, 32 bytes
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    receipt      TEXT    NOT NULL,             -- of the fresh answer
    created_at   INTEGER NOT NULL,             -- UTC, ticks of 100 ns since year 1
    expires_at   INTEGER NOT NULL,             -- the same
    size         INTEGER NOT NULL,             -- bytes of sealed
    sealed       BLOB    NOT NULL
) STRICT;

-- Covers what is read at start, so that no answer is touched then.
CREATE INDEX cache_entries_by_project ON cache_entries (organization, project, created_at, size, key);
CREATE INDEX cache_entries_by_expiry ON cache_entries (expires_at);
