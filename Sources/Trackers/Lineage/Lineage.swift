import MediaPlans
import Streams
import Workbooks

/// Tells of every cell that a plan fills what is behind it.
struct Lineage {
    let plan: TrackerPlan
    let totals: CampaignTotals
    let template: Template

    func forEach(_ body: (LineageEntry) throws -> Void) rethrows {
        for write in plan.writes { try body(entry(of: write)) }
    }

    func entry(of write: PlannedWrite) -> LineageEntry {
        let rows = sources(of: write)
        var formula: String?
        switch write.edit {
        case .formula(let text, _): formula = text
        case .cachedValue: formula = template.grids[write.sheet.index]?.cells[write.cell]?.formula
        default: break
        }
        let places = totals.places.places
        var sources = places.indices.compactMap { place -> LineageEntry.Source? in
            let ranges = rows.ranges(of: place)
            guard !ranges.isEmpty else { return nil }
            let text = ranges.filter { $0.upperBound > 0 }.map {
                $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
            }
            return .init(file: places[place].file, sheet: places[place].sheet, rows: text.joined(separator: ", "))
        }
        if let lift = write.figure?.lift?.source {
            sources = [
                .init(
                    file: lift.place.file?.pathName ?? "", sheet: lift.place.sheet ?? "", rows: lift.row)
            ]
        }
        return LineageEntry(
            sheet: write.sheet.name, cell: write.cell, figure: write.name, value: write.value, formula: formula,
            words: words(for: write),
            records: rows.count, sources: sources, unlisted: rows.unlisted,
            unknown: (write.figure?.gaps ?? []).filter { $0 != .noLift && $0 != .notEnoughData }.map(\.description))
    }

    // MARK: Words

    /// What is said of a formula that is not an earlier run's; such formulas are known by it when a tracker is filled again.
    static let ownFormula = "the template's own formula"

    /// How the names of target audiences end; those of an earlier run are known by it, too.
    static let audience = "target audience"

    private func words(for write: PlannedWrite) -> String {
        let words = figureWords(for: write) + period(write)
        return write.keepsFormula && !words.contains(Self.ownFormula) ? "\(words); \(Self.ownFormula)" : words
    }

    /// That a figure is of some days only, and what that means for the plan.
    private func period(_ write: PlannedWrite) -> String {
        guard let period = totals.period, let side = (write.shows ?? write.ofAll)?.side ?? write.budgetOfAll else {
            return ""
        }
        guard side == .planned else { return "; of \(period.text)" }
        let measures = write.shows?.metric.measures ?? []
        return measures.contains(.reach)
            ? "; of \(period.text), for which the reach of a longer flight is not known"
            : "; of \(period.text), the plan in proportion to the days of its flights"
    }

    private func figureWords(for write: PlannedWrite) -> String {
        if let shown = write.shows {
            if case .lift(let metric) = shown.metric { return Self.words(of: metric, write.figure?.lift) }
            if write.figure?.isFixed ?? false {
                return shown.metric == .reach || shown.section == .campaign && shown.metric == .frequency
                    ? "as the plan's own summary states it"
                    : words(for: shown) + ", over what has both"
            }
            return words(for: shown) + (shown.metric.measures.contains(.budget) ? rates(shown) : "")
        }
        if let side = write.budgetOfAll {
            let markets = totals.platforms.flatMap(\.markets)
            return "sum of the platforms' \(side.rawValue) budgets"
                + Self.words(for: markets.flatMap { $0.rates[side] ?? [] })
        }
        if let shown = write.ofAll {
            return write.figure?.gaps == [.overPlatforms]
                ? "of all platforms, over which it does not add up"
                : words(for: shown) + (shown.metric.measures.contains(.budget) ? rates(shown) : "")
        }
        switch write.edit {
        case .cachedValue: return "\(Self.ownFormula), its value brought up to date"
        default: return write.text ?? "as the records name it"
        }
    }

    /// What a study says, and in which cell.
    private static func words(of metric: LiftMetric, _ answer: LiftAnswer?) -> String {
        guard let answer, let source = answer.source else {
            return "\(metric.name), of which no brand-lift table says anything certain"
        }
        let cell = [source.place.sheet, source.place.cell].compactMap { $0 }.joined(separator: "!")
        let written = source.written.isEmpty ? "" : ", written \"\(printable(source.written))\""
        return "\(source.metric) \(source.measure.code) as the brand-lift table in \(cell) states it\(written)"
    }

    /// The rates by which the amounts behind a figure were converted.
    private func rates(_ shown: ShownFigure) -> String {
        Self.words(for: markets(of: shown).flatMap { $0.rates[shown.side] ?? [] })
    }

    /// The markets that a figure is of: one, or all of its platform.
    private func markets(of shown: ShownFigure) -> [CampaignTotals.MarketTotals] {
        if shown.platform.isEmpty {
            return totals.platforms.flatMap(\.markets).filter { shown.market == nil || $0.market.code == shown.market }
        }
        guard let platform = totals.platform(shown.platform) else { return [] }
        guard let code = shown.market else { return platform.markets }
        return platform.market(code).map { [$0] } ?? []
    }

    private static func words(for rates: [String]) -> String {
        let different = rates.reduce(into: [String]()) { found, rate in if !found.contains(rate) { found.append(rate) }
        }
        return different.isEmpty ? "" : "; converted: " + different.joined(separator: ", ")
    }

