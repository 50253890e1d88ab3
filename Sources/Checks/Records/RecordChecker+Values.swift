import MediaPlans
import Streams
import Workbooks

/// The volumes of one line.
struct LineVolumes {
    var budget: Double?
    var impressions: Double?
    var clicks: Double?
    var views: Double?
    var reach: Double?

    init(_ record: Record) {
        budget = record[.budgetLocal].number
        impressions = record[.impressions].number
        clicks = record[.clicksActions].number
        views = record[.videoViews].number
        reach = record[.uniquesReach].number
    }

    private static func quotient(_ a: Double?, _ b: Double?) -> Double? {
        guard let a, let b, b > 0 else { return nil }
        return a / b
    }

    var cpm: Double? { Self.quotient(budget, impressions).map { $0 * 1000 } }
    var cpc: Double? { Self.quotient(budget, clicks) }
    var cpv: Double? { Self.quotient(budget, views) }
    var ctr: Double? { Self.quotient(clicks, impressions) }
    var vtr: Double? { Self.quotient(views, impressions) }
}

extension RecordChecker {
    /// The columns that the source type must have; a line without a stage is no placement and needs its market only.
    func checkRequired(_ record: Record, _ meaning: CampaignView.Meaning) {
        if record.sourceType != .deliveredReachAndFrequency, meaning.stage == nil { return }
        for column in settings.required[record.sourceType] ?? [] where record[column].isUnknown {
            log.add(.requiredMissing, at: Spot(record, column)) {
                ("\(column.rawValue) is empty", nil, "fill it in, or see in the workbook why it is unknown")
            }
        }
    }

    private static let numbers: [RecordColumn] = [
        .budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach, .frequency, .cpmLocal, .cpcLocal,
        .cpvLocal, .ctrPercent,
        .vtrPercent, .percentUniques, .taSize, .platformFeeLocal, .platformBudgetLocal, .weeks,
    ]
    private static let percents: [RecordColumn] = [.ctrPercent, .vtrPercent, .percentUniques]

    func checkVolumes(_ record: Record, _ line: LineVolumes, _ meaning: CampaignView.Meaning) {
        for column in Self.numbers {
            guard let number = record[column].number, number < 0 else { continue }
            log.add(.negativeValue, at: Spot(record, column)) {
                FindingWords(column.rawValue, is: number, expected: "a number from 0")
            }
        }
        for column in Self.percents where !isReadFromWorkbook {
            guard let number = record[column].number, number > 1 else { continue }
            log.add(.percentAboveOne, at: Spot(record, column)) {
                (
                    "\(column.rawValue) is \(figureText(number)), which is \(figureText(number * 100)) %", "a fraction",
                    "write 0.3 for thirty percent"
                )
            }
        }
        if let impressions = line.impressions {
            exceeds(.clicksExceedImpressions, record, .clicksActions, line.clicks, impressions, "clicks")
            exceeds(.viewsExceedImpressions, record, .videoViews, line.views, impressions, "views")
            exceeds(.reachExceedsImpressions, record, .uniquesReach, line.reach, impressions, "people reached")
            if impressions == 0, let budget = line.budget, budget > 0, meaning.stage != nil {
                log.add(.spendWithoutImpressions, at: Spot(record, .impressions)) {
                    ("costs \(figureText(budget)) and shows 0 impressions", nil, "ask for the impressions")
                }
            }
        }
        checkReach(record, line)
        if let reach = line.reach, let size = record[.taSize].number, size > 0, reach > size {
            log.add(.reachExceedsPopulation, at: Spot(record, .uniquesReach)) {
                (
                    "UNIQUES_REACH is \(figureText(reach))", "at most TA_SIZE, \(figureText(size))",
                    "see impressions, frequency and the cost that they are made from"
                )
            }
        }
    }

    /// A reach that is no number of people, or far too small for the line's impressions.
    private func checkReach(_ record: Record, _ line: LineVolumes) {
        guard let reach = line.reach, reach >= 0 else { return }
        let least = (line.impressions ?? 0) / settings.thresholds.mostContacts
        // Who saw nothing was not reached.
        guard reach == 0 ? least > 1 : reach < 1 || reach < least else { return }
        log.add(.reachTiny, at: Spot(record, .uniquesReach)) {
            let impressions = line.impressions.map { " beside \(figureText($0)) impressions" } ?? ""
            return (
                "UNIQUES_REACH is \(figureText(reach))\(impressions)",
                "at least \(figureText(max(1, least.rounded())))", "see whether it is in another unit, such as millions"
            )
        }
    }

    private func exceeds(
        _ code: MessageCode, _ record: Record, _ column: RecordColumn, _ number: Double?, _ impressions: Double,
        _ name: String
    ) {
        guard let number, number > impressions else { return }
        log.add(code, at: Spot(record, column)) {
            (
                "\(figureText(number)) \(name) on \(figureText(impressions)) impressions", nil,
                "see which of the two is wrong"
            )
        }
    }

