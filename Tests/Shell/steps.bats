#!/usr/bin/env bats
# mp-ledger run: a list of steps, with programs of a few words in the place of the tools.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    export MP_HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$MP_HOME/output" "$MP_HOME/logs"
    cd "$MP_HOME"
    ledger=$MP_HOME/output/runs.ndjson
}

# step NAME AFTER SCRIPT: a step that is a script of bash, as the list has it.
step() { printf '%s\0' "$1" "$2" 3 bash -c "$3"; }

# run_steps OPTION...: runs the list on standard input.
run_steps() { mp-ledger run --run r1 --tool a-script "$@"; }

@test "steps that need nothing of each other run side by side, and are told in the order of the list" {
    # Each waits for the other, so that they end only beside each other; the second ends first.
    {
        step one '' 'echo "a of one" >&2; touch one; until [[ -e two.over ]]; do sleep 0.02; done; echo "b of one" >&2'
        step two '' 'until [[ -e one ]]; do sleep 0.02; done; echo "of two" >&2; touch two.over'
        step three 'one two' 'echo "of three" >&2; touch three'
    } >list
    run --separate-stderr timeout 60 bash -c 'mp-ledger run --run r1 --tool a-script <list'
    [[ $stderr == $'a-script: one\na of one\nb of one\na-script: two\nof two\na-script: three\nof three\na-script: do not send: '* ]]
    [[ -e three ]]
}

@test "the bar tells how much of a large file the first step has read, on a first run too" {
    python3 "$root/scripts/make-benchmark-workbook" large.xlsx 9000
    # A step that stops in the middle of the file until that was seen: nobody takes what it writes.
    {
        step read '' 'xlsx2tsv large.xlsx | { until grep -qE "[1-9][0-9]? % read" ../seen; do sleep 0.02; done; cat >/dev/null; }'
        step rest read true
    } >list
    : >../seen
    timeout 120 bash -c 'mp-ledger run --run r1 --tool a-script --progress always <list 2>../seen' || (($? == 1))
    grep -qE 'step 1 of 2, [0-9]+ % read' ../seen
    # What the step left is not in the environment of programs that it starts, and no file of theirs is written into.
    {
        step one '' 'exec 9<>kept; printf %64s x >&9; MP_PROGRESS_FD=9 xlsx2tsv large.xlsx >/dev/null; [[ $(wc -c <kept) == 64 && $(<kept) == *x ]]'
        step two one '[[ -n $MP_PROGRESS_FD ]]'
    } >list
    run bash -c 'mp-ledger run --run r2 --tool a-script --progress always <list'
    [[ $(jq -s 'map(select(.run == "r2" and (.step | IN("one", "two"))) | .status) | add' "$ledger") =~ ^(null|0)$ ]]
    [[ $output != *failed* ]]
}

@test "a step that fails ends the run with its status, and those beside it are ended" {
    {
        step one '' 'until [[ -e beside ]]; do sleep 0.02; done; exit 65'
        step two '' 'echo $$ >beside; exec sleep 60'
        step three one 'touch three'
    } >list
    run timeout 60 bash -c 'mp-ledger run --run r1 --tool a-script <list'
    status_is 65
    says 'a-script: error: one failed with status 65; later steps were not run'
    timeout 20 tail --pid="$(<beside)" -f /dev/null
    [[ ! -e three ]]
    # What was ended because of another step did not fail itself.
    [[ $(jq -r 'select(.step == "two")' "$ledger") == '' ]]
    jq -e -s '.[-1] | .step == "end" and .status == 65 and (.error | startswith("one failed"))' "$ledger"
}

@test "a program that is not there is 69, named, and recorded" {
    printf '%s\0' one '' 2 no-such-tool x >list
    run bash -c 'mp-ledger run --run r1 --tool a-script <list'
    status_is 69
    says 'no-such-tool is not in PATH'
    jq -e -s 'map(select(.step == "one"))[0] | .status == 69 and (.error | contains("not in PATH"))' "$ledger"
}

