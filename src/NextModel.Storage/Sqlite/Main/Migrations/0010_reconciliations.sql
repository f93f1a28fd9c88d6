-- Runs against providers' files. The files and the reports themselves are beside the database, by digest and id.
CREATE TABLE reconciliations (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id BLOB NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    report_sha256 TEXT NOT NULL,
    document TEXT NOT NULL,               -- what the API shows of it
    PRIMARY KEY (organization, id),
    UNIQUE (organization, report_sha256)
) STRICT, WITHOUT ROWID;

-- In the order they were read.
CREATE TABLE reconciliation_files (
    organization TEXT NOT NULL,
    reconciliation BLOB NOT NULL,
    place INTEGER NOT NULL,
    provider TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (organization, reconciliation, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX reconciliation_files_by_digest ON reconciliation_files (organization, provider, sha256);
