-- Prepaid credit in double entry (docs/adr/0015). Transfers and entries are only ever added.
CREATE TABLE credit_transfers (
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    organization TEXT NOT NULL REFERENCES organizations (id),
    kind INTEGER NOT NULL,
    currency TEXT NOT NULL,
    at INTEGER NOT NULL,                  -- Unix milliseconds
    balance INTEGER NOT NULL,             -- of the organization, after it
    external_id TEXT,
    payment TEXT,
    reverses BLOB UNIQUE,
    expires_at INTEGER,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    log BLOB,
    first_sequence INTEGER,
    last_sequence INTEGER,
    receipts INTEGER,
    UNIQUE (organization, external_id)
) STRICT;

CREATE INDEX credit_transfers_of ON credit_transfers (organization, position);

-- Promo is 16 zero bytes for every account that is not one of a promo.
CREATE TABLE credit_entries (
    transfer INTEGER NOT NULL REFERENCES credit_transfers (position),
    account INTEGER NOT NULL,
    promo BLOB NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (transfer, account, promo)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER credit_transfers_stay BEFORE UPDATE ON credit_transfers BEGIN SELECT raise(ABORT, 'transfers never change'); END;
CREATE TRIGGER credit_transfers_remain BEFORE DELETE ON credit_transfers BEGIN SELECT raise(ABORT, 'transfers are never removed'); END;
CREATE TRIGGER credit_entries_stay BEFORE UPDATE ON credit_entries BEGIN SELECT raise(ABORT, 'entries never change'); END;
CREATE TRIGGER credit_entries_remain BEFORE DELETE ON credit_entries BEGIN SELECT raise(ABORT, 'entries are never removed'); END;

-- Sums of entries of the paid and promo accounts, kept so that a start need not add all of them up. A promo that is used up has no row.
CREATE TABLE credit_balances (
    organization TEXT NOT NULL,
    promo BLOB NOT NULL,
    expires_at INTEGER,
    balance INTEGER NOT NULL,
    PRIMARY KEY (organization, promo)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_settings (
    organization TEXT PRIMARY KEY REFERENCES organizations (id),
    enforced INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is known of payments, and of refunds and disputes that came before the payment they are of.
CREATE TABLE credit_payments (
    source TEXT NOT NULL,
    payment TEXT NOT NULL,
    currency TEXT NOT NULL,
    organization TEXT,
    gross INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    taken INTEGER NOT NULL CHECK (taken BETWEEN 0 AND credit),
    PRIMARY KEY (source, payment)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_payment_facts (
    source TEXT NOT NULL,
    payment TEXT NOT NULL,
    fact TEXT NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (source, payment, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_events (
    source TEXT NOT NULL,
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    payment TEXT NOT NULL,
    PRIMARY KEY (source, event)
) STRICT, WITHOUT ROWID;
