import MediaPlans
import Workbooks

/// How cells are to look different when a tracker is filled.
struct TrackerLooks: Sendable {
    struct Cell: Sendable, Equatable {
        var cell: CellReference
        /// The format that the template gives it.
        var style: Int
        var change: StyleChange
    }

    /// By sheet index.
    var cells: [Int: [Cell]] = [:]
    /// Heights of rows in points, by sheet index.
    var heights: [Int: [Int: Double]] = [:]
    /// Cells of figures whose own format names another currency than theirs, and what it names.
    var foreign: [(place: CellPosition, currency: String)] = []
    /// Cells of figures whose own format shows another value.
    var misshown: [CellPosition] = []
    /// Cells of figures that are too narrow for them as their own format shows them.
    var narrow: [CellPosition] = []

    /// Those of one sheet, with the formats added to the workbook's.
    func restyling(of sheet: Int, _ styles: inout WorkbookStyles) throws -> SheetRestyling {
        var restyling = SheetRestyling()
        for look in cells[sheet] ?? [] {
            let index = try styles.index(of: look.style, with: look.change)
            if index != look.style { restyling.styles[look.cell] = index }
        }
        restyling.heights = heights[sheet] ?? [:]
        return restyling
    }
}

/// Decides how cells look: figures without a number format take one, texts stay within their cells.
struct LookPlanner {
    /// A cell of the template that shows figures of a metric.
    private struct Spot {
        var sheet: Int
        var cell: CellReference
        /// Its block; nil for the head.
        var block: BlockKey?
        var section: Section
        var metric: Metric
    }

    private let template: Template
    private let book: FigureBook
    /// By sheet index.
    private var looks: [SheetLooks?]
    private let styles: WorkbookStyles
    /// Cells with a number format, by what they show.
    private var formatted: [Metric: [(spot: Spot, code: String)]] = [:]
    private var formats = ShownFormats()
    private let known = Known()
    /// By platform; of all under an empty name.
    private var currencies: [String: String?] = [:]

    /// Measures by cell format and number formats by code: a template has few of each, and thousands of cells have them.
    private final class Known {
        var measures: [Int: TextMeasure] = [:]
        var formats: [String: DisplayFormat] = [:]
    }

    private func measure(ofStyle style: Int) -> TextMeasure {
        if let measure = known.measures[style] { return measure }
        let measure = TextMeasure(font: styles.font(of: style), base: styles.font(of: 0))
        known.measures[style] = measure
        return measure
    }

    private func displayFormat(_ code: String) -> DisplayFormat {
        if let format = known.formats[code] { return format }
        let format = DisplayFormat(code: code)
        known.formats[code] = format
        return format
    }

    /// Nil when the template lacks a usual styles part.
    ///
    /// - Throws: `Failure` for damaged parts.
    init?(template: Template, book: FigureBook) throws {
        guard let styles = try WorkbookStyles(of: template.workbook) else { return nil }
        self.template = template
        self.book = book
        self.styles = styles
        looks = Array(repeating: nil, count: (template.workbook.sheets.map(\.index).max() ?? 0) + 1)
        for sheet in template.workbook.worksheets where template.grids[sheet.index] != nil {
            looks[sheet.index] = try template.workbook.looks(of: sheet)
        }
        for spot in Self.spots(of: template) {
            let code = self.code(spot.sheet, spot.cell)
            if !formats.format(code).isRaw { formatted[spot.metric, default: []].append((spot, code)) }
        }
    }

    /// - Parameter kept: figures whose cells keep a formula of the template's own.
    mutating func looks(for writes: [PlannedWrite], kept: [PlannedWrite]) -> TrackerLooks {
        var result = TrackerLooks()
        addFormats(to: writes.filter { $0.figure != nil } + kept.filter { $0.figure != nil }, &result)
        for write in writes where write.figure == nil { addRoom(for: write, &result) }
        return result
    }

    // MARK: Number formats

    private func style(_ sheet: Int, _ cell: CellReference) -> Int { looks[sheet]?.style(of: cell) ?? 0 }

