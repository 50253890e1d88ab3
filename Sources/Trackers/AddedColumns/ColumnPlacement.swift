import Workbooks

/// Decides whether new columns can take free cells or must move what stands there.
struct ColumnPlacement {
    let block: PlatformBlock
    let group: ColumnGroup
    let template: Template
    /// Where anything stands on the sheet.
    let places: [CellRange]

    struct Refusal: Error {
        var text: String
    }

    func growth(_ missing: Int) -> Result<ColumnGrowth, Refusal> {
        let start = group.columns.upperBound + 1
        let last = group.columns.upperBound + group.columns.count * missing
        guard last <= CellReference.maximumColumn else {
            return .failure(Refusal(text: "the worksheet has no columns left"))
        }
        let right = places.filter { $0.first.column >= start }
        let isFree = !right.contains { $0.rows.overlaps(block.extent) }
        // In columns that others use, widths are theirs.
        let isShared = right.contains { $0.columns.overlaps(start...last) }
        let hidden = template.grids[block.sheet.index]?.hiddenColumns ?? []
        let isHidden = hidden.contains { $0.overlaps(start...last) }
        var growth = ColumnGrowth(
            source: group.columns, copies: missing, firstColumn: group.firstColumn, rows: [block.extent], moves: false,
            setsWidths: !isShared, contents: group.contents)
        if isFree, !(isShared && isHidden) { return .success(growth) }
        growth.moves = true
        growth.setsWidths = true
        for other in template.layout.blocks where other.sheet == block.sheet && other.key != block.key {
            if let pair = (other.markets + [other.total].compactMap { $0 }).first(where: {
                $0.first < start && start <= $0.last
            }) {
                return .failure(
                    Refusal(
                        text:
                            "columns would have to be inserted between those of \(pair.header) in the block of \(other.platform.displayName)"
                    ))
            }
            // A block over the same columns gets spare ones, so that it stays in one piece.
            let isAlike = other.markets.contains {
                $0.first == block.markets.last!.first && $0.last == block.markets.last!.last
            }
            if isAlike {
                growth.rows.append(other.extent)
                if let pairs = ColumnGroup(
                    last: other.upTo(block.markets.last!), in: template, places, template.words.vocabulary)
                {
                    growth.contents.formUnion(pairs.contents)
                }
            }
        }
        return .success(growth)
    }
}

extension PlatformBlock {
    /// The block without the markets right of a pair.
    fileprivate func upTo(_ pair: ColumnPair) -> PlatformBlock {
        var block = self
        block.markets.removeAll { $0.first > pair.first }
        return block
    }
}
