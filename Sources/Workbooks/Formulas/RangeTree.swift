/// Ranges of a sheet, found by a range that they meet. Each is found once: what is taken is gone.
///
/// A packed tree of bounding boxes: to find one range of n takes in the order of log n steps, and all together no more
/// than n log n, however the ranges overlap.
struct RangeTree {
    private struct Box {
        var rows: ClosedRange<Int32>
        var columns: ClosedRange<Int32>
        /// How many ranges under it are left.
        var left: Int32

        func meets(_ other: Box) -> Bool { rows.overlaps(other.rows) && columns.overlaps(other.columns) }
    }

    /// The ranges, then the boxes around each `width` of the level before.
    private var levels: [[Box]] = []
    private var values: [Int32] = []
    private static let width = 16

    init(_ ranges: [(range: CellRange, value: Int)]) {
        // Tall ranges apart from cells, so that boxes around cells stay small.
        func key(_ range: CellRange) -> (Int, Int, Int, Int) {
            (range.rows.count > 64 ? 1 : 0, range.first.row, range.first.column, range.last.row)
        }
        let ordered = ranges.sorted { key($0.range) < key($1.range) }
        values = ordered.map { Int32($0.value) }
        var level = ordered.map { Self.box($0.range) }
        levels.append(level)
        while level.count > Self.width {
            level = stride(from: 0, to: level.count, by: Self.width).map { start in
                let group = level[start..<min(start + Self.width, level.count)]
                return group.dropFirst().reduce(group[start]) { sum, box in
                    Box(
                        rows: min(
                            sum.rows.lowerBound, box.rows.lowerBound)...max(
                                sum.rows.upperBound, box.rows.upperBound),
                        columns: min(
                            sum.columns.lowerBound, box.columns.lowerBound)...max(
                                sum.columns.upperBound, box.columns.upperBound), left: sum.left + box.left)
                }
            }
            levels.append(level)
        }
    }

    private static func box(_ range: CellRange) -> Box {
        Box(
            rows: Int32(range.first.row)...Int32(range.last.row),
            columns: Int32(range.first.column)...Int32(range.last.column), left: 1)
    }

    /// The least value of the ranges that hold a cell; nil when none does. Nothing is taken out.
    func least(at cell: CellReference) -> Int? {
        let box = Self.box(CellRange(cell, cell))
        var least: Int32?
        var open = levels[levels.count - 1].indices.map { (levels.count - 1, $0) }
        while let (level, index) = open.popLast() {
            guard levels[level][index].meets(box) else { continue }
            if level == 0 {
                least = min(least ?? .max, values[index])
            } else {
                let first = index * Self.width
                for child in first..<min(first + Self.width, levels[level - 1].count) {
                    open.append((level - 1, child))
                }
            }
        }
        return least.map { Int($0) }
    }

    /// Takes out all ranges that meet `range`, and adds their values to `found`.
    mutating func take(_ range: CellRange, into found: inout [Int]) {
        let box = Self.box(range)
        for index in levels[levels.count - 1].indices {
            _ = take(box, levels.count - 1, index, into: &found)
        }
    }

    /// How many were taken under a box.
    private mutating func take(_ box: Box, _ level: Int, _ index: Int, into found: inout [Int]) -> Int32 {
        guard levels[level][index].left > 0, levels[level][index].meets(box) else { return 0 }
        var taken: Int32 = 0
        if level == 0 {
            found.append(Int(values[index]))
            taken = 1
        } else {
            let first = index * Self.width
            for child in first..<min(first + Self.width, levels[level - 1].count) {
                taken += take(box, level - 1, child, into: &found)
            }
        }
        levels[level][index].left -= taken
        return taken
    }
}

extension CellRange {
    /// The smallest range that holds both.
    func union(_ other: CellRange) -> CellRange {
        CellRange(
            CellReference(row: min(first.row, other.first.row), column: min(first.column, other.first.column)),
            CellReference(row: max(last.row, other.last.row), column: max(last.column, other.last.column)))
    }
}
