import MediaPlans
import Streams
import Workbooks

/// Figures that are there, and that their readers see as something else, or not at all: under conditional formats, and in columns that are
/// too narrow.
extension LayoutAudit {
    /// Conditional formats whose number format shows another number, where their condition is met or cannot be told.
    mutating func checkConditions(_ grid: SheetGrid, _ sheet: Workbook.Sheet) throws {
        let formats = try workbook.conditionalNumberFormats(of: sheet)
        guard !formats.isEmpty else { return }
        let calculator = try SavedValueCalculator(of: workbook, grids: [sheet.index: grid])
        let cells = comparison.cells(of: sheet.name).sorted()
        for format in formats {
            let display = DisplayFormat(code: format.code)
            let found = cells.compactMap { cell -> (cell: CellReference, text: String)? in
                guard format.ranges.contains(where: { $0.contains(cell) }),
                    let text = grid[cell].number.flatMap({ Self.mistake(display, $0) })
                        ?? grid[cell].text.flatMap({ Self.mistake(display, of: $0) }),
                    Self.isMet(format, cell, calculator, sheet)
                else { return nil }
                return (cell, text)
            }
            guard let first = found.first else { continue }
            let more = found.count > 1 ? ", and so for \(found.count - 1) more cells" : ""
            comparison.add(
                .formatMisleads, sheet.name, first.cell,
                "a conditional format with the number format \"\(printable(format.code))\" shows \(first.text)\(more)",
                hint: "take the conditional format away, or give it the template's number format")
        }
    }

    private static func isMet(
        _ format: ConditionalNumberFormat, _ cell: CellReference, _ calculator: SavedValueCalculator,
        _ sheet: Workbook.Sheet
    ) -> Bool {
        guard let condition = format.condition(for: cell),
            let value = calculator.value(of: condition, at: CellPosition(sheet: sheet.index, cell: cell))
        else { return true }
        switch value {
        case .boolean(let flag): return flag
        case .number(let number): return number != 0
        default: return false
        }
    }

    /// Columns in which programs show `####` for a figure.
    mutating func checkWidths(_ grid: SheetGrid, _ sheet: Workbook.Sheet) throws {
        let looks = try workbook.looks(of: sheet)
        var fonts = FontSizes(workbook)
        let merges = Dictionary(grid.merges.map { ($0.first, $0.columns) }, uniquingKeysWith: { first, _ in first })
        var narrow: [Int: (cell: CellReference, text: String, count: Int)] = [:]
        for cell in comparison.cells(of: sheet.name).sorted() {
            guard let number = grid[cell].number, let style = grid.cells[cell]?.style,
                !grid.hiddenColumns.contains(where: { $0.contains(cell.column) })
            else { continue }
            let text = shownDigits(number, style)
            let width = looks.width(of: merges[cell] ?? cell.column...cell.column)
            let needed = Self.width(of: text)
            // The largest fonts of trackers are twice the usual one.
            guard needed * 2 > width, needed * fonts.scale(of: style) > width else { continue }  // fits: doubles
            narrow[cell.column] = (
                narrow[cell.column]?.cell ?? cell, narrow[cell.column]?.text ?? text,
                (narrow[cell.column]?.count ?? 0) + 1
            )
        }
        for (column, entry) in narrow.sorted(by: { $0.key < $1.key }) {
            let more = entry.count > 1 ? ", and for \(entry.count - 1) more of its figures" : ""
            comparison.add(
                .columnNarrow, sheet.name, entry.cell,
                "column \(CellReference.letters(ofColumn: column)) is too narrow for \(printable(entry.text))\(more): programs show #### there",
                hint: "widen the column")
        }
    }

    /// The part that needs the room: under the general format, programs leave out decimals that do not fit.
    private mutating func shownDigits(_ number: Double, _ style: Int) -> String {
        let text = format(of: style).text(for: number)
        return workbook.formatCode(ofStyle: style) == "General"
            ? String(text.prefix { $0 != "." && $0 != "E" }) : text
    }

    /// In digits of the font; less rather than more.
    private static func width(of text: String) -> Double {
        text.reduce(0) { $0 + ($1.isNumber ? 1 : ",.'’ \u{A0}:-()".contains($1) ? 0.4 : 0.8) }
    }
}

/// The sizes of cells' fonts, in parts of that of the workbook's first font, in whose digits columns are measured.
private struct FontSizes {
    private let styles: WorkbookStyles?
    private var known: [Int: Double] = [:]

    init(_ workbook: Workbook) { styles = (try? WorkbookStyles(of: workbook)) ?? nil }

    mutating func scale(of style: Int) -> Double {
        if let scale = known[style] { return scale }
        guard let styles else { return 1 }
        let scale = styles.shrinks(style) ? 0 : styles.font(of: style).size / max(1, styles.firstFont.size)
        known[style] = scale
        return scale
    }
}
