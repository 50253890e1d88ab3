# shellcheck shell=bash
# What an operator sees on a terminal while a run goes on: one line with the step and a bar across all of them. What was found is on the
# screen of mp-ledger(1) at the end. Where standard error is not a terminal, messages go there as the tools write them. Source it, do
# not run it.

# shellcheck disable=SC2034  # some are used by those that source this
screen_start() {
    local mode=$1
    is_screen=
    case $mode in
    always) is_screen=1 ;;
    auto) if [[ -t 2 && -z ${CI:-} && ${TERM:-dumb} != dumb ]]; then is_screen=1; fi ;;
    esac
    bold='' faint='' red='' plain=''
    if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
        bold=$'\e[1m' faint=$'\e[2m' red=$'\e[1;31m' plain=$'\e[0m'
    fi
    bad='x' passed='-' now='>' filled='#' empty='.' more='...'
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) bad='✗' passed='·' now='▸' filled='█' empty='░' more='…' ;;
    esac
    clear=$'\r\e[K'
    width=${COLUMNS:-}
    [[ -n $width ]] || width=$(tput cols 2>/dev/null </dev/tty) || width=80
    ((width >= 40 && width <= 200)) || width=80
}

# screen_line SIGN COLOUR NAME TEXT SECONDS: the line of a step that is over.
screen_line() {
    local sign=$1 colour=$2 name=$3 text=$4 seconds=$5 room screened
    room=$((width - 2 - 2 - 10 - 10))
    screened "$text"
    text=$screened
    if ((${#text} > room)); then text=${text:0:room-${#more}}$more; fi
    builtin printf '%s  %s%s%s %-9s %s%*s%s%10s%s\n' "$clear" "$colour" "$sign" "$plain" "$name" "$text" $((room - ${#text})) '' \
        "$faint" "${seconds:+$seconds s}" "$plain" >&2
}

# screen_bar NAME TENTHS: the line of the step that is going on, after so many tenths of a second.
#
# The bar is of the whole run: by what the steps of earlier runs of this size took (expected), or by the number of steps.
screen_bar() {
    local name=$1 tenths=$2 share left='' bar='' blank='' filling=20 text
    # A line that is broken cannot be drawn over.
    if ((width < 80)); then filling=$(((width - 30) / 2)); fi
    local mine=${expected[$name]:-} total=${expected[all]:-0}
    if [[ -n $mine ]] && ((total > 0)); then
        local elapsed=$((tenths * 100))
        ((elapsed <= mine)) || elapsed=$mine
        share=$(((done_ms + elapsed) * filling / total))
        if ((width >= 70)); then left=", about $(((total - done_ms - elapsed + 999) / 1000)) s left"; fi
    else
        share=$((step_number * filling / step_count))
    fi
    ((share <= filling)) || share=$filling
    printf -v bar '%*s' "$share" ''
    printf -v blank '%*s' $((filling - share)) ''
    printf -v text 'step %d of %d, %d.%d s%s' $((step_number + 1)) "$step_count" $((tenths / 10)) $((tenths % 10)) "$left"
    builtin printf '%s  %s%s%s %-9s %s%s  %s' "$clear" "$bold" "$now" "$plain" "$name" "${bar// /$filled}" "$faint${blank// /$empty}$plain" \
        "${text:0:width-16-filling}" >&2
}

# screen_follow NAME: draws the bar while messages come on standard input, until the input ends. With --verbose they are shown; logs/ has all,
# and the ledger what matters of them.
screen_follow() {
    local name=$1 line='' part='' tenths=0 screened
    trap '' INT TERM HUP
    while :; do
        if IFS= read -r -t 0.1 part; then
            line+=$part
            if [[ -n $verbose ]]; then
                # Tools screen what they write to a terminal, and here it is a pipe.
                screened "$line" tabs
                builtin printf '%s  %s\n' "$clear" "$screened" >&2
            fi
            line=''
        elif (($? > 128)); then
            line+=$part
            tenths=$((tenths + 1))
            screen_bar "$name" "$tenths"
        else
            break
        fi
    done
}
