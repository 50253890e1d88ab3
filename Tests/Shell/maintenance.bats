#!/usr/bin/env bats
# Maintenance, history and recovery: what they do, that they can be repeated, and that a dry run changes nothing.

bats_require_minimum_version 1.5.0
load helpers

# A home after a run, made once and copied.
setup_file() {
    load helpers
    export done_home=$BATS_FILE_TMPDIR/done
    new_home "$done_home"
    mkdir "$done_home/config"
    printf '{"health": {"api_key": "optional"}, "retention": {"output": "20d", "logs": "10d", "backups_last": 1, "backups_monthly": 1}}\n' >"$done_home/config/toolkit.json"
    run-complete-workflow --home "$done_home" >/dev/null 2>&1 || (($? == 1))
}

setup() {
    home=$BATS_TEST_TMPDIR/home
    cp -R --preserve=timestamps "$done_home" "$home"
}

state() { (cd "$home" && find . -path ./logs -prune -o -type f -exec sha256sum {} + | sort); }

@test "daily-check: a tracker that must not be sent, wrong figures, runs that are cut off and errors are told" {
    run daily-check --home "$home" --verbose
    # The sample workbooks have errors on purpose.
    status_is 1
    says 'look     last run'
    says ': do not send: 5 errors'
    says '✗ PLANNED META!'
    printf '{"run":"x","step":"start","tool":"t","version":"1","started":"9"}\n{"run":"x","step":"audit","tool":"t","version":"1","started":"9","status":1,"figures":{"compared":7,"wrong":2,"missing":1}}\n{"run":"x","step":"end","tool":"t","version":"1","started":"9","status":1,"seconds":1}\n' \
        >>"$home/output/runs.ndjson"
    run daily-check --home "$home"
    status_is 65
    says 'run x of 9: do not send: 2 figures wrong, 1 figure missing'
    printf '{"run":"y","step":"start","tool":"t","version":"1","started":"1"}\n' >>"$home/output/runs.ndjson"
    sed -i '/"run":"x"/d' "$home/output/runs.ndjson"
    printf '%s ERROR mp-map[1] y error: something broke\n' "$(date -u -d 'next hour' +%FT%T.000Z)" >>"$home/logs/mapper.log"
    run daily-check --home "$home"
    status_is 1
    says 'run y of 1: do not send: the run was cut off'
    says 'something broke'
}

# ledger VERDICT-STATUS WARNINGS DAYS...: a home whose runs began so many days ago, the last of them with these warnings.
ledger() {
    local warnings=$1 day started
    shift
    : >"$home/output/runs.ndjson"
    for day; do
        started=$(date -u -d "$day days ago" +%FT%T.000Z)
        printf '{"run":"r%s","step":"start","tool":"t","version":"1","started":"%s"}\n{"run":"r%s","step":"audit","tool":"t","version":"1","started":"%s","status":0,"figures":{"errors":0,"warnings":%s,"compared":7}}\n{"run":"r%s","step":"end","tool":"t","version":"1","started":"%s","status":0,"seconds":1}\n' \
            "$day" "$started" "$day" "$started" "$warnings" "$day" "$started" >>"$home/output/runs.ndjson"
    done
}

