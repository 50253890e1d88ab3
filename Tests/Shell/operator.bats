#!/usr/bin/env bats
# What operators read after their own mistakes: what is wrong, where, and the words or commands that lead out.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    home=$BATS_TEST_TMPDIR/home
    new_home "$home"
    cd "$home"
}

@test "a misspelt name says which file is near and what to name it" {
    mv input/DELIVERED_*.xlsx input/DELIVRED_x.xlsx
    run run-complete-workflow
    status_is 66
    says 'near it is "DELIVRED_x.xlsx"; rename "DELIVRED_x.xlsx" to "DELIVERED_x.xlsx"'
    mv input/DELIVRED_x.xlsx input/DELIVERED_x.xlsx
    mv input/PLANNED_*.xlsx 'input/Media plan Q2.xlsx'
    run run-complete-workflow
    status_is 66
    says 'rename "Media plan Q2.xlsx" to "PLANNED_Media Q2.xlsx"'
}

@test "the nearest name comes first, whatever is newer; a given name and an option have near ones, too" {
    mv input/PLANNED_*.xlsx input/PLANED_Q.xlsx
    touch -d '2 days ago' input/PLANED_Q.xlsx
    cp input/PLANED_Q.xlsx 'input/plan_ned new.xlsx'
    run run-complete-workflow
    status_is 66
    says 'near it is "PLANED_Q.xlsx", "plan_ned new.xlsx"; rename "PLANED_Q.xlsx" to "PLANNED_Q.xlsx"'
    run run-complete-workflow --planned input/PLANED_Qx.xlsx
    status_is 66
    says 'did you mean "'"$home"'/input/PLANED_Q.xlsx"?'
    mv input/PLANED_Q.xlsx input/PLANNED_Q.xlsx
    mv input/OUTPUT_TEMPLATE_*.xlsx input/TRACKER.xlsx
    run run-complete-workflow
    status_is 66
    says 'there is "TRACKER.xlsx", "plan_ned new.xlsx", "DELIVERED_'
    for words in 'run-complete-workflow --platfrom --platform' 'daily-check --verbos --verbose' 'recover --wiat --wait'; do
        read -r script word right <<<"$words"
        run "$script" "$word"
        status_is 64
        says "unknown argument '$word'; did you mean $right? see $script --help"
    done
    run run-complete-workflow --xyzzy
    says "unknown argument '--xyzzy'; see run-complete-workflow --help"
}

@test "of several misspelt names the newest is the one to rename, and a legacy workbook is saved anew" {
    mv input/DELIVERED_*.xlsx input/DELIVRED_old.xlsx
    touch -d 2026-01-01 input/DELIVRED_old.xlsx
    cp input/DELIVRED_old.xlsx input/DELIVRED_new.xlsx
    run run-complete-workflow
    says 'rename "DELIVRED_new.xlsx" to "DELIVERED_new.xlsx"'
    rm input/DELIVRED_*
    touch input/DELIVERED_x.xls
    run run-complete-workflow
    status_is 66
    says 'save "DELIVERED_x.xls" as "DELIVERED_x.xlsx" in Excel'
    [[ $output != *rename* ]]
}

@test "a workbook beside input/ or below it is to be moved" {
    mv input/PLANNED_*.xlsx PLANNED_x.xlsx
    run run-complete-workflow
    status_is 66
    says 'PLANNED_x.xlsx" into input/'
    mkdir input/June
    mv PLANNED_x.xlsx input/June/plan.xlsx
    run run-complete-workflow
    status_is 66
    says 'input/June/plan.xlsx" into input/ as "PLANNED_1.xlsx"'
}

@test "workbooks that were not taken are named with the reason, on the screen too" {
    cp input/PLANNED_*.xlsx 'input/Media plan v2.xlsx'
    run run-complete-workflow
    ((status <= 1))
    says 'Media plan v2.xlsx is left out: its name does not begin with PLANNED_'
    run mp-ledger summary
    says 'Media plan v2.xlsx'
}

@test "plan and report under each other's names are to be renamed" {
    mv input/PLANNED_*.xlsx t
    mv input/DELIVERED_*.xlsx input/PLANNED_x.xlsx
    mv t input/DELIVERED_x.xlsx
    run run-complete-workflow
    status_is 65
    says 'rename it to "DELIVERED_x.xlsx"'
    says 'exchange them'
    [[ $output != *'give the workbook with'* ]]
}

@test "a folder that cannot be written names its owner and the way out, before anything is done" {
    mkdir output logs
    ((EUID == 0)) || chmod u-w output
    reachable "$home"
    for script in run-complete-workflow daily-check recover weekly-maintenance; do
        run other_user env MP_HOME="$home" "$scripts/$script"
        status_is 77
        says "$home/output cannot be written"
        if ((EUID == 0)); then says 'run as root, or have it given to you: sudo chown'; else says 'chmod u+rwX'; fi
    done
    [[ ! -e output/runs.ndjson ]]
}

@test "the ledger's own error names the owner, too" {
    mkdir output
    touch output/runs.ndjson
    ((EUID == 0)) || chmod a-w output/runs.ndjson
    reachable "$home"
    run other_user env MP_HOME="$home" "$MP_BIN/mp-ledger" add --run x --step start --tool x --status 0
    status_is 77
    if ((EUID == 0)); then says 'belongs to root, and you are'; else says 'chmod u+w'; fi
}

@test "an unknown client leads to a new run, with the section to paste" {
    mkdir config
    echo '{"clients": {"acme": {}}}' >config/client_mapping_rules.json
    run run-complete-workflow --client acmee
    status_is 78
    says 'did you mean "acme"?'
    says '"acmee": {"name": "acmee"'
    says 'start a new run'
    [[ $output != *'--resume'* ]]
}

@test "grep -i error finds errors in the logs, and nothing else; the run's log shows its steps" {
    run run-complete-workflow
    status_is 1
    daily-check >/dev/null || :
    ! grep -i error logs/*.log | grep -v ' ERROR ' || false
    for step in health extract validate map audit report; do
        grep -E "INFO run-complete-workflow\[[0-9]+\] [0-9_]+ $step: done.*[0-9] s$" logs/run-complete-workflow.log
    done
    grep 'WARNING run-complete-workflow.* end: do not send; ' logs/run-complete-workflow.log
    mv input/PLANNED_* .
    run run-complete-workflow
    [[ $(grep -ic error logs/*.log | grep -v ':0') == logs/run-complete-workflow.log:1 ]]
}
