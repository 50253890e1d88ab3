import Workbooks

/// A sheet that is laid out freely: cells in any order, written in theirs.
struct InsightsPage {
    private var rows: [Int: [Int: (content: SheetMarkup.Content, style: Int)]] = [:]
    var heights: [Int: Double] = [:]
    var merges: [CellRange] = []
    var charts: [Chart] = []
    var bars: [ValueBars] = []
    /// The rows that sections begin with.
    var sections: [Int] = []

    mutating func put(_ content: SheetMarkup.Content, at row: Int, _ column: Int, style: Int) {
        rows[row, default: [:]][column] = (content, style)
    }

    mutating func put(_ text: String, at row: Int, _ column: Int, style: Int) {
        put(.value(.text(text)), at: row, column, style: style)
    }

    /// A style over cells of a row that hold nothing yet.
    mutating func paint(_ row: Int, _ columns: ClosedRange<Int>, style: Int) {
        for column in columns where rows[row]?[column] == nil { put(.value(.empty), at: row, column, style: style) }
    }

    private func height(of row: Int) -> Double { heights[row] ?? 15 }

    /// The rows before sections that would be cut by the end of a printed page, on the smaller of the usual papers.
    func pageEnds(widths: [Double], repeated: ClosedRange<Int>) -> [Int] {
        // Landscape, in points within the margins; a column's width is in digits of some 5.4 points.
        let (wide, high) = (720.0, 505.0)
        let page = high / min(1, wide / (widths.reduce(0, +) * 5.4))
        let last = max(rows.keys.max() ?? 1, charts.map(\.area.last.row).max() ?? 1)
        var ends: [Int] = []
        var used = sections.first.map { (1..<$0).reduce(0) { $0 + height(of: $1) } } ?? 0
        for (section, next) in zip(sections, sections.dropFirst() + [last + 1]) {
            let needed = (section..<next).reduce(0) { $0 + height(of: $1) }
            if used + needed > page, section > repeated.upperBound + 1, used > 0 {
                ends.append(section - 1)
                used = repeated.reduce(0) { $0 + height(of: $1) }
            }
            used += needed
        }
        return ends
    }

    func write(to markup: inout SheetMarkup) throws {
        for row in Set(rows.keys).union(heights.keys).sorted() {
            try markup.beginRow(row, height: heights[row])
            for (column, cell) in (rows[row] ?? [:]).sorted(by: { $0.key < $1.key }) {
                markup.cell(column, cell.content, style: cell.style)
            }
        }
    }
}

/// The looks of the insights.
struct InsightsStyles {
    static let planned = "A9BCD9"
    static let actual = "1F3864"
    static let projected = "B5483A"
    static let platforms = ["1F3864", "2E86AB", "63A375", "E0A030", "8A5A9E", "B5483A", "6B7785", "3C6E71"]

    var title, subtitle, section, header, headerRight, name, total: Int
    var cardLabel, cardMoney, cardRate, cardCount, cardDays, cardNote, cardShareNote, cardRateNote: Int
    var money, rate, share, count, totalMoney, totalRate, totalShare, totalCount: Int
    var note, day: Int

    /// - Parameters:
    ///   - code: the format of amounts.
    ///   - currency: what amounts on the cards are marked with; nil where there are several.
    init(_ growth: inout WorkbookGrowth, money code: String, currency: String?) {
        func format(_ change: (inout CellFormat) -> Void) -> Int { growth.style(CellFormat().with(change)) }
        title = format { ($0.isBold, $0.size, $0.colour) = (true, 20, "1F3864") }
        subtitle = format { ($0.size, $0.colour) = (10, "5A6475") }
        section = format { ($0.isBold, $0.size, $0.colour, $0.line) = (true, 12, "1F3864", "1F3864") }
        header = format {
            ($0.isBold, $0.size, $0.colour, $0.fill, $0.alignment, $0.indent) = (true, 9, "FFFFFF", "1F3864", .left, 1)
        }
        headerRight = format {
            ($0.isBold, $0.size, $0.colour, $0.fill, $0.alignment, $0.wraps, $0.indent) = (
                true, 9, "FFFFFF", "1F3864", .right, true, 1
            )
        }
        name = format { ($0.line, $0.alignment, $0.indent) = ("E4E8EF", .left, 1) }
        total = format {
            ($0.isBold, $0.fill, $0.line, $0.alignment, $0.indent) = (true, "EEF2F8", "1F3864", .left, 1)
        }
        func card(_ code: String?, _ size: Double, _ colour: String, _ isBold: Bool) -> Int {
            format {
                ($0.size, $0.colour, $0.fill, $0.numberFormat, $0.alignment) = (size, colour, "F3F6FB", code, .center)
                $0.isBold = isBold
            }
        }
        cardLabel = card(nil, 9, "5A6475", false)
        let prefix = currency.map { "\"\($0) \"" } ?? ""
        cardMoney = card(prefix + code, 16, "1F3864", true)
        cardRate = card(prefix + "#,##0.00", 16, "1F3864", true)
        cardCount = card("#,##0", 16, "1F3864", true)
        cardDays = card("0\" days\"", 16, "1F3864", true)
        cardNote = card(nil, 9, "5A6475", false)
        cardShareNote = card("0.0%\" of plan\"", 9, "5A6475", false)
        cardRateNote = card("#,##0.00\" planned\"", 9, "5A6475", false)
        // A blank as wide as an m keeps values off the edge; an indent does not where LibreOffice draws bars.
        func padded(_ code: String) -> String { "\(code)_m;-\(code)_m;\(code)_m;@_m" }
        func cell(_ code: String, isTotal: Bool) -> Int {
            format {
                ($0.numberFormat, $0.alignment, $0.isBold) = (padded(code), .right, isTotal)
                ($0.fill, $0.line) = isTotal ? ("EEF2F8", "1F3864") : (nil, "E4E8EF")
            }
        }
        money = cell(code, isTotal: false)
        rate = cell("#,##0.00", isTotal: false)
        share = cell("0.0%", isTotal: false)
        count = cell("#,##0", isTotal: false)
        totalMoney = cell(code, isTotal: true)
        totalRate = cell("#,##0.00", isTotal: true)
        totalShare = cell("0.0%", isTotal: true)
        totalCount = cell("#,##0", isTotal: true)
        day = format {
            ($0.numberFormat, $0.line, $0.alignment, $0.indent) = ("yyyy\\-mm\\-dd", "E4E8EF", .left, 1)
        }
        note = format { ($0.size, $0.colour, $0.alignment, $0.wraps) = (9, "5A6475", .left, true) }
    }
}
