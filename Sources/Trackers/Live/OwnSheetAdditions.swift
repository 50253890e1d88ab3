import MediaPlans
import Streams
import Workbooks

/// What people added to a sheet of an earlier run. It goes with the sheet, which is made anew, and is named.
struct OwnSheetAdditions {
    private let sheet: Workbook.Sheet
    private let workbook: Workbook
    private var count = 0
    /// The first of them, with their texts.
    private var places: [String] = []
    private var hasComments = false

    private static let mostPlaces = 3

    init(of sheet: Workbook.Sheet, _ template: Template) throws {
        self.sheet = sheet
        workbook = template.workbook
        hasComments = try workbook.package.relationships(of: sheet.partName).contains {
            $0.isOfType("comments") || $0.type.lowercased().hasSuffix("/threadedcomment")
        }
        let isPage = template.ownSheets[sheet.index] == .insights
        var columns: Set<Int> = []
        try workbook.forEachRow(of: sheet) { row in
            let cells = row.cells.filter { !$0.value.isEmpty || $0.formula != nil }
            if row.number == 1 { columns = Set(cells.map(\.reference.column)) }
            // A row of records, or of lineage, has more than a remark.
            let isOurs = cells.count > 3
            for cell in cells {
                let isAdded =
                    isPage
                    ? cell.style == 0
                    : !isOurs || !columns.contains(cell.reference.column) || cell.formula != nil
                if isAdded { note(cell) }
            }
        }
    }

    private mutating func note(_ cell: Cell) {
        count += 1
        guard places.count < Self.mostPlaces else { return }
        let text = cell.value.displayText
        let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
        places.append("\(cell.reference)" + (shown.isEmpty ? "" : " \"\(printable(String(shown)))\""))
    }

    func tell(_ report: (Message) -> Void) {
        guard count > 0 || hasComments else { return }
        var parts: [String] = []
        if count > 0 {
            let more = count > places.count ? " and \(count - places.count) more" : ""
            parts.append("\(count == 1 ? "a cell" : "\(count) cells") (\(places.joined(separator: ", "))\(more))")
        }
        if hasComments { parts.append("comments") }
        report(
            Message(
                .warning, .ownSheetAdditions, at: Place(file: workbook.path, sheet: sheet.name),
                "people added \(parts.joined(separator: " and ")) to the sheet of an earlier run, which is made anew or goes, and they with it",
                hint: "copy them from the template to a sheet of its own"))
    }
}
