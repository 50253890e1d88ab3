import MediaPlans
import Streams

/// All rules that are built in. Those of limits stand in `CheckSettings.limits`, because they are data.
public enum RuleBook {
    public static let all: [Rule] =
        records + lines + reach + controlTotals + trackers + earlier + pacing + reading + whole

    static let records: [Rule] = [
        Rule(
            .malformedValue, .error, "Not a number or a date",
            "A column of numbers or dates holds something else, or a line is no record; the value is taken as unknown, the line as not there."
        ),
        Rule(
            .requiredMissing, .warning, "A required column is empty",
            "Which columns a record of each source type must have is data: required in validation_rules.json. A line without a stage needs a market only."
        ),
        Rule(
            .marketMissing, .error, "No market",
            "A line without a market counts in no figure. In workbooks lines that have numbers are errors, with their sums; others are warnings."
        ),
        Rule(
            .marketUnknown, .error, "Unknown market",
            "A market that the vocabulary does not know gets columns of its own in a tracker."),
        Rule(
            .marketSpelling, .note, "Market under another name",
            "Records: MARKET holds an alias where the display name is meant. Workbooks: one market is written in several ways. All count as one market."
        ),
        Rule(
            .platformUnknown, .error, "Unknown platform",
            "The sheet's platform is not in the vocabulary, so no block of a tracker takes its figures."),
        Rule(
            .platformMismatch, .warning, "PLATFORM says another platform",
            "The sheet decides; a cell that says otherwise is a slip, or the line stands on the wrong sheet."),
        Rule(.stageMissing, .warning, "No stage", "A line without a stage counts at campaign level only."),
        Rule(
            .stageUnknown, .warning, "Unknown stage, or slipped cells",
            "What stands in CEJ_OBJECTIVES is no stage. Where another column holds one, the cells have probably slipped and the repair is named."
        ),
        Rule(.percentAboveOne, .warning, "Percentage above 1", "Percentages are fractions: 0.3 is thirty percent."),
        Rule(.negativeValue, .error, "Negative number", "No measure of a media plan is below 0."),
        Rule(
            .clicksExceedImpressions, .error, "More clicks than impressions",
            "A line cannot be clicked more often than it was shown."),
        Rule(
            .viewsExceedImpressions, .error, "More views than impressions",
            "A line cannot be viewed more often than it was shown."),
        Rule(
            .reachExceedsImpressions, .error, "Reach above impressions",
            "Nobody is reached without an impression. Lines, and reach against the stage's impressions."),
        Rule(
            .reachExceedsPopulation, .warning, "Reach above the audience's size",
            "A line's UNIQUES_REACH is above its TA_SIZE, or a reported reach above the largest TA_SIZE planned for the market."
        ),
        Rule(
            .rateContradicts, .note, "A rate contradicts its volumes",
            "CPM, CPC, CPV, CTR or VTR differs from what budget and volumes of the line come to by more than rateTolerance."
        ),
        Rule(
            .spendWithoutImpressions, .warning, "Spend without impressions",
            "A line of a stage costs something and shows 0 impressions."),
        Rule(.dateOrder, .error, "The flight ends before it starts", "END_DATE is before START_DATE."),
        Rule(.dateMissing, .warning, "A flight has one end only", "One of START_DATE and END_DATE is given."),
        Rule(
            .duplicateLine, .warning, "A line stands twice",
            "All columns but file and row are equal to those of an earlier record."),
    ]

