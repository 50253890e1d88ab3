import Streams
import Workbooks

/// A header row that was recognised.
struct HeaderMatch {
    var kind: RegionKind
    /// The columns of the region, markers left out.
    var columns: ClosedRange<Int>
    var texts: [Int: String]
    /// The column of the START beside it, and of the END.
    var start: Int?
    var end: Int?
    /// The column of a START behind the END: another region beside this one.
    var beside: Int?
    /// What rows of groups above, or sides and periods in the texts, make of the columns.
    var groups = HeaderGroups()
}

/// What a workbook is said to be.
public enum InputKind: String, Sendable, CaseIterable {
    case planned, delivered
}

/// Recognises header rows by what their cells say, not by where they stand.
struct HeaderRecognition {
    var naming: HeaderNaming
    var input: InputKind { naming.input }
    /// Whether columns of periods or markets become lines.
    var unpivots = true
    /// The platform of the sheet; nil where each line names its own.
    var platform: Platform?
    /// What columns of periods or markets hold whose header says nothing else.
    var barePeriods: RecordColumn?

    /// The header that a row is; nil when it is none.
    ///
    /// - Parameter top: the columns of the row of START above it, when there is one.
    func header(_ row: SheetRow, _ shape: RowShape, under top: [Int]?) -> HeaderMatch? {
        guard shape.dataCount >= 2 else { return nil }
        let isFenced = shape.hasMarkers || top != nil
        var texts: [Int: String] = [:]
        for cell in row.cells where cell.value.marker == nil && !cell.value.isBlank {
            texts[cell.reference.column] = foldedBlanks(cell.value.displayText)
        }
        guard var columns = columns(texts, shape, under: top) else { return nil }
        // A table of reach may stand a column away from its START.
        if let first = texts.keys.filter(columns.contains).min(), first > columns.lowerBound,
            Self.isMetricHeading(texts[first] ?? "")
        {
            columns = first...columns.upperBound
        }
        texts = texts.filter { columns.contains($0.key) }
        guard let kind = kind(texts, columns, isFenced: isFenced) else { return nil }
        return HeaderMatch(
            kind: kind, columns: columns, texts: texts, start: shape.starts.last { $0 < columns.lowerBound },
            end: shape.ends.first { $0 > columns.upperBound }, beside: shape.starts.first { $0 > columns.upperBound })
    }

    /// The header that a source profile found: all of the row's cells, under those of the row of groups above it.
    func stated(_ row: SheetRow, under upper: SheetRow?) -> HeaderMatch? {
        func texts(_ row: SheetRow) -> [Int: String] {
            row.cells.reduce(into: [:]) { found, cell in
                if !cell.value.isBlank { found[cell.reference.column] = foldedBlanks(cell.value.displayText) }
            }
        }
        let lower = texts(row)
        let cells = upper.map { Self.joined(texts($0), lower) } ?? lower.mapValues { (nil, $0) }
        guard let first = cells.keys.min(), let last = cells.keys.max() else { return nil }
        let (resolved, groups) = columns(cells)
        var match = HeaderMatch(
            kind: input == .planned ? .planned : .media, columns: first...last, texts: resolved, start: nil, end: nil,
            beside: nil)
        match.groups = groups
        return match
    }

    /// A header that a profile's words found in one row, with the row of groups above it where that parts columns.
    func withGroups(_ header: TableAnatomy.HeaderPlace, _ head: [SheetRow]) -> TableAnatomy.HeaderPlace {
        guard case .rows(let rows) = header, rows.count == 1,
            let place = head.firstIndex(where: { $0.number == rows.lowerBound }), place > 0,
            head[place - 1].number == rows.lowerBound - 1,  // fits: place > 0, and rows are counted from 1
            let upper = Self.headerTexts(head[place - 1]),  // fits: place > 0
            let lower = Self.headerTexts(head[place])
        else { return header }
        let alone = columns(lower.mapValues { (nil, $0) }).groups
        let joined = columns(Self.joined(upper, lower)).groups
        // One group is a title.
        let keys = Set(joined.pivots.values.map(\.key))
        let parts =
            keys.count > 1 && joined.pivots.count > alone.pivots.count || joined.otherSide.count > alone.otherSide.count
        return parts || !joined.unclear.isEmpty ? .rows(rows.lowerBound - 1...rows.lowerBound) : header
    }

