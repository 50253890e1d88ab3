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

# file_text FOLDER: every file under output/ with what it holds, where stamps and times are apart.
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
