import MediaPlans
import Streams
import Workbooks

/// Turns the figures of a plan into formulas: base figures over the raw data, totals over the cells of the
/// markets, ratios over their neighbours. Each carries the figure as its cached value.
struct LiveFigures {
    private let raw: RawData
    private let totals: CampaignTotals
    private var spots: [ShownFigure: FigureSpots] = [:]

    init(raw: RawData, totals: CampaignTotals) {
        self.raw = raw
        self.totals = totals
    }

    /// Gives every figure its formula. A figure that no formula can tell (amounts in several currencies) stays
    /// a value.
    mutating func addLiveFormulas(_ plan: inout TrackerPlan) {
        for write in plan.writes where !write.isEcho {
            // A formula of the template's own may itself depend on a figure: nothing is made to depend on it.
            if case .cachedValue = write.edit { continue }
            // Nor on a cell that shows no figure because its label asks for another currency.
            if write.figure?.gaps.contains(where: \.forbidsSum) ?? false { continue }
            if let shown = write.shows ?? write.ofAll {
                spots[shown, default: FigureSpots()].add(write.cell, of: write.sheet)
            }
        }
        for index in plan.writes.indices {
            let write = plan.writes[index]
            guard let figure = write.figure, !figure.isFixed, !figure.gaps.contains(where: \.forbidsSum) else {
                continue
            }
            switch write.edit {
            case .number, .text("-"): break
            default: continue
            }
            let here = FigureSpots.Spot(sheet: write.sheet, cell: write.cell)
            let formula =
                write.shows.map { shown in
                    (write.isEcho ? reference(to: shown, from: here) : nil) ?? self.formula(shown, at: here)
                } ?? write.budgetOfAll.map { budgetOfAll($0, at: here) }
                ?? write.ofAll.map { self.formula($0, at: here) }
            guard case .some(.some(let text)) = formula, text.utf16.count <= Self.longestFormula else { continue }
            plan.writes[index].edit = .formula(text, cached: write.value)
        }
    }

    /// What Excel takes (ECMA-376 part 1, 18.17).
    private static let longestFormula = 8192

    // MARK: Figures

    /// A figure's formula over the raw data alone, for a sheet of its own; nil for a figure that no formula can tell.
    func formulaOverRecords(_ shown: ShownFigure, _ figure: Figure) -> String? {
        guard !figure.isFixed, !figure.gaps.contains(where: \.forbidsSum),
            let text = formula(shown, at: nil), text.utf16.count <= Self.longestFormula
        else { return nil }
        return text
    }

    private func formula(_ shown: ShownFigure, at here: FigureSpots.Spot?) -> String? {
        guard let metric = shown.metric.entry, !metric.isTyped, metric.share == nil else { return nil }
        if shown.metric == .reach { return shown.market == nil ? total(shown, at: here) : base(shown) }
        if shown.metric.reading(shown.side, shown.market) != nil { return base(shown) }
        return own(metric, shown, here)
    }

    /// The sum of a metric's column, or its formula over the cells of its columns.
    private func own(_ metric: OwnMetric, _ shown: ShownFigure, _ here: FigureSpots.Spot?) -> String? {
        guard metric.columns.allSatisfy(raw.has) else { return nil }
        if metric.isPlainSum { return sum(of: metric.columns[0], as: shown, here) }
        var operands: [String] = []
        for column in metric.columns {
            guard let operand = operand(column, shown, here) else { return nil }
            operands.append(operand)
        }
        let formula = metric.formula.formula { operands[$0] }
        let guarded = metric.formula.divisors { operands[$0] }.reversed().reduce(formula) { inner, divisor in
            "IF(\(divisor)<>0,\(inner),\"-\")"
        }
        let tests = operands.map { "ISNUMBER(\($0))" }
        let test = tests.count == 1 ? tests[0] : "AND(\(tests.joined(separator: ",")))"
        return "IF(\(test),\(guarded),\"-\")"
    }

    /// The cell that shows a column's sum, or its formula where the template has no such cell.
    private func operand(_ column: MetricColumn, _ shown: ShownFigure, _ here: FigureSpots.Spot?) -> String? {
        // The planner's own reach of a campaign is in no record, and only what is built in follows it.
        if let builtIn = Self.builtInSum(of: column),
            builtIn != .reach || shown.side == .actual || shown.metric.entry?.isBuiltIn ?? false
        {
            return operand(builtIn, shown, here)
        }
        // A row of another metric may show just that sum.
        for case .own(let metric) in totals.metrics.map({ Metric.own($0) })
        where metric.isPlainSum && metric.columns[0] == column && metric.sides.contains(shown.side)
            && metric.additive.count == OwnMetric.Axis.allCases.count
        {
            var other = shown
            other.metric = .own(metric)
            if let cell = reference(to: other, from: here) { return cell }
        }
        return sum(of: column, as: shown, here)
    }

    /// The sum of a column over the records that a figure is of; over the markets' cells where they show it.
    private func sum(of column: MetricColumn, as shown: ShownFigure, _ here: FigureSpots.Spot?) -> String? {
        if Measure(column) == .reach {
            var other = shown
            other.metric = .reach
            return shown.side == .actual ? formula(other, at: here) : raw.guardedSum(query(other))
        }
        if shown.market == nil || shown.platform.isEmpty, case .own(let metric) = shown.metric, metric.isPlainSum {
            return total(shown, at: here)
        }
        return raw.guardedSum(query(shown, of: column))
    }

