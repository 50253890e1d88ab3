import MediaPlans
import Streams
import Workbooks

/// What hides a tracker's figures from its readers, or shows them as other numbers: hidden columns of markets, number formats, and cells far below
/// the rest. Sorting, inserting and renaming hide nothing.
struct LayoutAudit {
    let workbook: Workbook
    let comparison: FigureComparison
    /// Those of the records' amounts.
    let currencies: Set<String>
    private var formats: [Int: DisplayFormat] = [:]
    /// What `otherCurrency` said of a style, by its number.
    private var otherCurrencies: [Int: String?] = [:]

    init(workbook: Workbook, comparison: FigureComparison, currencies: Set<String>) {
        self.currencies = currencies
        self.workbook = workbook
        self.comparison = comparison
    }

    /// Looks at a sheet whose blocks were compared.
    ///
    /// - Throws: `Failure` with status 65 for malformed parts.
    mutating func run(_ blocks: [AuditBlock], _ grid: SheetGrid, sheet: Workbook.Sheet) throws {
        for block in blocks { checkColumns(block, grid, sheet.name) }
        checkFormats(grid, sheet.name)
        try checkConditions(grid, sheet)
        try checkWidths(grid, sheet)
        checkRows(grid, sheet.name)
    }

    private func checkColumns(_ block: AuditBlock, _ grid: SheetGrid, _ sheet: String) {
        for pair in block.pairs where pair.isTotal || pair.name != nil {
            let hidden = pair.columns.filter { column in grid.hiddenColumns.contains { $0.contains(column) } }
            guard !hidden.isEmpty else { continue }
            let letters = hidden.map(CellReference.letters(ofColumn:)).joined(separator: " and ")
            comparison.add(
                .columnHidden, sheet, pair.header,
                "\(counted(hidden.count, "column")) of \(pair.isTotal ? "TOTAL" : pair.name ?? "") on \(block.platform.displayName) \(hidden.count == 1 ? "is" : "are") hidden (\(letters))",
                hint: "show the columns; their figures count in TOTAL")
        }
    }

    // MARK: Formats

    private mutating func checkFormats(_ grid: SheetGrid, _ sheet: String) {
        var told: [Int: (first: CellReference, count: Int, text: String)] = [:]
        for cell in comparison.cells(of: sheet).sorted() {
            guard let style = grid.cells[cell]?.style else { continue }
            let format = format(of: style)
            let value = grid[cell]
            let found =
                if let number = value.number {
                    Self.mistake(format, number) ?? otherCurrency(style)
                        ?? moneySign(style, comparison.stated[sheet]?[cell])
                } else {
                    value.text.flatMap { Self.mistake(format, of: $0) }
                }
            guard let text = found else { continue }
            let known = told[style]
            told[style] = (known?.first ?? cell, (known?.count ?? 0) + 1, known?.text ?? text)
        }
        for (style, entry) in told.sorted(by: { $0.value.first < $1.value.first }) {
            let more = entry.count > 1 ? ", and so for \(entry.count - 1) more cells" : ""
            comparison.add(
                .formatMisleads, sheet, entry.first,
                "the number format \"\(printable(workbook.formatCode(ofStyle: style)))\" shows \(entry.text)\(more)",
                hint: "give the cells the template's number format")
        }
    }

    mutating func format(of style: Int) -> DisplayFormat {
        if let known = formats[style] { return known }
        let format = DisplayFormat(code: workbook.formatCode(ofStyle: style))
        formats[style] = format
        return format
    }

    /// What a format shows instead of a text that says that a figure is unknown; nil where it leaves it.
    static func mistake(_ format: DisplayFormat, of text: String) -> String? {
        guard !text.contains(where: \.isNumber) else { return nil }
        let shown = format.text(for: text)
        return shown.contains(where: \.isNumber) ? "\"\(printable(shown))\" for \"\(printable(text))\"" : nil
    }

    /// What is said of a count or a rate whose format shows a currency.
    private func moneySign(_ style: Int, _ figure: StatedFigure?) -> String? {
        guard let figure, !figure.metric.isMoney, figure.metric.entry?.isBuiltIn ?? false else { return nil }
        let code = workbook.formatCode(ofStyle: style)
        guard Self.currency(inFormat: code) != nil || Self.showsDollar(code) else { return nil }
        return "\(figure.metric.name) as an amount of money"
    }

    /// The currency that a format shows and the records' amounts are not in.
    private mutating func otherCurrency(_ style: Int) -> String? {
        if let known = otherCurrencies[style] { return known }
        let found = findOtherCurrency(style)
        otherCurrencies[style] = .some(found)
        return found
    }

    private func findOtherCurrency(_ style: Int) -> String? {
        guard currencies.count == 1, let own = currencies.first else { return nil }
        let code = workbook.formatCode(ofStyle: style)
        guard let other = Self.currency(inFormat: code) else {
            return Self.showsDollar(code) && !CurrencySigns.dollars.contains(own) ? "amounts in \(own) as dollars" : nil
        }
        return other == own ? nil : "amounts in \(own) as \(other)"
    }