    static let lines: [Rule] = [
        Rule(
            .flightOutside, .warning, "A flight outside the campaign",
            "A flight begins more than flightSlackDays before the campaign, ends before it begins, or begins after it ends. The campaign's dates are those of the plan's head, when the plan is given, and the most frequent dates of all lines."
        ),
        Rule(
            .outlier, .note, "Far from its peers",
            "A line's CPM, CTR or VTR is more than outlierFactor times the median of lines of the same platform, kind, stage and format, or less than that part of it; from outlierPeers lines on. Medians are exact to a fourth of an octave."
        ),
        Rule(
            .percentScale, .warning, "Percent and fraction mixed",
            "A percentage column holds values above 1 in one source and fractions in another, or a line's percentage is a hundred times what its volumes come to."
        ),
        Rule(
            .currencyMixed, .error, "Several currencies",
            "Amounts of one market, or of platforms, are in different currencies and do not add up. A summary in another currency than its lines is one, too, where the numbers are equal."
        ),
        Rule(
            .currencyByMarket, .warning, "Markets in different currencies",
            "Each market is in one currency, on all platforms, and not all in the same: money over several markets is not known, and nothing is added up."
        ),
        Rule(
            .platformCopied, .error, "A platform with the numbers of another",
            "A market has the same numbers on two platforms, in every measure that is given, three at least, to the last digit: a sheet or a part of it was copied."
        ),
        Rule(
            .marketNotDelivered, .warning, "Planned and never delivered",
            "A market has lines in a platform's plan and no media lines in its report, with or without reach; or all numbers of its media lines are 0."
        ),
        Rule(
            .marketNotPlanned, .warning, "Delivered and never planned",
            "A market has media lines in a platform's report and none in its plan."),
        Rule(
            .platformNotDelivered, .error, "A planned platform without a report",
            "A platform has lines in the plan, and there are reports, none of which has media lines of it."),
        Rule(
            .platformNotPlanned, .error, "A platform that was not planned",
            "A platform has lines or reach in a report, and there is a plan, which does not have it."),
        Rule(
            .platformInTwoFiles, .warning, "A market's platform in two files",
            "Lines of one market on one platform come from two files and cover the same days, so that they may count twice."
        ),
        Rule(
            .campaignDiffers, .error, "The report of another campaign",
            "Lines of a report name a campaign that is none of the plan's, per platform and file. Names agree where one holds the other, or where words that tell campaigns apart are in both; the health check compares them so, too."
        ),
        Rule(
            .campaignNotCompared, .note, "Names of campaigns that say nothing",
            "Lines of a report name a campaign in words that tell no campaigns apart, such as Always-On, or the plan's name is of such words: they count."
        ),
        Rule(
            .actualEqualsPlan, .warning, "Actual figures equal to the plan",
            "Spend and impressions of a market are exactly the planned ones; or several numbers of spend, impressions, views, clicks or reach of a platform's stages are, that are not round: two at least, of spend three or all."
        ),
        Rule(
            .sumBesideParts, .error, "A sum beside what it sums up",
            "A market's lines are, in every number, the sum of those of all other markets of the platform, as a whole or in a stage; or a line is that of the other lines of its market or stage; or a market of unknown name that of a known one's lines. Round numbers, and parts that all have the rates of the whole, prove nothing."
        ),
        Rule(
            .lineRepeated, .warning, "A line with another line's numbers",
            "Two lines of a market and stage agree in every number, three at least of which are not round. Of the lines of one market and stage the first 64 are compared."
        ),
        Rule(
            .reportedColumnMissing, .error, "A report's column that figures need is missing",
            "No media line of a report's sheet has a spend or impressions, or of stages that are bought for views or clicks none has them though the plan does: the column is missing, empty, or under a name that is not known. Not where another report of the platform has these numbers and only these."
        ),
        Rule(
            .impressionsWithoutSpend, .warning, "Impressions without spend",
            "A stage of a market was delivered, and its spend is 0."),
        Rule(
            .regionBesideMembers, .error, "A region beside its members",
            "A market that is a region (GCC, MENA, Global; members in vocabulary.markets) is in a table, or in the records of a platform, beside markets that it holds. Where its numbers are not their sum it is a mistake; they are never added up."
        ),
        Rule(
            .stageNotDelivered, .note, "A planned stage is not in the report",
            "The market was delivered, this stage of it was not."),
        Rule(
            .stageRepeated, .warning, "A stage repeats and another is missing",
            "In a market's media lines one stage stands for two formats, and a stage that the plan, the reach table or other markets of the platform have is missing: probably a line names the wrong stage."
        ),
        Rule(
            .overspend, .warning, "Spend over plan",
            "Actual spend is above planned budget by more than overspendTolerance, per platform and market; per stage where the market as a whole is not."
        ),
        Rule(
            .planWithoutBudget, .warning, "Spend without a planned budget",
            "The market's lines are planned, and none of them has a budget."),
    ]

