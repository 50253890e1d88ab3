#!/usr/bin/env bats
# run-batch: many folders, failures among them, several machines.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    clients=$BATS_TEST_TMPDIR/clients
    mkdir "$clients"
}

# pacing FOLDER [PERMILLE]: what the audit of its run will say of its pacing.
pacing() {
    mkdir -p "$clients/$1/input"
    printf '{"run":"r1","step":"audit","tool":"a","version":"1","started":"s","status":0,"seconds":1,"figures":{"pacing_under":1,"pacing_on":1,"pacing_over":1,"pacing_not_begun":0,"pacing_unknown":1%s}}\n' \
        "${2:+,\"pacing_permille\":$2}" >"$clients/$1/input/pacing"
}

@test "the ten campaigns of the batch that are furthest from their plans are listed, the worst first" {
    stub_scripts
    pacing calm 1001
    pacing far 2600
    pacing behind 310
    pacing dark
    for number in 01 02 03 04 05 06 07 08 09; do pacing "near $number" "9$number"; done
    # A run that failed says nothing of its campaign.
    mkdir -p "$clients/none/input" "$clients/fails/input"
    pacing fails 5000
    echo 65 >"$clients/fails/input/status"
    run --separate-stderr "$stub/run-batch" --jobs 2 "$clients"
    status_is 65
    mapfile -t told < <(grep 'places under' <<<"$stderr")
    ((${#told[@]} == 10))
    [[ ${told[0]} == 'run-batch: far: 260 % of the plan to date; 1 of 4 places under, 1 over, 1 unknown' ]]
    # What is not known needs a look as much as no spend at all.
    [[ ${told[1]} == 'run-batch: dark: unknown;'* ]]
    [[ ${told[2]} == 'run-batch: behind: 31 % of the plan to date;'* ]]
    [[ ${told[3]} == 'run-batch: near 01: 90.1 %'* && ${told[9]} == 'run-batch: near 07: 90.7 %'* ]]
    [[ $stderr != *'fails: 500 %'* && $stderr != *'calm:'* && $stderr != *'near 08'* ]]
}

@test "200 folders: one that fails stops no other, the summary has them all, and resuming runs the failed ones only" {
    stub_scripts
    for number in {001..196}; do mkdir -p "$clients/client $number/input"; done
    mkdir -p "$clients/-dash/input" "$clients"/$'new\nline'/input "$clients/quo'te\"\$(touch x)/input" "$clients/fails/input"
    echo 1 >"$clients/client 007/input/status"
    echo 65 >"$clients/client 050/input/status"
    echo 137 >"$clients/client 051/input/status"
    touch "$clients/client 052/input/fail-once"
    echo 78 >"$clients/fails/input/status"
    cd "$BATS_TEST_TMPDIR"
    run "$stub/run-batch" --jobs 4 --joblog "$BATS_TEST_TMPDIR/log" --output "$BATS_TEST_TMPDIR/summary" "$clients"
    status_is 65
    says '200 folders, 3 failed'
    says 'client 050: run-complete-workflow: error: it ended with 65'
    (($(wc -l <summary) == 201))
    [[ $(awk -F '\t' 'NF != 12' summary) == '' ]]
    [[ $(cut -f 3 summary | sort | uniq -c | awk '{ print $2 $3 "=" $1 }' | tr '\n' ' ') == 'badinput=1 configuration=1 done=196 findings=1 meaning=1 signal9=1 ' ]]
    [[ $(awk -F '\t' '$2 == 0 && $6 == "r1" && $7 == 7' summary | wc -l) == 196 ]]
    grep -qF $'new\\nline\t0' summary
    [[ ! -e x ]]
    # What another attempt cannot fix is tried once, all else again.
    [[ $(wc -l <"$clients/client 050/logs/runs.log") == 1 ]]
    [[ $(wc -l <"$clients/client 051/logs/runs.log") == 2 ]]
    [[ $(wc -l <"$clients/client 052/logs/runs.log") == 2 ]]
    rm "$clients"/*/input/status
    mkdir -p "$clients/a new one/input"
    run "$stub/run-batch" --jobs 4 --joblog "$BATS_TEST_TMPDIR/log" --output "$BATS_TEST_TMPDIR/summary" --resume "$clients"
    # The findings of a folder that was not run again.
    status_is 1
    (($(wc -l <summary) == 202))
    [[ $(wc -l <"$clients/client 001/logs/runs.log") == 1 ]]
    [[ $(wc -l <"$clients/client 050/logs/runs.log") == 2 ]]
    [[ $(wc -l <"$clients/a new one/logs/runs.log") == 1 ]]
}

@test "no job outlives a run-batch that was killed" {
    command -v setpriv >/dev/null || skip "setpriv is missing"
    stub_scripts
    printf '#!/bin/bash\necho $$ >>"$2/pids"; exec sleep 300\n' >"$stub/run-complete-workflow"
    for name in a b c d; do mkdir -p "$clients/$name/input"; done
    "$stub/run-batch" --jobs 2 "$clients" >/dev/null 2>&1 3>&- &
    batch=$!
    for ((i = 0; i < 100; i++)); do
        if [[ $(cat "$clients"/*/pids 2>/dev/null | wc -l) == 2 ]]; then break; fi
        sleep 0.2
    done
    mapfile -t pids < <(cat "$clients"/*/pids)
    ((${#pids[@]} == 2))
    kill -KILL "$batch"
    for ((i = 0; i < 100; i++)); do
        if ! kill -0 "${pids[@]}" 2>/dev/null; then break; fi
        sleep 0.2
    done
    if kill -0 "${pids[@]}" 2>/dev/null; then return 1; fi
    # Nor is another one begun: nothing of the batch is left that could do so.
    for ((i = 0; i < 100; i++)); do
        if ! pgrep -f -- "$stub/run-batch" >/dev/null; then break; fi
        sleep 0.2
    done
    if pgrep -f -- "$stub/run-batch"; then return 1; fi
    [[ $(cat "$clients"/*/pids | wc -l) == 2 ]]
}

