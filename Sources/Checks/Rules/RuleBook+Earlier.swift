import MediaPlans
import Streams

extension RuleBook {
    /// The rules about records that were read before (--against-earlier).
    static let earlier: [Rule] = [
        Rule(
            .linesChanged, .warning, "Lines changed since an earlier run",
            "Lines of the same platform, market, stage, names and days have other numbers than in the earlier records, by more than changeTolerance, or a value became known or unknown. Rates that follow from other numbers are not listed."
        ),
        Rule(
            .linesGone, .warning, "Lines of an earlier run are gone",
            "The earlier records have lines that these do not have."),
        Rule(
            .linesNew, .warning, "Lines that an earlier run did not have",
            "Lines that the earlier records do not have, though their days are not after the last day of the earlier records of that kind and platform."
        ),
        Rule(
            .linesLater, .note, "Lines of days after an earlier run",
            "Lines of days that are after the last day of the earlier records."),
        Rule(
            .earlierNotCompared, .warning, "Not compared with the earlier records",
            "The earlier records are of another campaign, or have no line in common with these, as a whole or for one platform. This does not mean that nothing changed."
        ),
    ]

    /// The rules about spend and plan up to a day (--pacing).
    static let pacing: [Rule] = [
        Rule(
            .pacingUnder, .warning, "Spend behind the plan to date",
            "A platform's spend in a market and stage is below the share \"under\" of config/pacing.json of the plan up to the last day of data."
        ),
        Rule(
            .pacingOver, .warning, "Spend ahead of the plan to date",
            "A platform's spend in a market and stage is above the share \"over\" of config/pacing.json of the plan up to the last day of data."
        ),
        Rule(
            .pacingDaysMissing, .warning, "Days without a line in the report",
            "A platform's report has no line of some days of its flights up to the last day of data, although other days have lines: the export may lack them."
        ),
        Rule(
            .pacingUnknown, .note, "Pacing is not known",
            "Plan or spend up to the day is not known: no flight, no budget, no report by day, a spend that is unknown, or several currencies."
        ),
    ]
}
