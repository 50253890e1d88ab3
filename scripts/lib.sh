# shellcheck shell=bash
# What the operating scripts share: where the tools are, how to say things, folders and locks. Source it, do not run it.
#
# The scripts are bash and not sh, because arrays keep file names with blanks, newlines and leading dashes whole.
# They find each other and the tools by where the script really stands, links resolved: in a checkout beside
# .build/release, installed in PREFIX/libexec/media-plan-tools with the tools in PREFIX/bin.

# shellcheck disable=SC2034  # used by those that source this
script_name=${0##*/}
# This file is beside the script, also where a link of another name leads to that.
script_folder=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd -P)
script_file=$script_folder/$script_name
if [[ ! -f $script_file ]]; then script_file=$(readlink -f -- "$0"); fi

# A run belongs to the script that began it; one that is started inside of another begins its own.
unset MP_RUN MP_STEP

# Beyond the largest file that is allowed (ulimit -f) a write fails, and its status says so; the signal would end the script with no word.
trap '' XFSZ

# screened TEXT: sets screened to the text without what drives a terminal or reorders its line: control characters, and the controls of
# bidirectional text (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), here as their bytes in UTF-8, whatever the locale.
screened() {
    local LC_ALL=C sign
    screened=$1
    # C1 controls are C2 80 to C2 9F; nothing else in UTF-8 begins with C2 and goes on with these.
    for sign in $'\xd8\x9c' $'\xe2\x80[\x8e\x8f\xa8-\xae]' $'\xe2\x81[\xa6-\xa9]' $'\xc2[\x80-\x9f]'; do
        # shellcheck disable=SC2295  # it is a pattern
        screened=${screened//$sign/?}
    done
    screened=${screened//[$'\x01'-$'\x08'$'\x0b'-$'\x1f'$'\x7f']/?}
    [[ -n ${2:-} ]] || screened=${screened//$'\t'/?}
}

# What scripts print comes from names, cells and logs, too. On a terminal nothing of it drives the terminal: printf and echo, by which all of
# it goes, screen their text there. What draws a screen of its own calls builtin printf.
printf() {
    # shellcheck disable=SC2059  # the format is the caller's
    if [[ ${1:-} == -v ]]; then
        builtin printf "$@"
        return $?
    elif [[ ! -t 1 ]]; then
        # What cannot be written is 74, and no finding.
        builtin printf "$@" || return 74
        return 0
    fi
    local printed screened
    # shellcheck disable=SC2059
    builtin printf -v printed "$@" || return
    screened "$printed" tabs
    builtin printf %s "$screened" || return 74
}
echo() {
    local IFS=' '
    printf '%s\n' "$*"
}

# show FILE...: prints files, as printf does it.
show() {
    if [[ ! -t 1 ]]; then
        cat -- "$@"
        return
    fi
    local line
    while IFS= read -r line || [[ -n $line ]]; do printf '%s\n' "$line"; done < <(cat -- "$@")
}

# require_free OPTION FILE WHAT INPUT...: fails when a file that is to be written is one that is read, whatever the paths look like.
require_free() {
    local option=$1 file=$2 what=$3 input
    shift 3
    for input; do
        if [[ $file -ef $input || $file == "$input" ]]; then fail 64 "$option would replace $what, and nothing was written: $file; name another file"; fi
    done
}

# say MESSAGE...: a message on standard error, on a terminal broken at blanks; where that cannot be written, the status says what happened.
say() {
    local screened columns=${COLUMNS:-}
    screened "$*"
    if [[ -t 2 ]]; then
        [[ $columns =~ ^[1-9][0-9]*$ ]] || columns=$(tput cols 2>/dev/null </dev/tty) || columns=80
        printf '%s: %s\n' "$script_name" "$screened" | wrap "$columns" >&2 || :
    else
        printf '%s: %s\n' "$script_name" "$screened" >&2 || :
    fi
}

# unexpected STATUS COMMAND: a command failed that nobody had an answer for. Its own status is kept where it says what happened (sysexits.h, a
# signal); 1 and 2 would be taken for findings, and are 70.
unexpected() {
    local status=$1 command=$2
    trap - ERR
    # Nothing below may end the script with another status: in a trap, a return without a number hands on the status of before.
    set +e
    if ((status == 74)) && [[ $command == *printf* || $command == echo* || $command == 'return 74' ]]; then say "error: the output cannot be written"; fi
    # A subshell leaves it to the shell that waits for it. Whoever ended with a status of its own said why.
    if ((BASH_SUBSHELL > 0 || status >= 64 && status <= 78 || status > 128)); then exit "$status"; fi
    say "error: a command failed with status $status, which was not expected: ${command:0:300}"
    log ERROR "error: a command failed with status $status, which was not expected: ${command:0:300}"
    exit 70
}
set -E
trap 'unexpected $? "$BASH_COMMAND"' ERR

# fail STATUS MESSAGE...: says an error, logs it, and ends the script.
fail() {
    local status=$1
    shift
    say "error: $*"
    log ERROR "error: $*"
    exit "$status"
}

# own_umask FOLDER: makes what is created in the folder its owner's, and its group's where the folder says so by chmod g+s.
own_umask() { if [[ -g $1 ]]; then umask 027; else umask 077; fi; }

# append FILE: adds standard input to a log or ledger, as the tools do it: the file is its owner's or its group's, and the lines go to the
# file that has the name, under a shared lock, which rotate_logs takes alone. Call it in a subshell.
append() {
    local file=$1 fd
    own_umask "$(dirname -- "$file")"
    while :; do
        exec {fd}>>"$file" || return
        # One that hangs with the lock must not hold up everybody; whoever has no lock is not sure of the file either.
        flock --shared --wait 2 "$fd" || break
        if [[ $file -ef /proc/self/fd/$fd || ! -e /proc/self/fd/$fd ]]; then break; fi
        exec {fd}>&-
    done
    cat >&"$fd"
}

# log LEVEL MESSAGE...: one line in logs/SCRIPT.log under the home folder, where that is entered and has logs/. A link in its place is not
# followed.
log() {
    local level=$1 now file screened
    shift
    screened "$*"
    [[ -n ${MP_HOME:-} && -d $MP_HOME/logs && -w $MP_HOME/logs ]] || return 0
    if is_planted "$MP_HOME/logs"; then return 0; fi
    file=$MP_HOME/logs/$script_name.log
    [[ ! -L $file && (! -e $file || -f $file) ]] || return 0
    TZ=UTC printf -v now '%(%Y-%m-%dT%H:%M:%S)T' -1
    printf '%s.%sZ %s %s[%s] %s %s\n' "$now" "${EPOCHREALTIME: -6:3}" "$level" "$script_name" $$ "${run:--}" "${screened//$'\n'/\\n}" |
        (append "$file") 2>/dev/null || return 0
}

# wrap WIDTH: hands on lines, those that are wider broken at blanks; they go on below the text behind an option, a word and a gap, or where
# they began.
wrap() {
    awk -v width="$1" '{
        match($0, /^ */)
        indent = RLENGTH
        if (match($0, /^ *[^ ].*[^ ]  +[^ ]/) && RLENGTH < 45 && RLENGTH < width / 2 + 10) indent = RLENGTH - 1
        if (indent > width - 24) {
            sub(/^ +/, "")
            indent = int(width / 4)
            $0 = sprintf("%*s", indent, "") $0
        }
        while (length($0) > width) {
            for (at = width + 1; at > indent + 1 && substr($0, at, 1) != " "; at--) {}
            if (at <= indent + 1) break
            print substr($0, 1, at - 1)
            $0 = sprintf("%*s", indent, "") substr($0, at + 1)
        }
        print
    }'
}

# usage: prints the comment at the head of the script, which is its help, for 80 columns, its paragraphs filled.
usage() {
    local status=0
    help_text || status=$?
    # A reader that went away, such as head(1), has what it wants.
    ((status == 0 || status == 141)) || fail 74 "the help cannot be written"
}

help_text() {
    awk 'function flush() { if (text != "") print text; text = "" }
        NR == 1 || /^# shellcheck/ { next }
        !/^#/ { exit }
        { sub(/^# ?/, "") }
        /^( |$)/ { flush(); print; next }
        { text = text == "" ? $0 : text " " $0 }
        END { flush() }' "$script_file" | wrap 80
}

# find_screen WHEN: sets is_screen where a run draws its steps on a terminal (auto), always or never.
# shellcheck disable=SC2034  # used by those that source this
find_screen() {
    is_screen=
    case $1 in
    always) is_screen=1 ;;
    auto) if [[ -t 2 && -z ${CI:-} && ${TERM:-dumb} != dumb ]]; then is_screen=1; fi ;;
    esac
}

# measure_terminal: sets terminal to the columns of standard output, 0 where it is none.
measure_terminal() {
    terminal=0
    if [[ ! -t 1 ]]; then return; fi
    terminal=${COLUMNS:-}
    [[ $terminal =~ ^[1-9][0-9]*$ ]] || terminal=$(tput cols 2>/dev/null </dev/tty) || terminal=80
}

# fields NAME...: of a table of the tools (TSV with a header) on standard input, the columns of these names, in this order and without the
# header. A table that lacks one of them is an error, and no table at all has no lines.
fields() {
    awk -F '\t' -v names="$*" '
        NR == 1 {
            count = split(names, name, " ")
            for (i = 1; i <= NF; i++) column[$i] = i
            for (i = 1; i <= count; i++)
                if (!(name[i] in column)) { print "error: the table has no column " name[i] >"/dev/stderr"; exit 70 }
            next
        }
        {
            line = $column[name[1]]
            for (i = 2; i <= count; i++) line = line "\t" $column[name[i]]
            print line
        }'
}

# toolkit_setting FILTER: prints what a filter of jq finds in toolkit.json: the home's, or else the machine's, as the tools look for it.
#
# jq reads it, because JSON is nothing for shell.
toolkit_setting() {
    local file
    for file in config/toolkit.json "$script_folder/../../etc/media-plan-tools/toolkit.json" /etc/media-plan-tools/toolkit.json; do
        [[ ! -L $file || -e $file ]] || fail 78 "$file is a link that leads nowhere, so that the configuration is not known; connect the disk that it is on, or correct or remove it"
        [[ -f $file ]] || continue
        command -v jq >/dev/null || fail 69 "jq is not there, which reads $file; install the package jq"
        jq -r "$1" "$file" || fail 78 "$file cannot be read as JSON; fix it (mp-healthcheck --only configuration says where)"
        return
    done
}

# nearest WORD: prints the line of standard input that is nearest to the word, where at most two letters differ; nothing where none is.
nearest() {
    awk -v word="$1" '
        function least(a, b) { return a < b ? a : b }
        function distance(a, b, i, j, row, diagonal, before) {
            for (j = 0; j <= length(b); j++) row[j] = j
            for (i = 1; i <= length(a); i++) {
                diagonal = row[0]
                row[0] = i
                for (j = 1; j <= length(b); j++) {
                    before = row[j]
                    row[j] = least(least(row[j], row[j - 1]) + 1, diagonal + (substr(a, i, 1) != substr(b, j, 1)))
                    diagonal = before
                }
            }
            return row[length(b)]
        }
        { far = distance(word, $0); if (far <= 2 && (best == "" || far < smallest)) { smallest = far; best = $0 } }
        END { print best }'
}

# unknown_argument WORD: fails, with the option of the script's help that is nearest to the word.
unknown_argument() {
    local near
    near=$(usage 2>/dev/null | grep -oE -- '--[a-z][a-z-]+' | sort -u | nearest "$1") || :
    fail 64 "unknown argument '$1'; ${near:+did you mean $near? }see $script_name --help"
}

# needs_value OPTION [VALUE]...: fails when an option stands last that wants a value, or has an empty one, as of a variable that is not set.
needs_value() { [[ -n ${2:-} ]] || fail 64 "$1 needs a value; see $script_name --help"; }

# find_tools: puts the toolkit's executables into PATH: MP_BIN, or the place where the script is installed, or this checkout's build.
find_tools() {
    local folder
    for folder in "${MP_BIN:-}" "$script_folder" "$script_folder/../../bin" "$script_folder/../.build/release"; do
        if [[ -n $folder && -x $folder/mp-extract ]]; then
            PATH=$(cd -- "$folder" && pwd -P):$PATH
            export PATH
            return
        fi
    done
    command -v mp-extract >/dev/null || fail 69 "the tools are not built; run scripts/build, or scripts/install"
}

# is_ascii TEXT: whether all of it is printable ASCII.
is_ascii() {
    local LC_ALL=C
    [[ $1 != *[!\ -~]* ]]
}

# enter_home FOLDER: makes it the working folder and MP_HOME.
enter_home() {
    cd -- "$1" 2>/dev/null || fail 66 "cannot enter the folder $1; set MP_HOME or --home to the folder that holds input/"
    # The tools name files in UTF-8, and would take such a path for another one.
    is_ascii "$PWD" || builtin printf %s "$PWD" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || fail 64 "the path of the home is not UTF-8: $(builtin printf %q "$PWD"); rename its folder"
    MP_HOME=$PWD
    export MP_HOME
    require_free 'standard output' /dev/stdout "a file of $PWD" input/* config/* output/runs.ndjson
}

# absolute FILE: prints the file's path from /, since scripts change folder.
absolute() {
    case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$PWD/$1" ;;
    esac
}

# regular FILE...: sets regular to those that are files. A pipe in the place of one would hold up whatever reads it.
regular() {
    local file
    regular=()
    for file; do if [[ -f $file ]]; then regular+=("$file"); fi; done
}

# is_planted FILE: whether it is a symbolic link that somebody else can have put there. In a folder that only the user and root may write
# to, those are the links of other users; elsewhere all but the user's own where MP_FOLLOW is 1.
is_planted() {
    local owner keeper rights group
    [[ -L $1 ]] || return 1
    owner=$(stat -c %u -- "$1") && read -r keeper rights group < <(stat -L -c '%u %A %G' -- "$(dirname -- "$1")") || return 0
    if [[ ($keeper == "$EUID" || $keeper == 0) && $rights != ????????w* ]] && { [[ $rights != ?????w* ]] || is_own_group "$group"; }; then
        [[ $owner != "$EUID" && $owner != 0 ]]
    else
        [[ $owner != "$EUID" || ${MP_FOLLOW:-} != 1 ]]
    fi
}

# is_own_group NAME: whether the group has the name of the user or of root, and no other members.
is_own_group() {
    local user members
    user=$(id -un) && members=$(getent group "$1" | cut -d : -f 4) || return 1
    [[ ($1 == "$user" || $1 == root) && $members =~ ^($user|root|,)*$ ]]
}

# is_planted_way FILE: whether the file, or a folder on the way to it, is such a link.
is_planted_way() {
    local path=$1
    while :; do
        if is_planted "$path"; then return 0; fi
        [[ $path == */* && ${path%/*} != '' ]] || return 1
        path=${path%/*}
    done
}

# require_own_file FILE...: fails when something that is to be written is not a file, or is a link that somebody else can have made.
require_own_file() {
    local file
    for file; do
        if is_planted_way "$file"; then fail 77 "$file is a symbolic link that is not followed, or below one: it is another user's, or others may write to its folder; name what it leads to, or give --follow if the link is your own"; fi
        [[ ! -e $file || -f $file || -c $file ]] || fail 73 "$file is not a file; remove it, or name another one"
    done
}

# lock_home SECONDS: holds output/ for this script and what it starts, waiting so long for another run.
#
# The lock is flock(2) on the folder itself, which mp-archive takes, too: no file can stay behind, and it goes with the last
# process that holds it.
lock_home() {
    exec {lock}<output || fail 77 "cannot open $PWD/output; check the folder's permissions"
    flock --wait "$1" "$lock" || fail 75 "another run works in $PWD/output; try again when it is done, or wait for it with --wait SECONDS"
}

# newest PREFIX WHAT: prints the newest file input/PREFIX*.xlsx or .xlsm, or fails naming what looks near it.
newest() {
    local file found='' near='' check
    for file in input/"$1"*.xlsx input/"$1"*.xlsm; do
        if [[ -f $file && (-z $found || $file -nt $found) ]]; then found=$file; fi
    done
    if [[ -z $found ]]; then
        # The health check knows the names that are nearly right.
        case $1 in
        PLANNED_) check=plan-file ;;
        DELIVERED_) check=delivery-file ;;
        *) check=template-file ;;
        esac
        near=$(mp-healthcheck --quiet --no-record --only "$check" | awk '
            /^CRITICAL  / { sub(/^CRITICAL +[^ ]+ +/, ""); text = $0 }
            /^ +→ / { sub(/^ +→ /, ""); text = text "; " $0 }
            END { print text }') || :
        fail 66 "${near:-no $2: nothing matches $PWD/input/$1*.xlsx; put the workbook there under that name, or name it with an option}"
    fi
    printf '%s' "$found"
}

# name_others FUNCTION: calls FUNCTION FILE REASON for the workbooks of input/ that no run chooses by itself, because of their kind or their name.
name_others() {
    local file name reason
    for file in input/*; do
        name=${file#input/}
        case ${name,,} in
        '~$'*) continue ;;
        *.xls | *.xlsb | *.ods) reason='only .xlsx and .xlsm are chosen by themselves; save it as .xlsx in Excel, or name it with --planned or --delivered' ;;
        *.xlsx | *.xlsm | *.csv | *.tsv | *.csv.gz | *.tsv.gz | *.zip)
            case $name in
            PLANNED_*.xlsx | PLANNED_*.xlsm | OUTPUT_TEMPLATE_*.xlsx | OUTPUT_TEMPLATE_*.xlsm) continue ;;
            DELIVERED_*.xlsx | DELIVERED_*.xlsm | DELIVERED_*.csv | DELIVERED_*.tsv) continue ;;
            DELIVERED_*.csv.gz | DELIVERED_*.tsv.gz | DELIVERED_*.zip) continue ;;
            PLANNED_* | DELIVERED_* | OUTPUT_TEMPLATE_*) reason='only .xlsx and .xlsm are chosen by themselves; save it as .xlsx in Excel, or name it with an option' ;;
            *) reason='its name does not begin with PLANNED_, DELIVERED_ or OUTPUT_TEMPLATE_' ;;
            esac
            ;;
        *) continue ;;
        esac
        if [[ -f $file ]]; then "$1" "$file" "$reason"; fi
    done
}

# make_folders: makes output/ and logs/ in the home folder; fails when they cannot be written.
make_folders() {
    local folder owner
    # What is removed, rotated or written there must not be another folder's.
    for folder in input output logs config archive backup; do
        if is_planted "$folder"; then fail 77 "$PWD/$folder is a symbolic link that is not followed: it is another user's, or others may write to its folder; make a link of your own, and set MP_FOLLOW=1 if others may write to the folder"; fi
    done
    if [[ ! -d output || ! -d logs ]]; then mkdir -p output logs 2>/dev/null || :; fi
    for folder in output logs; do
        if [[ ! -d $folder ]]; then
            owner=$(stat -c %U .) || owner=nobody
            fail 73 "cannot make $folder/ in $PWD, which belongs to $owner (you are $(id -un)); $(way_to_write "$PWD" "$owner")"
        elif [[ ! -w $folder || ! -x $folder ]]; then
            owner=$(stat -c %U "$folder") || owner=nobody
            fail 77 "$PWD/$folder cannot be written: it belongs to $owner (you are $(id -un)); $(way_to_write "$PWD/$folder" "$owner"); nothing was done"
        fi
    done
    for folder in output/runs.ndjson logs/*.log; do
        [[ ! -f $folder || -w $folder ]] || { owner=$(stat -c %U "$folder"); fail 77 "$PWD/$folder cannot be written: it belongs to $owner (you are $(id -un)); $(way_to_write "$PWD/$folder" "$owner"); nothing was done"; }
    done
}

# way_to_write FILE OWNER: what to do when a file or folder cannot be written.
way_to_write() {
    local free
    free=$(stat -f -c %T "$1" 2>/dev/null) || :
    if [[ $2 == "$(id -un)" && -n $free && -O $1 && $(stat -c %A "$1") == ??w* ]]; then
        printf 'its disk can only be read; free it, or work in another home folder'
    elif [[ $2 == "$(id -un)" ]]; then
        printf 'allow it with: chmod u+rwX %q' "$1"
    else
        printf 'run as %s, or have it given to you: sudo chown -R %s %q' "$2" "$(id -un)" "$1"
    fi
}

# seconds_since EPOCHREALTIME: prints the seconds since then, with milliseconds.
seconds_since() {
    local micros=$((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}))
    printf '%d.%03d' $((micros / 1000000)) $((micros % 1000000 / 1000))
}
