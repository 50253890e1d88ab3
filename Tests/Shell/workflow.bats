#!/usr/bin/env bats
# run-complete-workflow: what it does, records, passes over and survives.

load helpers

setup() {
    home=$BATS_TEST_TMPDIR/home
    new_home "$home"
}

# reference: the output of a run that nothing disturbs, made once for all tests, under a run name of its own.
setup_file() {
    load helpers
    export reference=$BATS_FILE_TMPDIR/reference
    new_home "$reference"
    run-complete-workflow --home "$reference" >"$BATS_FILE_TMPDIR/said" 2>&1 || (($? == 1))
    run_name=$(newest_run "$reference")
    export run_name
}

# begun: the home is as if the reference's run had been begun in it and nothing done.
begun() {
    mkdir -p "$home/output"
    head -n 1 "$reference/output/runs.ndjson" >"$home/output/runs.ndjson"
}

# same_results: every file is that of the reference, byte by byte, but for reports of times; nothing else is there.
same_results() {
    local file times='_(PERFORMANCE|RUN)_REPORT.txt$|_REPORT.html$|runs.ndjson$'
    diff <(ls -A "$home/output") <(ls -A "$reference/output")
    for file in "$reference"/output/*; do
        if [[ ! $file =~ $times ]]; then cmp "$file" "$home/output/${file##*/}"; fi
    done
    # The page but for its charts of times, and the report of the run but for times and the hashes of such reports.
    diff <(without_times "$reference"/output/*_REPORT.html) <(without_times "$home"/output/*_REPORT.html)
    diff <(without_times "$reference"/output/*_RUN_REPORT.txt) <(without_times "$home"/output/*_RUN_REPORT.txt)
}

without_times() {
    perl -0pe 's/^  health .*\n//mg; s/<section aria-labelledby="times".*?<\/section>//s; s/^  (Time|Memory).*\n//mg; s/^[0-9a-f]{64}  .*_(PERFORMANCE_REPORT.txt|REPORT.html)\n//mg;
        s/^(  [a-z]+ +mp-[a-z]+ +\S+ +\d+ +\d+).*$/$1/mg' "$1"
}

# tools_with NAME LINES: a folder of the tools where NAME is a script, in which REAL is the tool itself.
tools_with() {
    local name=$1 tools=$BATS_TEST_TMPDIR/tools tool
    mkdir -p "$tools"
    for tool in "$MP_BIN"/mp-* "$MP_BIN"/xlsx2tsv; do
        if [[ -f $tool && -x $tool ]]; then ln -s "$tool" "$tools/"; fi
    done
    rm -f "$tools/$name"
    printf '#!/bin/bash\nREAL=%q\n%s\n' "$MP_BIN/$name" "$2" >"$tools/$name"
    chmod +x "$tools/$name"
    printf '%s' "$tools"
}

tool_of() {
    case $1 in
    extract) echo mp-extract ;;
    map) echo mp-map ;;
    report) echo mp-ledger ;;
    health) echo mp-healthcheck ;;
    *) echo mp-validate ;;
    esac
}

# disturbed STEP ACTION: a run that is disturbed when it comes to the step: the action is bash, run instead of the step's tool, when the step
# that runs beside it is over. The health check, which every attempt begins with, is a program that says nothing.
disturbed() {
    local step=$1 action=$2 tools beside=
    case $step in
    extract) beside=health ;;
    map) beside=validate ;;
    esac
    if [[ -n $beside ]]; then
        action="until grep -qE \"\\[\$PPID\\] [0-9_]+ $beside: (done|skipped)\" '$home/logs/run-complete-workflow.log'; do sleep 0.02; done; $action"
    fi
    rm -rf "$BATS_TEST_TMPDIR/tools"
    tools=$(tools_with "$(tool_of "$step")" "if [[ \${MP_STEP:-} == $step ]]; then $action; fi; exec \"\$REAL\" \"\$@\"")
    rm "$tools/mp-healthcheck"
    printf '#!/bin/sh\nexit 0\n' >"$tools/mp-healthcheck"
    chmod +x "$tools/mp-healthcheck"
    MP_BIN=$tools run run-complete-workflow --home "$home" --resume
}

# resumed: finishes the run, and compares.
resumed() {
    run run-complete-workflow --home "$home" --resume
    status_is 1
    same_results
    [[ $(MP_HOME=$home mp-ledger last | cut -f 2) == findings ]]
}

@test "a run writes a line of the ledger for each step, with hashes that sha256sum confirms" {
    cat "$BATS_FILE_TMPDIR/said"
    # Two steps run beside others, and are recorded when they end.
    [[ $(jq -r .step "$reference/output/runs.ndjson" | grep -v -e health -e validate | tr '\n' ' ') == 'start extract map audit report end ' ]]
    [[ $(jq -r .step "$reference/output/runs.ndjson" | grep -v -e health -e map | tr '\n' ' ') == 'start extract validate audit report end ' ]]
    [[ $(MP_HOME=$reference mp-ledger steps | cut -f 2 | tr '\n' ' ') == 'step health extract validate map audit report ' ]]
    jq -e -s 'all(.[]; .run == $run and .version != "" and .status <= 1)' --arg run "$run_name" "$reference/output/runs.ndjson"
    jq -e -s 'map(select(.step == "extract" or .step == "map" or .step == "audit")) | length == 3 and all(.[]; .rows > 100 and .seconds > 0 and .peak_kib > 1000 and (.outputs | length) > 1)' \
        "$reference/output/runs.ndjson"
    cd "$reference"
    jq -r '.inputs[], .outputs[] | "\(.sha256)  \(.path)"' output/runs.ndjson | sort -u >hashes
    (($(wc -l <hashes) >= 15))
    sha256sum --check --quiet hashes
    jq -r '.inputs[], .outputs[] | "\(.size) \(.path)"' output/runs.ndjson | while read -r size path; do [[ $(stat -c %s "$path") == "$size" ]]; done
}

@test "everything in output/ but the ledger is an output of some step" {
    cd "$reference"
    diff <(jq -r '.outputs[].path' output/runs.ndjson | sort -u) <(printf '%s\n' output/* | grep -v runs.ndjson | sort)
}

@test "resuming a finished run passes over all steps, saying why, and changes nothing" {
    cp -R "$reference/output" "$home/"
    run run-complete-workflow --home "$home" --resume
    status_is 1
    for step in extract validate map audit report; do says "$step: skipped: "; done
    same_results
}

@test "a changed result is made again, and all behind it" {
    cp -R "$reference/output" "$home/"
    echo spoiled >>"$home/output/final_mapped_$run_name.xlsx"
    run run-complete-workflow --home "$home" --resume
    says 'validate: skipped: '
    says "map: to be done: output output/final_mapped_$run_name.xlsx has changed"
    says 'run-complete-workflow: audit'
    same_results
}

@test "a changed input or configuration has all made again" {
    cp -R "$reference/output" "$home/"
    mkdir "$home/config"
    cp "$root/config/toolkit.json" "$home/config/"
    run run-complete-workflow --home "$home" --resume --dry-run
    says 'extract   from here on: configuration config/toolkit.json has changed'
    rm -r "$home/config"
    echo >>"$home/output/COMBINED_$run_name.tsv"
    run run-complete-workflow --home "$home" --resume --dry-run
    says "extract   from here on: output output/COMBINED_$run_name.tsv has changed"
}

@test "killed before each step, it is finished to the same bytes" {
    begun
    for step in extract validate map audit report; do
        disturbed "$step" 'kill -KILL $PPID; exec sleep 5'
        status_is 137
    done
    resumed
}

@test "killed after each step's work and before its record, it is finished to the same bytes" {
    begun
    for step in extract validate map audit report; do
        # The step before is done again and recorded this time.
        disturbed "$step" '(unset MP_RUN; "$REAL" "$@"); kill -KILL $PPID; exec sleep 5'
        status_is 137
        if [[ $step == map ]]; then cmp "$home/output/final_mapped_$run_name.xlsx" "$reference/output/final_mapped_$run_name.xlsx"; fi
    done
    resumed
}

@test "interrupted in each step, it says so, ends with 130, and is finished to the same bytes" {
    begun
    for step in extract validate map audit report; do
        disturbed "$step" 'kill -INT $PPID; exec sleep 20'
        status_is 130
        says "interrupted in step $step"
        says "Failed    $step ($(tool_of "$step")): interrupted"
        says '--resume'
        [[ $(MP_HOME=$home mp-ledger last | cut -f 2) == interrupted ]]
    done
    resumed
}

@test "killed at many moments with all that it started, it is finished to the same bytes" {
    begun
    local run moment log=$home/logs/run-complete-workflow.log kills=0
    for moment in 'health: mp-' 'extract: mp-' 'health: done' 'extract: done' 'validate: mp-' 'map: mp-' 'validate: done' 'map: done' 'audit: mp-' 'audit: done' 'report: mp-'; do
        setsid bash -c 'exec run-complete-workflow --home "$1" --resume' - "$home" >/dev/null 2>&1 &
        run=$!
        until grep -qF "[$run]" <(grep -F " $moment" "$log" 2>/dev/null) || ! kill -0 "$run" 2>/dev/null; do :; done
        if kill -KILL -- "-$run" 2>/dev/null; then kills=$((kills + 1)); fi
        wait "$run" || :
        # No file is half-written: what is there has its final bytes.
        for file in "$home"/output/*.xlsx "$home"/output/*.tsv; do
            if [[ -f $file ]]; then cmp "$file" "$reference/output/${file##*/}"; fi
        done
    done
    ((kills >= 8))
    resumed
}

