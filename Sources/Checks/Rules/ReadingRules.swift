import MediaPlans
import Streams

extension RuleBook {
    /// Message codes that reading workbooks may report and that are not rules.
    static let withoutRule = [
        "baseline-expired", "disordered-rows", "merged-cell", "missing-shared-strings", "rule-unused", "stale-formulas",
        "uncalculated-formulas", "wrong-dimension",
    ]

    /// What reading plans and reports has to say, under the codes that it has there.
    static let reading: [Rule] = [
        Rule(
            .sheetIgnored, .warning, "A region on a sheet that is no platform's",
            "The sheet's name is no platform's, so that it was not read."),
        Rule(
            .coverage, .warning, "Numbers of the sources that were left out",
            "Numbers of the plans and reports are in no record and no control total."),
        Rule(
            .outsideFlight, .warning, "Lines of other days than the plan's",
            "Lines of a report are of days outside of the plan's flight; they count."),
        Rule(
            .duplicateDays, .error, "A day that is there twice",
            "Lines of reports are of the same day, market and name: exports overlap, and the later ones are not added."),
        Rule(
            .budgetAsSpend, .warning, "A budget taken for spend",
            "A report has no column of what was spent, and its budget, which may be a cap, is taken."),
        Rule(
            .hiddenSheet, .warning, "A hidden sheet with lines",
            "A platform's sheet is hidden; it was read like the others."),
        Rule(
            .hiddenColumns, .warning, "Hidden columns with numbers",
            "Columns of a region are hidden; they were read like the others."),
        Rule(
            .hiddenRows, .warning, "Hidden rows with lines",
            "Rows inside a region are hidden; they were read like the others."),
        Rule(
            .versionsUnclear, .error, "Versions side by side",
            "There are several versions of one sheet or plan. They are not added up, and nothing says which one counts."
        ),
        Rule(
            .tableSkipped, .note, "A table that gave way",
            "A table without a fence stands above the lines of its sheet; it was not read."),
        Rule(
            .headValue, .note, "A value of the sheet's head",
            "The head of a sheet gives its lines a value that the table has no column for."),
        Rule(
            .totalMismatch, .error, "A total that does not add up",
            "A row says that it is a total, and the lines do not come to it: a line is missing, or counted twice."),
        Rule(
            .totalUnsaid, .warning, "A line that is the sum of others",
            "A line is the sum of those before it and does not say so; it counts like the others."),
        Rule(
            .regionTotal, .warning, "A region that sums its members up",
            "The numbers of a region beside its members are their sum: it is a control total, and counts in no figure."),
        Rule(
            .unitScaled, .note, "Numbers in another unit",
            "A header or a metric's name gives its numbers a unit, such as (000) or M; they were multiplied by it."),
        Rule(
            .unitUnclear, .warning, "A unit that is not clear",
            "A header ends in what may be a unit, such as a bare M; its numbers are in no figure."),
        Rule(
            .liftUnclear, .warning, "Brand-lift results that cannot be read",
            "A cell of a brand-lift table is neither a number nor a word for no lift or not enough data; it is unknown."
        ),
        Rule(
            .unitContradicts, .error, "Numbers that do not fit their unit",
            "In the unit that the header names the number is more than any campaign has; it is taken as unknown."),
        Rule(
            .platformTwice, .warning, "Two sheets or tables of one platform", "The lines of both count."),
        Rule(
            .fenceGap, .warning, "The fence has gaps",
            "Parts of the markers START and END are missing; the region was found without them."),
        Rule(
            .fenceMissing, .warning, "No fence",
            "A region has no markers at all; its header and its first empty row bound it."),
        Rule(
            .headerUnknown, .error, "No header under START",
            "The row under the markers is no header that is known, so that the region was not read."),
        Rule(
            .headerRepeated, .warning, "The header stands again",
            "A row among the lines is the header once more; it was passed over."),
        Rule(
            .periodsSummed, .note, "Periods that are summed",
            "A table has a measure by period and another for the whole row: the periods are summed in one record a row."
        ),
        Rule(
            .measureUnparted, .warning, "A measure that is not by market",
            "A table has one measure by market and another for the whole row, which is unknown for each market."),
        Rule(.columnTwice, .warning, "A column stands twice", "Two header cells name one column; the first counts."),
        Rule(
            .columnMissing, .warning, "A column is missing", "A column that figures are made of is not in the header."),
        Rule(
            .columnUnnamed, .warning, "Values under no header", "A column holds values, and its header cell is empty."),
        Rule(
            .columnGuessed, .warning, "A column was guessed",
            "A column is read as another one, because that was proposed with a high score."),
        Rule(
            .columnRemembered, .note, "A column was remembered",
            "A column is read as another one, because that was accepted before."),
        Rule(.regionEmpty, .note, "A region without lines", "Markers and header are there, and nothing between."),
        Rule(
            .regionBeside, .error, "A region beside another",
            "Another region begins to the right of one; it was not read."),
        Rule(
            .totalPassed, .warning, "A sum among the lines",
            "A row or column sums others up; it was not read, so that nothing counts twice."),
        Rule(
            .lineOutside, .warning, "A line outside the region",
            "A row under the row of END looks like a line; it was not read."),
        Rule(
            .rowsUnlike, .warning, "Numbers under a table that are not lines",
            "Rows under a table without a fence hold numbers and are not like its lines; they were not read."),
        Rule(
            .periodCut, .note, "Figures of some days",
            "Only the days that were asked for count: the plan in proportion to the days of its flights, and the lines of reports within them."
        ),
        Rule(
            .periodUnknown, .warning, "Lines whose part of the days is not known",
            "Lines without days, lines of days within and outside of those asked for, and reach of a part of them: what they give is unknown."
        ),
        Rule(
            .markerAmongData, .warning, "A marker among data",
            "START or END stands in a cell of a line; the cell is taken as unknown."),
        Rule(
            .unknownValue, .note, "Values given as unknown",
            "Cells hold a word for no value, such as n/a; they are unknown, never 0."),
        Rule(
            .errorValue, .warning, "Cells hold an error",
            "An error such as #DIV/0! is no number; it is taken as unknown."),
        Rule(
            .uncalculatedValue, .warning, "Formulas were never calculated",
            "The workbook was saved without the formulas' values; they are taken as unknown."),
        Rule(
            .notANumber, .warning, "No number",
            "A cell of a column of numbers holds something else; it is taken as unknown."),
        Rule(
            .notADate, .warning, "No date", "A cell of a column of dates holds something else; it is taken as unknown."),
        Rule(
            .dateOutOfRange, .warning, "A date of no flight",
            "A date before 1990 or after 2100 is a mistake, such as a formula on a blank cell; it is taken as unknown."),
        Rule(
            .nameUnclear, .warning, "A name breaks its convention",
            "A name of a campaign or line item does not tell what its source profile reads from it."),
        Rule(
            .currencyConflict, .warning, "Two currencies for one amount",
            "A line names another currency than the header of its amounts, which decides."),
        Rule(
            .currencyUnknown, .error, "Amounts that cannot be converted",
            "A report's amounts are in another currency than the plan's, and there is no rate for their month; they are unknown."
        ),
        Rule(
            .currencyAssumed, .note, "A currency was assumed",
            "A report names no currency of its amounts: they are taken to be in the plan's, where the plan has several in that of the line's market."
        ),
        Rule(
            .currencyConverted, .note, "Amounts were converted",
            "Amounts were brought to another currency by the rates in config/exchange_rates.json."),
        Rule(
            .lineTooWide, .error, "A line with more fields than the header",
            "A text that holds the delimiter without quotation marks shifts what follows; the line was not read."),
        Rule(
            .storedOtherwise, .note, "Stored as another type",
            "A number or date stands there as text, or a date as a bare number; it was read all the same."),
    ]

    /// About the check itself.
    static let whole: [Rule] = [
        Rule(
            .baselineExpired, .note, "The baseline has expired entries",
            "Entries of the baseline are past their day: what they accepted is shown again."),
        Rule(
            .comparisonCut, .warning, "Not all lines were compared",
            "Beyond four million records, lines were not compared for standing twice."),
        Rule(
            .nothingToCheck, .note, "Nothing to check",
            "A workbook holds nothing that rules apply to: only its size was looked at."),
    ]
}
