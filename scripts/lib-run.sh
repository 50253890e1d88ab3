# shellcheck shell=bash
# Steps of a run: each is recorded in the ledger, and one whose record still stands is not done again. Source it after lib.sh
# and lib-screen.sh.
#
# A step is a tool with the variables MP_RUN and MP_STEP, which make it write its own line of the ledger. A step that a signal
# ended wrote none; then the line is written here.

child='' run_status=0 signal='' step_number=0 done_ms=0
declare -A expected=()

# follow_signals: what is running is ended with SIGTERM, and then the script.
follow_signals() {
    trap 'on_signal 130' INT
    trap 'on_signal 143' TERM
    trap 'on_signal 129' HUP
    # When the reader of the messages goes away, as head(1) does, the run goes on all the same.
    trap '' PIPE
}

on_signal() {
    signal=$1
    if [[ -n $child ]]; then kill -TERM "$child" 2>/dev/null || :; else end_run "$signal" "interrupted"; fi
}

# wait_for PROCESS: its status, however often a signal interrupts the waiting.
wait_for() {
    local status
    while :; do
        status=0
        # The shell's own line about a killed process is not the user's concern.
        wait "$1" 2>/dev/null || status=$?
        if ! kill -0 "$1" 2>/dev/null; then return "$status"; fi
    done
}

# load_expectations: what the steps of this run should take, by earlier ones of its size, in milliseconds.
load_expectations() {
    local step seconds ms all=0
    while IFS=$'\t' read -r step seconds; do
        printf -v ms '%.0f' "${seconds}e3"
        expected[$step]=$ms
        all=$((all + ms))
    done < <(mp-ledger expect --run "$run" 2>/dev/null)
    if ((all > 0)); then expected[all]=$all; fi
}

# step NAME COMMAND...: does a step, or passes it over when its record stands.
step() {
    local name=$1 began=$EPOCHREALTIME status=0
    shift
    if [[ -n $is_resumed ]] && is_recorded "$name" "$@"; then
        step_number=$((step_number + 1))
        done_ms=$((done_ms + ${expected[$name]:-0}))
        return
    fi
    log INFO "$name: $(quoted "$@")"
    run_command "$name" "$@" || status=$?
    child=''
    if [[ -n $signal ]]; then
        record "$name" "$signal" "$began" "$@"
        end_run "$signal" "interrupted in step $name"
    fi
    if ((status > 128)); then record "$name" "$status" "$began" "$@"; fi
    step_status=$status
    step_number=$((step_number + 1))
    done_ms=$((done_ms + ${expected[$name]:-0}))
    log INFO "$name: $( ((status <= 1)) && told_end "$name" || reason "$status"), $(seconds_since "$began") s"
    step_over "$name" "$status" "$(seconds_since "$began")"
}

# told_end STEP: what a step came to, in a few words.
told_end() {
    local text
    text=$(mp-ledger describe --run "$run" --step "$1" 2>/dev/null) || text=
    text=${text//error/severe finding}
    printf '%s' "done${text:+: $text}"
}

# run_command NAME COMMAND...: runs it; it is ended when this script is killed.
run_command() {
    local name=$1 messages=2 follower=''
    shift
    if [[ -n $is_screen ]]; then
        exec {messages}> >(exec {lock}<&-; screen_follow "$name")
        follower=$!
    else
        say "$name"
    fi
    MP_RUN=$run MP_STEP=$name setpriv --pdeathsig TERM -- "$@" >/dev/null 2>&"$messages" &
    child=$!
    if [[ -n $follower ]]; then exec {messages}>&-; fi
    local status=0
    wait_for "$child" || status=$?
    if [[ -n $follower ]]; then wait_for "$follower" || :; fi
    return "$status"
}

# record NAME STATUS BEGAN COMMAND...: the ledger's line of a step that could not write its own.
record() {
    local name=$1 status=$2 began=$3 tool=$4
    shift 4
    mp-ledger add --run "$run" --step "$name" --tool "$tool" --status "$status" --seconds "$(seconds_since "$began")" -- "$@" || :
}

# is_recorded NAME COMMAND...: whether the step's record stands; says so, and why not. After the first that does not, none does.
is_recorded() {
    local name=$1 status=- text=''
    shift
    IFS=$'\t' read -r status text < <(mp-ledger check --run "$run" --step "$name" -- "$@") || :
    if [[ $status != - ]]; then
        step_status=$status
        if [[ -n $is_screen ]]; then screen_line "$passed" "$faint" "$name" "skipped: $text" ''; else say "$name: skipped: $text"; fi
        log INFO "$name: skipped: $text"
        return 0
    fi
    is_resumed=
    screened "$text"
    if [[ -n $is_screen ]]; then builtin printf '%s    %sfrom here on, because of step %s: %s%s\n' "$clear" "$faint" "$name" "$screened" "$plain" >&2; else say "$name: to be done: $text"; fi
    log INFO "$name: to be done: $text"
    return 1
}

# step_over NAME STATUS SECONDS: shows how a step ended; a failed one ends the run.
step_over() {
    local name=$1 status=$2 seconds=$3
    case $status in
    0) ;;
    1) ;;
    *)
        if [[ $name == health && $status -le 3 ]]; then return; fi
        if [[ -n $is_screen ]]; then screen_line "$bad" "$red" "$name" "failed with status $status" "$seconds"; fi
        end_run "$status" "$name failed with $(reason "$status"); later steps were not run"
        ;;
    esac
}

# reason STATUS: the status, and what it means where a signal is behind it.
reason() {
    case $1 in
    137) printf 'status 137 (killed; most often for want of memory)' ;;
    1[3-9][0-9]) printf 'status %d (signal %d)' "$1" $(($1 - 128)) ;;
    *) printf 'status %d' "$1" ;;
    esac
}

# end_run [STATUS MESSAGE]: writes the run's end into the ledger. Without a status the run came to its end, and its verdict decides the
# status. With one it did not: the screen says why and what to do, and the script ends.
end_run() {
    local text=${2:-} verdict='' why=''
    # A terminal or a reader that went away must not change the status.
    trap '' INT TERM HUP PIPE
    if [[ -n $is_screen ]]; then builtin printf '%s' "$clear" >&2; fi
    if [[ -n $text ]]; then
        run_status=$1
    else
        run_status=0
        IFS=$'\t' read -r verdict why < <(mp-ledger verdict --run "$run" --unfinished) || :
        [[ -n $verdict ]] || verdict='do not send'
        if [[ $verdict == 'do not send' ]]; then run_status=1; fi
        why="$verdict${why:+: $why}"
    fi
    mp-ledger add --run "$run" --step end --tool "$script_name" --status "$run_status" --seconds "$(seconds_since "$run_began")" \
        ${text:+--error "$text"} ${verdict:+--verdict "$verdict"} || :
    if [[ -z $text ]]; then
        [[ -n $is_screen ]] || say "$why"
        # Whoever looks for the word in the logs looks for what failed.
        log "$( ((run_status == 0)) && echo INFO || echo WARNING)" "end: ${why//error/severe finding}; $(seconds_since "$run_began") s"
        return
    fi
    [[ -n $is_screen ]] || say "error: $text"
    log ERROR "$text"
    say_summary 2>/dev/null || :
    exit "$run_status"
}

# say_summary: the screen of the run, with what to do next.
say_summary() { mp-ledger summary --run "$run" ${resume_home:+--home "$resume_home"}; }

# quoted WORD...: the words as a shell would read them.
quoted() {
    local text
    printf -v text '%q ' "$@"
    printf '%s' "${text% }"
}