    private func code(_ sheet: Int, _ cell: CellReference) -> String {
        template.workbook.formatCode(ofStyle: style(sheet, cell))
    }

    /// All cells of the template's blocks, filled or not.
    private static func spots(of template: Template) -> [Spot] {
        var spots: [Spot] = []
        for block in template.layout.blocks {
            let grid = template.grids[block.sheet.index] ?? SheetGrid()
            for row in block.rows {
                for pair in block.markets + (block.total.map { [$0] } ?? []) {
                    for side in Side.allCases {
                        let cell = grid.anchor(of: CellReference(row: row.row, column: pair.column(side)))
                        spots.append(
                            Spot(
                                sheet: block.sheet.index, cell: cell, block: block.key, section: row.section,
                                metric: row.metric))
                    }
                }
            }
            for slot in block.labels where [.plannedBudget, .actualBudget].contains(slot.field) {
                spots.append(
                    Spot(
                        sheet: slot.sheet.index, cell: slot.value, block: block.key, section: .campaign, metric: .budget
                    ))
            }
        }
        for table in template.layout.tables {
            for row in table.rows {
                for column in table.columns {
                    spots.append(
                        Spot(
                            sheet: table.sheet.index, cell: CellReference(row: row.row, column: column.column),
                            block: nil, section: row.section, metric: column.metric))
                }
            }
        }
        for slot in template.layout.head where [.plannedBudget, .actualBudget].contains(slot.field) {
            spots.append(
                Spot(sheet: slot.sheet.index, cell: slot.value, block: nil, section: .campaign, metric: .budget))
        }
        return spots
    }

    private mutating func addFormats(to writes: [PlannedWrite], _ result: inout TrackerLooks) {
        let keys = Dictionary(
            template.layout.blocks.map { ("\($0.sheet.index) \($0.platform.code)", $0) },
            uniquingKeysWith: { first, _ in first })
        var values: [String: [Double]] = [:]
        var waiting: [(spot: Spot, write: PlannedWrite, choice: FormatChoice, row: String)] = []
        for write in writes {
            let shown = write.shows
            let metric = shown?.metric ?? .budget
            let block = shown.flatMap { keys["\(write.sheet.index) \($0.platform)"] }
            let row = "\(shown?.platform ?? "") \(shown?.section.name ?? "") \(metric.rawValue)"
            if let value = write.value.number { values[row, default: []].append(value) }
            let format = formats.format(code(write.sheet.index, write.cell))
            if !format.isRaw, let number = write.value.number {
                let place = CellPosition(sheet: write.sheet.index, cell: write.cell)
                let isOther =
                    number != 0 && (format.misleads(number) || (format.isPercentage && !metric.isShare))
                if isOther { result.misshown.append(place) }
                if !isOther, !hasRoom(for: write, as: format.code) { result.narrow.append(place) }
            }
            guard format.isRaw || (metric.isMoney && !format.words.isEmpty) else { continue }
            let choice = FormatChoice(metric: metric, currency: currency(of: shown?.platform))
            guard format.isRaw else {
                if write.value.number != nil, let sign = choice.foreignCurrency(in: format) {
                    result.foreign.append((CellPosition(sheet: write.sheet.index, cell: write.cell), sign))
                }
                continue
            }
            let spot = Spot(
                sheet: write.sheet.index, cell: write.cell, block: block?.key, section: shown?.section ?? .campaign,
                metric: metric)
            waiting.append((spot, write, choice, row))
        }
        // A row has one format, which goes into all its cells.
        var shortened: [String: String?] = [:]
        for (spot, write, choice, row) in waiting {
            var code = borrowed(for: spot, choice, write.value.number)
            if let borrowed = code, !hasRoom(for: write, as: borrowed) { code = nil }
            if code == nil {
                let own =
                    shortened[row]
                    ?? choice.formats(for: values[row] ?? []).first { code in
                        waiting.allSatisfy { $0.row != row || hasRoom(for: $0.write, as: code) }
                    }
                shortened[row] = .some(own)
                code = own
            }
            // Where nothing fits it stays General, which shows as many digits as there is room for.
            guard let code else { continue }
            result.cells[spot.sheet, default: []].append(
                .init(
                    cell: spot.cell, style: style(spot.sheet, spot.cell),
                    change: StyleChange(numberFormat: code)))
        }
    }

