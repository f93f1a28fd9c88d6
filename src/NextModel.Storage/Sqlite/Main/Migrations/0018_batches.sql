-- Batches that projects had made at sources, and which of them are charged. A row goes on from open over held by a process to charged.
CREATE TABLE batches (
    organization TEXT NOT NULL,
    project TEXT NOT NULL,
    id TEXT NOT NULL,                     -- the source's
    source TEXT NOT NULL,
    credential TEXT NOT NULL,             -- empty for the platform's
    key TEXT NOT NULL,                    -- that made it
    models TEXT NOT NULL,                 -- the source's names, one a line
    made_at INTEGER NOT NULL,             -- Unix milliseconds
    is_charged INTEGER NOT NULL,
    owner TEXT NOT NULL,                  -- the process that is charging it; empty for none
    PRIMARY KEY (organization, project, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batches_open ON batches (made_at) WHERE is_charged = 0;
