-- What replicas have leased of a window: settled + unknown + leased is at most the limit of a hard budget at every commit.
ALTER TABLE budget_windows ADD COLUMN leased bigint NOT NULL DEFAULT 0 CHECK (leased >= 0);

-- Whose that is. What requests of a replica may cost is reserved by it out of its own; a settled amount leaves the lease in the commit of its receipt.
CREATE TABLE budget_leases (
    replica uuid NOT NULL,
    budget bytea NOT NULL,
    start bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (replica, budget, start)
) WITH (fillfactor = 70);

-- Leases to a replica, of one window, what a request needs, and more while much is free: at most want, and at most one part of what is free.
-- Gives 0 when what it needs is not free. The lease's row is locked before the window's, here and wherever both are.
CREATE FUNCTION budget_lease(of_replica uuid, of_budget bytea, of_start bigint, need bigint, want bigint, part bigint,
    OUT granted bigint, OUT now_settled bigint, OUT now_unknown bigint, OUT now_leased bigint, OUT now_own bigint) LANGUAGE plpgsql AS $$
DECLARE
    most bigint;
    free bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM replicas WHERE id = of_replica AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'replica % was ended', of_replica USING ERRCODE = 'NMF01';
    END IF;
    granted := 0;
    SELECT limit_nano INTO most FROM budgets WHERE id = of_budget;
    IF most IS NULL THEN
        now_settled := 0; now_unknown := 0; now_leased := 0; now_own := 0;
        RETURN;
    END IF;
    INSERT INTO budget_leases AS l (replica, budget, start, amount) VALUES (of_replica, of_budget, of_start, 0)
        ON CONFLICT (replica, budget, start) DO UPDATE SET amount = l.amount RETURNING l.amount INTO now_own;
    INSERT INTO budget_windows AS w (budget, start, settled, unknown) VALUES (of_budget, of_start, 0, 0)
        ON CONFLICT (budget, start) DO UPDATE SET leased = w.leased
        RETURNING w.settled, w.unknown, w.leased INTO now_settled, now_unknown, now_leased;
    free := most - now_settled - now_unknown - now_leased;
    IF free >= need THEN
        granted := greatest(need, least(want, free / part));
        now_leased := now_leased + granted;
        now_own := now_own + granted;
        UPDATE budget_leases SET amount = amount + granted WHERE replica = of_replica AND budget = of_budget AND start = of_start;
        UPDATE budget_windows SET leased = now_leased WHERE budget = of_budget AND start = of_start;
    END IF;
END
$$;

-- Gives back what a replica does not need.
CREATE FUNCTION budget_return(of_replica uuid, of_budget bytea, of_start bigint, what bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    returned bigint;
BEGIN
    SELECT least(amount, what) INTO returned FROM budget_leases WHERE replica = of_replica AND budget = of_budget AND start = of_start FOR UPDATE;
    IF returned IS NULL THEN
        RETURN 0;
    END IF;
    UPDATE budget_leases SET amount = amount - returned WHERE replica = of_replica AND budget = of_budget AND start = of_start;
    UPDATE budget_windows SET leased = greatest(leased - returned, 0) WHERE budget = of_budget AND start = of_start;
    DELETE FROM budget_leases WHERE replica = of_replica AND budget = of_budget AND start = of_start AND amount = 0;
    RETURN returned;
END
$$;

-- Takes over what replicas that have ended had leased, and the requests they had dispatched. What had been given to the ledger by then is settled already.
CREATE FUNCTION replicas_inherit(heir uuid) RETURNS TABLE (of_budget bytea, of_start bigint, inherited bigint) LANGUAGE plpgsql AS $$
BEGIN
    -- One heir at a time.
    PERFORM pg_advisory_xact_lock(hashtext('replicas_inherit'));
    UPDATE intents i SET replica = heir, is_left = true FROM replicas r WHERE r.id = i.replica AND r.ended_at IS NOT NULL;
    RETURN QUERY
        WITH gone AS (
            DELETE FROM budget_leases l USING replicas r WHERE r.id = l.replica AND r.ended_at IS NOT NULL RETURNING l.budget, l.start, l.amount),
        sums AS (SELECT g.budget, g.start, sum(g.amount)::bigint AS amount FROM gone g GROUP BY g.budget, g.start),
        taken AS (
            INSERT INTO budget_leases AS l (replica, budget, start, amount) SELECT heir, s.budget, s.start, s.amount FROM sums s ORDER BY s.budget, s.start
            ON CONFLICT (replica, budget, start) DO UPDATE SET amount = l.amount + excluded.amount)
        SELECT s.budget, s.start, s.amount FROM sums s;
END
$$;
