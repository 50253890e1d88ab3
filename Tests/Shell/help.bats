#!/usr/bin/env bats
# What is asked for help gives help, the project's own scripts for development among them.

bats_require_minimum_version 1.5.0
load helpers

@test "every script prints its help when asked, and starts no work" {
    local script
    for script in "$root"/scripts/*; do
        [[ -f $script && -x $script && $script != */run-batch-job ]] || continue
        run --separate-stderr env -u MP_BIN timeout 20 "$script" --help </dev/null
        ((status == 0)) && [[ $output == *[a-z]* && -z $stderr ]] || { echo "$script: status $status: $output $stderr"; return 1; }
    done
    # run-batch starts this one; it has no use of its own.
    head -n 5 "$root/scripts/run-batch-job" | grep -q '^# Usage'
}
