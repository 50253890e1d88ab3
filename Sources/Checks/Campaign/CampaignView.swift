import MediaPlans
import Streams
import Workbooks

/// The lines of one stage of a market, added up.
struct StageLines: Sendable {
    var count = 0
    var budget = Volume()
    var impressions = Volume()
    var clicks = Volume()
    var views = Volume()
    var reach = Volume()
    /// What only one side of each ratio has, on its lines.
    var lone: [Ratio: LoneParts] = [:]
    /// The largest reach of a line.
    var largestReach = 0.0
    /// Different formats, as many as matter.
    var formats: Set<String> = []
    private var lastFormat: String?
    /// Where the first line stands.
    var first: Spot?
    var rows = LineRows()
    /// What metrics of the configuration are made of.
    var own = OwnLines()
    /// The line with the largest numbers, which alone can be the sum of the others, and lines with the numbers of an earlier one.
    private(set) var notable = NotableLines()
    private static let mostFormats = 8

    mutating func add(_ record: Record) {
        count += 1
        budget.add(record[.budgetLocal].number)
        impressions.add(record[.impressions].number)
        clicks.add(record[.clicksActions].number)
        views.add(record[.videoViews].number)
        reach.add(record[.uniquesReach].number)
        largestReach = max(largestReach, record[.uniquesReach].number ?? 0)
        for ratio in Ratio.all {
            switch (record[ratio.above].number, record[ratio.below].number) {
            case (let number?, nil): lone[ratio, default: LoneParts()].above.add(number)
            case (nil, let number?): lone[ratio, default: LoneParts()].below.add(number)
            default: break
            }
        }
        if formats.count < Self.mostFormats, let format = record[.formatType].text, format != lastFormat {
            formats.insert(format)
            lastFormat = format
        }
        if first == nil { first = Spot(record, nil) }
        rows.add(record)
        notable.add(record)
    }

    /// Whether its numbers are known, and all 0.
    var isNothing: Bool {
        let values = LineNumbers.columns.map { volume($0) }
        return count > 0 && values[0].known + values[1].known > 0 && values.allSatisfy { ($0.value ?? 0) == 0 }
    }

    mutating func add(_ other: StageLines) {
        count += other.count
        budget.add(other.budget)
        impressions.add(other.impressions)
        clicks.add(other.clicks)
        views.add(other.views)
        reach.add(other.reach)
        for (ratio, parts) in other.lone {
            lone[ratio, default: LoneParts()].above.add(parts.above)
            lone[ratio, default: LoneParts()].below.add(parts.below)
        }
        first = first ?? other.first
        rows.add(other.rows)
        notable.add(other.notable)
    }
}

/// A number of a reach table, with its place.
struct Reading: Sendable {
    var value: Double?
    /// Whether the same metric has another number elsewhere.
    var isContradicted = false
    var spot: Spot
}

/// Plan and delivery of one market on one platform.
struct MarketView: Sendable {
    var market: Market
    /// By `CampaignView.slot`, lines without a stage first.
    var planned: [StageLines]
    var actual: [StageLines]
    var readings: [ReachMetric: Reading] = [:]
    /// Click numbers of media lines, as many as matter.
    var clicks: [(number: Double, spot: Spot)] = []
    var largestAudience: Double?
    /// The currencies that its lines name.
    var currencies: Set<String> = []
    /// The files that its lines come from, by side, with the days that they cover.
    var files: [CheckSide: [SourceSpan]] = [:]

    init(market: Market, stages: Int) {
        self.market = market
        planned = Array(repeating: StageLines(), count: stages + 1)
        actual = planned
    }

    func lines(_ side: CheckSide) -> [StageLines] { side == .planned ? planned : actual }

    func all(_ side: CheckSide) -> StageLines {
        // Where a line of a stage is the first, messages name that one.
        var all = lines(side).dropFirst().reduce(into: StageLines()) { $0.add($1) }
        all.add(lines(side)[CampaignView.unstaged])
        return all
    }

    /// The slots of lines whose reach is summed: those of stages, or all lines if there are no stages.
    var reachingSlots: Range<Int> { planned.count == 1 ? planned.indices : 1..<planned.count }

    var isPlanned: Bool { planned.contains { $0.count > 0 } }
    var hasMedia: Bool { actual.contains { $0.count > 0 } }
    var isDelivered: Bool { hasMedia || readings.values.contains { $0.value != nil } }

    func reach(_ metric: ReachMetric) -> Double? { readings[metric].flatMap { $0.isContradicted ? nil : $0.value } }
}

