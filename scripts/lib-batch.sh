# shellcheck shell=bash
# What run-batch and the jobs that it starts share. Source it after lib.sh.
#
# A job is a number: the place of its folder in a list that is separated by zero bytes. So no name, whatever it is made of, is
# part of a command line, a log or a remote path.

# folder_of LIST NUMBER: sets folder.
folder_of() {
    local found
    mapfile -d '' -t -s $(($2 - 1)) -n 1 found <"$1"
    folder=${found[0]}
}

# is_transient STATUS: whether trying again may help: I/O, a lock, a signal, an unreachable machine.
is_transient() { (($1 == 69 || $1 == 74 || $1 == 75 || $1 > 128)); }

# meaning STATUS: in a word or two.
meaning() {
    case $1 in
    0) printf done ;;
    1) printf findings ;;
    64) printf usage ;;
    65) printf 'bad input' ;;
    66) printf 'missing input' ;;
    69) printf unavailable ;;
    70) printf 'internal error' ;;
    71) printf 'memory limit' ;;
    73) printf 'cannot create' ;;
    74) printf 'I/O error' ;;
    75) printf locked ;;
    77) printf permission ;;
    78) printf configuration ;;
    255) printf unreachable ;;
    not-run) printf 'not run' ;;
    *) if (($1 > 128)); then printf 'signal %d' $(($1 - 128)); else printf failed; fi ;;
    esac
}

# tsv FIELD...: a line of TSV, with tab, newline, carriage return and backslash escaped.
tsv() {
    local field line=''
    for field; do
        field=${field//\\/\\\\}
        field=${field//$'\t'/\\t}
        field=${field//$'\n'/\\n}
        field=${field//$'\r'/\\r}
        line+=$'\t'$field
    done
    printf '%s\n' "${line:1}"
}

# run_folder FOLDER LINE-FILE OPTION...: the workflow in a folder; one line of its results goes to the file, errors to FILE.errors.
run_folder() {
    local folder=$1 line=$2 status=0 began=$EPOCHREALTIME seconds
    shift 2
    "$here/run-complete-workflow" --home "$folder" --progress never "$@" >/dev/null 2>"$line.messages" || status=$?
    seconds=$(seconds_since "$began")
    # run-batch shows them at the end: of several attempts GNU parallel shows the last one's only.
    if ((status > 1)); then grep ': error: ' "$line.messages" >"$line.errors" || :; fi
    results "$folder" "$status" "$(hostname)" "$seconds" >"$line"
    rm -f -- "$line.messages"
    return "$status"
}

# results FOLDER STATUS HOST SECONDS: these as a line of TSV, and what the ledger says of the latest run, where that came to its end:
# run, records, errors, warnings, wrong figures, verdict, why. Findings are told by the ledger, too, since to GNU parallel they are no failure.
results() {
    local folder=$1 status=$2 host=$3 seconds=$4 run state records errors warnings wrong verdict why
    # A tab is a blank to read, so that empty fields would be lost.
    IFS=$'\x1f' read -r run state records errors warnings wrong verdict why \
        < <(MP_HOME=$folder mp-ledger runs --last 1 2>/dev/null | fields run status rows errors warnings wrong_figures verdict why | tr '\t' '\037') || :
    case $status-$state in
    0-findings) status=1 ;;
    [01]-*) ;;
    *) run='' records='' errors='' warnings='' wrong='' verdict='do not send' why='' ;;
    esac
    tsv "$status" "$host" "$seconds" "$run" "$records" "$errors" "$warnings" "$wrong" "${verdict:-do not send}" "$why"
}
