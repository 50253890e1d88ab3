import MediaPlans
import Streams
import Workbooks

@testable import Checks

/// A campaign in which nothing is wrong: a platform, three markets, three stages, planned, delivered and reached.
///
/// All numbers follow from the market's size, so that rates, frequencies and sums agree.
struct CleanCampaign {
    var records: [Record] = []
    static let markets = ["UAE", "Kuwait", "Qatar"]

    init(markets: [String] = Self.markets, platform: String = "DV360") {
        var row = 10
        for (index, market) in markets.enumerated() {
            for stage in Vocabulary.builtIn.stages {
                row += 1
                records.append(Self.line(.planned, platform, market, stage, size: Double(index + 2), row: row))
            }
        }
        for (index, market) in markets.enumerated() {
            for stage in Vocabulary.builtIn.stages {
                row += 1
                records.append(Self.line(.deliveredMedia, platform, market, stage, size: Double(index + 2), row: row))
            }
        }
        for (index, market) in markets.enumerated() {
            let size = Double(index + 2)
            // Impressions are 600 000, 300 000 and 100 000 times size.
            let metrics: [(String, Double?, Double?)] = [
                ("Campaign Reach (Absl)", 250_000 * size, nil), ("Campaign Freq.", nil, 4),
                ("Awareness Reach Absl", 150_000 * size, nil),
                ("Awareness Freq.", nil, 4), ("Consideration Reach Absl", 75_000 * size + 7, nil),
                ("Purchase Reach Absl", 20_000 * size + 3, nil),
            ]
            for (offset, metric) in metrics.enumerated() {
                var record = Record(sourceType: .deliveredReachAndFrequency, sheetPlatform: platform)
                record[.sourceFile] = .text("DELIVERED_x.xlsx")
                record[.sourceSheet] = .text(platform + "_RF")
                record[.sourceRow] = .number(Double(4 + offset))
                record[.market] = .text(market)
                record[.platform] = .text(metric.0)
                if let reach = metric.1 { record[.uniquesReach] = .number(reach) }
                if let frequency = metric.2 { record[.frequency] = .number(frequency) }
                records.append(record)
            }
        }
    }

    private static func line(
        _ type: SourceType, _ platform: String, _ market: String, _ stage: Stage, size: Double, row: Int
    ) -> Record {
        var record = Record(sourceType: type, sheetPlatform: platform)
        let impressions = (stage.goal == .reach ? 600_000 : stage.goal == .views ? 300_000 : 100_000) * size
        record[.sourceFile] = .text(type == .planned ? "PLANNED_x.xlsx" : "DELIVERED_x.xlsx")
        record[.sourceSheet] = .text(type == .planned ? platform : platform + "_MEDIA")
        record[.sourceRow] = .number(Double(row))
        record[.market] = .text(market)
        record[.campaign] = .text("Bright Morning")
        record[.platform] = .text(platform)
        record[.cejObjectives] = .text(stage.displayName)
        record[.formatType] = .text("Video")
        record[.impressions] = .number(impressions)
        record[.budgetLocal] = .number(impressions / 1000 * (type == .planned ? 1 : 0.97))
        record[.clicksActions] = .number(impressions / 500)
        record[.videoViews] = .number(impressions / 4)
        guard type == .planned else { return record }
        record[.localCurrency] = .text("USD")
        record[.startDate] = .date(CivilDate(year: 2026, month: 4, day: 6))
        record[.endDate] = .date(CivilDate(year: 2026, month: 5, day: 31))
        record[.uniquesReach] = .number(impressions / 5)
        record[.frequency] = .number(5)
        record[.taSize] = .number(impressions * 4)
        record[.cpmLocal] = .number(1)
        record[.cpcLocal] = .number(0.5)
        record[.cpvLocal] = .number(0.004)
        record[.ctrPercent] = .number(0.002)
        record[.vtrPercent] = .number(0.25)
        return record
    }

    /// Changes every media line of the report.
    mutating func changeReport(_ make: (inout Record) -> Void) {
        for index in records.indices where records[index].sourceType == .deliveredMedia { make(&records[index]) }
    }

