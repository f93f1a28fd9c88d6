-- Prepaid credit in double entry (docs/adr/0015). Transfers and entries are only ever added.
CREATE TABLE credit_transfers (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id bytea NOT NULL UNIQUE,
    organization text NOT NULL,
    kind bigint NOT NULL,
    currency text NOT NULL,
    at bigint NOT NULL,                   -- Unix milliseconds
    balance bigint NOT NULL,              -- of the organization, after it
    external_id text,
    payment text,
    reverses bytea UNIQUE,
    expires_at bigint,
    reason text NOT NULL,
    actor text NOT NULL,
    log bytea,
    first_sequence bigint,
    last_sequence bigint,
    receipts bigint,
    UNIQUE (organization, external_id)
);

CREATE INDEX credit_transfers_of ON credit_transfers (organization, position);

-- Promo is 16 zero bytes for every account that is not one of a promo.
CREATE TABLE credit_entries (
    transfer bigint NOT NULL REFERENCES credit_transfers (position),
    account bigint NOT NULL,
    promo bytea NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (transfer, account, promo)
);

CREATE FUNCTION credit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never change and are never removed', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER credit_transfers_stay BEFORE UPDATE OR DELETE ON credit_transfers FOR EACH ROW EXECUTE FUNCTION credit_stays();
CREATE TRIGGER credit_entries_stay BEFORE UPDATE OR DELETE ON credit_entries FOR EACH ROW EXECUTE FUNCTION credit_stays();

-- Sums of entries of the paid and promo accounts, kept so that a start need not add all of them up. A promo that is used up has no row.
CREATE TABLE credit_balances (
    organization text NOT NULL,
    promo bytea NOT NULL,
    expires_at bigint,
    balance bigint NOT NULL,
    PRIMARY KEY (organization, promo)
);

CREATE TABLE credit_settings (
    organization text PRIMARY KEY REFERENCES organizations (id),
    enforced bigint NOT NULL,
    version bigint NOT NULL
);

-- What is known of payments, and of refunds and disputes that came before the payment they are of.
CREATE TABLE credit_payments (
    source text NOT NULL,
    payment text NOT NULL,
    currency text NOT NULL,
    organization text,
    gross bigint NOT NULL,
    credit bigint NOT NULL,
    taken bigint NOT NULL CHECK (taken BETWEEN 0 AND credit),
    PRIMARY KEY (source, payment)
);

CREATE TABLE credit_payment_facts (
    source text NOT NULL,
    payment text NOT NULL,
    fact text NOT NULL,
    kind bigint NOT NULL,
    state bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (source, payment, fact)
);

CREATE TABLE credit_events (
    source text NOT NULL,
    event text NOT NULL,
    type text NOT NULL,
    payment text NOT NULL,
    PRIMARY KEY (source, event)
);

-- What replicas have leased of the balance: all of it together is never more than the balance. A charge leaves the lease in the commit of its receipts.
CREATE TABLE credit_leases (
    replica uuid NOT NULL,
    organization text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (organization, replica)
) WITH (fillfactor = 70);

-- Leases to a replica, of an organization's credit, what a request needs, and more while much is free. The rows of the balance are locked first,
-- here and wherever it changes.
CREATE FUNCTION credit_lease(of_replica uuid, of_organization text, need bigint, want bigint, part bigint,
    OUT granted bigint, OUT now_balance bigint, OUT now_others bigint) LANGUAGE plpgsql AS $$
DECLARE
    own bigint;
    free bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM replicas WHERE id = of_replica AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'replica % was ended', of_replica USING ERRCODE = 'NMF01';
    END IF;
    PERFORM FROM credit_balances WHERE organization = of_organization ORDER BY promo FOR UPDATE;
    SELECT coalesce(sum(balance), 0) INTO now_balance FROM credit_balances
        WHERE organization = of_organization AND (expires_at IS NULL OR expires_at > extract(epoch FROM clock_timestamp()) * 1000);
    SELECT coalesce(sum(amount) FILTER (WHERE replica = of_replica), 0), coalesce(sum(amount) FILTER (WHERE replica <> of_replica), 0)
        INTO own, now_others FROM credit_leases WHERE organization = of_organization;
    free := now_balance - own - now_others;
    granted := 0;
    IF free >= need THEN
        granted := greatest(need, least(want, free / part));
        INSERT INTO credit_leases AS l (replica, organization, amount) VALUES (of_replica, of_organization, granted)
            ON CONFLICT (organization, replica) DO UPDATE SET amount = l.amount + excluded.amount;
    END IF;
