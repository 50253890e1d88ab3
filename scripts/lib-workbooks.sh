# shellcheck shell=bash
# Which workbooks a run takes: those that are given, or the newest of input/ and the delivery reports that belong to the plan.
# Source it after lib.sh. The options of a run are variables of the script that sources this.
# shellcheck disable=SC2154,SC2034

# clear_run_options: no option is given. reports and days are delivered and choices as the tools take them.
clear_run_options() { planned='' delivered=() reports=() template='' client='' platforms=() choices=() days=() left_out=(); }

# read_given_option OPTION VALUE: the same of the command line, where files are named from the working folder.
read_given_option() {
    case $1 in
    --planned | --template) read_run_option "$1" "$(absolute "$2")" ;;
    --delivered) read_delivered "$2" ;;
    *) read_run_option "$@" ;;
    esac
}

# read_run_option OPTION VALUE: sets the variable of an option of a run.
read_run_option() {
    case $1 in
    --planned) planned=$2 ;;
    --delivered) delivered+=("$2") reports+=("$1" "$2") ;;
    --template) template=$2 ;;
    --client) client=$2 ;;
    --platform) platforms+=("$1" "$2") ;;
    --duplicates) choices+=("$1" "$2") ;;
    *) choices+=("$1" "$2") days+=("$1" "$2") ;;
    esac
}

