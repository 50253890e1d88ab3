import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// What rules compute, against an oracle that does it the slow and simple way: in whole quarters, over all records, once for each question.
@Suite("Arithmetic of the rules") struct ArithmeticPropertyTests {
    private static let markets = ["UAE", "Kuwait", "Qatar", "Oman"]

    /// A number of quarters, often small so that equal ones come up; nil now and then.
    private static func quarters(_ most: Int, _ random: inout some RandomNumberGenerator) -> Int? {
        Int.random(in: 0..<8, using: &random) == 0 ? nil : Int.random(in: 0...most, using: &random)
    }

    private struct Line {
        var type: SourceType
        var market: String
        var stage: Stage?
        var row: Int
        var budget, impressions, clicks, views, reach: Int?
    }

    private static func lines(_ random: inout some RandomNumberGenerator) -> [Line] {
        (0..<Int.random(in: 1...40, using: &random)).map { index in
            let most = Bool.random(using: &random) ? 12 : 4_000_000
            return Line(
                type: Bool.random(using: &random) ? .planned : .deliveredMedia,
                market: markets.randomElement(using: &random)!,
                stage: Int.random(in: 0..<5, using: &random) == 0
                    ? nil : Vocabulary.builtIn.stages.randomElement(using: &random),
                row: 10 + index,
                budget: quarters(most, &random), impressions: quarters(most, &random), clicks: quarters(most, &random),
                views: quarters(most, &random), reach: quarters(most, &random))
        }
    }

    private static func record(_ line: Line) -> Record {
        var record = Record(sourceType: line.type, sheetPlatform: "DV360")
        record[.sourceFile] = .text(line.type == .planned ? "PLANNED_x.xlsx" : "DELIVERED_x.xlsx")
        record[.sourceSheet] = .text(line.type == .planned ? "DV360" : "DV360_MEDIA")
        record[.sourceRow] = .number(Double(line.row))
        record[.market] = .text(line.market)
        if let stage = line.stage { record[.cejObjectives] = .text(stage.displayName) }
        for (column, value) in [
            (RecordColumn.budgetLocal, line.budget), (.impressions, line.impressions), (.clicksActions, line.clicks),
            (.videoViews, line.views), (.uniquesReach, line.reach),
        ] {
            if let value { record[column] = .number(Double(value) / 4) }
        }
        return record
    }

    /// The rows that a rule named.
    private static func rows(_ log: FindingLog, _ code: String) -> [Int] {
        (log.group(code)?.findings ?? []).flatMap { finding in
            // The same in several rows is one finding.
            finding.rows?.runs.flatMap(Array.init) ?? [finding.spot.row].compactMap { $0 }
        }.sorted()
    }

    private static func sum(_ lines: [Line], _ value: (Line) -> Int?) -> Int? {
        let known = lines.compactMap(value)
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    @Test("lines whose clicks, views or reach are above their impressions are those that are named") func comparisons()
    {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<150 {
            let lines = Self.lines(&random)
            let log = check(lines.map(Self.record), kept: 1000)
            func expected(_ value: (Line) -> Int?) -> [Int] {
                lines.filter { line in value(line).flatMap { value in line.impressions.map { value > $0 } } ?? false }
                    .map(\.row)
            }
            #expect(Self.rows(log, "clicks-exceed-impressions") == expected(\.clicks), "\(lines)")
            #expect(Self.rows(log, "views-exceed-impressions") == expected(\.views), "\(lines)")
            #expect(Self.rows(log, "reach-exceeds-impressions") == expected(\.reach), "\(lines)")
        }
    }

    @Test(
        "overspend is found for markets, else for their stages, exactly where spend is above plan by more than a tenth")
    func spend() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<150 {
            let lines = Self.lines(&random)
            let log = check(lines.map(Self.record), kept: 1000)
            var over: Set<String> = []
            var unbudgeted: Set<String> = []
            for market in Self.markets {
                func of(_ type: SourceType, _ stage: Stage? = nil) -> [Line] {
                    lines.filter { $0.market == market && $0.type == type && (stage == nil || $0.stage == stage) }
                }
                guard !of(.planned).isEmpty, let spend = Self.sum(of(.deliveredMedia), \.budget), spend > 0 else {
                    continue
                }
                guard let budget = Self.sum(of(.planned), \.budget) else {
                    unbudgeted.insert(market)
                    continue
                }
                if spend * 10 > budget * 11 {
                    over.insert("\(market) on DV360")
                    continue
                }
                for stage in Vocabulary.builtIn.stages {
                    guard let spend = Self.sum(of(.deliveredMedia, stage), \.budget),
                        let budget = Self.sum(of(.planned, stage), \.budget), spend * 10 > budget * 11
                    else { continue }
                    over.insert("\(stage.displayName) of \(market) on DV360")
                }
            }
            func names(_ code: String, _ end: String) -> Set<String> {
                Set(
                    (log.group(code)?.findings ?? []).map { finding in
                        String(finding.text.prefix(upTo: finding.text.range(of: end)!))
                    })
            }
            #expect(names("overspend", " spent ") == over, "\(lines)")
            #expect(names("plan-without-budget", " on DV360 spent ") == unbudgeted, "\(lines)")
        }
    }