# health LEVEL CHECK STATUS: a step that records a finding of the health check as mp-healthcheck does.
health() {
    step health '' "printf '{\"run\":\"r1\",\"step\":\"health\",\"tool\":\"mp-healthcheck\",\"version\":\"1\",\"started\":\"s\",\"status\":$3,\"findings\":[{\"code\":\"$2\",\"level\":\"$1\",\"title\":\"what is wrong\",\"count\":1,\"cases\":[{\"text\":\"t\",\"hint\":\"what to do\"}]}]}\n' >>output/runs.ndjson; exit $3"
    step work health 'touch worked'
}

@test "the health check ends a run by the names of its checks, whatever their texts" {
    local check wanted
    while read -r check wanted; do
        rm -f "$ledger" worked
        health error "$check" 2 >list
        run bash -c 'mp-ledger run --run r1 --tool a-script <list'
        says "CRITICAL  $check  what is wrong"
        says '→ what to do'
        if ((wanted == 0)); then
            [[ -e worked ]]
        else
            status_is "$wanted"
            [[ ! -e worked ]]
            says 'or give --force'
            run bash -c 'mp-ledger run --run r1 --tool a-script --force <list'
            [[ -e worked ]]
        fi
    done <<'END'
pair 65
output-folder 73
temporary-folder 73
memory 71
limits 71
clock 69
home 69
plan-workbook 0
delivery-file 0
template-fit 0
client 0
END
    health warning memory 1 >list
    rm -f worked
    run bash -c 'mp-ledger run --run r1 --tool a-script <list'
    says 'WARNING   memory  what is wrong'
    [[ -e worked ]]
}

@test "a list that is not one is refused with the reason, and nothing is done" {
    while IFS='|' read -r list reason; do
        printf %s "$list" | tr @ '\0' >list
        run bash -c 'mp-ledger run --run r1 --tool a-script <list'
        status_is 64
        says "$reason"
    done <<'END'
|it is empty
one@@1@true|its last word has no zero byte
one@@2@true@|the step "one" is cut short
one@@0@|the step "one" is cut short
one@two@1@true@|"one" comes after "two", which is not above it
one@@1@true@one@@1@true@|the step "one" is there twice
END
    [[ ! -e $ledger ]]
}

@test "the name of a new run is one of which there are neither lines nor files" {
    local now name begin
    mapfile -d '' -t now < <(mp-ledger begin)
    name=${now[0]}
    [[ $name =~ ^[0-9]{8}_[0-9]{6}$ && ${now[1]} == '' && ${now[2]} == '' ]]
    # Every second of the next minutes is taken, by a line or by a file.
    begin=$(date +%s)
    for second in {0..200}; do
        printf -v name '%(%Y%m%d_%H%M%S)T' $((begin + second))
        if ((second % 2)); then
            printf '{"run":"%s","step":"start","tool":"w","version":"1","started":"s","status":0}\n' "$name" >>"$ledger"
        else
            touch "output/COMBINED_$name.tsv"
        fi
    done
    mapfile -d '' -t now < <(mp-ledger begin)
    [[ ${now[0]} > $name ]]
}

@test "a resumed run keeps its options but for those that are given, as a group" {
    printf '{"run":"r7","step":"start","tool":"w","version":"1","started":"s","arguments":["--planned","p","--delivered","a","--delivered","b","--template","t","--platform","X","--month","2026-04","--duplicates","sum"],"status":0}\n' >"$ledger"
    mapfile -d '' -t begun < <(mp-ledger begin --resume -- --delivered c --from 2026-05-01)
    [[ ${begun[0]} == r7 && ${begun[2]} == 's (cut off)' ]]
    [[ ${begun[*]:3} == '--planned p --delivered c --template t --platform X --from 2026-05-01' ]]
    run mp-ledger begin --run r7
    status_is 64
    says '--run goes with --resume'
    run mp-ledger begin --resume --run other
    status_is 66
    says 'there is no run other'
}
