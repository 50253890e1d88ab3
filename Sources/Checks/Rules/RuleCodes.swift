import Streams

/// The codes of the rules. What a rule shares with reading workbooks has the code that reading gives it:
/// `stage-unknown`, `stage-missing`, `market-unknown`, `market-missing`, `platform-mismatch`, `percent-above-one`,
/// `metric-unknown`.
extension MessageCode {
    // MARK: One record

    public static let malformedValue = MessageCode(rawValue: "malformed-value")
    public static let requiredMissing = MessageCode(rawValue: "required-missing")
    public static let marketSpelling = MessageCode(rawValue: "market-spelling")
    public static let negativeValue = MessageCode(rawValue: "negative-value")
    public static let clicksExceedImpressions = MessageCode(rawValue: "clicks-exceed-impressions")
    public static let viewsExceedImpressions = MessageCode(rawValue: "views-exceed-impressions")
    public static let reachExceedsImpressions = MessageCode(rawValue: "reach-exceeds-impressions")
    public static let reachExceedsPopulation = MessageCode(rawValue: "reach-exceeds-population")
    public static let rateContradicts = MessageCode(rawValue: "rate-contradicts")
    public static let spendWithoutImpressions = MessageCode(rawValue: "spend-without-impressions")
    public static let dateOrder = MessageCode(rawValue: "date-order")
    public static let dateMissing = MessageCode(rawValue: "date-missing")
    public static let duplicateLine = MessageCode(rawValue: "duplicate-line")

    // MARK: Lines against each other

    public static let flightOutside = MessageCode(rawValue: "flight-outside")
    public static let outlier = MessageCode(rawValue: "outlier")
    public static let percentScale = MessageCode(rawValue: "percent-scale")
    public static let currencyMixed = MessageCode(rawValue: "currency-mixed")
    public static let currencyByMarket = MessageCode(rawValue: "currency-by-market")
    public static let marketNotDelivered = MessageCode(rawValue: "market-not-delivered")
    public static let marketNotPlanned = MessageCode(rawValue: "market-not-planned")
    public static let columnNarrow = MessageCode(rawValue: "column-narrow")
    public static let columnHidden = MessageCode(rawValue: "column-hidden")
    public static let formatMisleads = MessageCode(rawValue: "format-misleads")
    public static let rowFarDown = MessageCode(rawValue: "row-far-down")
    public static let platformCopied = MessageCode(rawValue: "platform-copied")
    public static let gridSumDiffers = MessageCode(rawValue: "grid-sum-differs")
    public static let campaignReachDiffers = MessageCode(rawValue: "campaign-reach-differs")
    public static let campaignReachAboveStages = MessageCode(rawValue: "campaign-reach-above-stages")
    public static let ratioUnlike = MessageCode(rawValue: "ratio-unlike")
    public static let platformNotDelivered = MessageCode(rawValue: "platform-not-delivered")
    public static let platformNotPlanned = MessageCode(rawValue: "platform-not-planned")
    public static let platformInTwoFiles = MessageCode(rawValue: "platform-in-two-files")
    public static let campaignNotCompared = MessageCode(rawValue: "campaign-not-compared")
    public static let campaignDiffers = MessageCode(rawValue: "campaign-differs")
    public static let actualEqualsPlan = MessageCode(rawValue: "actual-equals-plan")
    public static let sumBesideParts = MessageCode(rawValue: "sum-beside-parts")
    public static let lineRepeated = MessageCode(rawValue: "line-repeated")
    public static let impressionsWithoutSpend = MessageCode(rawValue: "impressions-without-spend")
    public static let reportedColumnMissing = MessageCode(rawValue: "reported-column-missing")
    public static let stageNotDelivered = MessageCode(rawValue: "stage-not-delivered")
    public static let stageRepeated = MessageCode(rawValue: "stage-repeated")
    public static let overspend = MessageCode(rawValue: "overspend")
    public static let planWithoutBudget = MessageCode(rawValue: "plan-without-budget")

    // MARK: Reach and frequency

