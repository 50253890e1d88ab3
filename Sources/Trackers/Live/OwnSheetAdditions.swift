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
    /// Charts, pictures and shapes.
    private var drawings = 0

    private static let mostPlaces = 3

    init(of sheet: Workbook.Sheet, _ template: Template) throws {
        self.sheet = sheet
        workbook = template.workbook
        hasComments = try workbook.package.relationships(of: sheet.partName).contains {
            $0.isOfType("comments") || $0.type.lowercased().hasSuffix("/threadedcomment")
        }
        let isPage = template.ownSheets[sheet.index] == .insights
        for relationship in try workbook.package.relationships(of: sheet.partName)
        where relationship.isOfType("drawing") && workbook.package.contains(relationship.target) {
            drawings += try Self.drawings(in: workbook.package.text(of: relationship.target), isPage: isPage)
        }
        let headings = Dictionary(
            template.ownSheets[sheet.index]?.marks.map { ($0.value, $0.key.column) } ?? [],
            uniquingKeysWith: { first, _ in first })
        let table = try workbook.tables().first { $0.sheetIndex == sheet.index }?.range.columns
        // Those of the header; nil above it.
        var columns: Set<Int>?
        try workbook.forEachRow(of: sheet) { row in
            let cells = row.cells.filter { !$0.value.isEmpty || $0.formula != nil }
            if columns == nil { columns = Self.columns(of: cells, headings, table) }
            // A row of records, or of lineage, has more than a remark.
            let isOurs = cells.count > 3
            for cell in cells {
                let isAdded =
                    isPage
                    ? cell.style == 0
                    : !isOurs || !(columns?.contains(cell.reference.column) ?? false) || cell.formula != nil
                if isAdded { note(cell) }
            }
        }
    }

    /// The columns of a sheet's table, by its header; nil for another row. What is left of the table, or right of it, people put there.
    ///
    /// - Parameter headings: the columns of our headings when the sheet was made.
    private static func columns(of header: [Cell], _ headings: [String: Int], _ table: ClosedRange<Int>?) -> Set<Int>? {
        let known = header.filter { headings[$0.value.displayText] != nil }
        guard known.count * 3 >= headings.count * 2,
            let first = known.min(by: { $0.reference.column < $1.reference.column }),
            let place = headings[first.value.displayText]
        else { return nil }
        // The first heading may be one that somebody changed.
        let left = first.reference.column - place + 1
        return Set(header.map(\.reference.column).filter { $0 >= left && table?.contains($0) ?? true })
    }

    /// How many of a drawing's objects people put there: those that are not the insights' own charts, which have a title as their description.
    /// Where a program dropped all descriptions, none can be told from ours.
    private static func drawings(in markup: [UInt8], isPage: Bool) -> Int {
        let objects = String(decoding: markup, as: UTF8.self).split(separator: "<").filter { tag in
            tag.prefix { $0 != " " }.hasSuffix("cNvPr")
        }
        guard isPage else { return objects.count }
        let own = objects.count { object in InsightsTable.titleEnds.contains { object.contains($0) } }
        return own == 0 ? 0 : objects.count - own
    }

    private mutating func note(_ cell: Cell) {
        count += 1
        guard places.count < Self.mostPlaces else { return }
        let text = cell.value.displayText
        let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
        places.append("\(cell.reference)" + (shown.isEmpty ? "" : " \"\(printable(String(shown)))\""))
    }

    func tell(_ report: (Message) -> Void) {
        guard count > 0 || hasComments || drawings > 0 else { return }
        var parts: [String] = []
        if count > 0 {
            let more = count > places.count ? " and \(count - places.count) more" : ""
            parts.append("\(count == 1 ? "a cell" : "\(count) cells") (\(places.joined(separator: ", "))\(more))")
        }
        if hasComments { parts.append("comments") }
        if drawings > 0 { parts.append(drawings == 1 ? "a drawing" : "\(drawings) drawings") }
        report(
            Message(
                .warning, .ownSheetAdditions, at: Place(file: workbook.path, sheet: sheet.name),
                "people added \(parts.joined(separator: " and ")) to the sheet of an earlier run, which is made anew or goes, and they with it",
                hint: "copy them from the template to a sheet of its own"))
    }
}
