-- Rate limits over all replicas (docs/adr/0034). Not logged: a crash of the server fills every limit once.
-- What of a limit is in nobody's hands. It fills while there is room: free and what replicas hold is at most the limit.
CREATE UNLOGGED TABLE rate_pools (
    scope_id text COLLATE "C" NOT NULL,
    kind integer NOT NULL,                -- RateKind
    free double precision NOT NULL,
    filled_at timestamptz NOT NULL,
    PRIMARY KEY (scope_id, kind)
) WITH (fillfactor = 50);

-- What each replica holds of it, at most, and how much it was asked for lately.
CREATE UNLOGGED TABLE rate_slices (
    scope_id text COLLATE "C" NOT NULL,
    kind integer NOT NULL,
    replica uuid NOT NULL,
    held double precision NOT NULL,
    demand double precision NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (scope_id, kind, replica)
) WITH (fillfactor = 50);

-- A replica gives back, says what it holds and was asked for, and gets its part: that of all recent demand which came to it. What one says that was
-- not heard of for 15 seconds counts no more. place 0 tells how many replicas there are.
CREATE FUNCTION rate_exchange(of_replica uuid, scopes text[], kinds integer[], limits double precision[], helds double precision[],
    returneds double precision[], demands double precision[]) RETURNS TABLE (place integer, granted double precision, target double precision,
    share double precision) LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz;
    others_held double precision;
    others_demand double precision;
    own double precision;
    now_free double precision;
    last_filled timestamptz;
BEGIN
    place := 0;
    target := 0;
    share := 0;
    SELECT count(*) INTO granted FROM replicas WHERE ended_at IS NULL AND seen_at > clock_timestamp() - interval '15 seconds';
    RETURN NEXT;
    FOR i IN 1 .. cardinality(scopes) LOOP
        -- The lock of the pool's row is the order of exchanges.
        INSERT INTO rate_pools AS p (scope_id, kind, free, filled_at) VALUES (scopes[i], kinds[i], limits[i], clock_timestamp())
            ON CONFLICT (scope_id, kind) DO UPDATE SET free = p.free RETURNING p.free, p.filled_at INTO now_free, last_filled;
        at := clock_timestamp();
        SELECT coalesce(sum(greatest(s.held, 0)), 0), coalesce(sum(s.demand), 0) INTO others_held, others_demand FROM rate_slices s
            WHERE s.scope_id = scopes[i] AND s.kind = kinds[i] AND s.replica <> of_replica AND s.told_at > at - interval '15 seconds';
        own := helds[i];
        -- Of places for requests in flight what nobody holds is free; the others fill by the minute.
        IF kinds[i] = 3 THEN
            now_free := greatest(limits[i] - others_held - own, 0);
        ELSE
            now_free := greatest(least(
                now_free + returneds[i] + limits[i] * extract(epoch FROM greatest(at - last_filled, interval '0'))::double precision / 60,
                limits[i] - others_held - greatest(own, 0)), 0);
        END IF;
        place := i;
        share := CASE WHEN demands[i] <= 0 THEN 0 ELSE demands[i] / (demands[i] + others_demand) END;
        target := share * CASE WHEN kinds[i] = 3 THEN limits[i] ELSE greatest(now_free + others_held + own, 0) END;
        -- What was taken in advance is made up for, also where nothing more is wanted.
        granted := least(now_free, greatest(target - own, 0));
        UPDATE rate_pools p SET free = now_free - granted, filled_at = at WHERE p.scope_id = scopes[i] AND p.kind = kinds[i];
        IF share = 0 AND own <= 0 THEN
            DELETE FROM rate_slices s WHERE s.scope_id = scopes[i] AND s.kind = kinds[i] AND s.replica = of_replica;
        ELSE
            INSERT INTO rate_slices AS s (scope_id, kind, replica, held, demand, told_at)
                VALUES (scopes[i], kinds[i], of_replica, own + granted, demands[i], at)
                ON CONFLICT (scope_id, kind, replica) DO UPDATE SET held = excluded.held, demand = excluded.demand, told_at = excluded.told_at;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
