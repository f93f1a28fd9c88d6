-- Idempotency keys and the answers given to them, for 24 hours. What finds a row is in clear; names and fingerprints are keyed hashes and
-- answers are sealed under the organization's data key.
CREATE TABLE idempotency_keys (
    id           INTEGER NOT NULL PRIMARY KEY,
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    operation    INTEGER NOT NULL, -- Operation
    name         BLOB    NOT NULL, -- HMAC of the caller's value, 32 bytes
    fingerprint  BLOB    NOT NULL, -- HMAC of the canonical body, 32 bytes
    receipt      BLOB    NOT NULL, -- the request's id, 16 bytes, big-endian: later ones are greater
    created_at   INTEGER NOT NULL, -- UTC, ticks of 100 ns since year 1
    expires_at   INTEGER NOT NULL, -- the same
    state        INTEGER NOT NULL, -- IdempotencyState
    size         INTEGER NOT NULL, -- bytes of sealed; 0 without
    UNIQUE (organization, project, operation, name)
) STRICT;

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_answered ON idempotency_keys (organization, project, receipt) WHERE state = 2;
CREATE INDEX idempotency_keys_claimed ON idempotency_keys (id) WHERE state = 1;

-- Apart, so that no answer is touched to find a key.
CREATE TABLE idempotency_answers (
    id     INTEGER NOT NULL PRIMARY KEY, -- of its key
    sealed BLOB    NOT NULL
) STRICT;

-- Bytes of the answers of each project.
CREATE TABLE idempotency_projects (
    organization TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    PRIMARY KEY (organization, project)
) STRICT, WITHOUT ROWID;