@test "the real workflow in three folders, one of which has no workbooks" {
    new_home "$clients/one"
    new_home "$clients/two words"
    mkdir -p "$clients/empty/input"
    run --separate-stderr run-batch "$clients"
    ((status == 66))
    [[ $stderr == *'empty: run-complete-workflow: error: no plan'* ]]
    [[ $(awk -F '\t' '$2 == 1 && $7 == 165 && $10 == 0' <<<"$output" | wc -l) == 2 ]]
    compgen -G "$clients/two words/output/final_mapped_*.xlsx"
}

# start_sshd: a server of our own on loopback, with keys, configuration and port of its own; ssh_command reaches it.
start_sshd() {
    local folder=$BATS_TEST_TMPDIR/ssh port
    [[ -x /usr/sbin/sshd ]] || skip "openssh-server is not installed"
    command -v rsync >/dev/null || skip "rsync is not installed"
    mkdir -m 700 "$folder"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/host"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/user"
    cp "$folder/user.pub" "$folder/authorized"
    # sshd wants this folder, which its service makes.
    [[ -d /run/sshd ]] || mkdir -p /run/sshd 2>/dev/null || skip "/run/sshd is not there"
    for port in $(shuf -i 20000-50000 -n 20); do
        /usr/sbin/sshd -f /dev/null -h "$folder/host" -p "$port" -o ListenAddress=127.0.0.1 -o PidFile="$folder/pid" -o StrictModes=no \
            -o AuthorizedKeysFile="$folder/authorized" -o PasswordAuthentication=no -o UsePAM=no -o MaxStartups=100 -o PermitRootLogin=yes \
            -o "SetEnv=HOME=$folder MP_BIN=$MP_BIN" -E "$folder/log" && break
    done
    for _ in {1..50}; do [[ -s $folder/pid ]] && break; sleep 0.1; done
    printf 'Host *\nUserKnownHostsFile %s\nStrictHostKeyChecking accept-new\nIdentityFile %s\nIdentitiesOnly yes\nLogLevel ERROR\n' "$folder/known" "$folder/user" >"$folder/config"
    login="ssh -F $folder/config -p $port $(id -un)@127.0.0.1"
}

teardown() {
    if [[ -s $BATS_TEST_TMPDIR/ssh/pid ]]; then kill "$(<"$BATS_TEST_TMPDIR/ssh/pid")"; fi
}

