#!/usr/bin/env bats
# docs/sources.md, word by word: its files are written as they are there, its commands are run, and each line that it shows comes out.

load helpers

setup() {
    home=$BATS_TEST_TMPDIR/home
    mkdir -p "$home/input" "$home/config/sources"
    cd "$home"
}

# block TEXT: the indented block behind the first line of the page that has TEXT, without its indent.
block() {
    awk -v text="$1" '!found && index($0, text) { found = 1; next }
        found && /^    / { print substr($0, 5); inside = 1; next }
        inside && /^$/ { print; next }
        inside { exit }' "$root/docs/sources.md"
}

# file_of PATH: writes the page's file of that name.
file_of() {
    block "\`$1\`" | sed '/^$/,$d' >"$1"
    [[ -s $1 ]]
}

# shows EXPECTED: each line of the text is in the output, in that order; "…" is any text.
shows() {
    local line rest
    rest=$(tr -s ' \t' ' ' <<<"$output")
    while IFS= read -r line; do
        line=$(tr -s ' \t' ' ' <<<"${line%%…*}" | sed 's/^ *//; s/ *$//')
        if [[ -z $line ]]; then continue; fi
        if [[ $rest != *"$line"* ]]; then
            printf 'not there, or not in this order: %s\n%s\n' "$line" "$output"
            return 1
        fi
        rest=${rest#*"$line"}
    done <<<"$1"
}

# answers: what the page types into add-source.
answers() { block 'Then answer the questions' | sed -n '/^ *\(What\|Which\|Is\) /s/.*\] *//p'; }

# questions: what add-source asks there.
questions() { block 'Then answer the questions' | sed '1d; s/\].*/]/'; }

@test "the first example: an export with unknown headers, in a terminal" {
    file_of input/DELIVERED_lumo.csv
    run mp-extract --explain input/DELIVERED_lumo.csv
    shows "$(block 'Look at it first' | sed 1d)"
    (($(answers | wc -l) == $(questions | grep -c ']$')))
    answers >typed
    run script -qec 'add-source input/DELIVERED_lumo.csv' /dev/null <typed
    status_is 0
    output=${output//$'\r'/}
    shows "$(questions)"
    [[ -f config/sources/lumo.json ]]
    run mp-extract --delivered input/DELIVERED_lumo.csv --format ndjson
    (($(grep -c '^{' <<<"$output") == 2))
    says '"MARKET":"UAE","CAMPAIGN":"Lumo_AWA","CEJ_OBJECTIVES":"Awareness","START_DATE":"2026-04-01"'
    says '"LOCAL_CURRENCY":"EUR","BUDGET_LOCAL":20.5,"IMPRESSIONS":2000,"CLICKS_ACTIONS":9'
}

@test "the second example: a table of weeks" {
    file_of input/PLANNED_meta_lumo.csv
    file_of config/sources/lumo-weeks.json
    run mp-extract --check-source lumo-weeks input/PLANNED_meta_lumo.csv
    status_is 0
    says $'SUM OF 4'
    says 100\ %
    run mp-extract --planned input/PLANNED_meta_lumo.csv --coverage
    status_is 0
    says 100\ %
}

@test "the third example: names with a convention" {
    file_of input/DELIVERED_lumo_names.csv
    file_of config/sources/lumo-names.json
    run mp-extract --delivered input/DELIVERED_lumo_names.csv --format ndjson
    says '"MARKET":"UAE","BRAND":"LUMO"'
    says '"CEJ_OBJECTIVES":"Awareness","FORMAT_TYPE":"Reels"'
    says '"MARKET":"Kuwait","BRAND":"LUMO"'
    says '"CEJ_OBJECTIVES":"Purchase"'
}

@test "add-source asks again for what is not known, and for words that are not a stage" {
    printf 'Anzeige;Zone;Ziel;Bezahlt;Einblendungen\nLumo;UAE;Marke;10,50;1000\nLumo;Kuwait;Verkauf;20,50;2000\n' >DELIVERED_rep.csv
    printf '%s\n' rep '' Anghami Meta 2 1 3 4 5 - - - - - EUR Marke Awareness Purchase >answers
    run add-source DELIVERED_rep.csv <answers
    status_is 0
    says 'Marke is not a stage'
    [[ $(jq -c .values config/sources/rep.json) == '{"CEJ_OBJECTIVES":{"Marke":"Awareness","Verkauf":"Purchase"}}' ]]
    says '100 %'
    run mp-extract --delivered DELIVERED_rep.csv --format ndjson
    says '"CEJ_OBJECTIVES":"Purchase"'
}
