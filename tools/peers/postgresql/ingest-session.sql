-- What each session prepares once.
CREATE TEMPORARY TABLE staging (
    call_id uuid, time_us bigint, key text COLLATE "C", operation text, status smallint,
    duration_us bigint, request_bytes integer, response_bytes integer, ip inet
) ON COMMIT DELETE ROWS;

-- Only what was really inserted is metered. Meters are updated in the order of keys, so that two
-- sessions never wait for each other in a circle.
PREPARE ingest AS
WITH inserted AS (
    INSERT INTO usage (recorded_at, tenant, key, source, call_id, time, operation, status,
        duration_us, request_bytes, response_bytes, ip)
    SELECT now(), k.tenant, k.key, 'gateway-1', s.call_id,
        timestamptz '2026-11-01 00:00:00Z' + s.time_us * interval '1 microsecond', s.operation,
        s.status, s.duration_us, s.request_bytes, s.response_bytes, s.ip
    FROM staging s JOIN keys k ON k.id = s.key
    ON CONFLICT (tenant, source, call_id) DO NOTHING
    RETURNING tenant, key, time
)
INSERT INTO key_meters AS m (key, period, used)
SELECT i.key, date_trunc('month', i.time AT TIME ZONE t.time_zone)::date, count(*)
FROM inserted i JOIN tenants t USING (tenant)
GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (key, period) DO UPDATE SET used = m.used + excluded.used;