@test "over ssh workbooks go there, results come back, and nothing stays there" {
    start_sshd
    new_home "$clients/one"
    new_home "$clients"/$'two\nlines'
    mkdir -p "$clients/empty/input"
    # Its work folder there is named by its process, so that other tests' folders are not taken for it.
    run --separate-stderr bash -c 'echo $$ >"$1"; exec "${@:2}"' _ "$BATS_TEST_TMPDIR/process" \
        run-batch --jobs 3 --sshlogin "$login" --joblog "$BATS_TEST_TMPDIR/log" "$clients"
    printf '%s\n%s\n' "$output" "$stderr"
    ((status == 66))
    [[ $(awk -F '\t' '$2 == 1 && $7 == 165' <<<"$output" | wc -l) == 2 ]]
    [[ $(awk -F '\t' '$2 == 66' <<<"$output" | wc -l) == 1 ]]
    for client in one $'two\nlines'; do
        compgen -G "$clients/$client/output/final_mapped_*.xlsx"
        [[ $(MP_HOME=$clients/$client mp-ledger last | cut -f 2) == findings ]]
        (cd "$clients/$client" && mp-ledger files | awk -F '\t' '$2 != "same"' | wc -l | grep -qx 0)
        [[ -s $clients/$client/logs/mapper.log ]]
    done
    # GNU parallel says which machine it was.
    grep -q 127.0.0.1 "$BATS_TEST_TMPDIR/log"
    folder=.run-batch-$(hostname)-$(<"$BATS_TEST_TMPDIR/process")
    [[ -z $(find "$BATS_TEST_TMPDIR/ssh/$folder" "$HOME/$folder" -type f 2>/dev/null) ]]
}

@test "the service's key does not go to another machine, under whatever name, and what comes back is its owner's" {
    start_sshd
    stub_scripts
    sed -i '2i found=$(cd "$2" \&\& find config input .git -type f | sort); mkdir -p "$2/output"; echo "$found" >"$2/output/found"' "$stub/run-complete-workflow"
    for client in one damaged; do
        mkdir -p "$clients/$client"/{input,config/keys,.git}
        echo 'a key of the gateway' >"$clients/$client/config/keys/gateway"
        ln "$clients/$client/config/keys/gateway" "$clients/$client/input/again"
        touch "$clients/$client/input/plan.xlsx" "$clients/$client/.git/x"
        echo '{"service": {"key_file": "config/keys/gateway"}}' >"$clients/$client/config/toolkit.json"
    done
    echo '{"service": {"key_file": "config/keys/gateway"}' >"$clients/damaged/config/toolkit.json"
    run "$stub/run-batch" --sshlogin "$login" --joblog "$BATS_TEST_TMPDIR/log" "$clients"
    for client in one damaged; do [[ $(<"$clients/$client/output/found") == $'config/toolkit.json\ninput/plan.xlsx' ]]; done
    [[ $(stat -c %a "$clients/one/output/runs.ndjson" "$BATS_TEST_TMPDIR/log") == $'600\n600' ]]
}

@test "results that come back go through no link that another user owns" {
    ((EUID == 0)) || skip "only root can make a link that is another user's"
    start_sshd
    stub_scripts
    sed -i '/^mkdir -p output logs/a mkdir -p output/more; echo x >output/more/x; echo y >logs/y.log; ln -s /etc/passwd output/strange' "$stub/run-complete-workflow"
    mkdir "$BATS_TEST_TMPDIR/victim"
    echo victim >"$BATS_TEST_TMPDIR/victim/file"
    for client in good output more logs log ledger; do mkdir -p "$clients/$client"/{input,output,logs}; done
    rmdir "$clients/output/output" "$clients/logs/logs"
    ln -s "$BATS_TEST_TMPDIR/victim" "$clients/output/output"
    ln -s "$BATS_TEST_TMPDIR/victim" "$clients/more/output/more"
    ln -s "$BATS_TEST_TMPDIR/victim" "$clients/logs/logs"
    ln -s "$BATS_TEST_TMPDIR/victim/file" "$clients/log/logs/y.log"
    ln -s "$BATS_TEST_TMPDIR/victim/file" "$clients/ledger/output/runs.ndjson"
    find "$clients" -type l -exec chown -h 65534 {} +
    run --separate-stderr "$stub/run-batch" --sshlogin "$login" "$clients"
    printf '%s\n%s\n' "$output" "$stderr"
    ((status == 77))
    [[ $(awk -F '\t' '$2 == 77' <<<"$output" | wc -l) == 5 && $stderr == *'more/output/more is a symbolic link that is not followed'* ]]
    [[ $(ls "$BATS_TEST_TMPDIR/victim") == file && $(cat "$BATS_TEST_TMPDIR/victim/file") == victim ]]
    [[ $(cat "$clients/good/output/more/x") == x && -s $clients/good/output/runs.ndjson && ! -e $clients/good/output/strange ]]
}

