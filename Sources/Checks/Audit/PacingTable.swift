import MediaPlans
import Workbooks

/// A table of budgets beside the tracker's blocks: a header row that begins with `Platform` or `Market` and names the columns below it.
struct PacingTable {
    enum Column: String {
        case planned, actual, difference
        case spent = "spent of plan"
        case shareOfPlan = "share of plan"
        case shareOfActual = "share of actual"
        case impressionsPlanned = "impressions planned"
        case impressionsActual = "impressions actual"
        case delivered = "delivered of plan"
        case cpmPlanned = "cpm planned"
        case cpmActual = "cpm actual"
        case planLines = "plan lines"
        case reportLines = "report lines"
        case figures, known
        case partlyKnown = "partly known"
        case unknown
        case knownOfAll = "known of all"
    }

    /// A platform, or one of its markets.
    struct Line {
        var row: Int
        var name: String
        var platform: PlatformView
        /// Nil for all of the platform's.
        var market: MarketView?

        var markets: [MarketView] { market.map { [$0] } ?? platform.markets }

        var figures: ExpectedFigures { ExpectedFigures(platform: platform, market: market) }

        /// Whether every line of a side gives a measure, in one currency.
        private func isKnown(_ side: CheckSide, _ measure: KeyPath<StageLines, Volume>) -> Bool {
            markets.allSatisfy { market in
                market.lines(side).allSatisfy { $0[keyPath: measure].unknown == 0 }
                    && (measure != \.budget || market.currencies.count < 2)
            }
        }

        private func isThere(_ side: CheckSide, _ market: MarketView) -> Bool {
            market.lines(side).contains { $0.count > 0 }
        }

        /// Whether plan and actuals are of the same markets, and all of their lines.
        func compares(_ measure: KeyPath<StageLines, Volume>) -> Bool {
            CheckSide.allCases.allSatisfy { isKnown($0, measure) }
                && markets.allSatisfy { isThere(.planned, $0) == isThere(.actual, $0) }
        }

        /// Whether each line of a side has budget and impressions, or neither.
        func divides(_ side: CheckSide) -> Bool {
            markets.allSatisfy { market in market.lines(side).allSatisfy { $0.lone[.cpm] == nil } }
        }

        func isComplete(_ side: CheckSide) -> Bool {
            isKnown(side, \.budget) && markets.allSatisfy { isThere(side, $0) }
        }
    }

    var head: CellReference
    var columns: [(column: Column, index: Int)]
    var lines: [Line] = []
    var totalRow: Int?
    var isOfMarkets: Bool
    /// The first row below the table.
    var end: Int

    /// Amounts in several currencies, or of a region beside its members, have no sum.
    private func sums(_ side: CheckSide) -> Bool {
        let currencies = lines.reduce(into: Set<String>()) { found, line in
            for market in line.markets { found.formUnion(market.currencies) }
        }
        return currencies.count < 2 && lines.allSatisfy(\.platform.regions.isEmpty)
    }

    /// The value that follows from no other column's.
    private func base(_ column: Column, _ line: Line?) -> Double? {
        let (metric, side): (TrackerMetric, CheckSide)
        switch column {
        case .planned: (metric, side) = (.budget, .planned)
        case .actual: (metric, side) = (.budget, .actual)
        case .impressionsPlanned: (metric, side) = (.impressions, .planned)
        default: (metric, side) = (.impressions, .actual)
        }
        if let line { return line.figures.figure(metric, .campaign, side) }
        if metric == .budget, !sums(side) { return nil }
        var sum = Volume()
        for line in lines { if let value = base(column, line) { sum.add(value) } }
        return sum.value
    }

    /// What a column shows of a line, nil for the total; nil where it is unknown or not to be compared.
    func value(_ column: Column, _ line: Line?) -> Double? {
        func quotient(_ above: Column, _ below: Column, _ other: Line?) -> Double? {
            guard let a = base(above, line), let b = base(below, other), b != 0 else { return nil }
            return a / b
        }
        let of = line.map { [$0] } ?? lines
        switch column {
        case .planned, .actual, .impressionsPlanned, .impressionsActual: return base(column, line)
        case .difference:
            guard of.allSatisfy({ $0.compares(\.budget) }), let a = base(.actual, line), let p = base(.planned, line)
            else { return nil }
            return a - p
        case .spent: return of.allSatisfy { $0.compares(\.budget) } ? quotient(.actual, .planned, line) : nil
        case .shareOfPlan:
            return lines.allSatisfy { $0.isComplete(.planned) } ? quotient(.planned, .planned, nil) : nil
        case .shareOfActual:
            return lines.allSatisfy { $0.isComplete(.actual) } ? quotient(.actual, .actual, nil) : nil
        case .delivered:
            return of.allSatisfy { $0.compares(\.impressions) }
                ? quotient(.impressionsActual, .impressionsPlanned, line) : nil
        case .cpmPlanned:
            return of.allSatisfy { $0.divides(.planned) }
                ? rate(.planned, .impressionsPlanned, line).map { $0 * 1000 } : nil
        case .cpmActual:
            return of.allSatisfy { $0.divides(.actual) }
                ? rate(.actual, .impressionsActual, line).map { $0 * 1000 } : nil
        case .planLines: return line.map { Double(count($0, .planned)) }
        case .reportLines: return line.map { Double(count($0, .actual)) }
        case .figures, .known, .partlyKnown, .unknown, .knownOfAll: return nil
        }
    }

