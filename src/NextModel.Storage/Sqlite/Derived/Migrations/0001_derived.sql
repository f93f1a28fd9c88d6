-- All of this can be thrown away: it is made again from nextmodel.db.

-- How far the ledger has been read, and the hash of the receipt there, by which another ledger is noticed.
CREATE TABLE watermark (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    position INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE projects (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE keys (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT;

-- What receipts can be grouped and filtered by. per_project, per_model: the first slice that is the same at that level of sums; it stands
-- for all of them there.
CREATE TABLE slices (
    number INTEGER PRIMARY KEY,
    per_project INTEGER NOT NULL,
    per_model INTEGER NOT NULL,
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
    serve_mode INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    usage_source INTEGER NOT NULL,
    currency TEXT NOT NULL
) STRICT;

CREATE TABLE by_id (
    id BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT;

CREATE TABLE by_project (
    project INTEGER NOT NULL,
    completed_at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    slice INTEGER NOT NULL,
    PRIMARY KEY (project, completed_at, position)
) WITHOUT ROWID, STRICT;

CREATE TABLE by_key (
    key INTEGER NOT NULL,
    completed_at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    slice INTEGER NOT NULL,
    PRIMARY KEY (key, completed_at, position)
) WITHOUT ROWID, STRICT;

-- level 0: per slice; 1: per project; 2: per model, source and serve mode of an organization (project is 0 then). width: 900,000 ms (a quarter of an hour) or 86,400,000 (a UTC day). bucket: its first millisecond.
CREATE TABLE sums (
    level INTEGER NOT NULL,
    width INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    project INTEGER NOT NULL,
    slice INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    list_amount INTEGER NOT NULL,
    PRIMARY KEY (level, width, bucket, project, slice)
) WITHOUT ROWID, STRICT;
