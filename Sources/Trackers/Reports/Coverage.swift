import MediaPlans

/// What share of the source reached the tracker.
///
/// A column has a destination when some value of it stands in the tracker or is part of a figure there; a
/// number is accounted for when a figure that is shown is made of it. The columns that extraction makes
/// (`Source_File` and so on) are none of the source's and do not count.
public struct Coverage: Sendable {
    /// A column of the source that holds any value.
    public struct Column: Sendable, Equatable {
        public var name: String
        public var values: Int
        public var numbers: Int
        /// The numbers that some figure accounts for.
        public var inFigures: Int
        /// The numbers that a figure or the raw-data sheet accounts for.
        public var accounted: Int
        /// Where the column's values went; nil for nowhere. In the raw data all of them stand.
        public var destination: String?
        /// Why it has none.
        public var reason: String?
    }

    /// Numbers of a column that no figure accounts for.
    public struct Loss: Sendable, Equatable {
        public var column: String
        /// `DV360 Awareness planned`.
        public var place: String
        public var count: Int
    }

    public private(set) var columns: [Column] = []
    public private(set) var losses: [Loss] = []

    /// Columns of which a value is part of a figure or stands in the tracker itself; Raw Data holds all, and does not count.
    public var columnsWithDestination: Int { columns.count(where: isShown) }
    /// Whether a value of a column is part of a figure or stands in the tracker itself.
    func isShown(_ column: Column) -> Bool { column.destination != nil && column.destination != rawData }
    public var numbers: Int { columns.reduce(0) { $0 + $1.numbers } }
    public var accounted: Int { columns.reduce(0) { $0 + $1.accounted } }
    public var inFigures: Int { columns.reduce(0) { $0 + $1.inFigures } }
    /// Whether the tracker holds every record.
    public var holdsRecords: Bool { rawData != nil }
    private let rawData: String?

    /// - Parameter rawData: the sheet that holds every record; nil for none.
    init(totals: CampaignTotals, plan: TrackerPlan, rawData: String? = nil) {
        self.rawData = rawData
        var count = AccountedNumbers(shown: Set(plan.writes.compactMap { $0.figure?.value == nil ? nil : $0.shows }))
        count.add(totals)
        losses = count.losses.map { Loss(column: $0.key.column, place: $0.key.place, count: $0.value) }
            .sorted { ($0.column, $0.place) < ($1.column, $1.place) }
        for column in RecordColumn.allCases where !ColumnCounts.provenance.contains(column) {
            let found = totals.columns[column]
            guard found.values > 0 else { continue }
            let accounted = count.accounted[column.rawValue] ?? 0
            let destination = Self.destination(of: column, accounted: accounted, count, plan) ?? rawData
            columns.append(
                Column(
                    name: column.rawValue, values: found.values, numbers: found.numbers, inFigures: accounted,
                    accounted: holdsRecords ? found.numbers : accounted, destination: destination,
                    reason: destination == nil || destination == rawData ? Self.reason(column) : nil))
        }
        for (name, found) in totals.columns.extras.sorted(by: { $0.key < $1.key }) {
            let accounted = count.accounted[name] ?? 0
            columns.append(
                Column(
                    name: name, values: found.values, numbers: found.numbers, inFigures: accounted,
                    accounted: holdsRecords ? found.numbers : accounted,
                    destination: accounted > 0 ? "figures" : rawData,
                    reason: accounted > 0
                        ? nil
                        : count.own.contains(name)
                            ? "the template has no place for it" : "no figure of a tracker is made of it"))
        }
    }

    private static func destination(
        of column: RecordColumn, accounted: Int, _ count: AccountedNumbers, _ plan: TrackerPlan
    ) -> String? {
        switch column {
        case .market: return plan.markets.isEmpty ? nil : "names of the columns"
        case .platform: return count.usesReadings ? "metric names of the reach tables" : nil
        case .cejObjectives: return count.usesStages ? "stages" : nil
        case .campaign, .startDate, .endDate, .targetAudience: return plan.shownColumns.contains(column) ? "head" : nil
        default: return accounted > 0 ? "figures" : nil
        }
    }

    private static func reason(_ column: RecordColumn) -> String {
        switch column {
        case .platform: "the sheet decides the platform"
        case .localCurrency: "checked to be one currency, and not shown"
        case .cpmLocal, .cpcLocal, .cpvLocal, .ctrPercent, .vtrPercent, .percentUniques: "recomputed from sums"
        case .taSize: "the population is typed by a person"
        case .market, .cejObjectives, .campaign, .startDate, .endDate, .targetAudience, .budgetLocal, .impressions,
            .clicksActions, .videoViews, .frequency, .uniquesReach:
            "the template has no place for it"
        default: "no figure of a tracker is made of it"
        }
    }
}

