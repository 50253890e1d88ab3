# shellcheck shell=bash
# Which delivery reports of input/ belong to a plan. Source it after lib.sh.

# choose_reports: sets delivered to all reports in input/ that belong to the plan, and says which it took and which it left out, and why.
#
# The newest is always taken, as the health check compares it with the plan. Others are taken when they are of the plan's campaign and period (or there is
# no other plan), and cover no platform and market that a newer one covers. With one report nothing is read.
# shellcheck disable=SC2154  # planned and client are of the script that sources this
choose_reports() {
    local files=() file name covered='' keys other plan_facts='' why plans=()
    mapfile -d '' -t files < <(newest_first DELIVERED_ xlsx xlsm csv tsv)
    if ((${#files[@]} == 0)); then newest DELIVERED_ "delivery report" >/dev/null || exit; fi
    delivered=("${files[0]}")
    if ((${#files[@]} == 1)); then return; fi
    mapfile -d '' -t plans < <(newest_first PLANNED_ xlsx xlsm)
    if ((${#plans[@]} > 1)); then plan_facts=$(report_facts --planned "$planned"); fi
    covered=$(report_facts --delivered "${files[0]}" | grep '^key' || :)
    for file in "${files[@]:1}"; do
        name=${file##*/}
        other=$(report_facts --delivered "$file")
        if [[ -z $other ]]; then
            leave_out "$file" "it cannot be read as a report (mp-extract --delivered '$file' says why)"
            continue
        fi
        keys=$(grep '^key' <<<"$other" || :)
        if [[ -n $plan_facts ]] && ! why=$(belongs "$plan_facts" "$other"); then
            leave_out "$file" "$why"
        elif why=$(grep -Fxm 1 -f <(printf '%s\n' "$covered") <<<"$keys"); then
            leave_out "$file" "a newer report covers ${why#key$'\t'}, too"
        else
            delivered+=("$file")
            covered+=$'\n'$keys
        fi
    done
    if [[ -z $is_screen ]]; then for file in "${delivered[@]}"; do say "report ${file##*/}"; done; fi
}

# leave_out FILE REASON: notes that a file of input/ is not taken, and says so where no screen will show it.
leave_out() {
    left_out+=("$1"$'\t'"$2")
    [[ -n $is_screen ]] || say "${1##*/} is left out: $2"
}

# newest_first PREFIX ENDING...: the files input/PREFIX*.ENDING, the newest first, each ended by U+0000.
newest_first() {
    local prefix=$1 ending patterns=()
    shift
    for ending; do patterns+=(-o -name "$prefix*.$ending"); done
    find input/ -maxdepth 1 -type f \( "${patterns[@]:1}" \) -printf '%T@\t%p\0' 2>/dev/null | sort -zrn | cut -z -f 2-
}

# report_facts OPTION FILE: what records of a file are of: lines "key PLATFORM MARKET", "campaign NAME", "from DAY", "to DAY".
report_facts() {
    # Status 1 says that there are findings; the run itself tells them.
    { mp-extract ${client:+--client "$client"} "$1" "$2" 2>/dev/null || :; } | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            platform = $column["Source_Sheet"]
            sub(/_(MEDIA|RF)$/, "", platform)
            key[platform " " $column["MARKET"]]
            campaign = tolower($column["CAMPAIGN"])
            gsub(/[^[:alnum:]]/, "", campaign)
            if (campaign != "") campaigns[campaign]
            start = $column["START_DATE"]; end = $column["END_DATE"]
            if (start != "" && (from == "" || start < from)) from = start
            if (end > to) to = end
        }
        END {
            for (k in key) print "key\t" k
            for (c in campaigns) print "campaign\t" c
            if (from != "") print "from\t" from
            if (to != "") print "to\t" to
        }'
}

# belongs PLAN REPORT: whether a report is of the plans campaign and period, both as report_facts tells them; else prints why not.
belongs() {
    awk -F '\t' '
        FNR == 1 { side++ }
        $1 == "campaign" { names[side, ++count[side]] = $2 }
        $1 == "from" { from[side] = $2 }
        $1 == "to" { to[side] = $2 }
        END {
            shared = !count[1] || !count[2]
            for (i = 1; i <= count[1]; i++)
                for (j = 1; j <= count[2]; j++)
                    if (index(names[1, i], names[2, j]) || index(names[2, j], names[1, i])) shared = 1
            if (!shared) { print "it is of another campaign than the plan"; exit 1 }
            if (from[1] != "" && to[1] != "" && from[2] != "" && to[2] != "" && (from[2] > to[1] || to[2] < from[1])) {
                print "it is of " from[2] " to " to[2] ", and the plan of " from[1] " to " to[1]
                exit 1
            }
        }' <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}
