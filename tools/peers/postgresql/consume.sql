-- The durable `consume` of Keyledger as a schema and one PostgreSQL function, for comparison: the
-- decision, the usage record and both meters in one transaction, acknowledged when it is on disk.
--
-- Left out in PostgreSQL's favour: the hash chain, denial rate limits, every index but those that
-- a decision needs, and gap-free sequences (an identity column leaves gaps).
--
-- Locks are taken in one order (call id, tenant, key's meter, tenant's meter), so calls never deadlock.

CREATE TABLE tenants (
    tenant integer PRIMARY KEY,
    time_zone text NOT NULL,
    budget bigint                     -- limit on the tenant's calls per month; null: none
);

CREATE TABLE keys (
    key integer PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,   -- SHA-256 of the token
    tenant integer NOT NULL REFERENCES tenants,
    scopes text[] NOT NULL,
    disabled boolean NOT NULL DEFAULT false,
    revoked_at timestamptz,
    expires_at timestamptz,
    cap bigint                        -- limit on the key's calls per month; null: none
);

-- A low fill factor keeps the many updates of a row on its page, without touching the index (HOT).
CREATE TABLE key_meters (
    key integer,
    period date,
    used bigint NOT NULL,
    PRIMARY KEY (key, period)
) WITH (fillfactor = 50);

CREATE TABLE tenant_meters (
    tenant integer,
    period date,
    used bigint NOT NULL,
    PRIMARY KEY (tenant, period)
) WITH (fillfactor = 10);

CREATE TABLE usage (
    sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamptz NOT NULL,
    tenant integer,                   -- null where the key is unknown
    key integer,
    calls bigint NOT NULL,
    allowed boolean NOT NULL,
    code text NOT NULL,
    ip inet,
    source text COLLATE "C" NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    operation text NOT NULL,
    scope text NOT NULL,
    user_agent text
);

-- One (tenant, source, id) is one admitted call, for ever; a denial binds no id.
CREATE UNIQUE INDEX usage_id ON usage (tenant, source, call_id) WHERE allowed;

-- Decides one call and records it. First match wins: unknown_key, revoked, disabled, expired,
-- scope_missing, a call id met before, cap_exceeded (the key's cap, then the tenant's budget), ok.
-- `used` and `cap` are those of the key before this call, as the decision saw them.
CREATE FUNCTION consume(
    key_hash bytea, operation text, call_id text, scope text, calls bigint, source text,
    ip inet, user_agent text,
    OUT allowed boolean, OUT code text, OUT sequence bigint, OUT used bigint, OUT cap bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    caller record;
    earlier record;
    tenant_used bigint;
BEGIN
    SELECT k.key, k.tenant, k.cap, t.budget,
        date_trunc('month', now() AT TIME ZONE t.time_zone)::date AS period,
        CASE
            WHEN k.revoked_at <= now() THEN 'revoked'
            WHEN k.disabled THEN 'disabled'
            WHEN k.expires_at <= now() THEN 'expired'
            WHEN NOT consume.scope = ANY (k.scopes) THEN 'scope_missing'
        END AS denial
    INTO caller
    FROM keys k JOIN tenants t USING (tenant)
    WHERE k.key_hash = consume.key_hash;

    allowed := false;
    code := CASE WHEN FOUND THEN caller.denial ELSE 'unknown_key' END;
    cap := caller.cap;

    IF code IS NULL THEN
        -- Waits for a call with the same id that is under way, and inserts nothing if it is admitted.
        INSERT INTO usage (recorded_at, tenant, key, calls, allowed, code, ip,
            source, call_id, operation, scope, user_agent)
        VALUES (now(), caller.tenant, caller.key, consume.calls, true, 'ok', consume.ip,
            consume.source, consume.call_id, consume.operation, consume.scope, consume.user_agent)
        ON CONFLICT (tenant, source, call_id) WHERE allowed DO NOTHING
        RETURNING usage.sequence INTO consume.sequence;

        IF consume.sequence IS NULL THEN
            SELECT u.sequence, u.recorded_at > now() - interval '5 minutes' AS is_recent,
                u.key = caller.key AND u.operation = consume.operation
                    AND u.calls = consume.calls AS is_same
            INTO earlier
            FROM usage u
            WHERE u.tenant = caller.tenant AND u.source = consume.source
                AND u.call_id = consume.call_id AND u.allowed;
            IF earlier.is_same AND earlier.is_recent THEN
                allowed := true;
                code := 'ok';
                consume.sequence := earlier.sequence;
                RETURN;
            END IF;
            code := CASE WHEN earlier.is_same THEN 'duplicate_id' ELSE 'id_conflict' END;
        END IF;
    END IF;

    IF code IS NOT NULL THEN
        INSERT INTO usage (recorded_at, tenant, key, calls, allowed, code, ip,
            source, call_id, operation, scope, user_agent)
        VALUES (now(), caller.tenant, caller.key, consume.calls, false, consume.code, consume.ip,
            consume.source, consume.call_id, consume.operation, consume.scope, consume.user_agent)
        RETURNING usage.sequence INTO consume.sequence;
        RETURN;
    END IF;

    -- The row locks below suffice. But callers of one tenant who wait for a row each go back to
    -- look for its newest version when it is let go; a queue in front of it costs less.
    PERFORM pg_advisory_xact_lock(caller.tenant);

    -- The check of a cap and the count are one statement on the locked row.
    INSERT INTO key_meters AS m (key, period, used)
    SELECT caller.key, caller.period, consume.calls
    WHERE caller.cap IS NULL OR consume.calls <= caller.cap
    ON CONFLICT (key, period) DO UPDATE SET used = m.used + excluded.used
        WHERE caller.cap IS NULL OR m.used + excluded.used <= caller.cap
    RETURNING m.used - consume.calls INTO consume.used;

    IF consume.used IS NOT NULL THEN
        INSERT INTO tenant_meters AS m (tenant, period, used)
        SELECT caller.tenant, caller.period, consume.calls
        WHERE caller.budget IS NULL OR consume.calls <= caller.budget
        ON CONFLICT (tenant, period) DO UPDATE SET used = m.used + excluded.used
            WHERE caller.budget IS NULL OR m.used + excluded.used <= caller.budget
        RETURNING m.used INTO tenant_used;
        IF tenant_used IS NOT NULL THEN
            allowed := true;
            code := 'ok';
            RETURN;
        END IF;
        UPDATE key_meters m SET used = m.used - consume.calls
        WHERE m.key = caller.key AND m.period = caller.period;
    END IF;

    code := 'cap_exceeded';
    UPDATE usage u SET allowed = false, code = 'cap_exceeded'
    WHERE u.tenant = caller.tenant AND u.source = consume.source
        AND u.call_id = consume.call_id AND u.allowed;
END
$$;