    @Test(
        "control totals that agree with the lines say nothing, and those that are off by a quarter are told with both numbers"
    ) func totals() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let lines = Self.lines(&random).filter { $0.type == .planned }
            let market = Self.markets.randomElement(using: &random)!
            guard let sum = Self.sum(lines.filter { $0.market == market }, \.budget), sum > 0, sum < 2000 else {
                continue
            }
            func codes(_ total: Int) throws -> FindingLog {
                let text =
                    ".|.|MARKET SUMMARY|BUDGET [USD]\n.|.|\(market)|\(Double(total) / 4)\n@20\nSTART|START|START\n.|Cyprus|7\n"
                return check(
                    lines.map(Self.record), summary: try PlanSummary.reading(TextSheets(text), vocabulary: .builtIn))
            }
            #expect(try codes(sum).group("control-total-differs") == nil)
            let finding = try #require(try codes(sum + 1).group("control-total-differs")?.findings.first)
            #expect(
                finding.text.contains("is \(figureText(Double(sum + 1) / 4))")
                    && finding.text.contains("sum is \(figureText(Double(sum) / 4)), 0.25 less"), "\(finding.text)")
        }
    }

    @Test("reach and frequency of a market are judged as the domain says, whatever the numbers") func reach() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var campaign = CleanCampaign(markets: ["UAE"])
            let impressions = Int.random(in: 1...5_000_000, using: &random)
            let reach =
                Bool.random(using: &random)
                ? Int.random(in: 1...5_000_000, using: &random)
                : max(1, impressions / Int.random(in: 1...150, using: &random))
            let frequency = Int.random(in: 4...60, using: &random)
            campaign.change(.deliveredMedia, "UAE", "Awareness") { $0[.impressions] = .number(Double(impressions)) }
            campaign.change(.deliveredReachAndFrequency, "UAE", "Awareness Reach") {
                $0[.uniquesReach] = .number(Double(reach))
            }
            campaign.change(.deliveredReachAndFrequency, "UAE", "Awareness Freq") {
                $0[.frequency] = .number(Double(frequency) / 4)
            }
            let log = check(campaign.records)
            func names(_ code: String) -> Bool {
                log.group(code)?.findings.contains { $0.text.hasPrefix("Awareness") } ?? false
            }
            let isAbove = reach > impressions
            let isTiny = !isAbove && impressions > reach * 100
            let made = frequency * reach
            // By more than a fifth of the larger, in quarters.
            let isOff = !isAbove && !isTiny && abs(made - 4 * impressions) * 5 > max(made, 4 * impressions)
            #expect(
                names("reach-exceeds-impressions") == isAbove && names("reach-tiny") == isTiny
                    && names("frequency-contradicts") == isOff, "\(impressions) \(reach) \(frequency)")
        }
    }

    @Test("in whatever order records come, the same is found as often") func order() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<40 {
            let records = Self.lines(&random).map(Self.record)
            func counts(_ records: [Record]) -> [String: Int] {
                Dictionary(uniqueKeysWithValues: check(records).sorted.map { ($0.code.rawValue, $0.count) })
            }
            #expect(counts(records) == counts(records.shuffled(using: &random)))
        }
    }
}

extension String {
    fileprivate func range(of text: String) -> Index? { indices.first { self[$0...].hasPrefix(text) } }
}