    static let reach: [Rule] = [
        Rule(
            .ratioUnlike, .warning, "A ratio of sums over different lines",
            "A ratio of the sums that a tracker shows differs by more than 1 % from the ratio over the lines or markets that have both numbers. ratios of a client chooses which a tracker shows."
        ),
        Rule(
            .reachTableMissing, .warning, "No reach table", "A platform reports media lines and no reach and frequency."
        ),
        Rule(
            .metricUnknown, .warning, "Unknown metric",
            "The name of a reach-and-frequency row is not understood, so no figure takes its numbers."),
        Rule(
            .reachUnknown, .warning, "Reach not reported",
            "Cells of a reach table that hold no number, per platform and market."),
        Rule(
            .reachMarketUnknown, .error, "An unknown market that has reach and nothing else",
            "A reach table has a column that is no known market and has neither planned nor media lines on its platform; its reach is added to that of the markets, which it may sum up."
        ),
        Rule(
            .reachIncomplete, .warning, "A metric or market lacks in the reach table",
            "A market with media lines is in no column, or a metric that the platform gives for other markets is not there for this one."
        ),
        Rule(
            .resultsZero, .warning, "Impressions without any result",
            "Consideration of a market has more than 10000 impressions and 0 views, or Purchase 0 clicks, planned or delivered: often a 0 in place of an unknown number."
        ),
        Rule(
            .reachTiny, .error, "Reach far too small",
            "The impressions of the line, stage or campaign are more than mostContacts times the reach, planned or delivered; or the reach is below 1, a 0 beside impressions too."
        ),
        Rule(
            .reachCopied, .error, "The same reach in two markets",
            "One metric has the same number, of four digits or more, in two markets of a platform: probably copied."),
        Rule(
            .clicksEqualReach, .warning, "Clicks equal reach",
            "A media line's clicks are exactly a reach of its market: one of them stands in the wrong place."),
        Rule(
            .stageReachExceedsCampaign, .error, "A stage reaches more than the campaign",
            "The campaign's reach holds that of each stage."),
        Rule(
            .reachAboveStages, .error, "A reported reach above that of its stages together",
            "The reported reach of a market's campaign is more than a twentieth above the sum of its stages. Everybody whom the campaign reaches is reached in a stage; compared where every media line has a stage, and every stage a reach."
        ),
        Rule(
            .frequencyContradicts, .warning, "Frequency times reach is not the impressions",
            "They differ by more than frequencyTolerance, in a reach table or in the plan's MARKET SUMMARY."),
        Rule(
            .metricRepeated, .error, "A metric with two numbers",
            "The same metric of one market is reported with different numbers; no figure can take it."),
    ]

    static let controlTotals: [Rule] = [
        Rule(
            .gridSumDiffers, .error, "A sheet's own sum differs from what was read",
            "The numbers of a column beside a market's name are summed without any knowledge of regions, fences and totals, and held against the records of that sheet, per market and measure. Sheets with numbers beside no known market are not compared."
        ),
        Rule(
            .campaignReachDiffers, .warning, "The planner's reach of the campaign differs from the sum of the stages",
            "People reached in several stages count in each, so that the sum is an upper bound; the plan's MARKET SUMMARY states the planner's own reach and frequency. campaign_reach of a client chooses which a tracker shows."
        ),
        Rule(
            .campaignReachAboveStages, .error, "The planner's reach of the campaign is above the sum of the stages",
            "Everybody whom the campaign reaches is reached in a stage, so that the sum of the stages is the most that the plan's MARKET SUMMARY can state. Compared where every line has a stage and a reach."
        ),
        Rule(
            .controlTotalDiffers, .error, "The plan's own total differs from its lines",
            "The MARKET SUMMARY of the plan against the sum of the lines, per platform, market, stage and measure, by more than controlTolerance."
        ),
        Rule(
            .controlTotalSum, .error, "The summary's TOTAL is not the sum of its markets",
            "Its own markets do not add up to its TOTAL, by more than controlTolerance; reach adds up across markets, too."
        ),
        Rule(
            .controlTotalWithoutLines, .warning, "A summary names a market without lines",
            "Its total is not 0, and the platform has no line of that market."),
        Rule(
            .controlTotalMissing, .note, "No control total",
            "A market has lines and no row in the platform's summary, or the row holds a text where a total is to be."),
    ]