/// Lines of one file: where the first is, and the days that they cover.
struct SourceSpan: Sendable {
    var file: String
    var first: Spot
    /// Nil where no line has a date.
    var days: ClosedRange<CivilDate>?
    static let most = 16
}

extension MarketView {
    /// Notes the currency and the file of a line.
    fileprivate mutating func noteSource(_ record: Record, _ side: CheckSide) {
        if let code = record.currency, currencies.count < SourceSpan.most { currencies.insert(code) }
        guard let file = record[.sourceFile].text else { return }
        var days: ClosedRange<CivilDate>?
        if case .date(let start) = record[.startDate] {
            days = start...start
            if case .date(let end) = record[.endDate], end > start { days = start...end }
        }
        var spans = files[side] ?? []
        if let place = spans.lastIndex(where: { $0.file == file }) {
            guard let days else { return }
            let known = spans[place].days
            if let known, known.lowerBound <= days.lowerBound, known.upperBound >= days.upperBound { return }
            spans[place].days =
                known.map { min($0.lowerBound, days.lowerBound)...max($0.upperBound, days.upperBound) } ?? days
        } else {
            guard spans.count < SourceSpan.most else { return }
            spans.append(SourceSpan(file: file, first: Spot(record, nil), days: days))
        }
        files[side] = spans
    }
}

/// What was meant, and what happened.
enum CheckSide: String, Sendable, CaseIterable { case planned, actual }

struct PlatformView: Sendable {
    var platform: Platform
    /// The funnel's stages, in order.
    let stages: [Stage]
    var isKnown: Bool
    /// In the order in which records name them.
    var markets: [MarketView] = []
    /// Metrics of its reach table.
    var metrics: Set<ReachMetric> = []
    var currencies: [String: Spot] = [:]
    /// Codes of markets that are regions beside their members: nothing that sums over markets may hold them.
    var regions: Set<String> = []
    /// What its trackers show where two answers are right.
    var choices = FigureChoices()
    /// What its brand-lift tables say.
    var lifts = BrandLiftBook()
    /// The planner's own reach and frequency, by the market's code; empty for all markets.
    var stated: [String: (reach: Double?, frequency: Double?)] = [:]
    /// Lines that name no market, which no figure takes.
    var withoutMarket: [CheckSide: StageLines] = [:]
    /// Whether the platform has planned lines, or media lines.
    var sides: Set<CheckSide> = []
    fileprivate var index: [String: Int] = [:]
    fileprivate var lastCurrency: String?

    fileprivate mutating func place(of market: Market) -> Int {
        if let place = index[market.code] { return place }
        index[market.code] = markets.count
        markets.append(MarketView(market: market, stages: stages.count))
        return markets.count - 1
    }
}

/// A whole campaign, added up while its records pass. Memory: platforms × markets × stages.
struct CampaignView: Sendable {
    private(set) var platforms: [PlatformView] = []
    private var index: [String: Int] = [:]
    private(set) var recordCount = 0
    private(set) var counts: [SourceType: Int] = [:]
    private(set) var plan = PlanHead()
    /// The names in the reports, of campaigns and of brands.
    private(set) var report = PlanHead()
    /// What the reports' lines call their campaign.
    private(set) var reported = ReportedCampaigns()
    /// Which numbers the reports' sheets have.
    private(set) var reportedSheets = ReportedSheets()

    /// The metrics of the configuration.
    var metrics: [OwnMetric] = []

    /// The slot of lines without a stage.
    static let unstaged = 0

    static func slot(_ stage: Stage?) -> Int { stage.map { $0.index + 1 } ?? unstaged }

    /// The funnel's stages, in order.
    let stages: [Stage]

    init(stages: [Stage] = Vocabulary.builtIn.stages) { self.stages = stages }

    /// What a record's texts stand for.
    struct Meaning {
        var platform: Platform
        var isPlatformKnown: Bool
        var market: Market?
        var stage: Stage?
        var metric: ReachMetric?
    }

