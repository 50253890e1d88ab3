import MediaPlans
import Workbooks

/// The columns of a block's last market, with what belongs to them besides planned and actual: a column of
/// variances behind each pair, or a gap before it.
struct ColumnGroup {
    /// The columns to copy.
    var columns: ClosedRange<Int>
    /// Where the first market's group begins.
    var firstColumn: Int
    /// Cells whose text the copies repeat.
    var contents: Set<CellReference>

    /// Nil when the block has no market's columns.
    init?(last block: PlatformBlock, in template: Template, _ places: [CellRange], _ vocabulary: Vocabulary) {
        guard let pair = block.markets.last, let first = block.markets.first else { return nil }
        let grid = template.grids[block.sheet.index] ?? SheetGrid()
        let words = template.words
        let end = Self.end(of: pair, block, grid)
        columns = pair.first...end
        firstColumn = first.first
        let steps = zip(block.markets, block.markets.dropFirst()).map { $1.first - $0.first }
        if let step = steps.first, steps.allSatisfy({ $0 == step }), step > columns.count {
            let between = end - step + 1..<pair.first
            let trailing = end + 1..<pair.first + step
            let isFilled = { (columns: Range<Int>) in
                places.contains { place in
                    place.rows.overlaps(block.extent) && columns.contains(place.first.column)
                        && columns.contains(place.last.column)
                }
            }
            if !isFilled(between) {
                columns = between.lowerBound...end
                firstColumn -= between.count
            } else if isFilled(trailing) {
                columns = pair.first...trailing.upperBound - 1
            }
        }
        contents = []
        let step = steps.first ?? 0
        for row in block.extent {
            for column in columns {
                let cell = CellReference(row: row, column: column)
                guard let text = grid.cells[cell]?.value.text, cell != pair.header || words.isPlaceholder(text) else {
                    continue
                }
                let isAlike =
                    steps.count > 0 && steps.allSatisfy { $0 == step }
                    && (1...steps.count).allSatisfy { index in
                        grid.cells[CellReference(row: row, column: column - index * step)]?.value.text == text
                    }
                if isAlike || words.side(text) != nil || vocabulary.isUnknown(text) { contents.insert(cell) }
            }
        }
    }

    /// A pair's last column; headers may be merged over several.
    private static func end(of pair: ColumnPair, _ block: PlatformBlock, _ grid: SheetGrid) -> Int {
        var end = pair.last
        for merge in grid.merges where merge.columns.contains(pair.last) && merge.first.column >= pair.first {
            if merge.rows.overlaps(block.extent) { end = max(end, merge.last.column) }
        }
        return end
    }
}
