-- What sources keep for projects (files, batches, stored answers): whose it is and where, nothing of what it is.
CREATE TABLE source_objects (
    organization TEXT NOT NULL,
    project TEXT NOT NULL,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,                     -- the source's
    source TEXT NOT NULL,
    credential TEXT NOT NULL,             -- empty for the platform's
    created_at INTEGER NOT NULL,
    PRIMARY KEY (organization, project, kind, id)
) STRICT, WITHOUT ROWID;
