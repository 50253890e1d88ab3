#!/usr/bin/env bats
# Every command of docs/runbook.md can be run, in the order of the page, in the home of a client after its first run.

bats_require_minimum_version 1.5.0
load helpers

# commands: the lines of the page's blocks.
commands() { awk '/^ *```sh$/ { inside = 1; next } /^ *```$/ { inside = 0 } inside { sub(/^ +/, ""); print }' "$root/docs/runbook.md"; }

@test "every command of the runbook ends with 0 or 1, and says no error" {
    home=$BATS_TEST_TMPDIR/home
    new_home "$home"
    cp -R "$root/config" "$home/config"
    cd "$home"
    run-complete-workflow >/dev/null 2>&1 || (($? == 1))
    mp-archive backup >/dev/null
    (($(commands | wc -l) > 30))
    while IFS= read -r command; do
        echo "\$ $command"
        # The shell of an operator, with the tools in its path.
        run bash -c "$command" </dev/null
        printf '%s\n' "$output" | head -n 20
        ((status <= 1))
        [[ $output != *': command not found'* ]]
    done < <(commands)
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