    private func words(for shown: ShownFigure) -> String {
        let platform = totals.platforms.first { $0.platform.code == shown.platform }
        let name = platform?.platform.displayName ?? (shown.platform.isEmpty ? "all platforms" : shown.platform)
        let market = shown.market.map { code in
            markets(of: shown).first { $0.market.code == code }?.market.displayName ?? code
        }
        guard let entry = shown.metric.entry else { return shown.metric.rawValue }
        let reading = shown.metric.reading(shown.side, shown.market)
        if entry.isTyped { return "typed by a person" }
        guard entry.isBuiltIn else { return own(entry, shown, name, market) }
        if reading == nil, let quotient = Self.quotient(entry) { return quotient }
        let stage: String
        switch shown.section {
        case .stage(let one): stage = one.displayName
        case .campaign:
            stage =
                shown.metric == .reach
                ? "all stages: an upper bound, since people reached in several stages count in each"
                : "all stages, and none"
        }
        if let reading {
            let metric = ReachMetric(reading, of: shown.section.scope).name
            return market.map { "the reported \(metric) of \(name), \($0)" }
                ?? "sum of the markets' reported \(metric) of \(name)"
        }
        let column = shown.metric.measures[0].column.name
        let type = shown.side == .planned ? SourceType.planned : .deliveredMedia
        return "sum of \(column) over the \(type.rawValue) lines of \(name), \(market ?? "all markets"), \(stage)"
    }

    /// `budget ÷ impressions × 1000`; nil for what is no quotient.
    private static func quotient(_ metric: OwnMetric) -> String? {
        if let share = metric.share {
            let people = MetricTable.builtIn.first { $0.code == share }?.name ?? share
            return "\(Measure(metric.columns[0]).name) ÷ \(people)"
        }
        return metric.quotient.map { above, below, factor in
            "\(Measure(above).name) ÷ \(Measure(below).name)"
                + (factor == 1 ? "" : " × \(DecimalText.string(factor))")
        }
    }

    /// What a metric of the configuration is made of, and what its entry says that it adds up over.
    private func own(_ metric: OwnMetric, _ shown: ShownFigure, _ platform: String, _ market: String?) -> String {
        let stage =
            switch shown.section {
            case .stage(let one): one.displayName
            case .campaign: "all stages, and none"
            }
        let type = shown.side == .planned ? SourceType.planned : .deliveredMedia
        let lines = "over the \(type.rawValue) lines of \(platform), \(market ?? "all markets"), \(stage)"
        let reach = "\(ReachMetric(.reach, of: shown.section.scope).name) of \(platform)"
        let reported =
            market.map { "the reported \(reach), \($0)" } ?? "sum of the markets' reported \(reach)"
        let isReading = shown.side == .actual && shown.metric.measures.contains(.reach)
        var words =
            isReading && metric.isPlainSum
            ? reported
            : metric.isPlainSum
                ? "sum of \(metric.formula.text) \(lines)" : "\(metric.formula.text), each a sum \(lines)"
        if isReading, !metric.isPlainSum { words += "; UNIQUES_REACH is \(reported)" }
        if metric.saysAdditive {
            let axes = OwnMetric.Axis.allCases.filter(metric.additive.contains).map(\.rawValue)
            words +=
                axes.isEmpty
                ? "; by its entry it adds up over nothing"
                : "; by its entry it adds up over \(axes.joined(separator: ", "))"
                    + (axes.count < OwnMetric.Axis.allCases.count ? " only" : "")
        }
        return words
    }

    // MARK: Records

    private func sources(of write: PlannedWrite) -> SourceRows {
        if let shown = write.shows ?? (write.budgetOfAll == nil ? write.ofAll : nil) {
            return markets(of: shown).reduce(into: SourceRows()) { rows, market in add(market, shown, to: &rows) }
        }
        let side = write.budgetOfAll ?? (write.isFromPlan ? .planned : nil)
        guard let side else { return SourceRows() }
        return totals.platforms.reduce(into: SourceRows()) { rows, platform in
            for market in platform.markets {
                for lines in side == .planned ? market.plannedSources : market.actualSources { rows.add(lines) }
            }
        }
    }

    private func add(_ market: CampaignTotals.MarketTotals, _ shown: ShownFigure, to rows: inout SourceRows) {
        if shown.metric.reading(shown.side, shown.market) == .frequency {
            rows.add(market.readingSources[ReachMetric(.frequency, of: shown.section.scope)] ?? SourceRows())
            return
        }
        let measures = shown.metric.measures
        if shown.side == .actual, measures.contains(.reach) {
            rows.add(market.readingSources[ReachMetric(.reach, of: shown.section.scope)] ?? SourceRows())
        }
        guard shown.side == .planned || measures.contains(where: { $0 != .reach }) else { return }
        let slots = shown.side == .planned ? market.plannedSources : market.actualSources
        switch shown.section {
        case .stage(let stage): rows.add(slots[CampaignTotals.slot(of: stage)])
        case .campaign:
            for slot in slots.indices
            where measures != [.reach] || !CampaignTotals.reachesNobody(slot, of: slots.count) {
                rows.add(slots[slot])
            }
        }
    }
}

extension PlannedWrite {
    /// Whether it is a text of the head, which the plan's lines give.
    fileprivate var isFromPlan: Bool {
        if case .text = edit { figure == nil && shows == nil && text != nil } else { false }
    }
}
