#!/usr/bin/env bats
# Names, cells and logs that hold sequences for terminals reach none raw, and every other reader as they are.

load helpers

escape=$'\e]0;owned\a\e[31mred'

# on_terminal COMMAND: runs it, quoted as bash quotes, on a terminal of its own; colours of ours are off (NO_COLOR).
on_terminal() { SHELL=/bin/bash TERM=xterm COLUMNS=200 run script -qec "$1" /dev/null; }

# is_screened: nothing in the output drives a terminal.
is_screened() {
    if [[ $output == *$'\e'* || $output == *$'\a'* ]]; then
        printf 'raw: %q\n' "$output"
        return 1
    fi
}

setup() {
    home=$BATS_TEST_TMPDIR/home$escape
    new_home "$home"
    mkdir -p "$home/logs" "$home/output"
}

@test "a plan whose name drives a terminal: the workflow's plan of steps and its messages" {
    mv "$home"/input/PLANNED_*.xlsx "$home/input/PLANNED_$escape.xlsx"
    printf -v quoted %q "$home"
    on_terminal "run-complete-workflow --home $quoted --dry-run"
    status_is 0
    is_screened
    says 'PLANNED_\u{1b}]0;owned\u{7}\u{1b}[31mred.xlsx'
    # A reader that is no terminal gets the name as it is.
    run run-complete-workflow --home "$home" --dry-run
    [[ $output == *"input/PLANNED_$escape.xlsx"* ]]
}

@test "an input whose name drives a terminal: the health check in every format" {
    mv "$home"/input/PLANNED_*.xlsx "$home/input/PLANNED_$(builtin printf 'x\xc2\x9b\x7f\xe2\x80\xae')$escape.xlsx"
    printf -v quoted %q "$home"
    for format in text ndjson junit nagios prometheus; do
        on_terminal "mp-healthcheck --only plan-file --no-record --home $quoted --format $format"
        is_screened || { echo "$format"; return 1; }
        [[ -n $output && $output != *$'\xc2\x9b'* && $output != *$'\x7f'* && $output != *$'\xe2\x80\xae'* ]]
    done
}

@test "progress: share, rate and time left while workbooks are written, on a terminal only" {
    {
        echo 'Campaign name,Day,Country,Objective,Currency,Amount spent (USD),Impressions,Link clicks,ThruPlays'
        awk 'BEGIN { for (i = 0; i < 2000; i++) printf "Morning UAE Awareness %d,2026-04-%02d,UAE,Awareness,USD,%d,%d,5,7\n", i, i % 30 + 1, i % 90 + 1, i % 900 + 100 }'
    } >"$BATS_TEST_TMPDIR/DELIVERED_meta.csv"
    cd "$BATS_TEST_TMPDIR"
    on_terminal "mp-extract --progress always --delivered DELIVERED_meta.csv --output out"
    [[ $output =~ [0-9]+' % of 2000 records written, '[0-9]+' records written/s, '[0-9]+' s left' ]]
    # What remains of the line when all is done is nothing.
    [[ ${output##*s left} != *' % of '* ]]
    bats_require_minimum_version 1.5.0
    run --separate-stderr mp-extract --delivered DELIVERED_meta.csv --output other
    [[ $stderr != *' s left'* ]]
    on_terminal "mp-extract --progress never --delivered DELIVERED_meta.csv --output third"
    says third
    [[ $output != *' s left'* ]]
}

@test "a folder whose name drives a terminal: run-batch" {
    printf -v quoted %q "$home"
    on_terminal "run-batch --dry-run $quoted"
    is_screened
    says 'home?]0;owned??[31mred'
    run run-batch --dry-run "$home"
    [[ $output == *"home$escape" ]]
}

@test "a log and a ledger that drive a terminal: run-history, daily-check, recover" {
    printf '%s ERROR mp-map[1] r1 input/x.xlsx: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$escape" >"$home/logs/mp-map.log"
    printf '{"run":"r%s","step":"start","tool":"w","version":"1","started":"2026-11-30T00:00:00.000Z","status":0,"seconds":null}\n' '\u001b]0;owned\u0007' >"$home/output/runs.ndjson"
    : >"$home/output/result$escape.tsv"
    printf -v quoted %q "$home"
    for command in 'run-history --errors' 'run-history --runs' 'run-history' 'daily-check' 'weekly-maintenance --dry-run' 'recover --dry-run'; do
        case $command in
        run-history*) on_terminal "$command --home $quoted" ;;
        recover*) on_terminal "recover --dry-run --home $quoted" ;;
        *) on_terminal "$command --home $quoted" ;;
        esac
        is_screened || { echo "$command"; return 1; }
        [[ -n $output ]]
    done
}
