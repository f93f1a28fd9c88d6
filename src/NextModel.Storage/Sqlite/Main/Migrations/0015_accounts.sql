-- People who sign in, and what signs them in. An account has no organization: its members rows say where it may do what.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,                   -- null: signs in at an identity provider only
    password_changed_at INTEGER,
    totp BLOB,                            -- sealed under the master key; null: no second factor
    totp_step INTEGER NOT NULL DEFAULT 0, -- the last step a code was taken for: none is taken twice
    disabled_at INTEGER,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE account_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (id),
    digest BLOB NOT NULL,
    PRIMARY KEY (account, digest)
) STRICT, WITHOUT ROWID;

-- One at a time for each account; gone once it was used.
CREATE TABLE account_resets (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    digest BLOB NOT NULL UNIQUE,
    removes_second_factor INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    team TEXT,
    email TEXT NOT NULL,
    role INTEGER NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    invited_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    revoked_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
) STRICT, WITHOUT ROWID;

-- Whose membership it is; null until somebody has proved that the address is theirs.
ALTER TABLE members ADD COLUMN account TEXT;
