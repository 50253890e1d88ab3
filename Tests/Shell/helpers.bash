# What the tests of the scripts share. Each test has a home folder with the sample workbooks, and leaves nothing behind.

root=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
scripts=$root/scripts
samples=$root/Tests/Samples
: "${MP_BIN:=$(swift build --package-path "$root" --show-bin-path)}"
export MP_BIN
PATH=$scripts:$MP_BIN:$PATH
export NO_COLOR=1
unset MP_HOME MP_RUN MP_STEP CLIENT_ID CI

# new_home FOLDER: a home with the sample workbooks.
new_home() {
    mkdir -p -- "$1/input"
    cp -- "$samples"/*.xlsx "$1/input/"
}

# other_user COMMAND...: runs it as a user who owns nothing here, where the tests run as root; else as the user itself.
other_user() {
    if ((EUID == 0)); then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}

# reachable FOLDER: lets another user reach it.
reachable() {
    local folder=$1
    while [[ $folder != / && $folder != /tmp ]]; do
        chmod a+rx "$folder"
        folder=${folder%/*}
    done
}

# newest_run FOLDER: its name.
newest_run() { MP_HOME=$1 mp-ledger last | cut -f 1; }

# status_is NUMBER: the status of the last run, with what it said when it is another.
status_is() {
    if ((status != $1)); then
        printf 'status %s, expected %s\n%s\n' "$status" "$1" "$output"
        return 1
    fi
}

# says TEXT: the last run said so.
says() {
    if [[ $output != *"$1"* ]]; then
        printf 'not said: %s\n%s\n' "$1" "$output"
        return 1
    fi
}

# stub_scripts: the scripts with a workflow that takes no time, so that hundreds of folders can be run: it writes the lines of the
# ledger that a run writes, and ends as the folder's file "status" says; with "fail-once" only the first time.
stub_scripts() {
    stub=$BATS_TEST_TMPDIR/scripts
    mkdir "$stub"
    cp "$scripts"/lib*.sh "$scripts"/run-batch "$scripts"/run-batch-job "$scripts"/recover "$stub/"
    cat >"$stub/run-complete-workflow" <<'END'
#!/bin/bash
if [[ $1 == --home ]]; then cd -- "$2" || exit 66; fi
mkdir -p output logs
echo run >>logs/runs.log
status=0
[[ ! -f input/status ]] || status=$(<input/status)
if [[ -f input/fail-once && $(wc -l <logs/runs.log) == 1 ]]; then status=74; fi
printf '{"run":"r1","step":"start","tool":"w","version":"1","started":"s","status":0,"seconds":null}\n{"run":"r1","step":"extract","tool":"e","version":"1","started":"s","status":0,"rows":7,"seconds":1}\n{"run":"r1","step":"end","tool":"w","version":"1","started":"s","status":%d,"seconds":1}\n' "$status" >output/runs.ndjson
[[ ! -f input/pacing ]] || sed -i '$e cat input/pacing' output/runs.ndjson
((status <= 1)) || echo "run-complete-workflow: error: it ended with $status" >&2
exit "$status"
END
    chmod +x "$stub/run-complete-workflow"
}

# start_postgresql: a server of our own, which psql finds; fails where there is none to start. stop_postgresql ends it.
start_postgresql() {
    local server
    server=$(compgen -G '/usr/lib/postgresql/*/bin' | tail -n 1)
    [ -n "$server" ] || return 1
    postgresql_home=$(mktemp -d /tmp/mp-pg.XXXXXX)
    postgresql=("$server/pg_ctl" -D "$postgresql_home/data")
    # A server does not run as root.
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$postgresql_home"
        postgresql=(setpriv --reuid=postgres --regid=postgres --clear-groups env -C "$postgresql_home" "${postgresql[@]}")
    fi
    "${postgresql[@]}" initdb -o "-A trust -U postgres --no-sync" >/dev/null
    "${postgresql[@]}" -w -o "-c listen_addresses= -k $postgresql_home -c fsync=off" -l "$postgresql_home/data/log" start >/dev/null
    export PGHOST=$postgresql_home PGUSER=postgres
}

stop_postgresql() {
    "${postgresql[@]}" -m immediate stop >/dev/null
    rm -rf "$postgresql_home"
}