@test "a machine that cannot be reached fails its folders with 255, and says so" {
    stub_scripts
    mkdir -p "$clients/one/input"
    run --separate-stderr "$stub/run-batch" --retries 1 --sshlogin 'ssh -o ConnectTimeout=2 -o BatchMode=yes -p 1 nobody@127.0.0.1' --joblog "$BATS_TEST_TMPDIR/log" "$clients"
    printf '%s\n%s\n' "$output" "$stderr"
    ((status > 1))
    [[ $(tail -n 1 <<<"$output" | cut -f 2) != 0 ]]
}

@test "what is wrong with the command line is said" {
    run run-batch
    status_is 64
    says 'name a folder'
    run run-batch --jobs 0 "$clients"
    status_is 64
    says "--jobs takes a number or a share such as 50%, not '0'"
    run run-batch --resume "$clients"
    status_is 64
    says '--resume needs the log of the jobs'
    run run-batch "$clients"
    status_is 66
    says "no folder with input/ under $clients"
    run run-batch "$clients/none"
    status_is 66
    says "there is no folder $clients/none"
    while IFS='|' read -r arguments reason; do
        # shellcheck disable=SC2086  # words
        run run-batch $arguments "$clients"
        status_is 64
        says "$reason"
    done <<'END'
--memory-free x|--memory-free takes a size such as 500M or 2G, not 'x'
--retries 0|--retries counts from 1
--sshlogin=|unknown option '--sshlogin='
--joblog|name a folder
END
    run run-batch --jobs '' "$clients"
    status_is 64
    says '--jobs needs a value'
    run run-batch --sshloginfile "$clients/none" "$clients"
    status_is 66
    says "there is no file of logins $clients/none"
    for option in --output --joblog; do
        run run-batch "$option" "$clients/none/file" "$clients"
        status_is 73
        says "cannot write $clients/none/file"
    done
    run run-batch --help
    status_is 0
    mkdir -p "$clients/one/input"
    run run-batch --dry-run "$clients"
    [[ $output == "$clients/one" ]]
}

@test "a folder that is missing is named as it was typed, and no other is taken for it" {
    stub_scripts
    mkdir -p "$BATS_TEST_TMPDIR/here/x/input"
    cd "$BATS_TEST_TMPDIR/here"
    run --separate-stderr "$stub/run-batch" missing
    [ "$status" -eq 66 ]
    [[ $stderr == *"there is no folder missing"* ]]
    [ ! -e x/logs ]
}

@test "an output that is an input is refused, whatever the path looks like, and nothing is written" {
    client=$BATS_TEST_TMPDIR/client
    new_home "$client"
    mkdir -p "$client/config" "$client/output"
    echo '{}' >"$client/config/toolkit.json"
    echo '{}' >"$client/output/runs.ndjson"
    echo 'localhost' >"$BATS_TEST_TMPDIR/logins"
    cp "$client"/input/PLANNED_*.xlsx "$client/input/PLANNED_x.xlsx"
    ln -s "$client/input/PLANNED_x.xlsx" "$BATS_TEST_TMPDIR/soft"
    ln "$client/input/PLANNED_x.xlsx" "$BATS_TEST_TMPDIR/hard"
    cp -r "$client" "$BATS_TEST_TMPDIR/before"
    for file in "$client/input/PLANNED_x.xlsx" "$client/output/../input/PLANNED_x.xlsx" "$BATS_TEST_TMPDIR/soft" "$BATS_TEST_TMPDIR/hard" \
        "$client/config/toolkit.json" "$client/output/runs.ndjson"; do
        for option in --output --joblog; do
            run run-batch "$option" "$file" "$client"
            status_is 64
            says "$option would replace a file of $client, and nothing was written"
            diff -r "$client" "$BATS_TEST_TMPDIR/before"
        done
    done
    for option in --output --joblog; do
        run run-batch "$option" "$BATS_TEST_TMPDIR/logins" --sshloginfile "$BATS_TEST_TMPDIR/logins" "$client"
        status_is 64
        [[ $(<"$BATS_TEST_TMPDIR/logins") == localhost ]]
    done
    run run-batch --output "$BATS_TEST_TMPDIR/log" --joblog "$BATS_TEST_TMPDIR/log" "$client"
    status_is 64
    [[ ! -e $BATS_TEST_TMPDIR/log ]]
}

