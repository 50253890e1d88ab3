import Streams
import Workbooks

/// A region while its lines are read.
final class OpenRegion {
    let kind: RegionKind
    let headerRow: Int
    let reader: LineReader
    var fence = Fence()
    var lines = 0
    /// The last row that belongs to the region for certain.
    var lastLine: Int
    /// The last row looked at, to see gaps.
    var lastRow: Int
    /// Rows of which it is not known yet whether they are inside.
    var held: [SheetRow] = []
    /// Whether rows were missing between lines while no marker had been met.
    var hasGap = false
    var hiddenRows = RowTally()
    /// Rows with numbers under a header without a fence that are not lines.
    var unlike = UnlikeRows()
    /// Whether a source profile says where the header is, so that all rows under it are lines.
    var isStated = false
    private var merged: MergedLines?
    private var queue = LineQueue()
    private var regionLines: RegionLines
    private var sumsAbove = SumsAbove()
    private(set) var totals = TotalCheck()
    private var plain = PlainLines()
    /// What stands above blocks of lines and holds for them.
    var blocks = BlockHeads()
    /// Columns of which sub-headings say the value.
    private var ofHeadings: Set<RecordColumn> = []
    /// Whether a title above the header gave the lines their market or stage.
    private(set) var isTitled = false
    /// Rows in which the header stands again, of which no line was read yet.
    var headerRepeats: [Int] = []
    /// Set while the header of a table without a fence may still give way to a better one.
    var tentative: PlainHeader?

    /// Notes how full a line is, where nothing else tells lines from what stands under them.
    func noteLine(_ row: SheetRow) { if fence.isMissing { plain.note(row, reader) } }

    /// What a row without markers is, where the region has no fence.
    func plainRow(_ row: SheetRow) -> PlainRow { plain.classify(row, reader) }

    /// More undecided rows than this are no lines.
    static let mostHeld = 1000

    private let merges: RowMerges
    private let coverage: SheetCoverage?
    /// By row, the cells that belong to a number above, with its row; and the market and stage of the last lines.
    private var sharedNumbers: [Int: [(cell: CellReference, above: Int)]] = [:]
    private var recentParts: [(row: Int, part: [String?])] = []

    init(
        kind: RegionKind, headerRow: Int, reader: LineReader, merges: RowMerges, coverage: SheetCoverage? = nil
    ) {
        self.coverage = coverage
        self.merges = merges
        self.kind = kind
        self.headerRow = headerRow
        self.reader = reader
        regionLines = RegionLines(
            reader.vocabulary, hasPlatforms: reader.platform.code.isEmpty, pivots: reader.plan.pivots)
        merged = kind == .reachAndFrequency || merges.isKnownEmpty ? nil : MergedLines(reader.plan, merges)
        lastLine = headerRow
        lastRow = headerRow
    }

    var columns: ClosedRange<Int> { reader.plan.columns }

    /// A row with what it shares with rows above by merged cells.
    func filled(_ row: SheetRow) throws -> SheetRow {
        guard let (filled, shared) = try merged?.filled(row) else { return row }
        coverage?.arrive(cells: shared.count)
        for cell in shared { reader.note(.mergedCell, "", cell.row, cell.column) }
        let numbers = try merged?.numbers(sharedBy: row) ?? []
        if !numbers.isEmpty { sharedNumbers[row.number] = numbers }
        return filled
    }

    /// Says which lines have a number that is merged with that of a line of another market or stage.
    private func noteShared(_ record: Record) {
        guard merged?.mayShare ?? false else { return }
        let row = Int(record[.sourceRow].number ?? 0)  // fits: a row of a worksheet
        let part = [record[.market].text, record[.cejObjectives].text]
        for (cell, above) in sharedNumbers.removeValue(forKey: row) ?? []
        where recentParts.last(where: { $0.row == above })?.part != part {
            reader.note(.mergedNumber, "", cell.row, cell.column)
        }
        if recentParts.count >= Self.mostRecent { recentParts.removeFirst(Self.mostRecent / 2) }
        recentParts.append((row, part))
    }

    private static let mostRecent = 256

