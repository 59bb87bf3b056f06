-- 10,000 keys in 200 tenants, with caps that are checked by every call and reached by none.
INSERT INTO tenants
SELECT n, 'Europe/Berlin', 1000000000000 FROM generate_series(0, 199) AS n;

INSERT INTO keys (key, key_hash, tenant, scopes, expires_at, cap)
SELECT n, sha256(convert_to('token-' || n, 'UTF8')), n % 200, ARRAY['read', 'write'],
    now() + interval '1 year', 1000000000
FROM generate_series(0, 9999) AS n;

-- The month's rows, so that the measured calls update meters as they do for most of a month.
INSERT INTO key_meters
SELECT key, date_trunc('month', now() AT TIME ZONE time_zone)::date, 0
FROM keys JOIN tenants USING (tenant);

INSERT INTO tenant_meters
SELECT tenant, date_trunc('month', now() AT TIME ZONE time_zone)::date, 0 FROM tenants;

VACUUM ANALYZE;
