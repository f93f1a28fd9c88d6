-- Batches that projects had made at sources, and which of them are charged. A row goes on from open over held by a replica to charged.
CREATE TABLE batches (
    organization text NOT NULL,
    project text NOT NULL,
    id text NOT NULL,                     -- the source's
    source text NOT NULL,
    credential text NOT NULL,             -- empty for the platform's
    key text NOT NULL,                    -- that made it
    models text NOT NULL,                 -- the source's names, one a line
    made_at bigint NOT NULL,              -- Unix milliseconds
    is_charged bigint NOT NULL,
    owner text NOT NULL,                  -- the replica that is charging it; empty for none
    PRIMARY KEY (organization, project, id)
);

CREATE INDEX batches_open ON batches (made_at) WHERE is_charged = 0;