@test "daily-check: well when the tracker may be sent; newer workbooks and a run that is overdue are told" {
    cd "$home"
    touch -d '20 days ago' input/*
    ledger 0 9 8 7 6 5 4 1
    run mp-ledger daily
    status_is 0
    says 'ready to send'
    ledger 3 9 8 7 6 5 4 1
    run mp-ledger daily
    status_is 0
    says 'ready with warnings: 3 warnings'
    ledger 0 14 13 12 11 10 9 8
    run mp-ledger daily
    status_is 1
    says 'the last run was 8 days ago, and usually one follows after 24 hours'
    ledger 0 2
    touch input/PLANNED_*
    run mp-ledger daily
    status_is 1
    says 'is newer than the last run; run again: run-complete-workflow'
}

@test "weekly-maintenance: old results go to an archive, large logs are compressed, old ones removed; a second time nothing is left to do" {
    touch -d '40 days ago' "$home"/output/PLANNED_*
    head -c 70000 /dev/zero | tr '\0' x >"$home/logs/big.log"
    echo old | gzip >"$home/logs/a.log.1.gz"
    echo new | gzip >"$home/logs/b.log.1.gz"
    touch -d '40 days ago' "$home/logs/a.log.1.gz"
    touch -d '3 days ago' "$home/output/.x.tmp"
    before=$(state)
    run weekly-maintenance --home "$home" --dry-run
    status_is 0
    says 'would archive'
    says 'remove a.log.1.gz'
    [[ $(state) == "$before" ]]
    [[ -f $home/logs/big.log ]]
    run weekly-maintenance --home "$home"
    status_is 0
    [[ -z $(compgen -G "$home/output/PLANNED_*") && ! -e $home/output/.x.tmp && ! -e $home/logs/a.log.1.gz && ! -e $home/logs/big.log ]]
    [[ -f $home/logs/b.log.1.gz ]]
    [[ $(gzip -dc "$home"/logs/big.log.*.gz | wc -c) == 70000 ]]
    compgen -G "$home/archive/output_*.tar.gz"
    before=$(state)
    run weekly-maintenance --home "$home"
    status_is 0
    [[ $(state) == "$before" ]]
    # What is gone stands in the archive, by its hash.
    run quarterly-audit --home "$home" --verbose
    says 'ok       results'
    says 'again, byte by byte'
    says 'files restored'
}

@test "weekly-maintenance waits for a run, and ends with 75 when that takes longer" {
    exec {held}<"$home/output"
    flock "$held"
    run weekly-maintenance --home "$home" --wait 1
    says 'FAILED   archive'
    says 'another run works here'
    status_is 75
    flock --unlock "$held"
    run weekly-maintenance --home "$home" --wait 1
    status_is 0
    exec {held}<&-
}

@test "monthly-maintenance: a backup is made and proven, the number of them is bounded, broken archives are told" {
    run monthly-maintenance --home "$home"
    status_is 0
    run monthly-maintenance --home "$home"
    status_is 0
    (($(find "$home/backup" -name '*.tar.gz' | wc -l) == 1))
    weekly-maintenance --home "$home" >/dev/null
    touch -d '40 days ago' "$home"/output/COMBINED_*
    weekly-maintenance --home "$home" >/dev/null
    archive=$(compgen -G "$home/archive/*.tar.gz" | head -n 1)
    printf x | dd of="$archive" bs=1 seek=100 conv=notrunc status=none
    run monthly-maintenance --home "$home"
    says 'FAILED   archives'
    ((status > 1))
}

@test "quarterly-audit: a result that was tampered with, and one that is lost, are told" {
    echo x >>"$(compgen -G "$home/output/final_mapped_*.xlsx")"
    run quarterly-audit --home "$home" --dry-run
    status_is 65
    says 'is not what the run wrote'
    rm "$home"/output/final_mapped_*.xlsx
    run quarterly-audit --home "$home" --dry-run
    status_is 1
    says '1 result is gone, and in no archive, backup or output/backup_*: output/final_mapped_'
    chmod o+w "$home/input"
    run quarterly-audit --home "$home" --dry-run
    says 'everybody can write'
}

@test "quarterly-audit: what recover moved aside is where it is, in one line" {
    local aside=$home/output/backup_20260101_000000
    mkdir "$aside"
    find "$home/output" -maxdepth 1 -type f ! -name runs.ndjson -exec mv -t "$aside" {} +
    run quarterly-audit --home "$home" --dry-run --verbose
    says 'ok       results'
    [[ $(grep -c 'output/backup_20260101_000000/, where recover moved them' <<<"$output") == 1 ]]
    # What was changed there, or lost, is not.
    echo x >>"$(compgen -G "$aside/final_mapped_*[0-9].xlsx")"
    run quarterly-audit --home "$home" --dry-run
    status_is 1
    says '1 result is gone'
}

@test "a ledger that cannot be read is told, and is not taken for one without runs" {
    echo garbage >"$home/output/runs.ndjson"
    run daily-check --home "$home"
    ((status != 0))
    says 'no run can be read: 1 line is none of a ledger'
    [[ $output != *'there is no run yet'* ]]
    MP_HOME=$home run mp-ledger summary
    status_is 65
    says 'restore it from the newest backup'
}

@test "a line behind the last run that cannot be read may be of a later one" {
    touch -d '20 days ago' "$home"/input/*
    ledger 0 1
    run daily-check --home "$home"
    says 'ok       last run'
    echo garbage >>"$home/output/runs.ndjson"
    run daily-check --home "$home"
    status_is 1
    says '1 line of output/runs.ndjson cannot be read, and may be of a later run'
}

@test "a retention that is no age is status 78, with its name" {
    echo '{"retention": {"output": "soon"}}' >"$home/config/toolkit.json"
    run weekly-maintenance --home "$home"
    status_is 78
    says '"retention.output" must be an age such as 30d'
    echo '{' >"$home/config/toolkit.json"
    run weekly-maintenance --home "$home"
    status_is 78
    says 'config/toolkit.json'
}

@test "a configuration that is not understood to the last word stops what deletes, with status 78, and nothing is changed" {
    touch -d '40 days ago' "$home"/output/PLANNED_*
    before=$(state)
    for text in '' '{"retention": {"ouput": "400d"}}' '{"retention": {"output": "400d", "output": "1d"}}' '{"retention": {"logs": "400d"}, "retention": {}}' \
        '{"retenton": {"output": "400d"}}' '{"retention": {"backups_last": 0}}' '{"retention": {"output": 30}}' '{"retention": []}' 'null'; do
        printf '%s' "$text" >"$home/config/toolkit.json"
        for command in weekly-maintenance monthly-maintenance 'mp-archive prune --from output --keep-last 1' 'mp-archive create --from output --remove' 'mp-archive backup'; do
            run env MP_HOME="$home" sh -c "cd '$home' && $command"
            ((status == 78)) || { echo "$text: $command: $status: $output"; return 1; }
            says "config/toolkit.json"
        done
        # The health check judges the same, with no schema beside.
        run mp-healthcheck --only configuration --no-record
        run env MP_HOME="$home" mp-healthcheck --only configuration --no-record
        ((status == 2)) || { echo "$text: health check: $status: $output"; return 1; }
    done
    rm "$home/config/toolkit.json"
    mkfifo "$home/config/toolkit.json"
    run timeout 20 weekly-maintenance --home "$home"
    status_is 78
    rm "$home/config/toolkit.json"
    [[ $(state) == "$(grep -v config/toolkit.json <<<"$before")" ]]
}

@test "monthly-maintenance: after a backup that did not save everything nothing is pruned" {
    monthly-maintenance --home "$home" >/dev/null
    # A member that nobody may read would be one, were tests not run by root; a file beyond the limit is one for everybody.
    truncate -s 3M "$home/input/zeros"
    mkdir -p "$home/archive"
    run bash -c "trap '' XFSZ; ulimit -f 2000; monthly-maintenance --home '$home'"
    says 'FAILED   backup'
    says 'skipped  prune backups'
    ((status > 1))
    (($(find "$home/backup" -name '*.tar.gz' | wc -l) == 1))
    mp-archive verify "$home/backup"
}

@test "monthly-maintenance: a disk that is not mounted costs no good backup, and garbage takes no place of one" {
    monthly-maintenance --home "$home" >/dev/null
    good=$(compgen -G "$home/backup/*.tar.gz")
    mv "$home/input" "$BATS_TEST_TMPDIR/unmounted"
    mkdir "$home/input"
    run monthly-maintenance --home "$home"
    status_is 66
    says 'input held 3 files when backup_'
    says 'skipped  prune backups'
    [[ -f $good ]]
    rmdir "$home/input"
    mv "$BATS_TEST_TMPDIR/unmounted" "$home/input"
    for name in backup_29991129_000000.tgz backup_29991129_000000.tar.gz.part backup_2; do echo z >"$home/backup/$name"; done
    touch -d '1 day ago' "$good"
    run monthly-maintenance --home "$home"
    status_is 1
    says 'is not an archive, among archives'
    # The new one is there, and the garbage stays to be looked at.
    (($(find "$home/backup" -name '*.tar.gz' | wc -l) == 1 && $(find "$home/backup" -type f | wc -l) == 5))
    mp-archive verify "$home"/backup/*.tar.gz
}

@test "beyond the largest file that is allowed scripts end with 74 or go on, and say so" {
    touch -d '40 days ago' "$home"/output/PLANNED_*
    for command in daily-check weekly-maintenance monthly-maintenance recover; do
        for limit in 0 1; do
            run bash -c "ulimit -f $limit; $command --home '$home'"
            ((status != 153)) || { echo "$command, $limit: $output"; return 1; }
            [[ $command == daily-check ]] || ((status >= 66 && status <= 74)) || { echo "$command, $limit: $status $output"; return 1; }
            [[ -n $output ]]
        done
    done
    says 'whom to tell by when'
}

@test "standard output that is a file of the home is refused, and the file stays" {
    cp "$home/output/runs.ndjson" "$BATS_TEST_TMPDIR/copy"
    plan=$(compgen -G "$home/input/PLANNED_*")
    for command in "run-history --home '$home'" "daily-check --home '$home'" "run-complete-workflow -n --home '$home'" "recover -n --home '$home'" \
        "run-batch '$home'"; do
        for file in "$home/output/runs.ndjson" "$plan"; do
            for operator in '>>' '1<>'; do
                run bash -c "$command $operator '$file'"
                status_is 64
                says 'and nothing was written'
            done
        done
    done
    cmp "$home/output/runs.ndjson" "$BATS_TEST_TMPDIR/copy"
    cmp "$plan" "$samples/${plan##*/}"
}

