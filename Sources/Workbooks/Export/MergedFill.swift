/// Which cells merged ranges fill.
///
/// Time is linear in rows, ranges and filled cells; memory in ranges. Ranges that overlap an earlier one are no merge for Excel, and those
/// of more cells than `mostCells` were merged by mistake, such as whole columns: they are counted and not filled.
struct MergedFill {
    /// Disjoint, by their first rows.
    private let ranges: [CellRange]
    let unfilled: Int
    /// What the first cells of the ranges hold, where they may not be written themselves.
    private(set) var anchors: [Anchor] = []

    struct Anchor: Sendable {
        var value: CellValue
        var style: Int
    }
    /// The ranges that hold the current row, by their columns, and the next one that begins below it.
    private var active: [Int] = []
    private var next = 0
    private var current = 0

    /// The most cells that one range, and all together, may fill.
    private static let mostCells = 1_000_000
    private static let mostCellsOfAll = 4_000_000
    /// The most bytes of text that all together may repeat: a long text in a large range makes gigabytes.
    static let mostBytesOfAll = 1 << 28

    init(of sheet: Workbook.Sheet, in workbook: Workbook, _ options: ExportOptions) throws {
        // The ranges follow the rows, and which of them have a value to repeat is known by their first cells.
        let all = try workbook.merges(of: sheet)
        var firsts = Set(all.map(\.first))
        guard !firsts.isEmpty else {
            (ranges, unfilled) = ([], 0)
            return
        }
        var anchors: [CellReference: Anchor] = [:]
        var lengths: [CellReference: Int] = [:]
        var decoder = CellDecoder(sheet, in: workbook)
        decoder.readsDates = options.view != .serial
        let scanner = try SheetScanner(sheet, in: workbook)
        while try scanner.nextRow() {
            for cell in scanner.row.cells where cell.hasValue {
                let place = CellReference(row: scanner.row.number, column: Int(cell.column))
                guard firsts.remove(place) != nil else { continue }
                var value = try decoder.value(of: cell, scanner.window)
                lengths[place] = value.text?.utf8.count
                if !options.leavesOutCells { value = .empty }
                if case .error = value, options.errors != .keep { value = .empty }
                anchors[place] = Anchor(value: value, style: Int(cell.style))  // fits: an Int32
            }
        }
        (ranges, unfilled) = Self.disjoint(all.filter { anchors[$0.first] != nil }) { lengths[$0.first] ?? 0 }
        if options.leavesOutCells { self.anchors = ranges.compactMap { anchors[$0.first] } }
    }

    /// Takes ranges from the top as long as they neither overlap nor fill too much.
    ///
    /// - Parameter length: the bytes of the text that a range repeats.
    static func disjoint(_ all: [CellRange], length: (CellRange) -> Int = { _ in 0 }) -> (
        ranges: [CellRange], unfilled: Int
    ) {
        let ordered = all.enumerated().sorted {
            ($0.element.first, $0.offset) < ($1.element.first, $1.offset)
        }.map(\.element)
        var taken: [CellRange] = []
        // Those that may reach down to the row of the next one, by their columns, which differ.
        var open: [CellRange] = []
        var (cells, bytes) = (0, 0)
        for range in ordered {
            let area = range.rows.count * range.columns.count
            let text = area.multiplied(clamping: length(range))
            guard area <= mostCells, cells + area <= mostCellsOfAll, bytes.adding(clamping: text) <= mostBytesOfAll
            else { continue }
            var place = lowerBound(open.count) { open[$0].columns.lowerBound >= range.columns.lowerBound }
            if place > 0, open[place - 1].columns.upperBound >= range.columns.lowerBound { place -= 1 }
            var end = place
            // Those in the way are taken out where they have ended.
            while end < open.count, open[end].columns.lowerBound <= range.columns.upperBound,
                open[end].rows.upperBound < range.rows.lowerBound
            { end += 1 }
            if end < open.count, open[end].columns.lowerBound <= range.columns.upperBound { continue }
            open.replaceSubrange(place..<end, with: CollectionOfOne(range))
            taken.append(range)
            cells += area
            bytes += text
        }
        return (taken, all.count - taken.count)
    }

    private static func lowerBound(_ count: Int, _ isBehind: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Moves to a row. Rows come in order, but for damaged sheets.
    private mutating func move(to row: Int) {
        if row < current { (active, next) = ([], 0) }
        current = row
        active.removeAll { ranges[$0].rows.upperBound < row }
        while next < ranges.count, ranges[next].rows.lowerBound <= row {
            if ranges[next].rows.upperBound >= row {
                let first = ranges[next].columns.lowerBound
                let place = Self.lowerBound(active.count) { ranges[active[$0]].columns.lowerBound >= first }
                active.insert(next, at: place)
            }
            next += 1
        }
    }

    /// The first row after `number` that a range fills below its own first row.
    mutating func nextRow(after number: Int) -> Int? {
        move(to: number)
        if active.contains(where: { ranges[$0].rows.upperBound > number }) { return number + 1 }
        // The first row of a range is stored, since it has a value; the one below may be only filled.
        return next < ranges.count ? ranges[next].rows.lowerBound : nil
    }

    /// Marks the first cells of ranges in a row, and adds cells that repeat them.
    mutating func fill(_ row: inout RawRow) {
        move(to: row.number)
        guard !active.isEmpty else { return }
        var filled: ContiguousArray<RawCell> = []
        var stored = row.cells[...]
        for index in active {
            let range = ranges[index]
            while let cell = stored.first, Int(cell.column) < range.columns.lowerBound {
                filled.append(cell)
                stored.removeFirst()
            }
            let isFirstRow = range.first.row == row.number
            if isFirstRow, var anchor = stored.first, Int(anchor.column) == range.first.column {
                anchor.merge = Int32(index)
                filled.append(anchor)
            }
            stored = stored.drop { Int($0.column) <= range.columns.upperBound }
            for column in range.columns where !(isFirstRow && column == range.first.column) {
                var cell = RawCell(column: Int32(column))
                cell.kind = .filled
                cell.merge = Int32(index)
                cell.valueEnd = 1
                filled.append(cell)
            }
        }
        row.cells = filled + stored
    }
}
