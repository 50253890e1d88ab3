/// Where the pictures, charts and shapes of a drawing part stand (ECMA-376 part 1, 20.5.2).
struct DrawingAnchors {
    struct Anchor {
        /// The corners, columns and rows counted from 1; the second is missing for a thing of fixed size.
        var from: CellReference
        var to: CellReference?
        /// `twoCell`, `oneCell` or `absolute`: what happens to it when cells move.
        var editAs: String
        /// Where the columns are written.
        var fromColumn: Range<Int>
        var toColumn: Range<Int>?

        var range: CellRange { CellRange(from, to ?? from) }
    }

    private(set) var anchors: [Anchor] = []

    init(_ scanner: XMLScanner) throws(MarkupError) {
        var editAs = "twoCell"
        var isTo = false
        var column: Range<Int>?
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind == .start else { continue }
            if scanner.isNamed(tag, "twoCellAnchor") || scanner.isNamed(tag, "oneCellAnchor") {
                editAs = scanner.attribute("editAs", of: tag).map { scanner.string($0) } ?? "twoCell"
            } else if scanner.isNamed(tag, "from") || scanner.isNamed(tag, "to") {
                isTo = scanner.isNamed(tag, "to")
            } else if scanner.isNamed(tag, "col"), let close = scanner.find(UInt8(ascii: "<"), from: tag.next) {
                column = tag.next..<close
            } else if scanner.isNamed(tag, "row"), let close = scanner.find(UInt8(ascii: "<"), from: tag.next),
                let place = column,
                let x = scanner.integer(place), let y = scanner.integer(tag.next..<close)
            {
                let cell = CellReference(row: y + 1, column: x + 1)
                if isTo, !anchors.isEmpty {
                    anchors[anchors.count - 1].to = cell
                    anchors[anchors.count - 1].toColumn = place
                } else {
                    anchors.append(Anchor(from: cell, editAs: editAs, fromColumn: place))
                }
                column = nil
            }
        }
    }

    /// What moves the anchors with their cells.
    func patches(_ growth: ColumnGrowth) -> [EditingPass.Patch] {
        var patches: [EditingPass.Patch] = []
        for anchor in anchors where anchor.editAs != "absolute" {
            let moves = anchor.from.column >= growth.start
            if moves { patches.append(patch(anchor.fromColumn, growth.column(anchor.from.column))) }
            // A thing that is stretched over the new columns keeps its size unless it is tied to both corners.
            if let to = anchor.to, let place = anchor.toColumn, moves || anchor.editAs == "twoCell",
                to.column >= growth.start
            {
                patches.append(patch(place, growth.column(to.column)))
            }
        }
        return patches
    }

    private func patch(_ range: Range<Int>, _ column: Int) -> EditingPass.Patch {
        .init(range: range, bytes: Array(String(column - 1).utf8))
    }
}