/// Counts the numbers behind the figures that are shown.
struct AccountedNumbers {
    struct LossKey: Hashable {
        var column: String
        var place: String
    }

    let shown: Set<ShownFigure>
    /// By the column's name.
    private(set) var accounted: [String: Int] = [:]
    /// The source's own columns that metrics are made of.
    private(set) var own: Set<String> = []
    private(set) var losses: [LossKey: Int] = [:]
    private(set) var usesReadings = false
    private(set) var usesStages = false
    /// The numbers that are told of, by source type and column.
    private var placed: [SourceType: [String: Int]] = [:]
    private var metrics: [Metric] = []
    private var measures: [Measure] = []
    private var stages: [Stage] = []

    init(shown: Set<ShownFigure>) { self.shown = shown }

    mutating func add(_ totals: CampaignTotals) {
        let own = OwnMeasures(totals.metrics).columns
        self.own = Set(own.map(\.name))
        metrics = Metric.allCases.filter { $0.entry?.share == nil } + totals.metrics.map { .own($0) }
        stages = totals.stages
        measures = Measure.builtIn + own.map { .own($0) }
        for platform in totals.platforms {
            for market in platform.markets {
                for slot in market.planned.indices {
                    add(market.planned[slot], slot, .planned, platform.platform, market.market)
                    add(market.actual[slot], slot, .actual, platform.platform, market.market)
                }
                for (metric, reading) in market.readings { add(reading, metric, platform.platform, market.market) }
            }
        }
        addOthers(totals)
    }

    private mutating func note(
        _ column: String, of type: SourceType, _ count: Int, _ isAccounted: Bool,
        _ place: @autoclosure () -> String
    ) {
        guard count > 0 else { return }
        placed[type, default: [:]][column, default: 0] += count
        if isAccounted {
            accounted[column, default: 0] += count
        } else {
            losses[LossKey(column: column, place: place()), default: 0] += count
        }
    }

    private mutating func add(_ lines: Lines, _ slot: Int, _ side: Side, _ platform: Platform, _ market: Market) {
        let stage = slot == CampaignTotals.unstaged ? nil : stages[slot - 1]
        for measure in measures {
            var isShown = false
            for metric in metrics where metric.measures.contains(measure) {
                // Delivered reach and market frequencies are reported, not summed from lines.
                if side == .actual, measure == .reach { continue }
                let isReported = metric.reading(side, market.code) == .frequency
                for scope in isReported ? [nil] : [nil, market.code] {
                    if let stage, contains(platform, .stage(stage), metric, side, scope) {
                        isShown = true
                        usesStages = true
                    }
                    if stage != nil || stages.isEmpty || measure != .reach,
                        contains(platform, .campaign, metric, side, scope)
                    {
                        isShown = true
                    }
                }
            }
            let name = stage?.displayName ?? "without a stage"
            let type = side == .planned ? SourceType.planned : .deliveredMedia
            note(
                measure.column.name, of: type, lines[measure].known, isShown,
                "\(platform.displayName) \(name) \(side.rawValue)")
        }
    }

    private mutating func add(_ reading: Reading, _ metric: ReachMetric, _ platform: Platform, _ market: Market) {
        let section: Section = metric.stage.map { .stage($0) } ?? .campaign
        var isShown = false
        if reading.values.count == 1 {
            switch metric.measure {
            case .frequency: isShown = contains(platform, section, .frequency, .actual, market.code)
            case .reach:
                isShown =
                    contains(platform, section, .reach, .actual, market.code)
                    || contains(platform, section, .reach, .actual, nil)
                    || contains(platform, section, .frequency, .actual, nil)
            }
        }
        usesReadings = usesReadings || isShown
        let column: RecordColumn = metric.measure == .reach ? .uniquesReach : .frequency
        note(
            column.rawValue, of: .deliveredReachAndFrequency, reading.known, isShown,
            "\(platform.displayName) \(section.name) reported \(metric.measure.rawValue)")
    }

    private func contains(_ platform: Platform, _ section: Section, _ metric: Metric, _ side: Side, _ market: String?)
        -> Bool
    {
        shown.contains(
            ShownFigure(platform: platform.code, section: section, metric: metric, side: side, market: market))
    }

    /// Numbers of columns that no figure takes, and of records that were not placed.
    private mutating func addOthers(_ totals: CampaignTotals) {
        for column in RecordColumn.allCases where !ColumnCounts.provenance.contains(column) {
            for type in SourceType.allCases {
                let rest = totals.columns[type, column].numbers - (placed[type]?[column.rawValue] ?? 0)
                guard rest > 0 else { continue }
                let isMeasure = measures.contains { $0.column.column == column }
                losses[
                    LossKey(
                        column: column.rawValue,
                        place: type.rawValue.lowercased() + (isMeasure ? " lines in no figure" : " lines")), default: 0
                ] += rest
            }
        }
    }
}