    /// The built-in metric that is the sum of a column.
    private static func builtInSum(of column: MetricColumn) -> Metric? {
        guard column.column != nil else { return nil }
        return Metric.allCases.first { $0.entry.map { $0.isPlainSum && $0.columns[0] == column } ?? false }
    }

    /// The cell that shows a measure, or its formula where the template has no such cell.
    private func operand(_ metric: Metric, _ shown: ShownFigure, _ here: FigureSpots.Spot?) -> String? {
        var other = shown
        other.metric = metric
        return reference(to: other, from: here) ?? formula(other, at: here)
    }

    /// The nearest cell that shows a figure.
    private func reference(to shown: ShownFigure, from here: FigureSpots.Spot?) -> String? {
        guard let here, let nearest = spots[shown]?.nearest(to: here) else { return nil }
        return nearest.sheet.index == here.sheet.index
            ? nearest.cell.description : "\(RawData.quoted(nearest.sheet.name))!\(nearest.cell)"
    }

    /// The sum of the markets' cells, or over the raw data where not every market has one.
    private func total(_ shown: ShownFigure, at here: FigureSpots.Spot?) -> String? {
        if shown.platform.isEmpty {
            let cells = totals.platforms.map { platform in
                var one = shown
                one.platform = platform.platform.code
                return reference(to: one, from: here)
            }
            if !cells.contains(nil), (1...200).contains(cells.count) { return Self.sum(of: cells.compactMap { $0 }) }
            return raw.guardedSum(query(shown))
        }
        guard let platform = totals.platforms.first(where: { $0.platform.code == shown.platform }) else { return nil }
        let cells = platform.markets.map { market in
            var one = shown
            one.market = market.market.code
            return reference(to: one, from: here)
        }
        if !cells.contains(nil), (1...200).contains(cells.count) { return Self.sum(of: cells.compactMap { $0 }) }
        if shown.side == .actual, shown.metric == .reach {
            // Reports that repeat or contradict each other do not add up in one sum.
            let metric = ReachMetric(.reach, of: shown.section.scope)
            guard platform.markets.allSatisfy({ ($0.readings[metric]?.known ?? 0) <= 1 }) else { return nil }
        }
        return raw.guardedSum(query(shown))
    }

    private static func sum(of cells: [String]) -> String {
        // In the order of columns: Z before AA.
        let list = cells.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.joined(separator: ",")
        return "IF(COUNT(\(list))=0,\"-\",SUM(\(list)))"
    }

    private func base(_ shown: ShownFigure) -> String? {
        let query = query(shown)
        guard let metric = query.metric else { return raw.guardedSum(query) }
        let market = shown.market.flatMap { totals.platform(shown.platform)?.market($0) }
        let reading = market?.readings[metric]
        let isRepeated = reading.map { $0.known > 1 && $0.values.count == 1 } ?? false
        return isRepeated ? raw.repeated(query) : raw.single(query)
    }

    /// The records that a figure which is no ratio is made of.
    private func query(_ shown: ShownFigure) -> RawData.Query { query(shown, of: shown.metric.measures[0].column) }

    private func query(_ shown: ShownFigure, of column: MetricColumn) -> RawData.Query {
        if let measure = shown.metric.reading(shown.side, shown.market) {
            return .init(
                type: .deliveredReachAndFrequency, platform: shown.platform, market: shown.market, stage: .any,
                metric: ReachMetric(measure, of: shown.section.scope),
                value: measure == .reach ? .uniquesReach : .frequency)
        }
        let stage: RawData.StageFilter
        switch shown.section {
        case .stage(let one): stage = .one(one)
        case .campaign: stage = shown.metric == .reach && !totals.stages.isEmpty ? .known : .any
        }
        return .init(
            type: shown.side == .planned ? .planned : .deliveredMedia,
            platform: shown.platform.isEmpty ? nil : shown.platform, market: shown.market, stage: stage,
            value: column)
    }

    // MARK: Head

    /// The sum of the platforms' totals, or over the raw data where not every platform has a cell for it.
    private func budgetOfAll(_ side: Side, at here: FigureSpots.Spot?) -> String? {
        let cells = totals.platforms.map { platform in
            reference(
                to: .init(platform: platform.platform.code, section: .campaign, metric: .budget, side: side), from: here
            )
        }
        if !cells.contains(nil), (1...200).contains(cells.count) { return Self.sum(of: cells.compactMap { $0 }) }
        return raw.guardedSum(
            .init(type: side == .planned ? .planned : .deliveredMedia, stage: .any, value: .budgetLocal))
    }
}

extension Gap {
    /// Whether the parts that there are do not add up, so that no formula may sum them.
    var forbidsSum: Bool {
        switch self {
        case .currencies, .regions, .notAdditive, .otherSide, .overPlatforms, .noLift, .notEnoughData, .severalLifts:
            true
        default: false
        }
    }
}