@test "a pipe in the place of a log or a report holds up nothing" {
    rm -f "$home/logs/daily-check.log" "$home/logs/health.txt"
    mkfifo "$home/logs/daily-check.log" "$home/logs/health.txt"
    for command in 'daily-check' 'run-history --errors' 'weekly-maintenance'; do
        run timeout 60 bash -c "$command --home '$home'"
        ((status <= 1)) || { echo "$command: $status $output"; return 1; }
    done
    run timeout 60 run-complete-workflow --home "$home"
    status_is 73
    says 'logs/health.txt is not a file'
    [[ -p $home/logs/daily-check.log && -p $home/logs/health.txt ]]
}

@test "help that cannot be written is 74, and a reader that has enough is no failure" {
    for name in run-complete-workflow run-batch weekly-maintenance monthly-maintenance daily-check quarterly-audit recover run-history add-source; do
        run bash -c "'$name' --help >/dev/full"
        ((status == 74)) || { echo "$name: $status $output"; return 1; }
        says 'the help cannot be written'
        run bash -c "'$name' --help >&-"
        ((status == 74)) || { echo "$name, closed: $status $output"; return 1; }
        run bash -c "set -o pipefail; '$name' --help | head -n 1"
        ((status == 0 || status == 141))
        [[ ${#lines[@]} == 1 ]]
    done
}

@test "a run whose screen cannot be written says so with 74, and one whose reader goes away ends" {
    for command in "run-complete-workflow --home '$home' -n" "recover --home '$home' -n" "run-complete-workflow --home '$home'"; do
        for output_file in '/dev/full' '&-'; do
            run bash -c "$command >$output_file"
            status_is 74
            [[ $output == *'cannot be written'* || $output == *'standard output: cannot write: '* ]]
        done
    done
    [[ $(MP_HOME=$home mp-ledger last | cut -f 2) == findings ]]
    before=$(MP_HOME=$home mp-ledger last | cut -f 1)
    bash -c "run-complete-workflow --home '$home' 2>&1 | head -n 1"
    [[ $(MP_HOME=$home mp-ledger last | cut -f 1) != "$before" && $(MP_HOME=$home mp-ledger last | cut -f 2) == findings ]]
}

@test "a command that fails unexpectedly is 70 and named, and recover does not take it for findings" {
    unshare -m true 2>/dev/null || skip "needs the right to hide /proc"
    for command in run-complete-workflow recover; do
        run unshare -m sh -c "mount -t tmpfs none /proc; $command --home '$home'"
        status_is 70
        says 'a command failed with status 1, which was not expected: mapfile'
        [[ $output != *recovered* ]]
    done
}

@test "a folder that is another user's link is 77 for whatever writes there, and stays as it is" {
    ((EUID == 0)) || skip "only root can make a link that is another user's"
    victim=$BATS_TEST_TMPDIR/victim
    mkdir "$victim"
    head -c 70000 /dev/zero | tr '\0' x >"$victim/auth.log"
    touch -d 2025-01-01 "$victim/auth.log.20250101_000000.gz"
    cp -a "$victim" "$BATS_TEST_TMPDIR/before"
    mv "$home/logs" "$home/logs.before"
    ln -s "$victim" "$home/logs"
    chown -h 65534 "$home/logs"
    for command in weekly-maintenance monthly-maintenance quarterly-audit daily-check run-complete-workflow recover; do
        run "$command" --home "$home"
        [[ $command == daily-check ]] || status_is 77
        diff -r "$BATS_TEST_TMPDIR/before" "$victim"
    done
}

@test "a link that another user owns is not followed by a run" {
    ((EUID == 0)) || skip "only root can make a link that is another user's"
    echo victim >"$BATS_TEST_TMPDIR/victim"
    for file in logs/health.txt output/runs.ndjson; do
        mv "$home/$file" "$home/$file.before"
        ln -s "$BATS_TEST_TMPDIR/victim" "$home/$file"
        chown -h 65534 "$home/$file"
        run run-complete-workflow --home "$home"
        status_is 77
        says "$file is a symbolic link that is not followed"
        rm "$home/$file"
        mv "$home/$file.before" "$home/$file"
    done
    [[ $(cat "$BATS_TEST_TMPDIR/victim") == victim ]]
}

@test "weekly-maintenance does all its work when the reader of the report goes away" {
    touch -d '40 days ago' "$home"/output/PLANNED_*
    weekly-maintenance --home "$home" | head -n 0
    compgen -G "$home/archive/output_*.tar.gz"
    grep -q 'failures of the last week' "$home/logs/weekly-maintenance.log"
}

@test "rotation keeps every line that the scripts log, and compresses what a rotation that was cut off left" {
    for ((i = 0; i < 5; i++)); do
        head -c 70000 /dev/zero | tr '\0' x >>"$home/logs/weekly-maintenance.log"
        echo >>"$home/logs/weekly-maintenance.log"
        # Several of one second have names of their own.
        weekly-maintenance --home "$home" >/dev/null || :
    done
    echo left >"$home/logs/mapper.log.20260101_000000"
    weekly-maintenance --home "$home" >/dev/null || :
    [[ $(gzip -dc "$home/logs/mapper.log.20260101_000000.gz") == left && ! -e $home/logs/mapper.log.20260101_000000 ]]
    for log in "$home"/logs/weekly-maintenance.log*; do gzip -dcf <"$log"; done >"$BATS_TEST_TMPDIR/all"
    (($(grep -c 'rotate logs: ok' "$BATS_TEST_TMPDIR/all") == 6))
}

@test "logs are their owner's or the group's, and no link is followed that is in their place" {
    rm -f "$home"/logs/*
    echo mine >"$BATS_TEST_TMPDIR/target"
    ln -s "$BATS_TEST_TMPDIR/target" "$home/logs/daily-check.log"
    daily-check --home "$home" >/dev/null || :
    [[ $(cat "$BATS_TEST_TMPDIR/target") == mine ]]
    rm "$home/logs/daily-check.log"
    (umask 022; daily-check --home "$home") >/dev/null || :
    [[ $(stat -c %a "$home/logs/daily-check.log") == 600 ]]
    rm "$home/logs/daily-check.log"
    chmod g+s "$home/logs"
    (umask 022; daily-check --home "$home") >/dev/null || :
    [[ $(stat -c %a "$home/logs/daily-check.log") == 640 ]]
}

@test "a receipt that is kept elsewhere tells that the newest archive is gone, and that all were made anew" {
    echo "{\"retention\": {\"output\": \"20d\", \"receipt\": \"$BATS_TEST_TMPDIR/elsewhere/receipt\"}}" >"$home/config/toolkit.json"
    mkdir "$BATS_TEST_TMPDIR/elsewhere"
    touch -d '40 days ago' "$home"/output/PLANNED_*
    touch -d '80 days ago' "$home"/output/COMBINED_*
    run weekly-maintenance --home "$home"
    says 'ok       receipt'
    (($(wc -l <"$BATS_TEST_TMPDIR/elsewhere/receipt") == 2))
    run daily-check --home "$home"
    says 'ok       receipt'
    newest=$(compgen -G "$home/archive/*.tar.gz" | sort | tail -n 1)
    cp "$newest" "$BATS_TEST_TMPDIR/copy"
    rm "$newest"
    run daily-check --home "$home"
    says 'FAILED   receipt'
    says 'is in the receipt, and is missing'
    # The same names, made of other files, a chain in itself.
    mkdir -p "$BATS_TEST_TMPDIR/evil/output"
    for name in COMBINED PLANNED; do echo "forged $name" >"$BATS_TEST_TMPDIR/evil/output/$name"; done
    touch -d '40 days ago' "$BATS_TEST_TMPDIR/evil/output/PLANNED"
    touch -d '80 days ago' "$BATS_TEST_TMPDIR/evil/output/COMBINED"
    (cd "$BATS_TEST_TMPDIR/evil" && MP_HOME=. mp-archive create --from output --into archive)
    rm "$home"/archive/*
    cp "$BATS_TEST_TMPDIR"/evil/archive/* "$home/archive/"
    MP_HOME=$home mp-archive verify "$home/archive"
    run daily-check --home "$home"
    says 'is not the archive of the receipt'
    # Nothing is added to it then.
    run weekly-maintenance --home "$home"
    says 'FAILED   receipt'
    (($(wc -l <"$BATS_TEST_TMPDIR/elsewhere/receipt") == 2))
}

@test "history: tables as TSV with as many fields in every line, and patterns of errors counted" {
    for table in --runs --steps --trend --failures --errors; do
        run --separate-stderr run-history --home "$home" $table
        status_is 0
        [[ $(awk -F '\t' '{ print NF }' <<<"$output" | sort -u | wc -l) == 1 ]]
    done
    for number in 1 22 333; do printf '2026-01-01T00:00:00.000Z ERROR mp-map[%d] r error: cell B%d holds "x%d" of %d\n' $number $number $number $number; done | gzip >"$home/logs/mapper.log.1.gz"
    run run-history --home "$home" --errors --last 1000
    says $'3\tERROR\tmp-map\t2026-01-01T00:00:00.000Z\terror: cell CELL holds X of N'
    run run-history --home "$home" --last 0
    status_is 64
    says '--last counts from 1'
}

@test "history: a page of all campaigns below a folder, which names what cannot be read" {
    local team=$BATS_TEST_TMPDIR/team
    mkdir -p "$team/new/input" "$team/group"
    cp -R --preserve=timestamps "$home" "$team/group/done"
    run --separate-stderr run-history --html --home "$team"
    status_is 0
    [[ $stderr == '' && $output == '<!DOCTYPE html>'*'</html>' ]]
    says '2 campaigns: '
    says 'no run yet'
    says 'href="group/done/output/final_mapped_'
    says "$(MP_HOME=$team/group/done mp-ledger verdict | cut -f 1)</strong>"
    run run-history --html --home "$team" --output "$team/group/all.html"
    status_is 0
    [[ $output == '' ]]
    grep -q 'href="done/output/final_mapped_' "$team/group/all.html"
    # As somebody who may not read all.
    mkdir "$team/closed"
    chmod -R a+rX "$team"
    reachable "$team"
    chmod 0 "$team/closed"
    run --separate-stderr other_user run-history --html --home "$team"
    status_is 1
    says '3 campaigns: '
    says '<bdi>closed</bdi>'
    [[ $stderr == *'warning: closed: the folder cannot be read: Permission denied'* ]]
    run run-history --html --home "$team" --last 3
    status_is 64
    says '--last is for tables'
    run run-history --runs --home "$team" --output "$team/x"
    status_is 64
    says '--output is for --html'
    run run-history --html --home "$team/nowhere"
    status_is 66
    says "$team/nowhere: cannot read: No such file or directory"
    mkdir "$team/empty"
    run run-history --html --home "$team/empty"
    status_is 66
    says 'no folder with input/'
}

@test "history: of more patterns than a pipe holds the first are shown, with status 0" {
    awk 'BEGIN { for (i = 1000; i < 6000; i++) { word = i; gsub(/./, "&x", word); gsub(/0/, "a", word); gsub(/1/, "b", word); gsub(/2/, "c", word)
        gsub(/3/, "d", word); gsub(/4/, "e", word); gsub(/5/, "f", word); gsub(/6/, "g", word); gsub(/7/, "h", word); gsub(/8/, "i", word); gsub(/9/, "j", word)
        print "2026-11-24T06:00:00.000Z WARNING mp-map[7] - warning: " word " is odd" } }' >"$home/logs/many.log"
    run run-history --home "$home" --errors
    ((status == 0 && ${#lines[@]} > 5000))
    run run-history --home "$home" --errors --last 1
    ((status == 0 && ${#lines[@]} == 2))
}

@test "monthly: the trend is shown, and a backup without another place says so" {
    run monthly-maintenance --home "$home"
    says 'none     backup elsewhere'
    says 'a backup on the same disk does not survive that disk'
    says 'workbooks up to 64 KiB: '
}

# backup_to PLACE: sets retention.backup_to.
backup_to() { echo "{\"health\": {\"api_key\": \"optional\"}, \"retention\": {\"backup_to\": \"$1\"}}" >"$home/config/toolkit.json"; }

@test "monthly: the backup goes to a folder of another disk, and is compared there" {
    other=$(mktemp -d -p /dev/shm) || skip "/dev/shm is missing"
    backup_to "$other"
    run monthly-maintenance --home "$home" --verbose
    says 'the same byte by byte'
    cmp "$home"/backup/backup_*.tar.gz "$other"/backup_*.tar.gz
    cmp "$home"/backup/backup_*.manifest.ndjson "$other"/backup_*.manifest.ndjson
    rm -rf "$other"
    # A disk that is not connected is not made.
    run monthly-maintenance --home "$home"
    says 'look     backup elsewhere'
    says "there is no folder $other; connect its disk"
    [[ ! -e $other ]]
}

@test "monthly: the backup follows no link at the other place, and a link is no backup" {
    other=$BATS_TEST_TMPDIR/other
    mkdir -m 1777 "$other"
    echo victim >"$BATS_TEST_TMPDIR/victim"
    backup_to "$other"
    run monthly-maintenance --home "$home" --verbose
    backup=$(basename "$home"/backup/backup_*.tar.gz)
    [[ -f $other/$backup && $(stat -c %a "$other/$backup") == 600 ]]
    # A copy that somebody else keeps, and a folder, under the names of the next one.
    run bash -c '
        . "$1/lib.sh"
        eval "$(sed -n "/^is_copy/p; /^own_mode/p; /^send_file/,/^}$/p" "$1/monthly-maintenance")"
        cd "$2" && cp "backup/$4" mine && cp mine theirs && mkdir folder
        ln -s "$2/theirs" "$3/mine"
        send_file mine "$3" && [[ -f $3/mine && ! -L $3/mine ]] && cmp mine "$3/mine" || exit 1
        rm "$3/mine"; ln -s "$2/folder" "$3/mine"; ln -s "$5" "$3/.mine.tmp"
        send_file mine "$3" && [[ -f $3/mine && ! -L $3/mine && -z $(ls -A folder) ]] || exit 2
        [[ -z $(compgen -G "$3/.mine.??????") ]] || exit 3' _ "$scripts" "$home" "$other" "$backup" "$BATS_TEST_TMPDIR/victim"
    status_is 0
    [[ $(cat "$BATS_TEST_TMPDIR/victim") == victim ]]
    # A link in a folder of everybody that leads to the other place.
    mkdir "$BATS_TEST_TMPDIR/elsewhere"
    ln -s "$BATS_TEST_TMPDIR/elsewhere" "$other/link"
    for place in "$other/link" "rsync:$other/link"; do
        backup_to "$place"
        run monthly-maintenance --home "$home"
        status_is 1
        says 'is a symbolic link that is not followed'
    done
    [[ -z $(ls -A "$BATS_TEST_TMPDIR/elsewhere") ]]
}

@test "monthly: a folder of the same disk needs a look" {
    mkdir "$BATS_TEST_TMPDIR/other"
    backup_to "$BATS_TEST_TMPDIR/other"
    run monthly-maintenance --home "$home"
    status_is 1
    says 'is on the same disk as the home'
}

@test "monthly: remotes of rsync and rclone take the backup, and one that arrives otherwise needs a look" {
    command -v rsync >/dev/null || skip "rsync is missing"
    mkdir "$BATS_TEST_TMPDIR/remote" "$BATS_TEST_TMPDIR/bin"
    backup_to "rsync:$BATS_TEST_TMPDIR/remote"
    run monthly-maintenance --home "$home" --verbose
    says 'the same byte by byte'
    cmp "$home"/backup/backup_*.tar.gz "$BATS_TEST_TMPDIR"/remote/backup_*.tar.gz
    # A stand-in for rclone: copyto and cat of a folder.
    cat >"$BATS_TEST_TMPDIR/bin/rclone" <<'END'
#!/bin/bash
case $1 in
copyto) cp -- "$3" "${REMOTE:?}/${4##*/}" ;;
cat) cat -- "$REMOTE/${3##*/}"; [[ -z ${SPOIL:-} ]] || echo spoilt ;;
esac
END
    chmod +x "$BATS_TEST_TMPDIR/bin/rclone"
    mkdir "$BATS_TEST_TMPDIR/cloud"
    backup_to rclone:cloud:backups
    PATH=$BATS_TEST_TMPDIR/bin:$PATH REMOTE=$BATS_TEST_TMPDIR/cloud run monthly-maintenance --home "$home" --verbose
    says 'is in rclone:cloud:backups, the same byte by byte'
    PATH=$BATS_TEST_TMPDIR/bin:$PATH REMOTE=$BATS_TEST_TMPDIR/cloud SPOIL=1 run monthly-maintenance --home "$home"
    status_is 1
    says 'arrived in cloud:backups otherwise than it was sent'
}

@test "weekly: files whose names are not UTF-8 count, and a home of such a name is refused" {
    touch -d '40 days ago' "$home"/output/COMBINED_*.tsv
    cp -p "$home"/output/COMBINED_*.tsv "$home/output/$(builtin printf 'a\xe9')"
    run weekly-maintenance --home "$home" -n
    says 'would archive a%E9'
    run weekly-maintenance --home "$home"
    says 'has 2 files, which are no longer in output/'
    other=$BATS_TEST_TMPDIR/$(builtin printf 'h\xe9')
    mkdir -p "$other/input"
    for command in weekly-maintenance monthly-maintenance daily-check run-history run-complete-workflow; do
        run "$command" --home "$other"
        status_is 64
        says 'is not UTF-8'
    done
}

@test "weekly: archiving says what it did" {
    run weekly-maintenance --home "$home"
    says 'nothing to archive: no result is older than 20d'
    touch -d '40 days ago' "$home"/output/COMBINED_* "$home"/output/COVERAGE_*
    run weekly-maintenance --home "$home"
    says 'has 3 files, which are no longer in output/'
}

@test "recover: results are moved aside, and the run is made again" {
    before=$(cd "$home/output" && find . -maxdepth 1 -type f ! -name runs.ndjson | wc -l)
    run recover --home "$home" --dry-run
    status_is 0
    says 'would move to output/backup_'
    [[ -z $(compgen -G "$home/output/backup_*") ]]
    run recover --home "$home"
    status_is 1
    says recovered
    (($(find "$home"/output/backup_* -type f | wc -l) >= before))
    compgen -G "$home/output/final_mapped_*.xlsx"
}

@test "recover: when it fails again, the escalation says whom to tell by when" {
    echo 'no workbook' >"$home/input/PLANNED_new.xlsx"
    run recover --home "$home"
    status_is 65
    says 'L1  operator     now'
    says "L2  team lead    at $(date -d '+30 min' +%Y-%m-%d)"
    says 'L3  engineering'
    says 'no region was found'
    compgen -G "$home/output/escalation_*.txt"
    echo '{"diagnostics": {"escalation": [{"level": "A", "who": "desk", "after": "0m"}, {"level": "B", "who": "boss", "after": "1h", "contact": "555 0100"}]}}' >"$home/config/toolkit.json"
    run recover --home "$home"
    says 'B   boss (555 0100)'
    [[ $output != *engineering* ]]
}

@test "recover: times count from the first failure, however often it is tried again" {
    mkdir -p "$home/output" "$home/logs"
    printf '{"run":"a","step":"start","tool":"w","version":"1","started":"%s","status":0,"seconds":null}\n{"run":"a","step":"map","tool":"mp-map","version":"1","started":"%s","status":74,"seconds":1}\n{"run":"a","step":"end","tool":"w","version":"1","started":"%s","status":74,"seconds":1}\n' \
        "$(date -u -d '-50 min' +%FT%T.000Z)" "$(date -u -d '-49 min' +%FT%T.000Z)" "$(date -u -d '-49 min' +%FT%T.000Z)" >>"$home/output/runs.ndjson"
    echo 'no workbook' >"$home/input/PLANNED_new.xlsx"
    due=$(date -d '-19 min' '+%Y-%m-%d %H:%M') later=$(date -d '+11 min' '+%Y-%m-%d %H:%M')
    for _ in 1 2; do
        run recover --home "$home"
        status_is 65
        says "now; it was due at $due"
        says "at $later, if it is not solved"
    done
    rm "$home/input/PLANNED_new.xlsx"
    run run-complete-workflow --home "$home"
    [[ $(MP_HOME=$home mp-ledger trouble | cut -f 1) == '' ]]
}

@test "recover: a run that fails before its first step counts, too" {
    mv "$home"/input/PLANNED_* "$BATS_TEST_TMPDIR/"
    rm "$home/output/runs.ndjson"
    run run-complete-workflow --home "$home"
    status_is 66
    sed -i "\$s/^[^ ]*/$(date -u -d '-40 min' +%FT%T.000Z)/" "$home/logs/run-complete-workflow.log"
    run recover --home "$home"
    status_is 66
    says 'now; it was due at'
}

@test "the timers and services are valid, there is one for each script, and the crontab has the same" {
    for name in daily-check weekly-maintenance monthly-maintenance quarterly-audit; do
        [[ -f $root/config/systemd/media-plans-$name@.timer && -f $root/config/systemd/media-plans-$name@.service ]]
        grep -q "^[0-9].*$name" "$root/config/crontab"
    done
    command -v systemd-analyze >/dev/null || skip "systemd-analyze is missing"
    units=$BATS_TEST_TMPDIR/units
    mkdir "$units"
    for unit in "$root"/config/systemd/*.service "$root"/config/systemd/*.timer; do sed -e "s|/usr/bin/|$scripts/|" -e '/^Documentation=/d' "$unit" >"$units/${unit##*/}"; done
    run systemd-analyze verify "$units"/*
    status_is 0
    [[ -z $output ]]
    for calendar in $(sed -n 's/^OnCalendar=//p' "$root"/config/systemd/*.timer | tr ' ' '_'); do systemd-analyze calendar "${calendar//_/ }" >/dev/null; done
}

@test "cron takes the crontab, its commands run as cron runs them, and say nothing when all is well" {
    # cron knows whether its syntax is right, where it can say so.
    if crontab -T /dev/null 2>/dev/null; then crontab -T "$root/config/crontab"; fi
    mapfile -t settings < <(grep '^[A-Z_]*=' "$root/config/crontab" | sed "s|^PATH=|PATH=$scripts:|; s|^MP_HOME=.*|MP_HOME=$home|")
    field='[0-9*][0-9*,/-]*'
    mapfile -t lines < <(grep '^[0-9*]' "$root/config/crontab")
    ((${#lines[@]} == 4))
    for line in "${lines[@]}"; do
        [[ $line =~ ^($field\ +){5}(.*)$ ]]
        # What a percent sign without a backslash is behind goes to standard input.
        command=${BASH_REMATCH[2]//\\%/%}
        run env -i "${settings[@]}" HOME="$home" LOGNAME=x MP_BIN="$MP_BIN" sh -c "$command"
        status_is 0
        [[ $output == '' || $output == *' look '* ]] || { printf '%s\n%s\n' "$command" "$output"; return 1; }
        [[ $output != *FAILED* ]]
    done
    # What is not well is said.
    chmod o+w "$home/input"
    run env -i "${settings[@]}" HOME="$home" LOGNAME=x MP_BIN="$MP_BIN" sh -c "$command"
    says 'everybody can write'
}

@test "what is wrong with the command line is said, with status 64" {
    # A full disk is told by its status.
    for name in daily-check run-history; do
        status=0
        "$name" --home "$home" >/dev/full 2>/dev/null || status=$?
        ((status == 74))
    done
    for name in daily-check weekly-maintenance monthly-maintenance quarterly-audit run-history recover; do
        run "$name" --bogus
        status_is 64
        says "unknown argument '--bogus'"
        run "$name" --home
        status_is 64
        says '--home needs a value'
        run "$name" --home ''
        status_is 64
        says '--home needs a value'
        run "$name" --home "$home/none"
        status_is 66
        says "cannot enter the folder $home/none"
    done
}