    /// Takes a record in. Returns the number that a metric had before, where this record gives another.
    @discardableResult
    mutating func add(_ record: Record, _ meaning: Meaning) -> Double? {
        recordCount += 1
        counts[record.sourceType, default: 0] += 1
        let place = platformPlace(meaning)
        if record.sourceType == .planned { plan.add(record) } else { report.add(record) }
        if record.sourceType == .deliveredMedia { reported.add(record, platform: platforms[place].platform.code) }
        guard let market = meaning.market else {
            guard record.sourceType != .deliveredReachAndFrequency else { return nil }
            let side = record.sourceType == .planned ? CheckSide.planned : .actual
            platforms[place].withoutMarket[side, default: StageLines()].add(record)
            return nil
        }
        let slot = Self.slot(meaning.stage)
        let row = platforms[place].place(of: market)
        switch record.sourceType {
        case .planned:
            platforms[place].sides.insert(.planned)
            platforms[place].markets[row].planned[slot].add(record)
            if !metrics.isEmpty { platforms[place].markets[row].planned[slot].own.add(record, metrics) }
            platforms[place].markets[row].noteSource(record, .planned)
            noteCurrency(record, place)
            if let size = record[.taSize].number {
                platforms[place].markets[row].largestAudience = max(
                    platforms[place].markets[row].largestAudience ?? 0, size)
            }
        case .deliveredMedia:
            platforms[place].sides.insert(.actual)
            platforms[place].markets[row].actual[slot].add(record)
            reportedSheets.add(record, platform: platforms[place].platform.code, stage: meaning.stage)
            if !metrics.isEmpty { platforms[place].markets[row].actual[slot].own.add(record, metrics) }
            platforms[place].markets[row].noteSource(record, .actual)
            noteCurrency(record, place)
            if let clicks = record[.clicksActions].number, clicks >= 1000,
                platforms[place].markets[row].clicks.count < 64
            {
                platforms[place].markets[row].clicks.append((clicks, Spot(record, .clicksActions)))
            }
        case .deliveredReachAndFrequency:
            guard let metric = meaning.metric else { return nil }
            platforms[place].metrics.insert(metric)
            let column = metric.measure == .reach ? RecordColumn.uniquesReach : .frequency
            let value = record[column].number
            if let before = platforms[place].markets[row].readings[metric], let known = before.value {
                guard let value, value != known else { return nil }
                // Of two numbers none is known to be the right one.
                platforms[place].markets[row].readings[metric]!.isContradicted = true
                return known
            }
            platforms[place].markets[row].readings[metric] = Reading(value: value, spot: Spot(record, column))
        }
        return nil
    }

    private mutating func platformPlace(_ meaning: Meaning) -> Int {
        if let place = index[meaning.platform.code] { return place }
        index[meaning.platform.code] = platforms.count
        platforms.append(PlatformView(platform: meaning.platform, stages: stages, isKnown: meaning.isPlatformKnown))
        return platforms.count - 1
    }

    private mutating func noteCurrency(_ record: Record, _ place: Int) {
        guard let text = record[.localCurrency].text, text != platforms[place].lastCurrency,
            let code = record.currency
        else { return }
        platforms[place].lastCurrency = text
        guard platforms[place].currencies[code] == nil, platforms[place].currencies.count < 16 else { return }
        platforms[place].currencies[code] = Spot(record, .localCurrency)
    }

    /// The currencies of each market's lines on all platforms, by its name; markets without one are left out.
    var currenciesByMarket: [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for market in platforms.lazy.flatMap(\.markets) where !market.currencies.isEmpty {
            found[market.market.displayName, default: []].formUnion(market.currencies)
        }
        return found
    }

    /// Takes in what the client chose, and the plan's own summary.
    mutating func choose(_ choices: FigureChoices, _ summary: PlanSummary, _ lifts: BrandLiftBook) {
        for index in platforms.indices {
            platforms[index].lifts = lifts
            platforms[index].choices = choices
            platforms[index].stated = [:]
            guard choices.campaignReach == .summary else { continue }
            for total in summary.totals
            where total.platform.code == platforms[index].platform.code && total.stage == nil {
                let key = total.market?.code ?? ""
                if total.measure == .reach { platforms[index].stated[key, default: (nil, nil)].reach = total.value }
                if total.measure == .frequency {
                    platforms[index].stated[key, default: (nil, nil)].frequency = total.value
                }
            }
            if !platforms[index].stated.values.contains(where: { $0.reach != nil }) { platforms[index].stated = [:] }
        }
    }

    /// Finds the regions that the records name as well as their members; call it after the last record.
    mutating func findRegions(_ vocabulary: Vocabulary) {
        for index in platforms.indices {
            let codes = Set(platforms[index].markets.map(\.market.code))
            platforms[index].regions = codes.filter { !vocabulary.parts(ofRegion: $0, among: codes).isEmpty }
        }
    }

    func platform(_ code: String) -> PlatformView? { index[code].map { platforms[$0] } }
}

extension PlatformView {
    func market(_ code: String) -> MarketView? { index[code].map { markets[$0] } }
}