@test "a tool that is killed is recorded, explained, and the run can be finished" {
    begun
    disturbed map 'kill -KILL $$'
    status_is 137
    says 'map failed with status 137 (killed; most often for want of memory)'
    [[ $output != *': line '* ]]
    # One screen: what failed and why, what is done, where the files are, what to do.
    says "Run $run_name: Do not send: the run failed with status 137"
    says 'Failed    map (mp-map): killed, most often for want of memory'
    says 'Done      extract, validate'
    says 'Records   165 from '
    says "$home/output/COMBINED_$run_name.tsv"
    says "$home/logs/run-complete-workflow.log"
    says "run-complete-workflow --home $home --resume"
    says "recover --home $home"
    jq -e -s 'map(select(.step == "map"))[-1].status == 137' "$home/output/runs.ndjson"
    resumed
}

@test "the summary of a failed run says why, in the words of the tool, and what the shell repeats continues it" {
    cd "$home"
    echo 'no workbook' >"$home/input/OUTPUT_TEMPLATE_new.xlsx"
    touch -d 'next year' "$home/input/OUTPUT_TEMPLATE_new.xlsx"
    run run-complete-workflow --force
    status_is 65
    says 'Failed    map (mp-map): input/OUTPUT_TEMPLATE_new.xlsx: is not a workbook: it'
    says 'Done      extract, validate'
    # A workbook that is not one is as wrong the next time: a new run is the way on, not --resume.
    [[ $output == *$'\n              run-complete-workflow\n'* && $output != *--resume* ]]
    [[ $(mp-ledger summary | wc -l) -le 25 ]]
    # No reader of the screen changes the status, whether the run fails or not.
    run-complete-workflow --resume 2>/dev/null | true
    ((PIPESTATUS[0] == 65))
    rm "$home/input/OUTPUT_TEMPLATE_new.xlsx"
    run-complete-workflow 2>/dev/null | true
    ((PIPESTATUS[0] == 1))
}

