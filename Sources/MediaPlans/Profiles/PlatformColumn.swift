import Workbooks

/// The column of a table in which each line names its platform, as the sheet's first rows show it.
struct PlatformColumn {
    /// The platforms that its cells name there, in rows with a figure: helper sheets list names alone.
    var platforms: Set<Platform> = []

    /// Nil for a table without such a column.
    init?(_ reading: SheetReading, _ sheet: SourceSheet, _ recognition: HeaderRecognition) {
        guard sheet.state == .visible, sheet.siblings != nil || sheet.isText else { return nil }
        var naming = recognition.naming
        naming.profile = reading.profile
        var column: Int?
        var figures: Set<Int> = []
        for row in reading.head {
            if let column {
                guard row.cells.contains(where: { $0.isNumeric && figures.contains($0.reference.column) }) else {
                    continue
                }
                let text = row.cells.first { $0.reference.column == column }?.value.text
                if let platform = text.flatMap(naming.vocabulary.platform(inWordsOf:)) { platforms.insert(platform) }
            } else if Self.isHeader(row, reading.anatomy) || recognition.plain(upper: nil, row) != nil {
                for cell in row.cells {
                    for match in cell.value.text.map({ naming.columns(named: $0) }) ?? [] {
                        if match.column == .platform { column = column ?? cell.reference.column }
                        if LineSums.measures.contains(match.column) { figures.insert(cell.reference.column) }
                    }
                }
            }
        }
        guard column != nil else { return nil }
    }

    private static func isHeader(_ row: SheetRow, _ anatomy: TableAnatomy) -> Bool {
        if case .rows(let rows) = anatomy.header { rows.upperBound == row.number } else { false }
    }
}