    /// Whether a figure goes into its cell as a format shows it.
    private func hasRoom(for write: PlannedWrite, as code: String) -> Bool {
        guard let number = write.value.number, let looks = looks[write.sheet.index] else { return true }
        let area = template.grids[write.sheet.index]?.merge(at: write.cell) ?? CellRange(write.cell, write.cell)
        let measure = measure(ofStyle: looks.style(of: write.cell))
        let width = looks.width(of: area.columns)
        return width == 0 || measure.fits(displayFormat(code).text(for: number), width: width)
    }

    /// The one currency of a platform's figures, or of all; nil where there are several.
    private mutating func currency(of code: String?) -> String? {
        let key = code ?? ""
        if let known = currencies[key] { return known }
        let platform = book.platforms.first { $0.code == code }
        let found = platform.map { book.currencies(of: $0) } ?? allCurrencies
        let currency = found.count == 1 ? found[0] : nil
        currencies[key] = currency
        return currency
    }

    private var allCurrencies: [String] {
        Set(book.platforms.flatMap { book.currencies(of: $0) }).sorted()
    }

    /// The format of the nearest cell that shows the same: in the row, or else in the block, or else elsewhere.
    private mutating func borrowed(for spot: Spot, _ choice: FormatChoice, _ value: Double?) -> String? {
        func distance(_ other: Spot) -> (Int, Int, Int, Int) {
            let isSameSheet = other.sheet == spot.sheet
            let isSameBlock = isSameSheet && other.block == spot.block
            // The cells of a metric are in a row of a block, and in a column of a table.
            let isRow =
                isSameBlock
                && (spot.block == nil ? other.cell.column == spot.cell.column : other.cell.row == spot.cell.row)
            let rank = isRow ? 0 : isSameBlock ? 1 : other.section == spot.section ? 2 : 3
            return (
                rank, isSameSheet ? 0 : 1, abs(other.cell.row - spot.cell.row),
                abs(other.cell.column - spot.cell.column)
            )
        }
        let candidates = formatted[spot.metric] ?? []
        var refused: [String] = []
        while true {
            var nearest: (distance: (Int, Int, Int, Int), code: String)?
            for (other, code) in candidates {
                let distance = distance(other)
                if let nearest, nearest.distance <= distance { continue }
                if !refused.contains(code) { nearest = (distance, code) }
            }
            guard let code = nearest?.code else { return nil }
            if formats.takes(choice, code, value: value) { return code }
            refused.append(code)
        }
    }

    // MARK: Texts

    /// Breaks a text into lines where it is longer than its cell is wide, and makes the row as high as they take.
    private func addRoom(for write: PlannedWrite, _ result: inout TrackerLooks) {
        guard case .text(let text) = write.edit, text != "-", let looks = looks[write.sheet.index],
            let grid = template.grids[write.sheet.index]
        else { return }
        let area = grid.merge(at: write.cell) ?? CellRange(write.cell, write.cell)
        let style = looks.style(of: write.cell)
        let measure = measure(ofStyle: style)
        let lines = measure.lines(of: text, width: looks.width(of: area.columns))
        guard lines > 1 else { return }
        result.cells[write.sheet.index, default: []].append(
            .init(cell: write.cell, style: style, change: StyleChange(wraps: true)))
        // Programs find the height of a row by themselves, but not for merged cells, nor for a height that is stored.
        let lack = Double(lines) * measure.lineHeight - looks.height(of: area.rows)
        guard lack > 0, let row = area.rows.last(where: { !grid.hiddenRows.contains($0) }) else { return }
        let height = min(looks.height(of: row...row) + lack, TextMeasure.highestRow)
        let planned = result.heights[write.sheet.index]?[row] ?? 0
        result.heights[write.sheet.index, default: [:]][row] = max(planned, height)
    }
}
