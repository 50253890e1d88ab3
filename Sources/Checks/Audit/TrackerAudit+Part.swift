import MediaPlans
import Workbooks

extension TrackerAudit {
    /// What a tracker of some days says of itself: in its head, and in the words of its lineage.
    private static let marks = [
        "(a part: the plan in proportion to these days)", ", the plan in proportion to the days of its flights",
    ]

    /// Says that a tracker is of some days, where the records are of all: every figure of its plan differs then, and nobody changed one.
    func tellPart(_ pages: [Page]) {
        for page in pages {
            let found = page.reader.grid.cells.filter { _, cell in
                cell.value.text.map { text in Self.marks.contains { text.hasSuffix($0) } } ?? false
            }
            guard let (cell, content) = found.min(by: { $0.key < $1.key }), let text = content.value.text else {
                continue
            }
            // The last two days: a flight may be named before them.
            let days = text.split { !$0.isNumber && $0 != "-" }.compactMap { CivilDate(iso: $0.prefix(10)) }.suffix(2)
            guard days.count == 2, let first = days.first, let last = days.last else { continue }
            add(
                .headDiffers, page.sheet.name, cell,
                "the tracker is of \(first) to \(last), and the records are of all days",
                hint: "give --from \(first) --to \(last), or the tracker of the whole campaign")
            return
        }
    }
}
