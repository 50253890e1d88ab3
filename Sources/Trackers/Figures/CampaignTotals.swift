import MediaPlans
import Streams
import Workbooks

/// A whole campaign's records, aggregated as they come.
///
/// Memory is bounded by platforms × markets × stages × measures, not by records; of texts for the head no
/// more is kept than a cell holds.
public struct CampaignTotals: Sendable {
    /// Plan and delivery of one market on one platform.
    struct MarketTotals: Sendable {
        var market: Market
        /// By stage slot, `unstaged` first.
        var planned: [Lines]
        var actual: [Lines]
        var readings: [ReachMetric: Reading] = [:]
        /// Where the records behind each of them stand.
        var plannedSources: [SourceRows]
        var actualSources: [SourceRows]
        var readingSources: [ReachMetric: SourceRows] = [:]

        /// The rates by which amounts were converted, the different ones in the order met.
        var rates: [Side: [String]] = [:]
        private static let mostRates = 12

        init(market: Market, stages: Int) {
            self.market = market
            planned = Array(repeating: Lines(), count: stages + 1)
            plannedSources = Array(repeating: SourceRows(), count: stages + 1)
            (actual, actualSources) = (planned, plannedSources)
        }

        mutating func note(rate: String, _ side: Side) {
            let found = rates[side] ?? []
            if !found.contains(rate), found.count < Self.mostRates { rates[side] = found + [rate] }
        }

        var isPlanned: Bool { planned.contains { $0.count > 0 } }
        /// Whether any line or any known reach was delivered.
        var isDelivered: Bool { actual.contains { $0.count > 0 } || readings.values.contains { !$0.values.isEmpty } }
    }

    struct PlatformTotals: Sendable {
        var platform: Platform
        var markets: [MarketTotals] = []
        var audiences = DistinctTexts()
        fileprivate var indices: [String: Int] = [:]
        /// The currencies that the lines name.
        fileprivate(set) var currencies: Set<String> = []

        /// The totals of the market with that code.
        func market(_ code: String) -> MarketTotals? { indices[code].map { markets[$0] } }

        fileprivate mutating func index(of market: Market, stages: Int) -> Int {
            if let index = indices[market.code] { return index }
            indices[market.code] = markets.count
            markets.append(MarketTotals(market: market, stages: stages))
            return markets.count - 1
        }
    }

    /// In the order in which records name them.
    /// Whether each market is in one currency on all platforms: then it is the markets that differ, and no line is doubtful.
    var currenciesFollowMarkets: Bool {
        var found: [String: Set<String>] = [:]
        for market in platforms.lazy.flatMap(\.markets) {
            for lines in [market.planned, market.actual].joined() {
                found[market.market.code, default: []].formUnion(lines.currencies)
            }
        }
        return found.values.allSatisfy { $0.count <= 1 }
    }

    private(set) var platforms: [PlatformTotals] = []
    private(set) var campaigns = DistinctTexts()
    private(set) var flight: ClosedRange<CivilDate>?
    /// The days that the records were cut to; nil for all.
    /// Plan and spend by day, where charts of them are wanted.
    var daily: DailySpend?
    var period: RecordPeriod?
    private(set) var columns = ColumnCounts()
    private(set) var unplaced = UnplacedRecords()
    /// All records.
    public private(set) var recordCount = 0

    /// The codes of platforms that have records, none of which are asked for.
    private(set) var leftOut: Set<String> = []

    private(set) var places = SourcePlaces()
    /// What the names in records stand for.
    private(set) var names: RecordNames
    private var platformIndices: [String: Int] = [:]

    /// The totals of the platform with that code.
    func platform(_ code: String) -> PlatformTotals? { platforms.first { $0.platform.code == code } }

    /// The slot of lines whose stage is not known.
    static let unstaged = 0

    static func slot(of stage: Stage) -> Int { stage.index + 1 }

    /// The funnel's stages, in order.
    var stages: [Stage] { names.stages }

    /// Whether lines of a slot reach nobody that counts: those without a stage, where others have one.
    static func reachesNobody(_ slot: Int, of slots: Int) -> Bool { slot == unstaged && slots > 1 }

    /// The metrics of the configuration.
    let metrics: [OwnMetric]
    private let measures: OwnMeasures

    /// Remembers that a platform's records are not asked for.
    mutating func leaveOut(_ platform: String) { leftOut.insert(platform) }

    public init(vocabulary: Vocabulary, metrics: [OwnMetric] = []) {
        names = RecordNames(vocabulary: vocabulary)
        self.metrics = metrics
        measures = OwnMeasures(metrics)
    }