    /// The line's own rates against its volumes. A rate beside a volume of 0 says nothing.
    func checkRates(_ record: Record, _ line: LineVolumes) {
        rate(record, .cpmLocal, line.cpm)
        rate(record, .cpcLocal, line.cpc)
        rate(record, .cpvLocal, line.cpv)
        rate(record, .ctrPercent, line.ctr)
        rate(record, .vtrPercent, line.vtr)
    }

    private func rate(_ record: Record, _ column: RecordColumn, _ made: Double?) {
        guard let made, made > 0, let written = record[column].number, written > 0 else { return }
        let tolerance = settings.thresholds.rateTolerance
        guard (written - made).magnitude > tolerance * max(written, made) else { return }
        if Self.percents.contains(column), (written - made * 100).magnitude <= tolerance * written {
            return log.add(.percentScale, at: Spot(record, column)) {
                (
                    "\(column.rawValue) is \(figureText(written)), a hundred times what the line's volumes come to",
                    "the fraction \(figureText(made))", "write 0.3 or 30% for thirty percent"
                )
            }
        }
        log.add(.rateContradicts, at: Spot(record, column)) {
            (
                "\(column.rawValue) is \(figureText(written))",
                "\(figureText(made)) from the line's budget and volumes", nil
            )
        }
    }

    func checkLimits(_ record: Record, _ line: LineVolumes) {
        for limit in settings.limits where limit.sources?.contains(record.sourceType) ?? true {
            var (value, column) = Self.value(of: limit.measure, record, line)
            if value == nil, limit.measure == .column(.frequency) { value = madeFrequency(line) }
            guard let value else { continue }
            if let maximum = limit.maximum, value > maximum {
                log.add(limit.code, at: Spot(record, column)) {
                    FindingWords(limit.measure.name, is: value, expected: "at most \(figureText(maximum))")
                }
            } else if let minimum = limit.minimum, value < minimum, value > 0 || limit.measure == .column(column) {
                log.add(limit.code, at: Spot(record, column)) {
                    FindingWords(limit.measure.name, is: value, expected: "at least \(figureText(minimum))")
                }
            }
        }
    }

    /// Impressions by reach, where that is above 1 and not so much that the reach is not believed: rules of its own speak of those.
    private func madeFrequency(_ line: LineVolumes) -> Double? {
        guard let reach = line.reach, reach >= 1, let impressions = line.impressions else { return nil }
        let frequency = impressions / reach
        return frequency > 1 && frequency <= settings.thresholds.mostContacts ? frequency : nil
    }

    private static func value(of measure: Limit.Measure, _ record: Record, _ line: LineVolumes) -> (
        Double?, RecordColumn
    ) {
        switch measure {
        case .cpm: (line.cpm ?? record[.cpmLocal].number, .cpmLocal)
        case .cpc: (line.cpc ?? record[.cpcLocal].number, .cpcLocal)
        case .cpv: (line.cpv ?? record[.cpvLocal].number, .cpvLocal)
        case .ctr: (line.ctr ?? record[.ctrPercent].number, line.clicks == nil ? .ctrPercent : .clicksActions)
        case .vtr: (line.vtr ?? record[.vtrPercent].number, line.views == nil ? .vtrPercent : .videoViews)
        case .column(let column): (record[column].number, column)
        }
    }

    func checkReading(_ record: Record, _ meaning: CampaignView.Meaning) {
        for column in [RecordColumn.uniquesReach, .frequency] {
            guard let number = record[column].number, number < 0 else { continue }
            log.add(.negativeValue, at: Spot(record, column)) {
                FindingWords(column.rawValue, is: number, expected: "a number from 0")
            }
        }
        if meaning.metric?.measure == .frequency { checkLimits(record, LineVolumes(record)) }
    }

    func checkDates(_ record: Record, _ meaning: CampaignView.Meaning) {
        switch (record[.startDate], record[.endDate]) {
        case (.date(let start), .date(let end)):
            guard start <= end else {
                log.add(.dateOrder, at: Spot(record, .endDate)) {
                    ("the flight ends on \(end), before it starts on \(start)", nil, "fix one of the dates")
                }
                return
            }
            if record.sourceType == .planned { noteFlight(record, meaning.platform, start, end) }
        case (.date, .unknown):
            log.add(.dateMissing, at: Spot(record, .endDate)) {
                ("START_DATE is given and END_DATE is not", nil, "give both")
            }
        case (.unknown, .date):
            log.add(.dateMissing, at: Spot(record, .startDate)) {
                ("END_DATE is given and START_DATE is not", nil, "give both")
            }
        default: break
        }
    }
}