    static let trackers: [Rule] = [
        Rule(
            .columnHidden, .warning, "Columns of a market are hidden",
            "A column of TOTAL or of a market in a tracker's block is hidden: its figures count, and nobody sees them."),
        Rule(
            .columnNarrow, .warning, "A column is too narrow for a figure",
            "Spreadsheet programs show #### in place of a figure, because its column is narrower than its digits."),
        Rule(
            .formatMisleads, .error, "A number format shows another number",
            "What a figure's number format shows is not the figure, rounded, as a percentage or in K, M or B: it hides, scales or replaces it, shows an unknown one as a number, or another currency."
        ),
        Rule(
            .rowFarDown, .warning, "A row far below the rest",
            "A tracker's sheet has a row more than ten thousand rows below the row above it."),
        Rule(
            .figureWrong, .error, "A figure is wrong",
            "The cell's number is not what the records come to: by more than auditTolerance, or typed and not a rounding of it."
        ),
        Rule(
            .figureMissing, .error, "A figure is missing", "The records give the figure, and the cell holds no number."),
        Rule(
            .figureUncalculated, .error, "A figure was never calculated",
            "The cell holds a formula without a saved value, as programs write that do not calculate; what a reader will see is not known."
        ),
        Rule(
            .figureRounded, .note, "A figure differs within tolerance",
            "The cell's number is what the records come to, rounded by hand or made of what was; they differ by at most auditTolerance."
        ),
        Rule(
            .figureUnlabelled, .error, "Numbers in a row that is not known",
            "A row of a block holds numbers, and its label is none of a tracker's or stands twice, or a column under neither PLANNED nor ACTUALS does, or they are under a merged cell: they are not compared."
        ),
        Rule(
            .figureBeside, .warning, "A labelled number outside the blocks was not compared",
            "A cell's labels name one of a tracker's figures, such as impressions, and do not tell which: its platform, its market or its side is not named, or a word beside it is not known. Or a text has a number beside such a word, which is no figure of the records."
        ),
        Rule(
            .lineageDiffers, .warning, "The sheet Lineage says another value",
            "The value that the sheet Lineage gives for a figure is not the one that its cell shows."),
        Rule(
            .figureUnexplained, .error, "A figure that no record explains",
            "The cell holds a number, or one written as text, and the records give none for it: somebody typed it, or it is of an earlier month."
        ),
        Rule(
            .formulaDiffers, .error, "A formula gives another value than it shows",
            "The formula, calculated from the values of the cells that it names, does not give the value saved beside it: it was cut short, or the value is old."
        ),
        Rule(
            .formulaPartial, .error, "A formula leaves records out",
            "The formula sums a part of the rows of the sheet of raw data, so that the other records never reach the figure."
        ),
        Rule(
            .formulaUnlike, .error, "A formula that its label does not call for",
            "A formula of a block or of Campaign Insights does not compute from the records and cells that its row and column name, whatever it shows now: with other records it would be wrong."
        ),
        Rule(
            .formulaGone, .warning, "A number where a formula belongs",
            "A cell of Campaign Insights holds a number, and other cells of the sheet hold formulas: it does not change with the records."
        ),
        Rule(
            .insightsText, .note, "A text in Campaign Insights that filling does not write",
            "Somebody wrote a remark, or changed a heading."),
        Rule(
            .formulaUnknown, .warning, "A figure's formula was not checked",
            "A figure is calculated by a formula of a form that is not known here. Its saved value was compared."),
        Rule(
            .marketNotShown, .error, "A market is not shown",
            "Records name a market for which the platform's block has no columns."),
        Rule(
            .platformNotShown, .error, "A platform is not shown",
            "Records name a platform for which the tracker has no block."),
        Rule(
            .headDiffers, .warning, "The tracker's head says otherwise",
            "The campaign's names or dates in the head are not those of the planned lines: all names, and the earliest start to the latest end."
        ),
        Rule(
            .rawDataDiffers, .error, "The raw data are not the records",
            "The tracker's sheet of raw data, from which its formulas compute, holds other records than were given. Their order does not matter."
        ),
        Rule(
            .structureBroken, .error, "The tracker's structure is broken",
            "A heading, a header row, a label or the columns of a block cannot be found as a tracker has them, a row of figures of the template (--template) is gone, or formulas compute from a sheet that is gone."
        ),
        Rule(
            .sheetCopied, .warning, "A copy of the tracker's sheet",
            "A sheet shows in every cell what another sheet with figures shows: its figures are counted once."),
        Rule(
            .labelMisleads, .error, "A label that speaks of another figure",
            "A label of the template (--template) got a word that makes another figure of it, such as net, forecast, target, only or last: the figures under it are the plain ones."
        ),
        Rule(
            .templateChanged, .warning, "The template was changed",
            "A label, a formula, a merge, a row, a column or a sheet of the template (--template) is gone, was moved, renamed or hidden, or a row or column was put in among its own."
        ),
    ]

    private static let index = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    static func rule(_ code: MessageCode) -> Rule? { index[code] }
}