@test "a link that somebody else can have made is not followed by the summary and the log of jobs" {
    stub_scripts
    new_home "$BATS_TEST_TMPDIR/a"
    mkdir "$BATS_TEST_TMPDIR/sticky"
    chmod 1777 "$BATS_TEST_TMPDIR/sticky"
    echo victim >"$BATS_TEST_TMPDIR/victim"
    ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/sticky/o"
    ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/own"
    for option in --output --joblog; do
        run "$stub/run-batch" "$option" "$BATS_TEST_TMPDIR/sticky/o" "$BATS_TEST_TMPDIR/a"
        status_is 77
        says 'a symbolic link that is not followed'
    done
    [[ $(cat "$BATS_TEST_TMPDIR/victim") == victim ]]
    mkdir "$BATS_TEST_TMPDIR/target"
    ln -s "$BATS_TEST_TMPDIR/target" "$BATS_TEST_TMPDIR/sticky/l"
    for option in --output --joblog; do
        run "$stub/run-batch" "$option" "$BATS_TEST_TMPDIR/sticky/l/o" "$BATS_TEST_TMPDIR/a"
        status_is 77
    done
    [[ -z $(ls -A "$BATS_TEST_TMPDIR/target") ]]
    run "$stub/run-batch" --follow --output "$BATS_TEST_TMPDIR/sticky/o" "$BATS_TEST_TMPDIR/a"
    status_is 0
    [[ -L $BATS_TEST_TMPDIR/sticky/o && $(cat "$BATS_TEST_TMPDIR/victim") == folder* ]]
    if ((EUID == 0)); then
        chown -h 12345 "$BATS_TEST_TMPDIR/sticky/o"
        run "$stub/run-batch" --follow --output "$BATS_TEST_TMPDIR/sticky/o" "$BATS_TEST_TMPDIR/a"
        status_is 77
    fi
    # In a folder of a group, too.
    chmod 2775 "$BATS_TEST_TMPDIR/target"
    chgrp 1 "$BATS_TEST_TMPDIR/target" 2>/dev/null || chmod 777 "$BATS_TEST_TMPDIR/target"
    ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/target/o"
    run "$stub/run-batch" --output "$BATS_TEST_TMPDIR/target/o" "$BATS_TEST_TMPDIR/a"
    status_is 77
    run "$stub/run-batch" --follow --output "$BATS_TEST_TMPDIR/target/o" "$BATS_TEST_TMPDIR/a"
    status_is 0
    # One's own link in a folder of one's own leads to the file.
    run "$stub/run-batch" --output "$BATS_TEST_TMPDIR/own" "$BATS_TEST_TMPDIR/a"
    status_is 0
    [[ -L $BATS_TEST_TMPDIR/own && $(cat "$BATS_TEST_TMPDIR/victim") == folder* ]]
}

@test "a dry run leaves the log of the jobs" {
    stub_scripts
    mkdir -p "$clients/one/input"
    run "$stub/run-batch" --joblog "$BATS_TEST_TMPDIR/log" "$clients"
    status_is 0
    cp "$BATS_TEST_TMPDIR/log" "$BATS_TEST_TMPDIR/copy"
    run "$stub/run-batch" -n --joblog "$BATS_TEST_TMPDIR/log" "$clients"
    status_is 0
    cmp "$BATS_TEST_TMPDIR/log" "$BATS_TEST_TMPDIR/copy"
}

@test "folders that cannot be printed are 74" {
    mkdir -p "$BATS_TEST_TMPDIR/b/input"
    run bash -c "run-batch -n '$BATS_TEST_TMPDIR/b' >/dev/full"
    status_is 74
}
