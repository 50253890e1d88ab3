#!/usr/bin/env bats
# What the README tells users to type works, with the programs that it names.

bats_require_minimum_version 1.5.0

setup() {
    load helpers
    export PATH=$root/.build/python/bin:$PATH PYTHONPATH=$root/.build/python
    cd "$BATS_TEST_TMPDIR"
    cp "$root"/Tests/Samples/PLANNED*.xlsx plan.xlsx
    cp "$root"/Tests/Samples/DELIVERED*.xlsx report.xlsx
    cp "$root"/Tests/Samples/OUTPUT*.xlsx template.xlsx
}

# recipe TEXT: the block of code behind the line of the README that has the text, without its fence.
recipe() {
    awk -v text="$1" 'index($0, text) { found = 1 } found && /^```/ { if (inside) exit; inside = 1; next } inside' "$root/README.md"
}

# paste TEXT: runs the recipe. 1 is done, with findings.
paste_recipe() {
    recipe "$1" >recipe.sh
    [ -s recipe.sh ]
    run bash -e recipe.sh
    if ((status > 1)); then echo "$output"; return 1; fi
}

@test "Miller sums the budget that another program sums" {
    command -v mlr >/dev/null || skip "Miller is missing"
    paste_recipe 'with Miller'
    [[ $output == *Morocco* ]]
    mp-extract --planned plan.xlsx >plan.tsv 2>/dev/null || [ $? -eq 1 ]
    expected=$(python3 -c 'import csv; print(round(sum(float(r["BUDGET_LOCAL"]) for r in csv.DictReader(open("plan.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE) if r["MARKET"] == "Morocco" and r["BUDGET_LOCAL"]), 2))')
    [[ $(awk '$1 == "Morocco" { printf "%.2f", $2 }' <<<"$output") == $(printf %.2f "$expected") ]]
}

@test "DuckDB reads records" {
    duckdb -c "select 1" >/dev/null 2>&1 || skip "DuckDB is missing"
    paste_recipe 'with DuckDB'
    [[ $output == *Morocco* && $output == *PLANNED* && $output == *"DELIVERED MEDIA"* ]]
}

@test "PostgreSQL copies records in" {
    start_postgresql || skip "the PostgreSQL server is missing"
    status=0
    recipe 'Into PostgreSQL' >recipe.sh
    bash recipe.sh 2>said || status=$?
    rows=$(psql -At -c 'select count(*) from records' || true)
    unknown=$(psql -At -c 'select count(*) from records where "BUDGET_LOCAL" is null' || true)
    stop_postgresql
    cat said
    [ "$status" -le 1 ]
    [ "$rows" -gt 0 ]
    [ "$rows" -eq "$(($(wc -l <records.tsv) - 1))" ]
    column=$(head -n 1 records.tsv | tr '\t' '\n' | grep -nx BUDGET_LOCAL | cut -d: -f1)
    [ "$unknown" -eq "$(tail -n +2 records.tsv | cut -f "$column" | grep -c '^$')" ]
}

@test "the line for cron runs the workflow" {
    mkdir -p my-client/input
    cp "$root"/Tests/Samples/*.xlsx my-client/input/
    # cron knows few folders: the line above names the one that scripts/install uses.
    [[ $(recipe 'from cron' | head -n 1) == PATH=/usr/local/bin:* ]]
    line=$(recipe 'from cron' | tail -n 1)
    # Minute, hour, days and months stand before the command, which cron gives to a shell.
    [[ $line =~ ^([0-9*,/-]+\ +){5}(.*)$ ]]
    status=0
    HOME=$PWD sh -c "${BASH_REMATCH[2]}" || status=$?
    [ "$status" -le 1 ]
    ls my-client/output/final_mapped_*.xlsx
    [ -s my-client/cron.log ]
}

@test "a batch runs every client" {
    command -v parallel >/dev/null || skip "GNU parallel is missing"
    for client in one 'the other'; do
        mkdir -p "clients/$client/input"
        cp "$root"/Tests/Samples/*.xlsx "clients/$client/input/"
    done
    HOME=$PWD run bash -c "$(recipe 'Every client below')"
    ls clients/one/output/final_mapped_*.xlsx clients/'the other'/output/final_mapped_*.xlsx
}

@test "the tools compose as shown" {
    sed -n '/^They compose:/,/^Every tool/s/^    //p' "$root/README.md" >lines
    [ "$(wc -l <lines)" -ge 5 ]
    while IFS= read -r line; do
        run bash -o pipefail -c "$line"
        if ((status > 1)); then printf '%s\n%s\n' "$line" "$output"; return 1; fi
    done <lines
    [ -s tracker.xlsx ]
}

@test "links lead to files, and every tool and script with a manual page has its line" {
    grep -o '](\([^)]*\))' "$root"/README.md "$root"/CONTRIBUTING.md | sed 's/.*](\(.*\))/\1/' | grep -v '^http' | while IFS='#' read -r path heading; do
        [ -e "$root/$path" ] || { echo "no $path"; exit 1; }
        [ -z "$heading" ] || grep -qix "#* ${heading//-/ }" "$root/$path" || { echo "no heading $heading in $path"; exit 1; }
    done
    for page in "$root"/man/*.1; do
        name=$(basename "$page" .1)
        grep -q "^| \`$name\` |" "$root/README.md" || { echo "no line for $name"; exit 1; }
    done
}

@test "the demo names the tracker that it made, and shows its main figures" {
    # Twice: the second run is the newer one.
    demo "$BATS_TEST_TMPDIR/a demo" >/dev/null
    run --separate-stderr demo "$BATS_TEST_TMPDIR/a demo"
    ((status == 0 || status == 1))
    tracker=$(sed -n 's/^Tracker:  //p' <<<"$output")
    [[ -s $tracker && $tracker == *_"$(MP_HOME="$BATS_TEST_TMPDIR/a demo" mp-ledger last | cut -f 1)".xlsx ]]
    for platform in DV360 META TIKTOK; do grep -q "^  $platform .*TOTAL" <<<"$output"; done
    # Nothing but the screen: messages are in a file.
    [[ -z $stderr && -s "$BATS_TEST_TMPDIR/a demo/messages.txt" ]] || { echo "$stderr"; return 1; }
    run -64 demo --no-such-option
}
