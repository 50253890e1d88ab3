#!/usr/bin/env bats
# Completions, typed into real shells on a terminal of their own.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
    : "${MP_BIN:=$(swift build --package-path "$root" --show-bin-path)}"
    export PATH=$root/scripts:$MP_BIN:$PATH COMPLETIONS=$root/completions
    unset MP_HOME CLIENT_ID
    cd "$BATS_TEST_TMPDIR"
    cp "$root"/Tests/Samples/PLANNED*.xlsx plan.xlsx
    cp plan.xlsx 'my plan.xlsx'
    touch notes.txt records.tsv old.tar.gz
    mkdir config
    echo '{"clients": {"acme": {}, "zenith": {}}}' >config/client_mapping_rules.json
}

# in_shells LINE [--has=TEXT]... [--lacks=TEXT]...: in each shell that is there.
in_shells() {
    local shell
    for shell in bash zsh fish; do
        if command -v "$shell" >/dev/null; then
            python3 "$root/Tests/Support/complete.py" "$shell" "$@"
        else
            echo "# $shell is missing, and not tried" >&3
        fi
    done
}

@test "options" { in_shells 'xlsx2tsv --for' --has=--format --has=--formatted --has=--formulas --lacks=--raw; }
@test "choices of an option" { in_shells 'mp-map --market-order ' --has=planned --has=actual --has=template; }
@test "commands" { in_shells 'mp-archive re' --has=restore --lacks=prune; }
@test "workbooks, and nothing else" { in_shells 'xlsx2tsv ' --has=plan.xlsx --lacks=notes.txt --lacks=records.tsv; }
@test "archives, and nothing else" { in_shells 'mp-archive list ' --has=old.tar.gz --lacks=notes.txt; }
@test "sheets of the workbook on the line" { in_shells 'xlsx2tsv plan.xlsx --sheet ' --has=DV360 --has=META --has=TIKTOK --lacks=notes.txt; }
@test "sheets of a workbook whose name has a blank" { in_shells "xlsx2tsv 'my plan.xlsx' --sheet D" --has=DV360; }
@test "clients of the configuration" { in_shells 'mp-extract --client ' --has=acme --has=zenith; }
@test "platforms" { in_shells 'mp-map --platform ' --has=DV360 --has=TIKTOK; }
@test "codes of rules" { in_shells 'mp-validate --silence date-' --has=date-order --has=date-missing; }
@test "names of health checks" { in_shells 'mp-healthcheck --only plan-' --has=plan-file --has=plan-workbook --lacks=delivery-file; }
@test "options of scripts" { in_shells 'run-batch --re' --has=remote-scripts --has=resume --has=retries --lacks=joblog; }
@test "a tool without commands offers no command help" {
    run ! grep -lE "compgen -W 'help'" "$COMPLETIONS"/*.bash
    for file in "$COMPLETIONS"/*.fish; do
        if grep -q -e "-fa 'help' " "$file"; then grep -qE -e "-fa '(create|runs)'" "$file"; fi
    done
}
@test "clients, folders and workbooks for scripts" {
    in_shells 'run-complete-workflow --client ' --has=acme --has=zenith
    in_shells 'daily-check --home c' --has=config
    in_shells 'run-complete-workflow --planned ' --has=plan.xlsx --lacks=notes.txt
}