    /// Whether a text could begin a header: it names the market column or a metric.
    func couldBeginHeader(_ text: String) -> Bool {
        naming.column(named: text)?.column == .market || Self.isMetricHeading(text)
    }

    /// From behind START to before END. Where one is missing, as far as the header's cells reach with at most one
    /// empty between them, and no less far right than the row of START.
    private func columns(_ texts: [Int: String], _ shape: RowShape, under top: [Int]?) -> ClosedRange<Int>? {
        let start = shape.starts.first
        let end = shape.ends.first { end in start.map { end > $0 + 1 } ?? true }
        let used = texts.keys.sorted().filter { column in
            (start.map { column > $0 } ?? true) && (end.map { column < $0 } ?? true)
        }
        guard !used.isEmpty else { return nil }
        if let start, let end { return start + 1...end - 1 }
        let stretches = Self.stretches(used)
        let stretch =
            start != nil ? stretches.first : end != nil ? stretches.last : stretches.max { $0.count < $1.count }
        guard let stretch else { return nil }
        let lower = start.map { $0 + 1 } ?? stretch[0]
        let upper = end.map { $0 - 1 } ?? max(stretch[stretch.count - 1], top?.last ?? 0)
        return lower...max(upper, lower)
    }

    /// Runs of columns with gaps of at most one.
    private static func stretches(_ columns: [Int]) -> [[Int]] {
        columns.reduce(into: []) { runs, column in
            if let last = runs.last?.last, column - last <= 2 {
                runs[runs.count - 1].append(column)
            } else {
                runs.append([column])
            }
        }
    }

    private func kind(_ texts: [Int: String], _ columns: ClosedRange<Int>, isFenced: Bool) -> RegionKind? {
        let known = Set(texts.values.compactMap { naming.column(named: $0)?.column })
        if isMatrix(texts, columns, known) {
            return isFenced || Self.isMetricHeading(texts[columns.lowerBound] ?? "") ? .reachAndFrequency : nil
        }
        guard isFenced ? isFencedHeader(known) : isPlainHeader(known) else { return nil }
        return input == .planned ? .planned : .media
    }

    /// A market per column behind the heading of the metrics.
    private func isMatrix(_ texts: [Int: String], _ columns: ClosedRange<Int>, _ known: Set<RecordColumn>) -> Bool {
        let rest = texts.filter { $0.key != columns.lowerBound }
        guard !rest.isEmpty, known.subtracting([.market]).isEmpty else { return false }
        let markets = rest.values.count { naming.vocabulary.market(named: $0) != nil }
        return markets >= 2 || Self.isMetricHeading(texts[columns.lowerBound] ?? "")
    }

    /// Whether a row begins with the heading of the metrics and holds no number: the header of a table of reach.
    static func headsMetrics(_ row: SheetRow) -> Bool {
        guard !row.cells.contains(where: { $0.value.number != nil }) else { return false }
        let first = row.cells.first { !$0.value.isBlank && $0.value.marker == nil }
        return first?.value.text.map(isMetricHeading) ?? false
    }

    /// `Metrics / Markets`
    private static func isMetricHeading(_ text: String) -> Bool { normalised(text).hasPrefix("metric") }

    private func isFencedHeader(_ known: Set<RecordColumn>) -> Bool {
        known.count >= (known.contains(.market) ? 3 : 4)
    }

    /// Without a fence a row must say more to be believed.
    func isPlainHeader(_ known: Set<RecordColumn>) -> Bool {
        known.count >= 5 && known.contains(.market) && !known.isDisjoint(with: [.cejObjectives, .formatType])
            && !known.isDisjoint(with: [.budgetLocal, .impressions])
    }

    /// Columns that only plans have: several of them in a report mean that it is a plan.
    static let planColumns: Set<RecordColumn> = [
        .buyingModel, .taSize, .percentUniques, .platformFeeLocal, .platformBudgetLocal, .mediaKPIs, .weeks,
        .targetAudience,
    ]

    /// Columns that figures are made of.
    var expectedColumns: [RecordColumn] { [.market, .cejObjectives, .budgetLocal, .impressions] }
}
