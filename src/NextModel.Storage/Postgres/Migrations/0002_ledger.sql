-- Every start of a process. One that has ended, by itself or because its heartbeat was not seen for long, never writes again.
-- batch and first_position: the last batch it gave to the ledger, and where that begins; below 0 when it was decided that the batch is never written.
CREATE TABLE replicas (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    batch bigint NOT NULL DEFAULT 0,
    first_position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Position of the newest receipt. Its lock is the order of all commits, on every replica.
CREATE TABLE ledger_head (
    number integer PRIMARY KEY CHECK (number = 1),
    position bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO ledger_head VALUES (1, 0);

-- One log per organization and process start; a row appears with the log's first receipt. size, hash and position: its last entry.
CREATE TABLE logs (
    id uuid PRIMARY KEY,
    organization text NOT NULL,
    predecessor bytea NOT NULL,
    replica uuid NOT NULL,
    size bigint NOT NULL,
    hash bytea NOT NULL,
    position bigint NOT NULL
) WITH (fillfactor = 70);

-- Each replica takes so many numbers at a time, more than a batch can need, and gives them out by itself.
CREATE SEQUENCE receipt_form_numbers INCREMENT BY 2048;

-- What receipts have in common: canonical text with gaps, and the dimensions reports group by. The same form may stand here twice.
CREATE TABLE receipt_forms (
    number bigint PRIMARY KEY,
    text bytea NOT NULL,
    organization text NOT NULL,
    team text NOT NULL,
    project text NOT NULL,
    key text NOT NULL,
    environment text NOT NULL,
    workload text NOT NULL,
    operation integer NOT NULL,
    stream integer NOT NULL,
    sandbox integer NOT NULL,
    requested_model text NOT NULL,
    effective_model text NOT NULL,
    source text NOT NULL,
    upstream_model text NOT NULL,
    serve_mode integer NOT NULL,
    outcome integer NOT NULL,
    usage_source integer NOT NULL,
    currency text NOT NULL
);

-- Append-only. Positions ascend with time, so a partition of them is a stretch of time, and goes as a whole when all of it is archived.
-- Each holds a million; they are made ahead by the replicas.
CREATE TABLE receipts (
    position bigint PRIMARY KEY,
    form bigint NOT NULL,
    log uuid NOT NULL,
    log_sequence bigint NOT NULL,
    completed_at bigint NOT NULL,
    id uuid NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    amount bigint NOT NULL,
    list_amount bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cached_input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    total_ms bigint NOT NULL,
    commit_index integer NOT NULL,
    gap_values bytea NOT NULL,
    seal bytea
) PARTITION BY RANGE (position);

-- Files that hold receipts whose rows are no longer here. One is noted only when it was written, read back and found to be right.
CREATE TABLE archives (
    name text NOT NULL,
    directory text NOT NULL,
    digest bytea NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint PRIMARY KEY,
    from_time bigint NOT NULL,
    to_time bigint NOT NULL,
    -- Rows up to here have been dropped; last_position when it is done.
    dropped bigint NOT NULL
);

-- What stays of a receipt that lies in an archive: what finds it, proves it and counts it.
CREATE TABLE archived_receipts (
    position bigint PRIMARY KEY,
    form bigint NOT NULL,
    completed_at bigint NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    amount bigint NOT NULL,
    list_amount bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cached_input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    total_ms bigint NOT NULL
);

CREATE INDEX archived_receipts_by_id ON archived_receipts (id);

CREATE VIEW receipt_facts AS
    SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
    FROM archived_receipts
    UNION ALL
    SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
    FROM receipts;

CREATE TABLE checkpoints (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    total bigint NOT NULL,
    jws text NOT NULL
);

-- The tree over the receipts of each organization as the newest checkpoint has it: the roots of its largest complete parts, left to right.
CREATE TABLE organization_trees (
    organization text PRIMARY KEY,
    size bigint NOT NULL,
    parts bytea NOT NULL
);

-- Up to which position of the ledger.
CREATE TABLE trees_kept (
    number integer PRIMARY KEY CHECK (number = 1),
    position bigint NOT NULL
);

INSERT INTO trees_kept VALUES (1, 0);

-- Requests that were dispatched and have no receipt yet, and whose they are: left, when their replica has them from one that ended.
CREATE TABLE intents (
    id uuid PRIMARY KEY,
    replica uuid NOT NULL,
    slot bytea NOT NULL,
    is_left boolean NOT NULL DEFAULT false
);

CREATE INDEX intents_of ON intents (replica);

-- A batch takes its turn: the lock of the head, its positions, and its number among the batches of its replica. Fails for a replica that was
-- ended, and for a batch of which it was decided that it is never written.
CREATE FUNCTION ledger_take(of_replica uuid, this_batch bigint, receipts integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    first bigint;
BEGIN
    UPDATE ledger_head SET position = position + receipts RETURNING position - receipts + 1 INTO first;
    UPDATE replicas SET batch = this_batch, first_position = first, seen_at = clock_timestamp()
        WHERE id = of_replica AND batch = this_batch - 1 AND ended_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'replica % may not write batch %', of_replica, this_batch USING ERRCODE = 'NMF01';
    END IF;
    RETURN first;
END
$$;