@test "MP_MEMORY_LIMIT ends the step that needs more with 71, and the run is finished with more" {
    begun
    disturbed map 'export MP_MEMORY_LIMIT=1K'
    status_is 71
    says 'Failed    map (mp-map): the run needs more memory than the 1.0 KiB that'
    resumed
}

@test "a tool does not outlive a killed run" {
    begun
    disturbed extract "echo \$\$ >'$home/process'; kill -KILL \$PPID; sleep 30; touch '$home/alive'"
    # It is gone long before it would have gone on.
    timeout 20 tail --pid="$(<"$home/process")" -f /dev/null
    [[ ! -e $home/alive ]]
}

@test "a second run in the same home ends with 75, or waits" {
    mkdir -p "$home/output"
    cd "$BATS_TEST_TMPDIR"
    flock "$home/output" bash -c 'touch locked; until [[ -e free ]]; do sleep 0.02; done' &
    until [[ -e locked ]]; do sleep 0.02; done
    run run-complete-workflow --home "$home"
    status_is 75
    says 'another run works in'
    (until pgrep -f "flock --wait 20" >/dev/null; do sleep 0.02; done; touch free) &
    run run-complete-workflow --home "$home" --wait 20 --strict
    touch free
    status_is 1
}

@test "a dry run says the steps and writes nothing" {
    run run-complete-workflow --home "$home" --dry-run
    status_is 0
    says 'mp-map --input output/COMBINED_'
    [[ $(ls -A "$home") == input ]]
}

