import Testing

@testable import Workbooks

@Suite("Which merged ranges are filled") struct MergedFillTests {
    private func overlap(_ a: CellRange, _ b: CellRange) -> Bool {
        a.rows.overlaps(b.rows) && a.columns.overlaps(b.columns)
    }

    @Test("those that overlap none before them", arguments: 0..<40 as Range<UInt64>)
    func disjoint(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let ranges = (0..<60).map { _ in
            let (row, column) = (Int.random(in: 1...30, using: &generator), Int.random(in: 1...30, using: &generator))
            return CellRange(
                CellReference(row: row, column: column),
                CellReference(
                    row: row + Int.random(in: 0...6, using: &generator),
                    column: column + Int.random(in: 0...6, using: &generator)))
        }
        var expected: [CellRange] = []
        for range in ranges.enumerated().sorted(by: {
            ($0.element.rows.lowerBound, $0.element.columns.lowerBound, $0.offset)
                < ($1.element.rows.lowerBound, $1.element.columns.lowerBound, $1.offset)
        }).map(\.element) where !expected.contains(where: { overlap($0, range) }) { expected.append(range) }
        let found = MergedFill.disjoint(ranges)
        #expect(found.ranges == expected)
        #expect(found.unfilled == ranges.count - expected.count)
    }

    @Test("the bytes that all together repeat are bounded, not only their cells") func bytes() throws {
        let ranges = try ["A1:CV5000", "DA1:DB100", "DD1:DD9000"].map { try #require(CellRange($0)) }
        let lengths = [32_000, 32_000, 30_000]
        let found = MergedFill.disjoint(ranges) { range in lengths[ranges.firstIndex(of: range) ?? 0] }
        #expect(found.ranges == [ranges[1]] && found.unfilled == 2)
        #expect(MergedFill.disjoint(ranges) { _ in 40 }.unfilled == 0)
    }

    @Test("the merge of a cell is the first that covers it, and is found among many") func lookUp() throws {
        var generator = SeededGenerator(state: 7)
        var grid = SheetGrid()
        grid.merges = (0..<500).map { _ in
            let (row, column) = (Int.random(in: 1...90, using: &generator), Int.random(in: 1...90, using: &generator))
            return CellRange(
                CellReference(row: row, column: column),
                CellReference(
                    row: row + Int.random(in: 0...3, using: &generator),
                    column: column + Int.random(in: 0...3, using: &generator)))
        }
        for row in 1...95 {
            for column in 1...95 {
                let cell = CellReference(row: row, column: column)
                #expect(grid.merge(at: cell) == grid.merges.first { $0.contains(cell) })
            }
        }
        #expect(SheetGrid().merge(at: CellReference(row: 1, column: 1)) == nil)
    }

    @Test("the texts of a formula are measured as Excel counts them")
    func textsOfFormulas() {
        let long = String(repeating: "x", count: 256)
        let texts = [
            "\"\(long)\"": 256, "A1&\"\(long.dropFirst())\"&\"y\"": 255, "IF(A1=\"a\"\"b\",1,\"\")": 3, "SUM(A1)": 0,
        ]
        for (formula, length) in texts { #expect(MarkupCheck.longestText(inFormula: formula) == length, "\(formula)") }
    }
}