    /// Says which markets have no number of their own in a row of reach and frequency, because one is merged over several.
    func noteAcross(_ row: SheetRow) throws {
        let filled = Set(row.cells.lazy.filter { !$0.value.isEmpty }.map(\.reference.column))
        for entry in reader.matrixColumns where !filled.contains(entry.column) {
            guard let first = try merges.firstColumn(covering: entry.column, in: row.number), filled.contains(first),
                reader.matrixColumns.contains(where: { $0.column == first })
            else { continue }
            reader.note(.mergedNumber, "", row.number, entry.column)
        }
    }

    /// Takes a line; records go to `emit` once all of their values are decided.
    ///
    /// - Parameter emit: hands a record on; gives what became of its cells where it was left out.
    func add(_ line: ReadLine, _ emit: (Record) throws -> CellFate?) throws {
        if line.total == nil { noteShared(line.record) }
        guard let ready = queue.add(line, &reader.cells) else { return try pass(line, emit) }
        for line in ready { try pass(line, emit) }
    }

    /// Keeps the lines of regions beside their members apart.
    private func pass(_ line: ReadLine, _ emit: (Record) throws -> CellFate?) throws {
        if kind == .reachAndFrequency { return try take(line, emit) }
        guard let ready = regionLines.add(line) else { return try sort(line, emit) }
        for line in ready { try sort(line, emit) }
    }

    /// Keeps lines that sum up those under them apart.
    private func sort(_ line: ReadLine, _ emit: (Record) throws -> CellFate?) throws {
        guard let decided = sumsAbove.add(line, line.summed(reader.plan.pivots), reader.missing(line.record)) else {
            return try take(line, emit)
        }
        for (line, isSum) in decided { try isSum ? pass(sum: line) : take(line, emit) }
    }

    private func pass(sum line: ReadLine) {
        lines -= 1
        coverage?.settle([SettledTotal(line.cells, isProved: true)])
        guard !fence.isMissing, let row = line.record[.sourceRow].number.flatMap({ Int(exactly: $0) }) else { return }
        reader.note(.totalPassed, "row \(row)", row, columns.lowerBound)
    }

    /// Hands on all records that wait, and closes the totals.
    func finish(_ emit: (Record) throws -> CellFate?) throws {
        for line in queue.flush(&reader.cells) { try pass(line, emit) }
        for line in regionLines.flush() { try sort(line, emit) }
        for (line, isSum) in sumsAbove.flush() { try isSum ? pass(sum: line) : take(line, emit) }
        lines -= regionLines.taken
        coverage?.settle(regionLines.settled)
        defer { coverage?.settle(totals.takeSettled()) }
        for (label, what) in totals.finish() {
            reader.noteMismatch(label, what)
        }
    }

    /// Takes notice of a row with numbers under a table without a fence that is not a line; gives whether it waits for the totals.
    func note(beside row: SheetRow, isHeading: Bool) -> Bool {
        let isShare = row.cells.contains { cell in
            cell.value.text.map { $0.trimmed().hasPrefix("%") || $0.contains("% of") } ?? false
        }
        if kind != .reachAndFrequency, !isShare { totals.note(beside: reader.numbers(of: row)) }
        return unlike.note(row, isHeading: isHeading)
    }

    private func take(_ line: ReadLine, _ emit: (Record) throws -> CellFate?) throws {
        let summed = line.summed(reader.plan.pivots)
        if kind == .reachAndFrequency { return try hand(on: [line.record], line.cells, emit) }
        if let label = line.total {
            let isTotal = totals.take(summed, label, line.cells)
            coverage?.settle(totals.takeSettled())
            if isTotal {
                if !fence.isMissing { reader.note(.totalPassed, label.text, label.cell.row, label.cell.column) }
                return
            }
            reader.noteMismatch(label, nil)
            lines += 1
        } else if fence.isMissing, !line.record.isLabelled {
            // Numbers without a word: a total where they add up, above the lines or under them.
            if totals.unsaid(summed) != nil {
                lines -= 1
                coverage?.settle([SettledTotal(line.cells, isProved: true)])
                return
            }
        } else if let label = reader.wholeLabel(line.record), totals.take(whole: summed, label, line.cells) {
            lines -= 1
            coverage?.settle(totals.takeSettled())
            return reader.note(.totalPassed, label.text, label.cell.row, label.cell.column)
        } else if let sum = totals.unsaid(summed),
            !reader.isFullyLabelled(line.record) || totals.sums.sinceTotal.lines > 2
        {
            let row = Int(line.record[.sourceRow].number ?? 0)  // fits: a row of a worksheet
            reader.note(.totalUnsaid, reader.unsaidWords(sum), row, columns.lowerBound)
        }
        totals.add(summed)
        guard !reader.plan.pivots.isEmpty else {
            let left = try emit(reader.finished(line.record))
            coverage?.settle(line.cells, leftOut: left)
            return
        }
        try hand(on: line.records(reader.plan), line.cells, emit)
    }