@test "--strict stops before the tracker when the records have errors" {
    run run-complete-workflow --home "$home" --strict
    status_is 1
    says 'the records have errors'
    [[ -z $(compgen -G "$home/output/final_mapped_*") ]]
}

@test "names with blanks, newlines, quotes and leading dashes are taken as they are" {
    odd=$BATS_TEST_TMPDIR/$'-odd "home"\n$(touch x) é'
    new_home "$odd"
    cd "$BATS_TEST_TMPDIR"
    mv "$odd"/input/PLANNED_*.xlsx "$odd"/input/$'PLANNED_ -a\n\'b\'.xlsx'
    run run-complete-workflow --home "$odd"
    status_is 1
    compgen -G "$odd/output/final_mapped_*.xlsx"
    run run-complete-workflow --home "$odd" --resume
    says 'report: skipped'
    [[ ! -e x ]]
    cp "$odd"/input/PLANNED_*.xlsx ./-p.xlsx
    run run-complete-workflow --home "$odd" --planned -p.xlsx --client acme
    status_is 78
}

@test "two runs in the same second have names of their own" {
    run-complete-workflow --home "$home" --strict >/dev/null 2>&1 || :
    first=$(newest_run "$home")
    cp -R "$home/output" "$home/before"
    run-complete-workflow --home "$home" --strict >/dev/null 2>&1 || :
    [[ $(newest_run "$home") != "$first" ]]
    for file in "$home"/before/*.xlsx; do cmp "$file" "$home/output/${file##*/}"; done
}

