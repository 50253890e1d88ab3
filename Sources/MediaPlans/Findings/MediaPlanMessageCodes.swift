import Streams

extension MessageCode {
    /// A line of a grid is not what `xlsx2tsv --grid` writes.
    public static let malformedGrid = MessageCode(rawValue: "malformed-grid")
    /// A line of records is not what the toolkit writes.
    public static let malformedRecord = MessageCode(rawValue: "malformed-record")
    /// CLIENT_ID names no client.
    public static let unknownClient = MessageCode(rawValue: "unknown-client")

    /// A rule of a client met nothing in the data that it was tried on.
    public static let ruleUnused = MessageCode(rawValue: "rule-unused")

    /// A column is read as another one, because that was proposed with a high score.
    public static let columnGuessed = MessageCode(rawValue: "column-guessed")
    /// A column is read as another one, because that was accepted before.
    public static let columnRemembered = MessageCode(rawValue: "column-remembered")
    /// Claude could not be asked.
    public static let noSuggestions = MessageCode(rawValue: "no-suggestions")
    /// A part of Claude's answer cannot be used.
    public static let unusableSuggestion = MessageCode(rawValue: "unusable-suggestion")

    // MARK: Sheets and regions

    /// No region was found on a platform's sheet, or in a whole workbook.
    public static let noRegion = MessageCode(rawValue: "no-region")
    /// A sheet holds a region, but its name is no platform's: it was not read.
    public static let sheetIgnored = MessageCode(rawValue: "sheet-ignored")
    /// A platform's sheet is hidden; it was read.
    public static let hiddenSheet = MessageCode(rawValue: "hidden-sheet")
    /// Columns of a region are hidden; they were read.
    public static let hiddenColumns = MessageCode(rawValue: "hidden-columns")
    /// Rows inside a region are hidden; they were read.
    public static let hiddenRows = MessageCode(rawValue: "hidden-rows")
    /// Two sheets of a workbook are the same platform's; both were read.
    public static let platformTwice = MessageCode(rawValue: "platform-twice")
    /// There are several versions of one sheet or plan; they are not added up.
    public static let versionsUnclear = MessageCode(rawValue: "versions-unclear")
    /// Parts of a fence are missing.
    public static let fenceGap = MessageCode(rawValue: "fence-gap")
    /// A region has no fence at all.
    public static let fenceMissing = MessageCode(rawValue: "fence-missing")
    /// The row under a row of START is no header that is known.
    public static let headerUnknown = MessageCode(rawValue: "header-unknown")
    /// A plan was given as a report, or a report as a plan.
    public static let wrongKind = MessageCode(rawValue: "wrong-kind")
    /// A row is a total over more than the lines of the file; they are not held against it.
    public static let otherTotal = MessageCode(rawValue: "other-total")
    /// Nothing says the currency of a report's amounts.
    public static let currencyAssumed = MessageCode(rawValue: "currency-assumed")
    /// A report names no spend, and its budget is taken.
    public static let budgetAsSpend = MessageCode(rawValue: "budget-as-spend")
    /// The header stands again among the lines.
    public static let headerRepeated = MessageCode(rawValue: "header-repeated")
    /// Two header cells of one row name the same column.
    public static let columnTwice = MessageCode(rawValue: "column-twice")
    /// A column that figures are made of is not in the header.
    public static let columnMissing = MessageCode(rawValue: "column-missing")
    /// Measures of periods are summed in one record for each row, which has a measure without a period.
    public static let periodsSummed = MessageCode(rawValue: "periods-summed")
    /// A measure of whole rows stands beside measures by market: nobody says how much of it is a market's.
    public static let measureUnparted = MessageCode(rawValue: "measure-unparted")
    /// Measures are under groups of columns that are not known.
    public static let groupsUnclear = MessageCode(rawValue: "groups-unclear")
    /// A number is merged over lines of several markets or stages: it counts in the first.
    public static let mergedNumber = MessageCode(rawValue: "merged-number")
    /// A column holds values under an empty header cell.
    public static let columnUnnamed = MessageCode(rawValue: "column-unnamed")
    /// A cell of a brand-lift table is neither a number nor a known word.
    public static let liftUnclear = MessageCode(rawValue: "lift-unclear")
    /// Reports were asked for brand lift, and have no such table.
    public static let noBrandLift = MessageCode(rawValue: "no-brand-lift")
    /// A region has no lines.
    public static let regionEmpty = MessageCode(rawValue: "region-empty")
    /// Another region begins beside one, which is not read.
    public static let regionBeside = MessageCode(rawValue: "region-beside")
    /// A line or column sums others up: it is not read.
    public static let totalPassed = MessageCode(rawValue: "total-passed")
    /// A row says that it is a total, and the lines do not add up to it.
    public static let totalMismatch = MessageCode(rawValue: "total-mismatch")
    /// A line is the sum of those before it and does not say so; it was read.
    public static let totalUnsaid = MessageCode(rawValue: "total-unsaid")
    /// A table without a fence gives way to a region or a better header on its sheet.
    public static let tableSkipped = MessageCode(rawValue: "table-skipped")
    /// The head of a sheet gives its lines what the table has no column for.
    public static let headValue = MessageCode(rawValue: "head-value")
    /// A row outside of the fence looks like a line.
    public static let lineOutside = MessageCode(rawValue: "line-outside")
    /// Rows with numbers under a table without a fence are not lines of it.
    public static let rowsUnlike = MessageCode(rawValue: "rows-unlike")
    /// A row of END, or a line, holds what belongs into the other.
    public static let markerAmongData = MessageCode(rawValue: "marker-among-data")