    /// Hands the records of a line on, and says what became of its cells.
    private func hand(on records: [Record], _ cells: LineCells, _ emit: (Record) throws -> CellFate?) throws {
        var left: CellFate?
        for record in records { left = try emit(reader.finished(record)) ?? left }
        coverage?.settle(cells, leftOut: left)
    }

    /// Begins the lines with what stands above their header.
    func begin(_ context: TableContext, isTitled: Bool) {
        reader.context = context
        self.isTitled = isTitled
        blocks.note(context, row: headerRow, before: nil)
    }

    private static let columnsOfHeadings: [RecordColumn] = [.market, .cejObjectives, .platform]

    /// Takes a row without numbers: a sub-heading, or the head of another block.
    func noteHeading(_ row: SheetRow, _ naming: HeaderNaming) {
        let before = reader.context
        let isHead = !reader.context.readBlockHead(row, naming).isEmpty || !reader.context.unclear.isEmpty
        let isByLine = reader.platform.code.isEmpty
        let isRead = isHead || reader.context.readHeading(row, reader.vocabulary, namesPlatforms: isByLine)
        if isRead, !isHead {
            // The market and the stage of another platform's lines do not hold for these.
            if reader.context.values[.platform] != before.values[.platform] {
                for column in ofHeadings where reader.context.values[column] == before.values[column] {
                    reader.context.forget(column)
                }
            }
            for column in Self.columnsOfHeadings where reader.context.values[column] != nil {
                ofHeadings.insert(column)
            }
        }
        blocks.note(heading: row, isRead: isRead, unclear: isHead ? reader.context.unclear : [])
        if isRead { blocks.note(reader.context, row: row.number, before: before) }
    }

    /// A line comes: where the header stood again before it, under a title that says nothing, the market of the block before is not its market.
    func beginBlock(before row: Int) {
        let isNew = headerRepeats.contains { $0 < row }
        headerRepeats.removeAll { $0 < row }
        let (title, group) = (blocks.takeUnreadTitle(), blocks.takeGroup())
        guard isNew, let title, reader.givesMarket else {
            let lost = ofHeadings.filter { reader.context.values[$0] != nil }.sorted { $0.index < $1.index }
            guard let group, !lost.isEmpty else { return }
            for column in lost { reader.context.forget(column) }
            return blocks.note(unknown: group, lost)
        }
        if isTitled { reader.context.forget(.market) }
        blocks.note(unclear: title, market: isTitled ? nil : reader.context.values[.market]?.text)
    }

    /// What there is to say of regions beside their members.
    var regionMessages: [Message] {
        kind == .reachAndFrequency
            ? reader.matrixRegions.messages(at: reader.sheet)
            : blocks.messages(at: reader.sheet, lacksCurrency: reader.linesWithoutCurrency > 0)
                + regionLines.messages(at: reader.sheet, column: reader.plan.column(of: .market) ?? columns.lowerBound)
                + regionLines.lateMessages(at: reader.sheet)
    }

    /// Whether a row without markers reads like one of the region's lines.
    func isLikelyLine(_ row: SheetRow) -> Bool { reader.isLikelyLine(row, kind) }

    /// Where the region's data lie.
    func range() -> CellRange {
        CellRange(
            CellReference(row: headerRow, column: columns.lowerBound),
            CellReference(row: lastLine, column: columns.upperBound))
    }
}
