-- Exactly-once ingest of usage lines with a monthly meter per key, for comparison.
--
-- Left out in PostgreSQL's favour: the comparison of a repeated id's content, the tenant's meter, caps
-- and their flags, the protection of addresses, every index but the one that makes an id unique,
-- and the hash chain.

CREATE TABLE tenants (
    tenant integer PRIMARY KEY,
    time_zone text NOT NULL
);

CREATE TABLE keys (
    key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    tenant integer NOT NULL REFERENCES tenants
);

CREATE TABLE usage (
    sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamptz NOT NULL,
    tenant integer NOT NULL,
    key integer NOT NULL,
    source text COLLATE "C" NOT NULL,
    call_id uuid NOT NULL,
    time timestamptz NOT NULL,
    operation text NOT NULL,
    status smallint NOT NULL,
    duration_us bigint NOT NULL,
    request_bytes integer NOT NULL,
    response_bytes integer NOT NULL,
    ip inet NOT NULL,
    UNIQUE (tenant, source, call_id)
);

CREATE TABLE key_meters (
    key integer,
    period date,
    used bigint NOT NULL,
    PRIMARY KEY (key, period)
) WITH (fillfactor = 50);

INSERT INTO tenants SELECT n, 'UTC' FROM generate_series(0, 199) AS n;
