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

@test "daily-check: all is well after a good run, and wrong figures, failed runs and errors are told" {
    run daily-check --home "$home" --verbose
    says 'ok       last run'
    says ' figures right'
    printf '{"run":"x","step":"start","tool":"t","version":"1","started":"9"}\n{"run":"x","step":"audit","tool":"t","version":"1","started":"9","status":1,"figures":{"wrong":2,"missing":1}}\n{"run":"x","step":"end","tool":"t","version":"1","started":"9","status":1,"seconds":1}\n' \
        >>"$home/output/runs.ndjson"
    run daily-check --home "$home"
    status_is 65
    says '3 figures of the tracker are wrong or missing: do not send it'
    printf '{"run":"y","step":"start","tool":"t","version":"1","started":"9"}\n' >>"$home/output/runs.ndjson"
    printf '%s ERROR mp-map[1] y error: something broke\n' "$(date -u +%FT%T.000Z)" >>"$home/logs/mapper.log"
    run daily-check --home "$home"
    status_is 1
    says 'run y of 9: cut off'
    says 'something broke'
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
    flock "$home/output" sleep 5 &
    sleep 0.2
    run weekly-maintenance --home "$home" --wait 1
    says 'FAILED   archive'
    status_is 75
    kill $! 2>/dev/null || :
}

@test "monthly-maintenance: a backup is made and proven, the number of them is bounded, broken archives are told" {
    run monthly-maintenance --home "$home"
    status_is 0
    sleep 1.1
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
    says 'is gone, and stands in no archive'
    chmod o+w "$home/input"
    run quarterly-audit --home "$home" --dry-run
    says 'everybody can write'
}

@test "a retention that is no age is status 78, with its name" {
    echo '{"retention": {"output": "soon"}}' >"$home/config/toolkit.json"
    run weekly-maintenance --home "$home"
    status_is 78
    says "retention.output is 'soon'"
    echo '{' >"$home/config/toolkit.json"
    run weekly-maintenance --home "$home"
    status_is 78
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
    says 'L4  management'
    says 'is not a workbook'
    compgen -G "$home/output/escalation_*.txt"
    echo '{"diagnostics": {"escalation": [{"level": "A", "who": "desk", "after": "0m"}, {"level": "B", "who": "boss", "after": "1h"}]}}' >"$home/config/toolkit.json"
    run recover --home "$home"
    says 'B   boss'
    [[ $output != *management* ]]
}

@test "the timers and services are valid, there is one for each script, and the crontab has the same" {
    for name in daily-check weekly-maintenance monthly-maintenance quarterly-audit; do
        [[ -f $root/config/systemd/media-plans-$name@.timer && -f $root/config/systemd/media-plans-$name@.service ]]
        grep -q "^[0-9].*$name" "$root/config/crontab"
    done
    command -v systemd-analyze >/dev/null || skip "systemd-analyze is missing"
    units=$BATS_TEST_TMPDIR/units
    mkdir "$units"
    for unit in "$root"/config/systemd/*; do sed -e "s|/usr/bin/|$scripts/|" -e '/^Documentation=/d' "$unit" >"$units/${unit##*/}"; done
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
        run "$name" --home
        status_is 64
        run "$name" --home ''
        status_is 64
        run "$name" --home "$home/none"
        status_is 66
    done
}
