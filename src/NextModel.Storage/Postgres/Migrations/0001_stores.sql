-- Everything but the ledger and credit. Times are Unix milliseconds unless a column says otherwise; ids of 16 bytes are big-endian, as in SQLite, so
-- that what an installation holds can be compared byte for byte. Text that is put in order is put in that of its bytes.
CREATE TABLE organizations (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    currency text NOT NULL,
    data_key bytea NOT NULL,              -- wrapped by the master key
    version bigint NOT NULL DEFAULT 1,    -- counts the changes of a row, for If-Match
    archived_at bigint
);

CREATE TABLE teams (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    name text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    archived_at bigint,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
);

CREATE TABLE projects (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    team text NOT NULL,
    name text NOT NULL,
    cache_enabled boolean NOT NULL,
    cache_ttl_seconds bigint NOT NULL,
    cache_max_entry_bytes bigint NOT NULL,
    cache_max_total_bytes bigint NOT NULL,
    cache_ignored_metadata text NOT NULL, -- JSON list of names
    version bigint NOT NULL DEFAULT 1,
    archived_at bigint,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
);

CREATE TABLE api_keys (
    organization text NOT NULL,
    id text NOT NULL UNIQUE,
    project text NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL UNIQUE,         -- HMAC-SHA-256 of the raw key
    environment text NOT NULL,
    workload text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint,
    previous_digest bytea,                -- the secret before the last rotation
    previous_until bigint,                -- when it stops
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, project) REFERENCES projects (organization, id)
);

CREATE TABLE members (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    team text,                            -- null: the whole organization
    email text NOT NULL,
    role bigint NOT NULL,
    account text,                         -- null until somebody has proved that the address is theirs
    created_at bigint NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
);

CREATE UNIQUE INDEX members_once ON members (organization, coalesce(team, ''), email);

CREATE TABLE management_keys (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    team text,
    name text NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    role bigint NOT NULL,
    member text,                          -- whose key it is; a removed member's keys authenticate no more
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
);

-- Append-only, one chain whichever replica writes. The columns beside the body are copies of what it says, for filters.
CREATE TABLE audit (
    sequence bigint PRIMARY KEY,
    at bigint NOT NULL,
    organization text NOT NULL,           -- empty: the installation itself
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    body text NOT NULL,                   -- canonical JSON, what the hash is over
    hash bytea NOT NULL,
    signature text NOT NULL
);

CREATE INDEX audit_of_organization ON audit (organization, sequence);
CREATE INDEX audit_of_target ON audit (target, sequence);

-- What a budget counts never changes; name, limit, hard and thresholds may.
CREATE TABLE budgets (
    id bytea PRIMARY KEY,
    organization text NOT NULL REFERENCES organizations (id),
    scope bigint NOT NULL,
    scope_id text NOT NULL,
    name text NOT NULL,
    model text,
    workload text,
    limit_nano bigint NOT NULL CHECK (limit_nano >= 0),
    hard boolean NOT NULL,
    period bigint NOT NULL,
    time_zone text NOT NULL,
    created_at bigint NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    thresholds text NOT NULL DEFAULT '',  -- percents of the limit, joined by commas
    thresholds_since bigint NOT NULL DEFAULT 0
);

-- Written in the commit of the receipts that say so. No foreign key: a request may end after its budget was deleted.
CREATE TABLE budget_windows (
    budget bytea NOT NULL,
    start bigint NOT NULL,                -- Unix seconds
    settled bigint NOT NULL CHECK (settled >= 0),
    unknown bigint NOT NULL CHECK (unknown >= 0),
    PRIMARY KEY (budget, start)
);

-- Of a key or a project. Limits that were taken away keep a row without limits, so that their version goes on.
CREATE TABLE rate_limits (
    scope_id text PRIMARY KEY,
    requests_per_minute bigint,
    tokens_per_minute bigint,
    concurrent bigint,
    version bigint NOT NULL DEFAULT 1
);

CREATE TABLE webhooks (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    name text NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,                -- encrypted under the organization's data key
    secret_last_four text NOT NULL,
    enabled boolean NOT NULL,
    created_at bigint NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
);

-- What happened, once: the id follows from it. Kept for good, so that it is not told again.
CREATE TABLE webhook_events (
    id text PRIMARY KEY,
    organization text NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL
);

-- The outbox.
CREATE TABLE webhook_deliveries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook text NOT NULL,
    event text NOT NULL,
    state bigint NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    next_at bigint,
    last_at bigint,
    last_status bigint,
    last_error text,
    UNIQUE (webhook, event)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 1;
CREATE INDEX webhook_deliveries_of ON webhook_deliveries (webhook, number);

-- Policies: one in force per organization, team, project or key. Versions are only ever added: receipts name them.
CREATE TABLE policies (
    id bytea PRIMARY KEY,
    organization text NOT NULL,
    scope bigint NOT NULL,
    scope_id text NOT NULL,
    version bigint NOT NULL,
    retired_at bigint
);

