#!/usr/bin/env bats
# What the scripts' manual pages and --help show as examples works when it is pasted, and references lead to pages.

bats_require_minimum_version 1.5.0
load helpers

# examples_of SCRIPT: the commands of its page and of its --help, with the folder and the machines of this test.
examples_of() {
    {
        sed -n '/^\.Sh EXAMPLES/,/^\.Sh D/s/^\.Dl \$ //p' "$root/man/$1.1" | sed 's/\\(dq/"/g; s/\\-/-/g'
        "$scripts/$1" --help | sed -n '/^Examples:/,/^$/s/^  //p'
    } | sort -u | sed "s|/srv/media-plans|$BATS_TEST_TMPDIR/clients|g; s|[48]/[ab]\.example|:|g"
}

# A client's folder after a run; each example has a copy of it.
setup_file() {
    load helpers
    clients=$BATS_FILE_TMPDIR/done/clients
    new_home "$clients/acme"
    mkdir "$clients/acme/config"
    echo '{"clients": {"acme": {}}}' >"$clients/acme/config/client_mapping_rules.json"
    run-complete-workflow --home "$clients/acme" >/dev/null 2>&1 || (($? == 1))
}

# run_examples SCRIPT [FOLDER]: with the scripts of that folder. 0 and 1 are done, and done with findings.
run_examples() {
    local example PATH=${2:+$2:}$PATH
    (($(examples_of "$1" | wc -l) >= 2))
    while IFS= read -r example; do
        rm -rf "$BATS_TEST_TMPDIR/clients"
        cp -R --preserve=timestamps "$BATS_FILE_TMPDIR/done/clients" "$BATS_TEST_TMPDIR/"
        cd "$BATS_TEST_TMPDIR/clients/acme"
        run bash -o pipefail -c "$example" </dev/null
        ((status <= 1)) || { printf '%s\nstatus %s\n%s\n' "$example" "$status" "$output"; return 1; }
        [[ $output != *': command not found'* ]]
    done < <(examples_of "$1")
}

@test "examples of run-complete-workflow" { run_examples run-complete-workflow; }
# What these two start has examples of its own.
@test "examples of run-batch" { stub_scripts; run_examples run-batch "$stub"; }
@test "examples of run-history" { run_examples run-history; }
@test "examples of recover" { stub_scripts; run_examples recover "$stub"; }
@test "examples of the daily, weekly, monthly and quarterly scripts" {
    for script in daily-check weekly-maintenance monthly-maintenance quarterly-audit; do run_examples "$script"; done
}

@test "quotes and brackets of every page are closed as it is read, and none is inside of its like" {
    command -v mandoc >/dev/null || skip "mandoc is missing"
    for page in "$root"/man/*; do
        mandoc -T utf8 "$page" | LC_ALL=C.UTF-8 col -bx | sed 's/“/\x01/g; s/”/\x02/g' | awk -v page="${page##*/}" '
            function bad(why) { print page ": " why ": " $0; failed = 1 }
            /^[A-Z]/ { section = $0 }
            {
                for (i = 1; i <= length($0); i++) {
                    sign = substr($0, i, 1)
                    if (sign == "\001" && depth++ > 0) bad("a quote in a quote")
                    if (sign == "\002" && --depth < 0) bad("a quote that was not opened")
                    if (section == "SYNOPSIS" && sign == "[") open++
                    if (section == "SYNOPSIS" && sign == "]" && --open < 0) bad("a bracket that was not opened")
                }
            }
            END { if (depth || open) bad("not closed"); exit failed }'
    done
}

@test "mandoc finds nothing to complain about in any page, and every page that is referred to is ours or a known one" {
    command -v mandoc >/dev/null || skip "mandoc is missing"
    # Which pages the system has is not a matter of ours.
    found=$(mandoc -T lint -W style "$root"/man/* 2>/dev/null | grep -v 'referenced manual not found') || :
    [[ -z $found ]] || { echo "$found"; return 1; }
    others=' adjtimex bsdtar chmod cron curl flock fnmatch gzip head jq parallel pcre2pattern proc_locks rsync sha256sum write zstd '
    while read -r _ name section; do
        if [[ ! -f $root/man/$name.$section && $others != *" $name "* ]]; then echo "$name($section) is not known"; return 1; fi
    done < <(grep -ho '^\.Xr [^ ]* [0-9]' "$root"/man/* | sort -u)
}