    /// Whether a format shows `$`, which begins the name of a currency or language in brackets, too: `[$-409]`, `[$$-409]`.
    static func showsDollar(_ code: String) -> Bool {
        var shown = code[...]
        while let sign = shown.firstIndex(of: "$") {
            let isSyntax = sign > shown.startIndex && shown[shown.index(before: sign)] == "["
            let next = shown.index(after: sign)
            guard isSyntax else { return true }
            if next < shown.endIndex, shown[next] == "$" { return true }
            shown = shown[next...]
        }
        return false
    }

    /// `[$AED]`, `[$€-2]`, `"USD "`; `$` means many.
    private static func currency(inFormat code: String) -> String? {
        for (sign, currency) in [("€", "EUR"), ("£", "GBP"), ("₹", "INR"), ("₺", "TRY")] where code.contains(sign) {
            return currency
        }
        let words = code.split { !($0.isASCII && $0.isLetter) }
        return words.map { $0.uppercased() }.first { TrackerWords.currencies.contains(Substring($0.lowercased())) }
    }

    /// What a format shows instead of a number; nil where a reader takes the text for it.
    static func mistake(_ format: DisplayFormat, _ number: Double) -> String? {
        let text = format.text(for: number)
        guard text.contains(where: \.isNumber) else {
            return "\(text.allSatisfy(\.isWhitespace) ? "nothing" : "\"\(printable(text))\"") for \(figureText(number))"
        }
        // Fractions and times are for nobody to misread.
        if text.contains("/") { return nil }
        let isConstant =
            number != 0 && text == format.text(for: number * 3 + 7) && text == format.text(for: number * 5 + 11)
        guard !isConstant, reads(text, as: number) else {
            return "\"\(printable(text))\" for \(figureText(number))"
        }
        // Numbers that are rounded to nothing, and percentages of numbers that are not shares.
        let isNothing = number != 0 && !text.contains(".") && !text.contains { ("1"..."9").contains($0) }
        if isNothing || text.contains("%") && number.magnitude > 1000 {
            return "\"\(printable(text))\" for \(figureText(number))"
        }
        return nil
    }

    /// Whether the digits of a text are a number's, rounded, as a percentage where it says so, or in K, M or B.
    private static func reads(_ text: String, as number: Double) -> Bool {
        var digits = ""
        var decimals: Int?
        var rest = text[...].drop { !($0.isASCII && $0.isNumber) }
        let isNegative = text.prefix(text.count - rest.count).contains { "-\u{2212}(".contains($0) }
        while let sign = rest.first, sign.isASCII, sign.isNumber || sign == "," || sign == "." {
            rest.removeFirst()
            if sign == "," { continue }
            if sign == "." {
                guard decimals == nil else { return false }
                decimals = 0
            } else {
                decimals = decimals.map { $0 + 1 }
            }
            digits.append(sign)
        }
        guard let value = Double(digits.hasSuffix(".") ? String(digits.dropLast()) : digits) else { return false }
        var power = 0
        if let sign = rest.first, "Ee".contains(sign),
            let exponent = Int(rest.dropFirst().prefix { "+-0123456789".contains($0) })
        {
            // No double has more; a text in the format may.
            guard (-400...400).contains(exponent) else { return false }
            power = exponent
            rest = ""
        }
        guard !rest.contains(where: { $0.isASCII && $0.isNumber }) else { return false }
        if rest.first(where: { !$0.isWhitespace }) == "%" {
            power -= 2
        } else if let scale = rest.split(whereSeparator: { !$0.isLetter }).lazy.compactMap({ scales[$0.lowercased()] })
            .first
        {
            power += scale
        }
        guard value == 0 || isNegative == (number < 0) else { return false }
        let scale = (0..<power.magnitude).reduce(1.0) { value, _ in power < 0 ? value / 10 : value * 10 }
        let step = (0..<(decimals ?? 0)).reduce(scale) { value, _ in value / 10 }
        let bound = 0.5 * step * (1 + 1e-9) + 1e-12 * number.magnitude  // fits: doubles
        return (value * scale - number.magnitude).magnitude <= bound  // fits: doubles
    }

    /// The powers of ten that words behind a number give it.
    private static let scales = [
        "k": 3, "ks": 3, "tsd": 3, "thousand": 3, "thousands": 3, "lakh": 5, "lakhs": 5, "m": 6, "mm": 6, "mn": 6,
        "mil": 6, "mio": 6, "million": 6, "millions": 6, "crore": 7, "crores": 7, "b": 9, "bn": 9, "billion": 9,
        "billions": 9,
    ]

    // MARK: Rows

    /// Further than this below the next cell above it, nobody finds a cell.
    private static let farGap = 10_000

    private func checkRows(_ grid: SheetGrid, _ sheet: String) {
        let rows = Set(grid.cells.keys.map(\.row)).sorted()
        guard let far = zip(rows, rows.dropFirst()).first(where: { $1 - $0 > Self.farGap }),
            let cell = grid.cells.keys.filter({ $0.row == far.1 }).min()
        else { return }
        comparison.add(
            .rowFarDown, sheet, cell,
            "row \(far.1) holds \"\(printable(grid[cell].displayText))\", \(far.1 - far.0) rows below the row above it",
            hint: "delete the row, unless it is meant")
    }
}