CREATE UNIQUE INDEX policies_in_force ON policies (scope_id) WHERE retired_at IS NULL;

CREATE TABLE policy_versions (
    policy bytea NOT NULL REFERENCES policies (id),
    version bigint NOT NULL,
    at bigint NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (policy, version)
);

-- Organizations' own credentials at sources.
CREATE TABLE credentials (
    organization text NOT NULL REFERENCES organizations (id),
    id text NOT NULL UNIQUE,
    team text,                            -- null: the whole organization
    project text,                         -- null: the whole team
    source text NOT NULL,
    name text NOT NULL,
    secret bytea NOT NULL,                -- encrypted under the organization's data key
    secret_last_four text NOT NULL,
    secret_set_at bigint NOT NULL,
    secret_set_by text NOT NULL,
    base_url text,
    api_version text,
    region text,
    models text NOT NULL,                 -- JSON: catalog id to what the source calls it
    enabled boolean NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL,
    tested_at bigint,
    test_outcome bigint,
    test_status bigint,
    last_used_at bigint,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
);

-- Runs against providers' files. The files and the reports themselves are beside the replica that made them, by digest and id.
CREATE TABLE reconciliations (
    organization text NOT NULL REFERENCES organizations (id),
    id bytea NOT NULL UNIQUE,
    provider text NOT NULL,
    status text NOT NULL,
    created_at bigint NOT NULL,
    report_sha256 text NOT NULL,
    document text NOT NULL,               -- what the API shows of it
    PRIMARY KEY (organization, id),
    UNIQUE (organization, report_sha256)
);

-- In the order they were read.
CREATE TABLE reconciliation_files (
    organization text NOT NULL,
    reconciliation bytea NOT NULL,
    place bigint NOT NULL,
    provider text NOT NULL,
    sha256 text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (organization, reconciliation, place)
);

CREATE INDEX reconciliation_files_by_digest ON reconciliation_files (organization, provider, sha256);