    /// Of the total only where each line has both or neither.
    private func rate(_ above: Column, _ below: Column, _ line: Line?) -> Double? {
        if line == nil, lines.contains(where: { (base(above, $0) == nil) != (base(below, $0) == nil) }) { return nil }
        guard let a = base(above, line), let b = base(below, line), b != 0 else { return nil }
        return a / b
    }

    private func count(_ line: Line, _ side: CheckSide) -> Int {
        line.markets.reduce(0) { $0 + $1.lines(side).reduce(0) { $0 + $1.count } }
    }

    // MARK: Formulas

    /// The formula that a column of a line calls for; nil where it calls for a value.
    func formula(_ column: Column, _ line: Line?, _ sums: StatedSums) -> String? {
        let row = line?.row ?? totalRow ?? end
        func cell(_ column: Column, _ row: Int) -> String {
            columns.first { $0.column == column }.map { "\(CellReference.letters(ofColumn: $0.index))\(row)" } ?? ""
        }
        func quotient(_ above: Column, _ below: Column, in other: Int? = nil, times: String = "") -> String {
            let (a, b) = (cell(above, row), cell(below, other ?? row))
            return "IF(AND(ISNUMBER(\(a)),ISNUMBER(\(b))),IF(\(b)<>0,\(a)/\(b)\(times),\"-\"),\"-\")"
        }
        func guarded(_ parts: [String], _ formula: String) -> String {
            parts.isEmpty ? formula : "IF(AND(\(parts.joined(separator: ","))),\(formula),\"-\")"
        }
        func compares(_ measure: StatedSums.Measure) -> [String] {
            (line.map { [$0] } ?? lines).flatMap {
                sums.compares($0.platform.platform.code, $0.market?.market.code, of: $0.codes, measure)
            }
        }
        func isComplete(_ side: CheckSide) -> [String] {
            lines.flatMap { sums.isComplete($0.platform.platform.code, $0.market?.market.code, of: $0.codes, side) }
        }
        /// That each line has both or neither; of the total also that each platform has.
        func both(_ a: Column, _ b: Column, _ side: CheckSide) -> [String] {
            let lines = (line.map { [$0] } ?? lines).flatMap {
                sums.divides(
                    .init(side: side, platform: $0.platform.platform.code, market: $0.market?.market.code))
            }
            return line != nil
                ? lines : ["SUMPRODUCT(--(ISNUMBER(\(range(a, cell)))<>ISNUMBER(\(range(b, cell)))))=0"] + lines
        }
        switch column {
        case .planned, .actual, .impressionsPlanned, .impressionsActual: return amount(column, line, sums, cell)
        case .difference:
            let (p, a) = (cell(.planned, row), cell(.actual, row))
            return guarded(compares(.budget), "IF(AND(ISNUMBER(\(p)),ISNUMBER(\(a))),\(a)-\(p),\"-\")")
        case .spent: return guarded(compares(.budget), quotient(.actual, .planned))
        case .shareOfPlan: return guarded(isComplete(.planned), quotient(.planned, .planned, in: totalRow))
        case .shareOfActual: return guarded(isComplete(.actual), quotient(.actual, .actual, in: totalRow))
        case .delivered: return guarded(compares(.impressions), quotient(.impressionsActual, .impressionsPlanned))
        case .cpmPlanned:
            return guarded(
                both(.planned, .impressionsPlanned, .planned), quotient(.planned, .impressionsPlanned, times: "*1000"))
        case .cpmActual:
            return guarded(
                both(.actual, .impressionsActual, .actual), quotient(.actual, .impressionsActual, times: "*1000"))
        case .planLines: return line.map { sums.count(.init(side: .planned, platform: $0.platform.platform.code)) }
        case .reportLines: return line.map { sums.count(.init(side: .actual, platform: $0.platform.platform.code)) }
        case .figures, .known, .partlyKnown, .unknown, .knownOfAll: return nil
        }
    }

    private func range(_ column: Column, _ cell: (Column, Int) -> String) -> String {
        let rows = lines.map(\.row)
        return "\(cell(column, rows.min() ?? 1)):\(cell(column, rows.max() ?? 1))"
    }

    private func amount(_ column: Column, _ line: Line?, _ stated: StatedSums, _ cell: (Column, Int) -> String)
        -> String?
    {
        let measure = column == .planned || column == .actual ? StatedSums.Measure.budget : .impressions
        let side = column == .planned || column == .impressionsPlanned ? CheckSide.planned : .actual
        guard let line else {
            if measure == .budget, !sums(side) { return nil }
            let cells = range(column, cell)
            return "IF(COUNT(\(cells))=0,\"-\",SUM(\(cells)))"
        }
        if line.market == nil, !line.platform.regions.isEmpty { return nil }
        if measure == .budget, line.markets.reduce(into: Set(), { $0.formUnion($1.currencies) }).count > 1 {
            return nil
        }
        return stated.sum(
            .init(side: side, platform: line.platform.platform.code, market: line.market?.market.code), measure)
    }
}

extension PacingTable.Line {
    fileprivate var codes: [String] { markets.map(\.market.code) }
}
