# shellcheck shell=bash disable=SC2034,SC2317
# Maintenance as a list of tasks: each is done whatever became of those before it, and has one line of the report. Source it
# after lib.sh.
#
# A task is a command. Its status says what became of it: 0 done, 1 something needs a look, 3 there was nothing to do or to check, all else
# it failed. What it prints is shown under its line when it is not 0, when always is set, and with --verbose.

is_dry='' verbose='' home=${MP_HOME:-.} wait_seconds=60 worst=0 task_status=0 is_told=1
declare -A retention=()

# read_maintenance_options WORD...: the options that all maintenance scripts have.
read_maintenance_options() {
    while (($# > 0)); do
        case $1 in
        --help | -h) usage; exit 0 ;;
        --dry-run | -n) is_dry=1 ;;
        --verbose) verbose=1 ;;
        --home) needs_value "$@"; home=$2; shift ;;
        --wait)
            [[ -n ${can_wait:-} ]] || unknown_argument "$1"
            needs_value "$@"
            wait_seconds=$2
            shift
            ;;
        *) unknown_argument "$1" ;;
        esac
        shift
    done
    [[ $wait_seconds =~ ^[0-9]+$ ]] || fail 64 "--wait takes whole seconds, not '$wait_seconds'"
    measure_terminal
    find_tools
    enter_home "$home"
    if [[ -z $is_dry ]]; then make_folders; fi
    # Whoever reads the report may go away, as head(1) does: the work is done all the same, and the log tells it.
    trap '' PIPE
    tell '%s of %s, %(%Y-%m-%d %H:%M)T%s\n' "$script_name" "$PWD" -1 "${is_dry:+ (dry run: nothing is changed)}"
}

# tell FORMAT WORD...: a line of the report. Only a reader who went away is no failure.
tell() {
    if [[ -z $is_told ]]; then return; fi
    # shellcheck disable=SC2059  # the format is the caller's
    printf "$@" 2>/dev/null && return
    [[ -p /dev/stdout || -S /dev/stdout ]] || fail 74 "the report cannot be written"
    is_told=''
}

# read_settings: the rules of retention that hold, from the tool that removes by them, into the array retention.
#
# What it does not understand to the last word stops the script before anything is removed.
read_settings() {
    local table name value status=0
    table=$(mp-archive settings) || status=$?
    ((status == 0)) || fail "$status" "nothing was changed; correct the configuration first"
    while IFS=$'\t' read -r name value; do retention[$name]=$value; done <<<"$table"
}

# task NAME COMMAND...: does it and reports.
task() {
    local name=$1 status=0 text text_shown word
    shift
    text=$(trap - PIPE; "$@" 2>&1) || status=$?
    case $status in
    0) word=ok ;;
    1) word=look ;;
    3) word=none status=0 ;;
    *) word=FAILED ;;
    esac
    task_status=$status
    tell '  %-8s %s%s\n' "$word" "$name" "$( ((status <= 1)) || printf ' (status %d)' "$status")"
    if [[ -n $text && (-n $verbose || -n $is_dry || -n ${always:-} || $word != ok) ]]; then
        text_shown="           ${text//$'\n'/$'\n           '}"
        if ((terminal >= 40)); then text_shown=$(wrap "$terminal" <<<"$text_shown"); fi
        tell '%s\n' "$text_shown"
    fi
    # What needs a look is shown and may hold lines of other logs; it is no failure of this script.
    case $status in
    0) log INFO "$name: $word" ;;
    1) log WARNING "$name: $word" ;;
    *) log ERROR "$name: $word${text:+: ${text%%$'\n'*}}" ;;
    esac
    if ((status > worst && worst <= 1)); then worst=$status; fi
}

# skip NAME REASON: a task that is not done, which needs a look.
skip() {
    tell '  %-8s %s\n           %s\n' skipped "$1" "$2"
    log WARNING "$1: skipped: $2"
    if ((worst == 0)); then worst=1; fi
}

# change COMMAND...: does what changes something, or in a dry run only says it.
change() {
    if [[ -n $is_dry ]]; then printf 'would run: %s\n' "$*"; else "$@"; fi
}

# finish: the last line, and the status: that of the first task that failed, or 1 when something needs a look.
finish() {
    case $worst in
    0) tell 'all is well\n' ;;
    1) tell 'something needs a look\n' ;;
    *) tell 'something failed\n' ;;
    esac
    exit "$worst"
}

# ---- tasks that several scripts have ----

check_health() {
    local status=0
    mp-healthcheck --quiet "$@" || status=$?
    case $status in
    0 | 1) return "$status" ;;
    # A check that could not be made is no failure of what it looks at, and no reason to be content.
    3) return 1 ;;
    *) return 69 ;;
    esac
}

# check_rules: configuration and client rules can be read and used.
check_rules() {
    if [[ ! -f config/client_mapping_rules.json ]]; then
        echo "nothing to check: there are no client rules here"
        return 3
    else
        mp-map --check-rules
    fi
}

verify_archives() {
    local archives
    shopt -s nullglob
    archives=(archive/*.tar.gz archive/*.tar.zst archive/*.zip)
    ((${#archives[@]} > 0)) || { echo "nothing to check: there is no archive yet"; return 3; }
    mp-archive verify archive
}

# show_trend: what whole runs take now and took before, by size of their workbooks, and the steps whose latest runs take half as long again as
# those before.
show_trend() {
    local found trend
    trend=$(mp-ledger trend | fields step input_up_to_bytes runs latest_seconds before_seconds change_percent) || return
    found=$(awk -F '\t' '{ step = $1; bytes = $2; runs = $3; latest = $4; before = $5; change = $6 }
        step == "all" {
            printf "workbooks up to %d KiB: %s s, the middle of the last %d %s%s\n", bytes / 1024, latest, (runs < 10 ? runs : 10),
                (runs == 1 ? "run" : "runs"), (change == "" ? "; too few runs to compare" : sprintf("; %s s before (%+d %%)", before, change))
        }' <<<"$trend")
    [[ -n $found ]] || { echo "nothing to compare: there is no whole run yet"; return 3; }
    echo "$found"
    found=$(awk -F '\t' '{ step = $1; bytes = $2; latest = $4; before = $5; change = $6 }
        change != "" && change >= 50 && latest > 0.25 { printf "%s, workbooks up to %d KiB: %s s, before %s s\n", step, bytes / 1024, latest, before }' <<<"$trend")
    [[ -z $found ]] || { printf 'slower than before:\n%s\n' "$found"; return 1; }
}