-- Links under which one receipt can be read without a key. secret_hash: SHA-256 of what the link opens with.
CREATE TABLE receipt_shares (
    id bytea PRIMARY KEY,
    receipt bytea NOT NULL,
    organization text NOT NULL,
    team text NOT NULL,
    project text NOT NULL,
    secret_hash bytea NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX receipt_shares_by_receipt ON receipt_shares (receipt);
CREATE INDEX receipt_shares_by_end ON receipt_shares (expires_at);

-- Prices that operators have set, by model and source. Rows are only ever added, and withdrawn before they count: receipts name them.
CREATE TABLE prices (
    id bytea PRIMARY KEY,
    model text NOT NULL,
    source text NOT NULL,
    version bigint NOT NULL,
    effective_from bigint NOT NULL,
    set_at bigint NOT NULL,
    set_by text NOT NULL,
    document text,
    withdrawn_at bigint,
    UNIQUE (model, source, version)
);

-- Models and sources that operators have set. Rows are only ever added, and withdrawn before they count: receipts name them.
CREATE TABLE entries (
    id bytea PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    effective_from bigint NOT NULL,
    set_at bigint NOT NULL,
    set_by text NOT NULL,
    document text,
    sealed_key bytea,
    key_last_four text,
    withdrawn_at bigint,
    UNIQUE (kind, name, version)
);

-- People who sign in, and what signs them in. An account has no organization: its members rows say where it may do what.
CREATE TABLE accounts (
    id text COLLATE "C" PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text,                   -- null: signs in at an identity provider only
    password_changed_at bigint,
    totp bytea,                           -- sealed under the master key; null: no second factor
    totp_step bigint NOT NULL DEFAULT 0,  -- the last step a code was taken for: none is taken twice
    disabled_at bigint,
    created_at bigint NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

CREATE TABLE account_identities (
    issuer text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    account text NOT NULL REFERENCES accounts (id),
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE account_recovery_codes (
    account text NOT NULL REFERENCES accounts (id),
    digest bytea NOT NULL,
    PRIMARY KEY (account, digest)
);

-- One at a time for each account; gone once it was used.
CREATE TABLE account_resets (
    account text PRIMARY KEY REFERENCES accounts (id),
    digest bytea NOT NULL UNIQUE,
    removes_second_factor boolean NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE invitations (
    organization text NOT NULL REFERENCES organizations (id),
    id text COLLATE "C" NOT NULL UNIQUE,
    team text,
    email text NOT NULL,
    role bigint NOT NULL,
    digest bytea NOT NULL UNIQUE,
    invited_by text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    accepted_at bigint,
    revoked_at bigint,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, team) REFERENCES teams (organization, id)
);

-- Browsers that signed in. Only digests of their tokens are kept.
CREATE TABLE sessions (
    id text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    account text,                         -- null, with management_key null too: the operator
    management_key text,
    method bigint NOT NULL,
    is_pending boolean NOT NULL,          -- the password was right, the second factor is still asked for
    locale text NOT NULL,
    address text NOT NULL,
    network text NOT NULL,
    agent text NOT NULL,
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    ended_at bigint
);

CREATE INDEX sessions_of_account ON sessions (account, created_at);
CREATE INDEX sessions_by_use ON sessions (last_seen_at);

-- Attempts to sign in since the last that worked: by account from a network, by network alone, by account alone.
CREATE TABLE sign_in_attempts (
    subject text NOT NULL,                -- digest of whom; empty for anybody
    network text NOT NULL,
    count bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (subject, network)
);

CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (last_at);

-- What sources keep for projects (files, batches, stored answers): whose it is and where, nothing of what it is.
CREATE TABLE source_objects (
    organization text NOT NULL,
    project text NOT NULL,
    kind bigint NOT NULL,
    id text NOT NULL,                     -- the source's
    source text COLLATE "C" NOT NULL,
    credential text COLLATE "C" NOT NULL, -- empty for the platform's
    created_at bigint NOT NULL,
    PRIMARY KEY (organization, project, kind, id)
);

-- Keys that sign receipts, checkpoints and the trail. All replicas sign with the newest; a retired one has no private half any more.
CREATE TABLE signing_keys (
    name text COLLATE "C" PRIMARY KEY,    -- when it was made, and its id
    public_key text NOT NULL,             -- a JWK
    sealed_key bytea                      -- under the master key
);

-- Stored answers of the exact cache. Everything but what finds and counts a row is sealed under the organization's data key. Times here and
-- below are UTC in ticks of 100 ns since year 1. Not logged: losing an entry is a miss, and a crash of the server loses all of them.
CREATE UNLOGGED TABLE cache_entries (
    key          bytea  PRIMARY KEY,      -- SHA-256, 32 bytes
    id           bigint GENERATED ALWAYS AS IDENTITY,
    organization text   NOT NULL,
    project      text   NOT NULL,
    receipt      text   NOT NULL,         -- of the fresh answer
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    size         bigint NOT NULL,         -- bytes of sealed
    sealed       bytea  NOT NULL
);

ALTER TABLE cache_entries ALTER COLUMN sealed SET STORAGE EXTERNAL; -- what is encrypted does not compress
CREATE INDEX cache_entries_of_project ON cache_entries (organization, project, id);
CREATE INDEX cache_entries_by_end ON cache_entries (expires_at);

-- Bytes of the entries of each project.
CREATE UNLOGGED TABLE cache_projects (
    organization text   NOT NULL,
    project      text   NOT NULL,
    bytes        bigint NOT NULL,
    PRIMARY KEY (organization, project)
);

-- Idempotency keys and the answers given to them, for 24 hours. What finds a row is in clear; names and fingerprints are keyed hashes and
-- answers are sealed under the organization's data key.
CREATE TABLE idempotency_keys (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization text   NOT NULL,
    project      text   NOT NULL,
    operation    bigint NOT NULL,         -- Operation
    name         bytea  NOT NULL,         -- HMAC of the caller's value, 32 bytes
    fingerprint  bytea  NOT NULL,         -- HMAC of the canonical body, 32 bytes
    receipt      bytea  NOT NULL,         -- the request's id, 16 bytes, big-endian: later ones are greater
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    state        bigint NOT NULL,         -- IdempotencyState
    size         bigint NOT NULL,         -- bytes of sealed; 0 without
    UNIQUE (organization, project, operation, name)
);

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_answered ON idempotency_keys (organization, project, receipt) WHERE state = 2;
CREATE INDEX idempotency_keys_claimed ON idempotency_keys (id) WHERE state = 1;

CREATE TABLE idempotency_answers (
    id     bigint PRIMARY KEY,            -- of its key
    sealed bytea  NOT NULL
);

ALTER TABLE idempotency_answers ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE idempotency_projects (
    organization text   NOT NULL,
    project      text   NOT NULL,
    bytes        bigint NOT NULL,
    PRIMARY KEY (organization, project)
);

-- Responses that callers asked to be kept. What finds a row is in clear; what was said is sealed under the organization's data key.
CREATE TABLE responses (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization text   NOT NULL,
    project      text   NOT NULL,
    name         text   NOT NULL,         -- resp_…
    previous     text,                    -- the same of the one it goes on from
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    size         bigint NOT NULL,         -- bytes of sealed
    sealed       bytea  NOT NULL,
    UNIQUE (organization, project, name)
);

ALTER TABLE responses ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX responses_by_end ON responses (expires_at);

-- In which response an item is; of several, in the newest.
CREATE TABLE response_items (
    organization text   NOT NULL,
    project      text   NOT NULL,
    item         text   NOT NULL,
    response     bigint NOT NULL,
    PRIMARY KEY (organization, project, item)
);

CREATE INDEX response_items_by_response ON response_items (response);

CREATE TABLE response_projects (
    organization text   NOT NULL,
    project      text   NOT NULL,
    bytes        bigint NOT NULL,
    PRIMARY KEY (organization, project)
);