    /// Changes the records that agree in type, market and, when given, stage or metric.
    mutating func change(_ type: SourceType, _ market: String, _ stage: String? = nil, _ body: (inout Record) -> Void) {
        for index in records.indices
        where records[index].sourceType == type && records[index][.market].text == market
            && (stage == nil || records[index][.cejObjectives].text == stage
                || records[index][.platform].text?.hasPrefix(stage!) == true)
        {
            body(&records[index])
        }
    }

    mutating func remove(_ type: SourceType, _ market: String, _ stage: String? = nil) {
        records.removeAll { record in
            record.sourceType == type && record[.market].text == market
                && (stage == nil || record[.cejObjectives].text == stage
                    || record[.platform].text?.hasPrefix(stage!) == true)
        }
    }
}

extension CleanCampaign {
    private static let volumes: [RecordColumn] = [
        .impressions, .budgetLocal, .clicksActions, .videoViews, .uniquesReach, .taSize,
    ]

    /// Makes the numbers of lines odd, and Purchase's price of a click another one, so that sums of them prove something.
    mutating func makeOdd() {
        for index in records.indices where records[index].sourceType != .deliveredReachAndFrequency {
            let factor = 1 + Double(index % 18 + 1) * 0.001_237
            for volume in Self.volumes {
                guard let number = records[index][volume].number else { continue }
                let cents = volume == .budgetLocal ? 100.0 : 1
                records[index][volume] = .number((number * factor * cents).rounded() / cents)
            }
            guard records[index][.cejObjectives].text == "Purchase" else { continue }
            records[index][.clicksActions] = .number(records[index][.clicksActions].number! * 2)
            if records[index].sourceType == .planned {
                records[index][.ctrPercent] = .number(0.004)
                records[index][.cpcLocal] = .number(0.25)
            }
        }
    }

    /// Adds lines under a market's name that sum up those of all markets, stage by stage, or one for all lines of one market.
    mutating func addSum(_ type: SourceType, _ name: String? = nil, of market: String? = nil, stage: String? = "") {
        makeOdd()
        let lines = records.filter { $0.sourceType == type && (market == nil || $0[.market].text == market) }
        let stages = market == nil ? Vocabulary.builtIn.stages.map(\.displayName) : [nil]
        for wanted in stages {
            let parts = lines.filter { wanted == nil || $0[.cejObjectives].text == wanted }
            var sum = parts[0]
            for volume in Self.volumes where !sum[volume].isUnknown {
                sum[volume] = .number(parts.reduce(0) { $0 + ($1[volume].number ?? 0) })
            }
            for rate in [RecordColumn.cpcLocal, .cpmLocal, .cpvLocal, .ctrPercent, .vtrPercent] { sum[rate] = .unknown }
            sum[.sourceRow] = .number(Double(900 + records.count))
            sum[.formatType] = .text("All")
            if let name { sum[.market] = .text(name) }
            if market != nil { sum[.cejObjectives] = stage.map { .text($0) } ?? .unknown }
            records.append(sum)
        }
    }
}

/// Checks records and a plan's summary, and returns what was found.
func check(
    _ records: [Record], settings: CheckSettings = CheckSettings(), summary: PlanSummary = PlanSummary(),
    kept: Int = 20, baseline: Baseline? = nil
) -> FindingLog {
    let log = FindingLog(settings: settings, baseline: baseline, kept: kept)
    let checker = RecordChecker(settings: settings, vocabulary: .builtIn, log: log, isReadFromWorkbook: false)
    for record in records { checker.check(record) }
    checker.finishLines()
    CampaignRules(checker: checker, summary: summary).run()
    var totals = ControlTotalRules(
        campaign: checker.campaign, summary: summary, log: log, thresholds: settings.thresholds)
    totals.run()
    return log
}

extension FindingLog {
    var codes: [String] { sorted.map(\.code.rawValue).sorted() }
    func group(_ code: String) -> Group? { sorted.first { $0.code.rawValue == code } }
}
