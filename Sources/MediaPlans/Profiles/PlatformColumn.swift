import Workbooks

/// The column of a table in which each line names its platform, or the headings over its lines that do, as the sheet's first rows show them.
struct PlatformColumn {
    /// The platforms that its cells name there, in rows with a figure: helper sheets list names alone.
    var platforms: Set<Platform> = []

    /// Its header, normalised, where that alone does not say that it is one.
    private(set) var header: String?

    /// Headers of columns that hold platforms, or something else: their cells tell.
    private static let possible: Set<String> = [
        "channel", "channels", "media channel", "marketing channel", "media", "media vendor", "vendor", "vendors",
        "site", "sites",
        "network", "networks", "media network", "partner", "media partner", "supplier", "source", "property",
    ]

    /// Nil for a table without such a column.
    init?(_ reading: SheetReading, _ sheet: SourceSheet, _ recognition: HeaderRecognition) {
        guard sheet.state == .visible, sheet.siblings != nil || sheet.isText else { return nil }
        var naming = recognition.naming
        naming.profile = reading.profile
        guard
            let index = reading.head.firstIndex(where: {
                Self.isHeader($0, reading.anatomy) || recognition.plain(upper: nil, $0) != nil
            })
        else { return nil }
        var column: Int?
        var others: [Int] = []
        var figures: Set<Int> = []
        for cell in reading.head[index].cells {
            guard let text = cell.value.text else { continue }
            for match in naming.columns(named: text) {
                if match.column == .platform { column = column ?? cell.reference.column }
                if LineSums.measures.contains(match.column) { figures.insert(cell.reference.column) }
            }
            if Self.possible.contains(normalised(text)) { others.append(cell.reference.column) }
        }
        let lines = reading.head[(index + 1)...].filter { row in
            sheet.isText || row.cells.contains { $0.isNumeric && figures.contains($0.reference.column) }
        }
        let platforms = { (column: Int) in Self.platforms(in: lines, column, naming.vocabulary) }
        if let column {
            self.platforms = Set(platforms(column).compactMap { $0 })
        } else {
            // Each cell must be a platform: else the column is about something else, such as Social and Search.
            guard let other = others.first(where: { !platforms($0).isEmpty && !platforms($0).contains(nil) }) else {
                // Rows of one text over the lines may name them: META, then its lines.
                self.platforms = Self.headings(in: reading.head[max(index - 1, 0)...], naming.vocabulary)
                if self.platforms.isEmpty { return nil }
                return
            }
            self.platforms = Set(platforms(other).compactMap { $0 })
            header = reading.head[index].cells.first { $0.reference.column == other }?.value.text.map { normalised($0) }
        }
    }

    /// The platforms that rows of nothing but a name say.
    private static func headings(in rows: ArraySlice<SheetRow>, _ vocabulary: Vocabulary) -> Set<Platform> {
        let texts = rows.compactMap { row -> String? in
            let cells = row.cells.filter { !$0.value.isBlank }
            return cells.count == 1 ? cells[0].value.text?.trimmed() : nil
        }
        return Set(texts.filter { $0.count > 1 }.compactMap { vocabulary.platform(named: $0) })
    }

    /// What the cells of a column name; nil for one that names no platform.
    private static func platforms(in lines: [SheetRow], _ column: Int, _ vocabulary: Vocabulary) -> [Platform?] {
        lines.compactMap { row in row.cells.first { $0.reference.column == column }?.value.text }
            .filter { !$0.trimmed().isEmpty && vocabulary.totalRest(of: $0) == nil }
            .map(vocabulary.platform(inWordsOf:))
    }

    private static func isHeader(_ row: SheetRow, _ anatomy: TableAnatomy) -> Bool {
        if case .rows(let rows) = anatomy.header { rows.upperBound == row.number } else { false }
    }
}
