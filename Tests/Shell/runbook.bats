#!/usr/bin/env bats
# Every command of docs/runbook.md can be run, in the order of the page, in the home of a client after its first run, and on a later day, when there
# are several of each file.

bats_require_minimum_version 1.5.0
load helpers

# commands: the lines of the page's blocks.
commands() { awk '/^ *```sh$/ { inside = 1; next } /^ *```$/ { inside = 0 } inside { sub(/^ +/, ""); print }' "$root/docs/runbook.md"; }

# first_day: a home after its first run.
first_day() {
    home=$BATS_TEST_TMPDIR/home
    new_home "$home"
    cp -R "$root/config" "$home/config"
    cd "$home"
    run-complete-workflow >/dev/null 2>&1 || (($? == 1))
    mp-archive backup >/dev/null
}

# run_commands: runs each command of the page.
run_commands() {
    (($(commands | wc -l) > 30))
    while IFS= read -r command; do
        echo "\$ $command"
        # The shell of an operator, with the tools in its path. Looking on at a log has no end.
        if [[ $command == *'tail -f'* ]]; then
            run timeout 1 bash -c "$command" </dev/null
            status_is 124
            [[ $output == *' INFO run-complete-workflow'* ]]
            continue
        fi
        run bash -c "$command" </dev/null
        printf '%s\n' "$output" | head -n 20
        ((status <= 1))
        [[ $output != *': command not found'* && $output != *': error: '* ]]
    done < <(commands)
}

@test "every command of the runbook ends with 0 or 1, and says no error" {
    first_day
    run_commands
}

@test "so it does on a later day, with several of each file" {
    first_day
    for file in input/*.xlsx; do
        cp "$file" "${file%.xlsx} - older.xlsx"
        touch -d '3 days ago' "${file%.xlsx} - older.xlsx"
    done
    run-complete-workflow >/dev/null 2>&1 || (($? == 1))
    run-complete-workflow >/dev/null 2>&1 || (($? == 1))
    mp-archive backup >/dev/null
    run_commands
    run bash -c 'mp-map --input output/COMBINED_*.xlsx --template input/OUTPUT_TEMPLATE_*.xlsx --output output/again.xlsx'
    says 'is taken: it is the newest of'
}

@test "the runbook names the statuses and scripts that there are" {
    for name in daily-check weekly-maintenance monthly-maintenance quarterly-audit run-history recover run-complete-workflow; do
        [[ -x $scripts/$name ]]
        grep -q "$name" "$root/docs/runbook.md"
        [[ -f $root/man/$name.1 ]]
        run "$name" --help
        status_is 0
        says "Usage: $name"
    done
}