    /// A header gives its numbers a unit; they were multiplied by it.
    public static let unitScaled = MessageCode(rawValue: "unit-scaled")
    /// A header may give its numbers a unit: they are in no figure.
    public static let unitUnclear = MessageCode(rawValue: "unit-unclear")
    /// Numbers are too large for the unit that their header names: they are taken as unknown.
    public static let unitContradicts = MessageCode(rawValue: "unit-contradicts")
    /// A region beside its members is their sum: a control total, and not a market.
    public static let regionTotal = MessageCode(rawValue: "region-total")
    /// A region beside its members is not their sum: it counts in no figure.
    public static let regionBesideMembers = MessageCode(rawValue: "region-beside-members")

    // MARK: Cells

    /// Cells hold a word for "no value".
    public static let unknownValue = MessageCode(rawValue: "unknown-value")
    /// Cells hold an error.
    public static let errorValue = MessageCode(rawValue: "error-value")
    /// Formulas were saved without their values.
    public static let uncalculatedValue = MessageCode(rawValue: "uncalculated-value")
    /// A cell that should hold a number does not.
    public static let notANumber = MessageCode(rawValue: "not-a-number")
    /// A cell that should hold a date does not.
    public static let notADate = MessageCode(rawValue: "not-a-date")
    /// A month has no year: no dates are taken from it.
    public static let monthWithoutYear = MessageCode(rawValue: "month-without-year")
    /// A date lies before 1990 or after 2100.
    public static let dateOutOfRange = MessageCode(rawValue: "date-out-of-range")
    /// A number or a date stands in a cell as text, or a date as a bare number; it was read.
    public static let storedOtherwise = MessageCode(rawValue: "stored-otherwise")
    /// A percentage above 1 where fractions are meant.
    public static let percentAboveOne = MessageCode(rawValue: "percent-above-one")
    /// A market's name is not known.
    public static let marketUnknown = MessageCode(rawValue: "market-unknown")
    /// A line names no market.
    public static let marketMissing = MessageCode(rawValue: "market-missing")
    /// Cells are merged with those above; each line reads what stands there.
    public static let mergedCell = MessageCode(rawValue: "merged-cell")
    /// A line's stage is not known.
    public static let stageUnknown = MessageCode(rawValue: "stage-unknown")
    /// A line names no stage.
    public static let stageMissing = MessageCode(rawValue: "stage-missing")
    /// PLATFORM says another platform than the sheet.
    public static let platformMismatch = MessageCode(rawValue: "platform-mismatch")
    /// PLATFORM holds a name that is no platform's.
    public static let platformUnknown = MessageCode(rawValue: "platform-unknown")
    /// The name of a reach-and-frequency metric is not understood.
    public static let metricUnknown = MessageCode(rawValue: "metric-unknown")
    /// No source profile has the name that was asked for.
    public static let unknownSource = MessageCode(rawValue: "unknown-source")
    /// Several source profiles match a sheet.
    public static let severalSources = MessageCode(rawValue: "several-sources")
    /// The platform of a file's lines is not known.
    public static let noPlatform = MessageCode(rawValue: "no-platform")
    /// A name is not put together as its source profile says.
    public static let nameUnclear = MessageCode(rawValue: "name-unclear")
    /// A line names another currency than its column's header.
    public static let currencyConflict = MessageCode(rawValue: "currency-conflict")
    /// Amounts could not be brought to the plan's currency.
    public static let currencyUnknown = MessageCode(rawValue: "currency-unknown")
    /// Amounts were converted.
    public static let currencyConverted = MessageCode(rawValue: "currency-converted")
    /// A line of a table of text has more fields than the header, so that they may have slipped.
    public static let lineTooWide = MessageCode(rawValue: "line-too-wide")
}
