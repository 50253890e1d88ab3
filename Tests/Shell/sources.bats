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

teardown() { tmux -S "$BATS_TEST_TMPDIR/tmux" kill-server 2>/dev/null || :; }

# in_terminal LINE…: types the lines into a shell in a terminal of tmux(1), each once the terminal asks for it, until the command of the first line
# has ended. What the terminal showed is in the file "shown", its last screen in "screen".
in_terminal() {
    local socket=$BATS_TEST_TMPDIR/tmux line question
    mkfifo stream
    printf 'PS1="ready> "\ncd %q\nPATH=%q\nexport MP_BIN=%q NO_COLOR=1\n' "$home" "$PATH" "$MP_BIN" >rc
    tmux -S "$socket" -f /dev/null new-session -d -s mp -c "$home" -x 200 -y 50 "bash -c 'read -r; exec bash --noprofile --rcfile rc -i'"
    # The shell begins with an Enter: nothing is shown before the pipe is there.
    tmux -S "$socket" pipe-pane -t mp "exec cat >$home/stream"
    exec 7<stream
    tmux -S "$socket" send-keys -t mp Enter
    : >shown
    for line; do
        # The shell's prompt, or the end of a question, which is its proposal in brackets.
        until [[ $question =~ (ready\>|\])\ $ ]]; do
            IFS= read -r -n 1 -d '' -t 60 -u 7 letter || { tmux -S "$socket" kill-server; cat shown; return 1; }
            question+=$letter
            printf %s "$letter" >>shown
        done
        question=
        tmux -S "$socket" send-keys -t mp -l "$line"
        tmux -S "$socket" send-keys -t mp Enter
    done
    until [[ $question == *'ready> ' ]]; do
        IFS= read -r -n 1 -d '' -t 120 -u 7 letter || { tmux -S "$socket" kill-server; cat shown; return 1; }
        question+=$letter
        printf %s "$letter" >>shown
    done
    exec 7<&-
    tmux -S "$socket" capture-pane -p -t mp >screen
    tmux -S "$socket" kill-server
}

@test "from an unknown export to a filled tracker, typed into a terminal of tmux" {
    command -v tmux >/dev/null || skip "tmux is missing; scripts/install-dependencies --for-tests installs it"
    cp "$samples"/PLANNED_*.xlsx "$samples"/OUTPUT_TEMPLATE_*.xlsx input/
    printf '%s\n' 'Anzeige;Zone;Ziel;Stichtag;Bezahlt;Einblendungen;Tipper' \
        'Bright Morning;KSA;Marke;2026-04-07;1.234,50;2000000;700' \
        'Bright Morning;KSA;Marke;2026-04-08;765,50;1000000;300' \
        'Bright Morning;Egypt;Verkauf;2026-04-07;111,25;400000;2500' >input/DELIVERED_agentur.csv
    typed=('add-source input/DELIVERED_agentur.csv' '' '' Meta '' 1 3 5 6 7 '' 4 '' '' '' USD Awareness Purchase)
    in_terminal "${typed[@]}"
    output=$(<screen)
    says 'SUM OF 3'
    says '100 %'
    # A minute of typing, two keys a second.
    keys=$(printf '%s\n' "${typed[@]:1}" | wc -c)
    ((keys < 120))
    rm stream
    in_terminal run-complete-workflow
    output=$(<shown)
    [[ $output == *'Tracker   output/final_mapped_'* ]] || { printf '%s\n' "$output"; return 1; }
    # KSA: 1234.50 + 765.50 and 2000000 + 1000000. Egypt: 111.25.
    run xlsx2tsv --all-sheets --grid output/final_mapped_*[0-9].xlsx
    for number in 2000 3000000 111.25; do [[ $output =~ [,:\[]${number}[],}] ]] || { echo "no $number"; return 1; }; done
}
