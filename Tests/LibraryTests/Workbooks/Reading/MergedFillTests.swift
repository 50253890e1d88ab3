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
}