    /// Takes one record in.
    public mutating func add(_ record: Record) {
        recordCount += 1
        columns.count(record)
        let platform = platformIndex(record.sheetPlatform)
        if record.sourceType == .planned { noteHead(record, platform) }
        guard let market = names.market(of: record) else {
            unplaced.add(record, .noMarket)
            return
        }
        let place = platforms[platform].index(of: market, stages: names.stages.count)
        let source = places.place(of: record)
        if let rate = Self.rate(of: record) {
            platforms[platform].markets[place].note(rate: rate, record.sourceType == .planned ? .planned : .actual)
        }
        if record.sourceType != .deliveredReachAndFrequency, let currency = record.currency {
            platforms[platform].currencies.insert(currency)
        }
        switch record.sourceType {
        case .planned:
            let slot = slot(of: record)
            platforms[platform].markets[place].planned[slot].add(record, measures)
            platforms[platform].markets[place].plannedSources[slot].add(source)
        case .deliveredMedia:
            let slot = slot(of: record)
            platforms[platform].markets[place].actual[slot].add(record, measures)
            platforms[platform].markets[place].actualSources[slot].add(source)
        case .deliveredReachAndFrequency:
            guard let metric = names.metric(of: record) else {
                unplaced.add(record, .unknownMetric(record[.platform].text ?? ""))
                return
            }
            let value = metric.measure == .reach ? record[.uniquesReach].number : record[.frequency].number
            platforms[platform].markets[place].readings[metric, default: Reading()].add(value)
            platforms[platform].markets[place].readingSources[metric, default: SourceRows()].add(source)
        }
    }

    /// `AED to USD at 0.2723 (2026-04, Central bank, 2026-04-30)`; nil for a record whose amounts were not converted.
    private static func rate(of record: Record) -> String? {
        func value(_ name: String) -> FieldValue { record.extras.first { $0.name == name }?.value ?? .unknown }
        guard !record.extras.isEmpty, let rate = value("FX_RATE").number, let from = value("ORIGINAL_CURRENCY").text
        else { return nil }
        let origin = ["FX_MONTH", "FX_SOURCE", "FX_DATE"].compactMap { name -> String? in
            switch value(name) {
            case .text(let text): text
            case .date(let date): date.description
            case .number, .unknown: nil
            }
        }
        return "\(from) to \(record[.localCurrency].text ?? "?") at \(DecimalText.string(rate))"
            + (origin.isEmpty ? "" : " (\(origin.joined(separator: ", ")))")
    }

    /// By the code, so that two names of one platform make one.
    private mutating func platformIndex(_ name: String) -> Int {
        if let index = platformIndices[name] { return index }
        let platform = names.platform(named: name)
        let index = platforms.firstIndex { $0.platform.code == platform.code } ?? platforms.count
        platformIndices[name] = index
        if index == platforms.count { platforms.append(PlatformTotals(platform: platform)) }
        return index
    }

    private mutating func slot(of record: Record) -> Int {
        guard let stage = names.stage(of: record) else {
            if !names.stages.isEmpty { unplaced.add(record, .noStage) }
            return Self.unstaged
        }
        return Self.slot(of: stage)
    }

    /// Campaign, flight dates and audiences of a planned line. The audience of a line without a stage is
    /// left out: its cells may have slipped.
    private mutating func noteHead(_ record: Record, _ platform: Int) {
        if let campaign = record[.campaign].text { campaigns.add(campaign) }
        if let audience = record[.targetAudience].text, names.stages.isEmpty || names.stage(of: record) != nil {
            platforms[platform].audiences.add(audience)
        }
        for column in [RecordColumn.startDate, .endDate] {
            guard case .date(let day) = record[column] else { continue }
            flight = flight.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
        }
    }
}

/// Different texts in the order met, as many as fit into one cell.
struct DistinctTexts: Sendable {
    private(set) var texts: [String] = []
    /// Whether some were left out because a cell is full.
    private(set) var isCut = false
    private var seen: Set<String> = []
    /// Texts as they came, so that a repeated one costs one look; forgotten when there are too many.
    private var met: Set<String> = []
    private var length = 0
    static let capacity = 32_767

    /// Adds a text without blanks at the ends of its lines and without empty lines.
    mutating func add(_ text: String) {
        guard !met.contains(text) else { return }
        if met.count == 1024 { met.removeAll() }
        met.insert(text)
        let clean = text.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }.joined(separator: "\n")
        guard !clean.isEmpty, !seen.contains(clean.lowercased()) else { return }
        guard length + clean.utf16.count <= Self.capacity else {
            isCut = true
            return
        }
        seen.insert(clean.lowercased())
        texts.append(clean)
        length += clean.utf16.count + 2
    }

    /// The texts in one cell; nil when there are none.
    func joined(by separator: String) -> String? { texts.isEmpty ? nil : texts.joined(separator: separator) }
}
