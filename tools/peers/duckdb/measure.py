"""Writes usage records as Parquet with zstd at level 3, and asks for one key's last week.

measure.py PARQUET ROWS SINCE KEY...

The types are the narrowest that hold the values; keys, operations and addresses are dictionary-coded by the writer.
The first question is asked twice and timed once, so that the file is in the page cache.
"""

import json
import os
import sys
import time

import duckdb

parquet, rows, since, *keys = sys.argv[1:]
since = int(since)
database = duckdb.connect()
database.execute(
    f"""
    COPY (
        SELECT CAST(id AS UUID) AS id, make_timestamp(time_us) AS time, key, operation,
            status, duration_us, request_bytes, response_bytes, ip
        FROM read_csv('{rows}', header = false, columns = {{
            'id': 'VARCHAR', 'time_us': 'BIGINT', 'key': 'VARCHAR', 'operation': 'VARCHAR',
            'status': 'SMALLINT', 'duration_us': 'INTEGER', 'request_bytes': 'SMALLINT',
            'response_bytes': 'INTEGER', 'ip': 'VARCHAR'}})
    ) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)
    """
)


def show(name, value, unit):
    print(json.dumps({"name": name, "value": int(value), "unit": unit}))


count, ids = database.execute(
    f"""
    SELECT (SELECT count(*) FROM '{parquet}'), sum(total_compressed_size)
    FROM parquet_metadata('{parquet}') WHERE path_in_schema = 'id'
    """
).fetchone()
show("parquet.rows", count, "rows")
show("parquet.bytes", os.path.getsize(parquet), "bytes")
show("parquet.bytes.ids", ids, "bytes")


def week(key):
    return database.execute(
        f"""
        SELECT operation, status, count(*), min(time), max(time) FROM '{parquet}'
        WHERE key = ? AND time >= make_timestamp(CAST(? AS BIGINT)) GROUP BY ALL
        """,
        [key, since],
    ).fetchall()


show("duckdb.week.calls", sum(row[2] for row in week(keys[0])), "calls")
times = []
for key in keys:
    start = time.perf_counter_ns()
    answer = week(key)
    times.append(time.perf_counter_ns() - start)
    if not answer:
        sys.exit(f"the key {key} has no call in the last week")
show("duckdb.week", sorted(times)[(len(times) - 1) // 2] // 1000, "us")