    public static let reachTableMissing = MessageCode(rawValue: "reach-table-missing")
    public static let reachUnknown = MessageCode(rawValue: "reach-unknown")
    public static let reachMarketUnknown = MessageCode(rawValue: "reach-market-unknown")
    public static let reachIncomplete = MessageCode(rawValue: "reach-incomplete")
    public static let resultsZero = MessageCode(rawValue: "results-zero")
    public static let reachTiny = MessageCode(rawValue: "reach-tiny")
    public static let reachCopied = MessageCode(rawValue: "reach-copied")
    public static let clicksEqualReach = MessageCode(rawValue: "clicks-equal-reach")
    public static let stageReachExceedsCampaign = MessageCode(rawValue: "stage-reach-exceeds-campaign")
    public static let reachAboveStages = MessageCode(rawValue: "reach-above-stages")
    public static let frequencyContradicts = MessageCode(rawValue: "frequency-contradicts")
    public static let metricRepeated = MessageCode(rawValue: "metric-repeated")

    // MARK: Control totals

    public static let controlTotalDiffers = MessageCode(rawValue: "control-total-differs")
    public static let controlTotalSum = MessageCode(rawValue: "control-total-sum")
    public static let controlTotalWithoutLines = MessageCode(rawValue: "control-total-without-lines")
    public static let controlTotalMissing = MessageCode(rawValue: "control-total-missing")

    // MARK: Trackers

    public static let figureWrong = MessageCode(rawValue: "figure-wrong")
    public static let figureMissing = MessageCode(rawValue: "figure-missing")
    public static let figureUncalculated = MessageCode(rawValue: "figure-uncalculated")
    public static let figureRounded = MessageCode(rawValue: "figure-rounded")
    public static let figureUnlabelled = MessageCode(rawValue: "figure-unlabelled")
    public static let figureBeside = MessageCode(rawValue: "figure-beside")
    public static let lineageDiffers = MessageCode(rawValue: "lineage-differs")
    public static let formulaDiffers = MessageCode(rawValue: "formula-differs")
    public static let formulaPartial = MessageCode(rawValue: "formula-partial")
    public static let formulaUnlike = MessageCode(rawValue: "formula-unlike-label")
    public static let formulaGone = MessageCode(rawValue: "formula-gone")
    public static let insightsText = MessageCode(rawValue: "insights-text")
    public static let formulaUnknown = MessageCode(rawValue: "formula-unknown")
    public static let figureUnexplained = MessageCode(rawValue: "figure-unexplained")
    public static let marketNotShown = MessageCode(rawValue: "market-not-shown")
    public static let platformNotShown = MessageCode(rawValue: "platform-not-shown")
    public static let sheetCopied = MessageCode(rawValue: "sheet-copied")
    public static let structureBroken = MessageCode(rawValue: "structure-broken")
    public static let headDiffers = MessageCode(rawValue: "head-differs")
    public static let rawDataDiffers = MessageCode(rawValue: "raw-data-differs")
    public static let labelMisleads = MessageCode(rawValue: "label-misleads")
    public static let templateChanged = MessageCode(rawValue: "template-changed")

    // MARK: Earlier records

    public static let linesChanged = MessageCode(rawValue: "lines-changed")
    public static let linesGone = MessageCode(rawValue: "lines-gone")
    public static let linesNew = MessageCode(rawValue: "lines-new")
    public static let linesLater = MessageCode(rawValue: "lines-later")
    public static let earlierNotCompared = MessageCode(rawValue: "earlier-not-compared")

    // MARK: Pacing

    public static let pacingUnder = MessageCode(rawValue: "pacing-under")
    public static let pacingOver = MessageCode(rawValue: "pacing-over")
    public static let pacingDaysMissing = MessageCode(rawValue: "pacing-days-missing")
    public static let pacingUnknown = MessageCode(rawValue: "pacing-unknown")

    // MARK: The whole

    public static let nothingToCheck = MessageCode(rawValue: "nothing-to-check")
    public static let baselineExpired = MessageCode(rawValue: "baseline-expired")
    public static let comparisonCut = MessageCode(rawValue: "comparison-cut")
}
