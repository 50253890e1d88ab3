#!/bin/bash
# Rotates logs while tools and scripts write to them, one of which holds its log open all the time.
#
# Usage: rotate-while-logging.sh [RUNS]
#
# Prints "WRITTEN KEPT ROTATIONS": lines that were written, lines that are in the logs and their rotated parts, and how often a log was
# rotated. Ends with 1 when a line is missing. MP_BIN is the folder of the tools. Each of three writers runs a tool RUNS times (default: 10).
set -euo pipefail
runs=${1:-10}
root=$(readlink -f -- "$(dirname -- "$0")/../..")
export MP_BIN=${MP_BIN:-$root/.build/debug} PATH=${MP_BIN:-$root/.build/debug}:$PATH
home=$(mktemp -d)
trap 'rm -rf -- "$home"' EXIT
cd -- "$home"
export MP_HOME=$home
mkdir input output logs config
cp "$root"/Tests/Samples/*.xlsx input/
planned=(input/PLANNED*.xlsx) delivered=(input/DELIVERED*.xlsx)
extract() { mp-extract --planned "${planned[0]}" --delivered "$1" >/dev/null 2>&1 || :; }

# What one run writes.
extract "${delivered[0]}"
each=$(wc -l <logs/excel_processor.log)
xlsx2tsv --all-sheets --grid "${delivered[0]}" >rows.ndjson
rm logs/*

# log_lines COUNT: lines by the function that the scripts log with.
log_lines() {
    bash -c '. "$1/scripts/lib.sh"; trap - ERR; for ((i = 0; i < $2; i++)); do log INFO "line $i"; done' script-that-logs "$root" "$1"
}
mkfifo pipe
extract - <pipe &
exec {pipe}>pipe
for writer in 1 2 3; do
    { for ((i = 0; i < runs; i++)); do extract "${delivered[0]}"; done; } &
done
log_lines $((runs * 10)) &
filler=0
for ((i = 0; i < 5 || $(jobs -r | wc -l) > 1; i++)); do
    # Only a log of 64 KiB is rotated.
    for log in excel_processor script-that-logs; do
        awk 'BEGIN { for (i = 0; i < 1100; i++) print "FILLER of a log that is to be rotated, of which no line counts less" }' |
            bash -c '. "$1/scripts/lib.sh"; (append "$2")' append "$root" "$PWD/logs/$log.log"
        filler=$((filler + 1100))
    done
    "$root/scripts/weekly-maintenance" --home . >/dev/null || :
done
# The one that held its log open all the time.
cat rows.ndjson >&"$pipe"
exec {pipe}>&-
wait
written=$((each * (3 * runs + 1) + runs * 10 + filler))
kept=$(for log in logs/excel_processor.log* logs/script-that-logs.log*; do gzip -dcf <"$log"; done | grep -cE 'mp-extract\[|script-that-logs\[|^FILLER')
rotations=$(find logs -name '*.gz' | wc -l)
echo "$written $kept $rotations"
((written == kept && rotations > 0))
