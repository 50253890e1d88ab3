/// The codes of all that the steps of a run may report, for rules that name one.
///
/// A table of its own, because this room knows none of those that report; a test holds it against their codes.
public enum FindingCodes {
    public static let all: [String] = text.split(separator: " ").map(String.init)

    private static let text = """
        actual-equals-plan ambiguous-platform archive-bomb audience-kept baseline-expired blank-header-row \
        broken-block broken-output budget-as-spend built-on-own-sheet calculated-by-hand campaign-differs \
        campaign-not-compared campaign-reach-above-stages campaign-reach-differs cannot-read cannot-write \
        clicks-equal-reach clicks-exceed-impressions column-guessed column-hidden column-missing column-narrow \
        column-remembered column-twice column-unnamed columns-added comparison-cut contradicting-reports \
        control-total-differs control-total-missing control-total-sum control-total-without-lines converted-file \
        copy-removed corrupt-workbook counted-reference coverage covered-cell cpc-range cpm-range ctr-high \
        currency-assumed currency-by-market currency-conflict currency-converted currency-mixed currency-unknown \
        damaged-file date-missing date-order date-out-of-range delivered-not-planned disordered-rows doubtful-dates \
        duplicate-block duplicate-days duplicate-label duplicate-line earlier-not-compared encrypted-workbook \
        error-value fence-gap fence-missing figure-beside figure-missing figure-rounded figure-uncalculated \
        figure-unexplained figure-unlabelled figure-wrong flight-outside foreign-currency format-misleads \
        format-shows-other formula-differs formula-gone formula-guarded formula-not-calculated formula-partial \
        formula-replaced formula-unknown formula-unlike-label frequency-contradicts frequency-high frequency-low \
        grid-sum-differs group-unclear grouped-evenly grouped-without groups-unclear head-differs head-value \
        header-repeated header-unknown hidden-columns hidden-days hidden-rows hidden-sheet hidden-times \
        ill-formed-values impressions-without-spend insights-text internal-error label-misleads lift-unclear \
        line-outside line-repeated line-too-wide lineage-differs lines-changed lines-gone lines-later lines-new \
        long-numbers malformed-configuration malformed-grid malformed-record malformed-request malformed-table \
        malformed-value marker-among-data market-missing market-not-delivered market-not-planned market-not-shown \
        market-spelling market-unknown markets-left-out measure-unparted member-ignored memory-limit \
        merge-not-filled merged-cell merged-number metric-repeated metric-unknown missing-shared-strings \
        mixed-currencies month-without-year name-too-long name-unclear narrow-column negative-value newest-taken \
        no-block-for-platform no-brand-lift no-cell-for-head no-columns-for-market no-head-label no-key no-lineage \
        no-platform no-platform-block no-records no-records-for-block no-records-for-market no-records-for-row \
        no-records-for-stage no-region no-row-for-figure no-row-for-records no-row-for-stage no-rules no-such-range \
        no-such-sheet no-suggestions not-a-date not-a-number not-a-workbook not-a-worksheet nothing-to-check \
        nothing-to-write null-character open-question other-encoding other-format other-total outlier outside-flight \
        overspend own-sheet-additions pacing-days-missing pacing-over pacing-under pacing-unknown partial-budget \
        percent-above-one percent-scale period-cut period-left-out period-unclear period-unknown periods-summed \
        pictures-in-cells pivot-to-refresh plan-without-budget planned-not-delivered platform-copied \
        platform-in-two-files platform-mismatch platform-not-delivered platform-not-planned platform-not-shown \
        platform-twice platform-unknown protected-sheet rate-contradicts ratio-unlike raw-data-differs \
        reach-above-stages reach-copied reach-exceeds-impressions reach-exceeds-population reach-incomplete \
        reach-market-unknown reach-table-missing reach-tiny reach-unknown record-without-market record-without-stage \
        refused-error region-beside region-beside-members region-empty region-total repaired-text \
        reported-column-missing required-missing results-zero rounds-to-shown row-far-down rows-unlike rule-unused \
        rules-moved service-refused service-unavailable several-sources sheet-copied sheet-ignored signed-template \
        spend-without-impressions stage-missing stage-not-delivered stage-reach-exceeds-campaign stage-repeated \
        stage-unknown stale-formulas stale-value stored-otherwise structure-broken sum-beside-parts summary-missing \
        table-skipped template-changed template-filled text-cut too-large-for-sheet too-wide-apart total-mismatch \
        total-passed total-unsaid truncated-workbook trying-again uncalculated-formulas uncalculated-value \
        uneditable-cell unit-contradicts unit-scaled unit-unclear unknown-client unknown-counted unknown-label \
        unknown-metric unknown-platform unknown-source unknown-value unlike-markets unreadable-kind unsafe-key \
        untrusted-service unusable-answer unusable-suggestion usage values-chosen version-left-out versions-unclear \
        views-exceed-impressions wrong-dimension wrong-kind
        """
}
