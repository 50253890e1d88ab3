#!/usr/bin/env bats
# A campaign of sixty days in daily exports of three platforms, whose truth is known (Tests/Oracle/daily_campaign.py).

bats_require_minimum_version 1.5.0

setup() {
    load helpers
    oracle=$root/Tests/Oracle
}

@test "what changed between two exports is found to the cell, and nothing else" {
    for seed in 1 2 3; do
        run python3 "$oracle/daily_changes.py" "$MP_BIN" "$seed"
        status_is 0
    done
}

@test "the workflow compares with the run before of the same plan, and writes the changes" {
    home=$BATS_TEST_TMPDIR/home
    mkdir -p "$home/input"
    cp "$samples"/OUTPUT_TEMPLATE* "$home/input/"
    python3 -c "import sys; sys.path.insert(0, '$oracle'); import daily_campaign as d; d.write('$home/input', *d.campaign(1, 40))"
    cd "$home"
    run run-complete-workflow --progress never
    ((status <= 1))
    first=$(newest_run .)
    run ! compgen -G "output/*_CHANGES.ndjson"
    run run-complete-workflow --progress never
    ((status <= 1))
    second=$(newest_run .)
    # The same reports again: compared, and equal.
    [[ $(wc -l <"output/final_mapped_${second}_CHANGES.ndjson") == 1 ]]
    grep -q '"equal":[1-9]' "output/final_mapped_${second}_CHANGES.ndjson"
    python3 -c "import sys; sys.path.insert(0, '$oracle'); import daily_campaign as d; p, l = d.campaign(1, 40); d.write('$home/input', p, d.restated(l)[0])"
    run run-complete-workflow --progress never
    ((status <= 1))
    third=$(newest_run .)
    grep -q "compared with output/COMBINED_$second.tsv: .* changed" "output/final_mapped_${third}_VALIDATION_REPORT.txt"
    grep -q "^WARNING lines-changed" "output/final_mapped_${third}_VALIDATION_REPORT.txt"
    # Run again with the same reports, it is still compared with a run that read others.
    run run-complete-workflow --dry-run
    says "earlier   output/COMBINED_$second.tsv"
    # Another client or month, or records that were changed, are not compared.
    run run-complete-workflow --dry-run --month 2026-04
    says "earlier   no earlier run"
    echo x >>"output/COMBINED_$second.tsv"
    run run-complete-workflow --dry-run
    says "earlier   output/COMBINED_$first.tsv"
}

@test "trackers of a part of the campaign and records by day, week and month are those of a separate computation" {
    run python3 "$oracle/daily_months.py" "$MP_BIN" 3 "$samples"/OUTPUT_TEMPLATE*
    status_is 0
}

@test "the workflow fills a tracker of a month, and the audit agrees" {
    home=$BATS_TEST_TMPDIR/home
    mkdir -p "$home/input"
    cp "$samples"/OUTPUT_TEMPLATE* "$home/input/"
    python3 "$oracle/daily_campaign.py" "$home/input"
    cd "$home"
    run run-complete-workflow --month 2026-04 --progress never
    ((status <= 1))
    run ! grep -E "^ERROR (figure|formula|raw-data)" output/*_VALIDATION_REPORT.txt
    grep -q "figures are of 2026-04-01 to 2026-04-30" output/*_VALIDATION_REPORT.txt
    grep -q "^Days      2026-04-01 to 2026-04-30" output/*_COMPREHENSIVE_REPORT.txt
    grep -q "^place.DV360.UAE.Awareness.*2026-04-30" output/*_PACING.tsv
    run mp-ledger daily
    says "pacing: "
    run mp-ledger pacing
    says " of the plan to date (data to 2026-04-30); "
}

@test "pacing is that of a separate computation, for several days, weights and forms" {
    for seed in 3 4; do
        run python3 "$oracle/daily_pacing.py" "$MP_BIN" "$seed"
        status_is 0
    done
}
