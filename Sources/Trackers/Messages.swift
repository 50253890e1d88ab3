import Streams

extension MessageCode {
    // Template
    public static let noPlatformBlock = MessageCode(rawValue: "no-platform-block")
    public static let brokenBlock = MessageCode(rawValue: "broken-block")
    public static let unknownPlatform = MessageCode(rawValue: "unknown-platform")
    public static let ambiguousPlatform = MessageCode(rawValue: "ambiguous-platform")
    public static let unknownLabel = MessageCode(rawValue: "unknown-label")
    public static let protectedSheet = MessageCode(rawValue: "protected-sheet")
    public static let signedTemplate = MessageCode(rawValue: "signed-template")
    public static let builtOnOwnSheet = MessageCode(rawValue: "built-on-own-sheet")
    public static let ownSheetAdditions = MessageCode(rawValue: "own-sheet-additions")
    public static let duplicateLabel = MessageCode(rawValue: "duplicate-label")
}

extension MessageCode {
    // Records and template
    public static let noBlockForPlatform = MessageCode(rawValue: "no-block-for-platform")
    public static let duplicateBlock = MessageCode(rawValue: "duplicate-block")
    public static let noRecordsForBlock = MessageCode(rawValue: "no-records-for-block")
    public static let columnsAdded = MessageCode(rawValue: "columns-added")
    public static let countedReference = MessageCode(rawValue: "counted-reference")
    public static let hiddenColumns = MessageCode(rawValue: "hidden-columns")
    public static let noColumnsForMarket = MessageCode(rawValue: "no-columns-for-market")
    public static let noRecordsForMarket = MessageCode(rawValue: "no-records-for-market")
    public static let noRowForStage = MessageCode(rawValue: "no-row-for-stage")
    public static let noRowForFigure = MessageCode(rawValue: "no-row-for-figure")
    public static let noHeadLabel = MessageCode(rawValue: "no-head-label")
    public static let noCellForHead = MessageCode(rawValue: "no-cell-for-head")
    public static let coveredCell = MessageCode(rawValue: "covered-cell")
    public static let formulaReplaced = MessageCode(rawValue: "formula-replaced")
    public static let formulaDiffers = MessageCode(rawValue: "formula-differs")
    public static let formulaGuarded = MessageCode(rawValue: "formula-guarded")
    public static let unknownCounted = MessageCode(rawValue: "unknown-counted")
    public static let staleValue = MessageCode(rawValue: "stale-value")
    public static let copyRemoved = MessageCode(rawValue: "copy-removed")
    public static let pivotToRefresh = MessageCode(rawValue: "pivot-to-refresh")
    public static let calculatedByHand = MessageCode(rawValue: "calculated-by-hand")
    public static let roundsToShown = MessageCode(rawValue: "rounds-to-shown")
    public static let formulaNotCalculated = MessageCode(rawValue: "formula-not-calculated")

    // Records
    public static let noLineage = MessageCode(rawValue: "no-lineage")
    public static let valuesChosen = MessageCode(rawValue: "values-chosen")
    public static let noRecords = MessageCode(rawValue: "no-records")
    public static let recordWithoutMarket = MessageCode(rawValue: "record-without-market")
    public static let recordWithoutStage = MessageCode(rawValue: "record-without-stage")
    public static let unknownMetric = MessageCode(rawValue: "unknown-metric")
    public static let plannedNotDelivered = MessageCode(rawValue: "planned-not-delivered")
    public static let deliveredNotPlanned = MessageCode(rawValue: "delivered-not-planned")
    public static let mixedCurrencies = MessageCode(rawValue: "mixed-currencies")
    public static let foreignCurrency = MessageCode(rawValue: "foreign-currency")
    public static let contradictingReports = MessageCode(rawValue: "contradicting-reports")
    public static let partialBudget = MessageCode(rawValue: "partial-budget")
    public static let summaryMissing = MessageCode(rawValue: "summary-missing")
    public static let ratioUnlike = MessageCode(rawValue: "ratio-unlike")
    public static let unlikeMarkets = MessageCode(rawValue: "unlike-markets")
}
