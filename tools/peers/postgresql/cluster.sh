# Sourced by the scripts beside it: installs PostgreSQL by name where it is missing, and starts a
# throw-away cluster that is gone when the script ends. Gives `sql`, `as_owner`, `programs`, `work`, `owner`.
#
# The cluster lies below $TMPDIR (default /tmp), which must be on the disk that is to be measured.

cd / # a folder that the unprivileged user can enter

fail() {
    echo "postgresql peer: $*" >&2
    exit 1
}

# Debian keeps these out of PATH, in a folder per major version.
find_programs() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        if [[ -x $folder/initdb && -x $folder/pgbench ]]; then
            programs=$folder
            return 0
        fi
    done
    return 1
}

install_postgresql() {
    ((EUID == 0)) || fail "run as root once, or: apt-get install postgresql postgresql-contrib"
    # Without this the package makes and starts a cluster of its own.
    local setting=/etc/postgresql-common/createcluster.d/keyledger-peer.conf
    mkdir -p "${setting%/*}"
    echo "create_main_cluster = false" >"$setting"
    apt-get update >&2
    DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends postgresql postgresql-contrib >&2
    rm "$setting"
}

if ! find_programs; then
    install_postgresql
    find_programs || fail "the package postgresql brought no initdb and pgbench"
fi

# PostgreSQL refuses to run as root.
owner=$(id -un)
if ((EUID == 0)); then owner=postgres; fi
as_owner() {
    if ((EUID == 0)); then runuser -u "$owner" -- "$@"; else "$@"; fi
}

work=$(mktemp -d "${TMPDIR:-/tmp}/keyledger-postgresql.XXXXXX")
finish() {
    local status=$?
    trap - EXIT
    if ((status != 0)) && [[ -f $work/log ]]; then tail -n 20 "$work/log" >&2; fi
    if [[ -f $work/data/postmaster.pid ]]; then
        as_owner "$programs/pg_ctl" -D "$work/data" -m immediate -w stop >/dev/null || true
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chown "$owner" "$work"
install -o "$owner" -m 600 /dev/null "$work/log"

case $(stat -f -c %T "$work") in
tmpfs | ramfs) fail "$work is in memory, where a commit costs nothing; set TMPDIR to a disk" ;;
esac

as_owner "$programs/initdb" -D "$work/data" -A trust -U "$owner" -E UTF8 >>"$work/log" 2>&1

# fsync, synchronous_commit and full_page_writes keep their defaults: on. The sizes keep checkpoints
# out of the measured time. Tried without gain: commit_delay from 100 to 1000 µs (64 backends already
# share their flushes), wal_sync_method = open_datasync, plan_cache_mode = force_generic_plan.
cat >>"$work/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$work'
max_connections = 80
shared_buffers = 512MB
wal_level = minimal
max_wal_senders = 0
wal_buffers = 64MB
max_wal_size = 8GB
checkpoint_timeout = 30min
SETTINGS
as_owner "$programs/pg_ctl" -D "$work/data" -l "$work/log" -w start >>"$work/log" 2>&1

sql() {
    as_owner "$programs/psql" -h "$work" -d postgres -X -q -v ON_ERROR_STOP=1 "$@"
}
