-- Percents of the limit, joined by commas, and since when limit and thresholds are what they are.
ALTER TABLE budgets ADD COLUMN thresholds TEXT NOT NULL DEFAULT '';
ALTER TABLE budgets ADD COLUMN thresholds_since INTEGER NOT NULL DEFAULT 0;

CREATE TABLE webhooks (
    organization TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret BLOB NOT NULL,                 -- encrypted under the organization's data key
    secret_last_four TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (organization, id),
    UNIQUE (organization, name)
) STRICT, WITHOUT ROWID;

-- What happened, once: the id follows from it. Kept for good, so that it is not told again.
CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY,
    organization TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The outbox.
CREATE TABLE webhook_deliveries (
    number INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    last_at INTEGER,
    last_status INTEGER,
    last_error TEXT,
    UNIQUE (webhook, event)
) STRICT;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 1;
CREATE INDEX webhook_deliveries_of ON webhook_deliveries (webhook, number);