@test "platform and client are kept for resuming" {
    mkdir "$home/config"
    cp "$root"/config/*.json "$home/config/"
    run run-complete-workflow --home "$home" --platform META --strict
    run run-complete-workflow --home "$home" --resume
    says 'extract: skipped'
    [[ $(cut -f 2 "$home"/output/COMBINED_*.tsv | sort -u | grep -vc '^META\|Source_Sheet') == 0 ]]
}

@test "what is wrong with the command line is said, with status 64" {
    for arguments in --bogus --planned '--wait x' '--progress x' '--run r' extra; do
        # shellcheck disable=SC2086  # words
        run run-complete-workflow --home "$home" $arguments
        status_is 64
        says 'run-complete-workflow: error: '
    done
    for option in --home --planned --client --platform --run; do
        run run-complete-workflow "$option" ''
        status_is 64
    done
    for option in --planned --delivered --template; do
        run run-complete-workflow --home "$home" "$option" "$home/none.xlsx"
        status_is 66
        says 'there is no workbook'
    done
    [[ ! -e $home/output/runs.ndjson ]]
    run run-complete-workflow --help
    status_is 0
    says 'Usage: run-complete-workflow'
}

@test "there being nothing to resume is status 66" {
    run run-complete-workflow --home "$home" --resume
    status_is 66
    says 'no run to resume'
    run run-complete-workflow --home "$home/none"
    status_is 66
}

@test "on a terminal there is a line for each step and a bar, and no more than the messages that matter" {
    # Reading takes until the bar was seen, so that it is drawn however fast the tools are.
    local tools seen=$BATS_TEST_TMPDIR/seen
    tools=$(tools_with mp-extract "timeout 60 bash -c 'until grep -q \"▸ extract\" \"$seen\"; do sleep 0.02; done'; exec \"\$REAL\" \"\$@\"")
    SHELL=/bin/bash COLUMNS=80 TERM=xterm LC_ALL=C.UTF-8 MP_BIN=$tools run script -qefc "run-complete-workflow --home $home" "$seen"
    text=$(printf '%s' "$output" | tr '\r' '\n' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g')
    grep -q '▸ extract .*step . of ., ' <<<"$text"
    # The screen that stays: from the verdict on, in the place of the workbook and not of the template.
    screen=$(sed -n '/^Run /,$p' <<<"$text" | grep .)
    (($(wc -l <<<"$screen") <= 25))
    grep -q "^Run [0-9_]*: Do not send: [0-9]* errors" <<<"$screen"
    grep -q '✗ PLANNED META!' <<<"$screen"
    grep -q '^  Warnings  [0-9]*: [0-9]* × ' <<<"$screen"
    grep -q '^  Next      correct the errors' <<<"$screen"
    # No line is wider than the terminal, but for paths.
    [[ $(grep -v /output/ <<<"$screen" | LC_ALL=C.UTF-8 grep -cE '.{81}') == 0 ]]
    [[ $text != *': warning: '* ]]
}

# report NAME DAYS PLATFORM-HEADER...: a report of the sample's campaign, so many days old.
report() {
    printf '%s\n' "${@:3}" >"$home/input/$1"
    touch -d "$2 days ago" "$home/input/$1"
}

snapchat() {
    report "DELIVERED_snap.csv" "$1" 'Campaign Name,Date,Country,Currency,Amount Spent,Paid Impressions,Swipe Ups' \
        "$2,2026-05-01,KW,USD,3.75,5000,44"
}

@test "all reports that belong to the plan are taken, and what is left out is said" {
    snapchat 1 'Bright Morning_CON_KW'
    report DELIVERED_tiktok.csv 2 'Campaign name,By Day,Country/Region,Currency,Cost,Impressions,Clicks (destination)' \
        'Bright Morning_AWA,2026-05-01,Saudi Arabia,USD,12.5,5000,40'
    report DELIVERED_notes.csv 3 'nothing,of,that,kind'
    run run-complete-workflow --home "$home" --dry-run
    status_is 0
    says 'report DELIVERED_snap.csv'
    says 'DELIVERED_tiktok.csv is left out: newer reports have all that it has: TIKTOK KSA'
    says 'DELIVERED_notes.csv is left out: it cannot be read as a report'
    [[ $(grep -c '^delivered ' <<<"$output") == 2 ]]
}

@test "reports of other days are all taken, one of another campaign or of days that newer ones have is not" {
    meta() { # NAME DAYS CAMPAIGN DAY...
        local day lines=()
        for day in "${@:4}"; do lines+=("$3,$day,KW,OUTCOME_AWARENESS,10,5000,44"); done
        report "$1" "$2" 'Campaign name,Day,Country,Objective,Amount spent (USD),Impressions,Link clicks' "${lines[@]}"
    }
    rm "$home"/input/DELIVERED_*
    meta DELIVERED_meta_other.csv 1 'Lamp Sale_KW' 2026-05-01
    meta DELIVERED_meta_late.csv 2 'Bright Morning_KW' 2026-05-01 2026-05-02
    meta DELIVERED_meta_early.csv 3 'Bright Morning_KW' 2026-04-01
    meta DELIVERED_meta_part.csv 4 'Bright Morning_KW' 2026-05-01
    meta DELIVERED_meta_more.csv 4 'Bright Morning_KW' 2026-05-02 2026-05-03
    sed -i 's/AWARENESS/SALES/' "$home/input/DELIVERED_meta_early.csv"
    meta DELIVERED_meta_old.csv 5 'Bright Morning_KW' 2025-05-01
    run run-complete-workflow --home "$home" --dry-run
    status_is 0
    says 'DELIVERED_meta_other.csv is left out: it is of another campaign than the plan'
    says 'DELIVERED_meta_part.csv is left out: newer reports have all that it has: META Kuwait'
    says 'DELIVERED_meta_old.csv is left out: it is of 2025-05-01 to 2025-05-01, and the plan of 2026-03-09'
    [[ $(grep '^delivered ' <<<"$output" | sed 's/.*DELIVERED_//' | sort | tr '\n' ' ') == 'meta_early.csv meta_late.csv meta_more.csv ' ]]
}

@test "with another plan there, a report of another campaign or period is left out" {
    cp "$home"/input/PLANNED_*.xlsx "$home/input/PLANNED_older.xlsx"
    touch -d '9 days ago' "$home/input/PLANNED_older.xlsx"
    snapchat 1 'Lamp Sale_CON_KW'
    run run-complete-workflow --home "$home" --dry-run
    status_is 0
    says 'DELIVERED_snap.csv is left out: it is of another campaign than the plan'
    report DELIVERED_snap.csv 1 'Campaign Name,Date,Country,Currency,Amount Spent,Paid Impressions,Swipe Ups' \
        'Bright Morning_CON_KW,2025-05-01,KW,USD,3.75,5000,44'
    run run-complete-workflow --home "$home" --dry-run
    says 'DELIVERED_snap.csv is left out: it is of 2025-05-01 to 2025-05-01, and the plan of 2026-03-09'
}

@test "compressed reports are taken, and patterns name several" {
    report DELIVERED_snap.csv 1 'Campaign Name,Date,Country,Currency,Amount Spent,Paid Impressions,Swipe Ups' \
        'Bright Morning_KW,2026-05-01,KW,KWD,3,100,1'
    gzip "$home/input/DELIVERED_snap.csv"
    run run-complete-workflow --home "$home" --dry-run
    [[ $output == *'DELIVERED_snap.csv.gz'* && $output != *'not looked at: DELIVERED_snap.csv.gz'* ]]
    for delivered in "$home/input/DELIVERED_*" "$(printf '%s\n' "$home"/input/DELIVERED_*)"; do
        mapfile -t delivered <<<"$delivered"
        run run-complete-workflow --home "$home" --delivered "${delivered[@]}" --dry-run
        [[ $(grep -c '^delivered ' <<<"$output") == 2 ]]
    done
}

@test "reports that are named are all read, and a resumed run knows them" {
    snapchat 1 'Bright Morning_CON_KW'
    local delivered=("$home"/input/DELIVERED_Quillmere*.xlsx)
    run run-complete-workflow --home "$home" --delivered "${delivered[0]}" --delivered "$home/input/DELIVERED_snap.csv"
    status_is 1
    says 'Records   166'
    run run-complete-workflow --home "$home" --resume
    says 'Records   166'
    [[ $(MP_HOME=$home mp-ledger arguments --run "$(newest_run "$home")" | tr '\0' '\n' | grep -c -e --delivered) == 2 ]]
}

@test "workbooks of kinds that are not chosen by themselves are named, with what to do" {
    home=$BATS_TEST_TMPDIR/home
    new_home "$home"
    for name in PLANNED_old.xls DELIVERED_big.XLSB Budget.ods '~$PLANNED_old.xls'; do echo x >"$home/input/$name"; done
    run run-complete-workflow --home "$home" --dry-run
    status_is 0
    for name in PLANNED_old.xls DELIVERED_big.XLSB Budget.ods; do
        says "run-complete-workflow: $name is left out: only .xlsx and .xlsm are chosen by themselves; save it as .xlsx in Excel, or name it with --planned or --delivered"
    done
    [[ $output != *'~$'* ]]
    MP_HOME=$home run mp-healthcheck --no-record --only plan-file --only delivery-file
    says 'not looked at: Budget.ods, PLANNED_old.xls'
    says 'not looked at: DELIVERED_big.XLSB'
    says 'save it as .xlsx in Excel if it is the plan, or name it with --planned; otherwise move it away'
}
