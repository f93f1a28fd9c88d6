-- Browsers that signed in. Only digests of their tokens are kept.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    account TEXT,                         -- null, with management_key null too: the operator
    management_key TEXT,
    method INTEGER NOT NULL,
    is_pending INTEGER NOT NULL,          -- the password was right, the second factor is still asked for
    locale TEXT NOT NULL,
    address TEXT NOT NULL,
    network TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_account ON sessions (account, created_at);
CREATE INDEX sessions_by_use ON sessions (last_seen_at);

-- Attempts to sign in since the last that worked: by account from a network, by network alone, by account alone.
CREATE TABLE sign_in_attempts (
    subject TEXT NOT NULL,                -- digest of whom; empty for anybody
    network TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (subject, network)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (last_at);