# read_delivered FILE: takes a report; of a pattern that is not the name of a file, all files that it matches.
read_delivered() {
    local file found=()
    if [[ ! -e $1 && $1 == *[*?[]* ]]; then mapfile -t found < <(compgen -G "$1" | sort); fi
    ((${#found[@]} > 0)) || found=("$1")
    for file in "${found[@]}"; do read_run_option --delivered "$(absolute "$file")"; done
}

# set_run_options: sets run_options to the options that are given, as pairs of a name and a value.
set_run_options() {
    run_options=(${planned:+--planned "$planned"} "${reports[@]}" ${template:+--template "$template"} ${client:+--client "$client"}
        "${platforms[@]}" "${choices[@]}")
}

# require_workbooks ADVICE: fails where one of the workbooks is not there.
require_workbooks() {
    local file folder near
    for file in "$planned" "${delivered[@]}" "$template"; do
        if [[ -f $file ]]; then continue; fi
        folder=$(dirname -- "$file")
        near=$(find "$folder" -maxdepth 1 -type f -printf '%f\n' 2>/dev/null | nearest "${file##*/}") || :
        fail 66 "there is no workbook $file; ${near:+did you mean \"$folder/$near\"? }$1its name is taken as it is written"
    done
}

# choose_workbooks: sets planned, delivered and template where they are not given, and notes what is left out.
choose_workbooks() {
    local file
    if [[ -z $planned ]]; then
        planned=$(newest PLANNED_ "plan")
        leave_out_others PLANNED_ "$planned" plan
    fi
    ((${#delivered[@]} > 0)) || choose_reports
    if [[ -z $template ]]; then
        template=$(newest OUTPUT_TEMPLATE_ "template")
        leave_out_others OUTPUT_TEMPLATE_ "$template" template
    fi
    name_others leave_out
    reports=()
    for file in "${delivered[@]}"; do reports+=(--delivered "$file"); done
}

# leave_out_others PREFIX FILE WHAT: notes the workbooks of input/ that are called like the one that was taken.
leave_out_others() {
    local file
    for file in input/"$1"*.xlsx input/"$1"*.xlsm; do
        if [[ -f $file && $file != "$2" ]]; then left_out+=(--left-out "$file"$'\t'"an older $3"); fi
    done
}

# choose_reports: sets delivered to all reports in input/ that belong to the plan, and says which it took and which it left out, and why.
#
# With one report nothing is read. Of several, those count that are of the plan's campaign and days. Where there is no other plan, names may differ:
# then a report is left out only for its days, or where one that fits has its platform. A report of which newer ones have every platform,
# market, campaign, stage and day is left out, too; where they have only some of its days, mp-extract says which lines are there twice.
choose_reports() {
    local found=() files=() file why='' plan_facts index facts=() misfits=() taken='' fitting=''
    newest_first DELIVERED_ xlsx xlsm csv tsv csv.gz tsv.gz zip
    files=("${found[@]}")
    if ((${#files[@]} == 0)); then newest DELIVERED_ "delivery report" >/dev/null || exit; fi
    delivered=("${files[0]}")
    if ((${#files[@]} == 1)); then return; fi
    newest_first PLANNED_ xlsx xlsm
    plan_facts=$(report_facts --planned "$planned")
    for index in "${!files[@]}"; do
        why=''
        facts[index]=$(report_facts --delivered "${files[index]}")
        if [[ -n ${facts[index]} ]] && why=$(belongs "$plan_facts" "${facts[index]}"); then
            fitting+=${facts[index]}$'\n'
        else
            misfits[index]=$why
        fi
    done
    delivered=()
    for index in "${!files[@]}"; do
        file=${files[index]} why=${misfits[index]:-}
        if [[ -z ${facts[index]} ]]; then
            leave_out "$file" "it cannot be read as a report (mp-extract --delivered '$file' says why)"
        elif [[ -n $why ]] && { ((${#found[@]} > 1)) || [[ $why == *", and the plan of "* ]] || shares_platform "$fitting" "${facts[index]}"; }; then
            leave_out "$file" "$why"
        elif why=$(covers "$taken" "${facts[index]}"); then
            leave_out "$file" "newer reports have all that it has: $why"
        else
            delivered+=("$file")
            taken+=${facts[index]}$'\n'
        fi
    done
    # The run has to say what is wrong with a report: nothing fits, so it takes the newest.
    if ((${#delivered[@]} == 0)); then delivered=("${files[0]}"); fi
    if [[ -z $is_screen ]]; then for file in "${delivered[@]}"; do say "report ${file##*/}"; done; fi
}

# leave_out FILE REASON: notes that a file of input/ is not taken, and says so where no screen will show it.
leave_out() {
    left_out+=(--left-out "$1"$'\t'"$2")
    [[ -n $is_screen ]] || say "${1##*/} is left out: $2"
}

# newest_first PREFIX ENDING...: sets found to the files input/PREFIX*.ENDING, the newest first.
newest_first() {
    local prefix=$1 ending file place
    shift
    found=()
    for ending; do
        for file in input/"$prefix"*."$ending"; do
            if [[ ! -f $file || -L $file ]]; then continue; fi
            for ((place = 0; place < ${#found[@]}; place++)); do
                if [[ $file -nt ${found[place]} || ! $file -ot ${found[place]} && $file > ${found[place]} ]]; then break; fi
            done
            found=("${found[@]:0:place}" "$file" "${found[@]:place}")
        done
    done
}

# report_facts OPTION FILE: what records of a file are of: lines "PLATFORM MARKET", campaign in small letters and digits, first day, last day,
# stage.
report_facts() {
    # Status 1 says that there are findings; the run itself tells them.
    { mp-extract ${client:+--client "$client"} "$1" "$2" 2>/dev/null || :; } | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            platform = $column["Source_Sheet"]
            sub(/_(MEDIA|RF)$/, "", platform)
            campaign = tolower($column["CAMPAIGN"])
            gsub(/[^[:alnum:]]/, "", campaign)
            key = platform " " $column["MARKET"] "\t" campaign "\t" $column["CEJ_OBJECTIVES"]
            keys[key]
            start = $column["START_DATE"]; end = $column["END_DATE"]
            if (start != "" && (!(key in from) || start < from[key])) from[key] = start
            if (end > to[key]) to[key] = end
        }
        END {
            for (key in keys) {
                split(key, part, "\t")
                print part[1] "\t" part[2] "\t" from[key] "\t" to[key] "\t" part[3]
            }
        }'
}

# belongs PLAN REPORT: whether a report is of the plans campaign and days, both as report_facts tells them; else prints why not.
belongs() {
    awk -F '\t' '
        FNR == 1 { side++ }
        $1 == "" { next }
        $2 != "" && !((side, $2) in seen) { seen[side, $2]; names[side, ++count[side]] = $2 }
        $3 != "" && (from[side] == "" || $3 < from[side]) { from[side] = $3 }
        $4 > to[side] { to[side] = $4 }
        END {
            if (from[1] != "" && to[1] != "" && from[2] != "" && to[2] != "" && (from[2] > to[1] || to[2] < from[1])) {
                print "it is of " from[2] " to " to[2] ", and the plan of " from[1] " to " to[1]
                exit 1
            }
            shared = !count[1] || !count[2]
            for (i = 1; i <= count[1]; i++)
                for (j = 1; j <= count[2]; j++)
                    if (index(names[1, i], names[2, j]) || index(names[2, j], names[1, i])) shared = 1
            if (!shared) { print "it is of another campaign than the plan"; exit 1 }
        }' <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

# shares_platform FACTS FACTS: whether a platform is in both.
shares_platform() {
    awk -F '\t' '
        FNR == 1 { side++ }
        $1 == "" { next }
        { platform = $1; sub(/ .*/, "", platform) }
        side == 1 { known[platform] }
        side == 2 && (platform in known) { found = 1 }
        END { exit !found }' <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

# covers FACTS FACTS: whether the first have every platform, market, campaign and day of the second; prints the first of them.
covers() {
    awk -F '\t' '
        FNR == 1 { side++ }
        $1 == "" { next }
        side == 1 { known[$1, ++count[$1]] = $2 FS $3 FS $4 FS $5; next }
        {
            has = 0
            for (i = 1; i <= count[$1]; i++) {
                split(known[$1, i], part, FS)
                # One name may have what the other leaves out.
                if ($2 != "" && part[1] != "" && !index($2, part[1]) && !index(part[1], $2)) continue
                if ($5 != "" && part[4] != "" && $5 != part[4]) continue
                if ($3 == "" || part[2] == "" || part[2] <= $3 && $4 <= part[3]) has = 1
            }
            if (!has) lacks = 1
            if (name == "") name = $1
        }
        END { if (lacks || name == "") exit 1; print name }' <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}