END
$$;

-- Charges an organization for the receipts of a commit. What it is taken from is decided here, where all replicas meet: promos that have not ended,
-- the one that ends first before the others; then what was paid; then promos that have ended and are not posted yet, for requests that
-- were begun before; then what was paid, below zero.
CREATE FUNCTION credit_charge(of_organization text, in_currency text, this_id bytea, amount bigint, charged_at bigint, of_log bytea,
    first bigint, last bigint, many bigint, of_replica uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    paid CONSTANT bytea := '\x00000000000000000000000000000000';
    left_over bigint := amount;
    from_paid bigint := 0;
    part bigint;
    lot record;
    promos bytea[] := '{}';
    parts bigint[] := '{}';
    total bigint;
    posted bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7957016116633534468);
    PERFORM FROM credit_balances WHERE organization = of_organization ORDER BY promo FOR UPDATE;
    UPDATE credit_leases l SET amount = greatest(l.amount - credit_charge.amount, 0) WHERE l.organization = of_organization AND l.replica = of_replica;
    FOR lot IN SELECT promo, balance, expires_at FROM credit_balances WHERE organization = of_organization AND balance > 0
        ORDER BY CASE WHEN promo = paid THEN 1 WHEN expires_at <= charged_at THEN 2 ELSE 0 END, expires_at NULLS LAST, promo
    LOOP
        EXIT WHEN left_over = 0;
        part := least(left_over, lot.balance);
        left_over := left_over - part;
        IF lot.promo = paid THEN
            from_paid := from_paid + part;
        ELSE
            promos := array_append(promos, lot.promo);
            parts := array_append(parts, part);
        END IF;
    END LOOP;
    from_paid := from_paid + left_over;
    FOR i IN 1 .. cardinality(promos) LOOP
        UPDATE credit_balances SET balance = balance - parts[i] WHERE organization = of_organization AND promo = promos[i];
        DELETE FROM credit_balances WHERE organization = of_organization AND promo = promos[i] AND balance = 0;
    END LOOP;
    IF from_paid > 0 THEN
        INSERT INTO credit_balances AS b (organization, promo, balance) VALUES (of_organization, paid, -from_paid)
            ON CONFLICT (organization, promo) DO UPDATE SET balance = b.balance + excluded.balance;
    END IF;
    SELECT coalesce(sum(balance), 0) INTO total FROM credit_balances WHERE organization = of_organization;
    INSERT INTO credit_transfers (id, organization, kind, currency, at, balance, reason, actor, log, first_sequence, last_sequence, receipts)
        VALUES (this_id, of_organization, 5, in_currency, charged_at, total, '', '', of_log, first, last, many) RETURNING position INTO posted;
    INSERT INTO credit_entries (transfer, account, promo, amount) SELECT posted, 2, p.promo, -p.part FROM unnest(promos, parts) AS p(promo, part);
    IF from_paid > 0 THEN
        INSERT INTO credit_entries (transfer, account, promo, amount) VALUES (posted, 1, paid, -from_paid);
    END IF;
    INSERT INTO credit_entries (transfer, account, promo, amount) VALUES (posted, 5, paid, amount);
END
$$;

-- Of credit nothing is held for requests of a replica that has ended: only what is known to be delivered is charged.
CREATE FUNCTION credit_free_ended() RETURNS void LANGUAGE sql AS $$
    DELETE FROM credit_leases l USING replicas r WHERE r.id = l.replica AND r.ended_at IS NOT NULL
$$;
