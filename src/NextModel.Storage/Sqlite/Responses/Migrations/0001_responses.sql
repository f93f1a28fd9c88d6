-- Responses that callers asked to be kept. What finds a row is in clear; what was said is sealed under the organization's data key.
CREATE TABLE responses (
    id           INTEGER NOT NULL PRIMARY KEY,
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    name         TEXT    NOT NULL, -- resp_…
    previous     TEXT,             -- the same of the one it goes on from
    created_at   INTEGER NOT NULL, -- UTC, ticks of 100 ns since year 1
    expires_at   INTEGER NOT NULL, -- the same
    size         INTEGER NOT NULL, -- bytes of sealed
    sealed       BLOB    NOT NULL,
    UNIQUE (organization, project, name)
) STRICT;

CREATE INDEX responses_by_end ON responses (expires_at);

-- In which response an item is; of several, in the newest.
CREATE TABLE response_items (
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    item         TEXT    NOT NULL,
    response     INTEGER NOT NULL,
    PRIMARY KEY (organization, project, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX response_items_by_response ON response_items (response);

-- Bytes of the responses of each project.
CREATE TABLE response_projects (
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    PRIMARY KEY (organization, project)
) STRICT, WITHOUT ROWID;
