import Streams
import Workbooks

/// Reads brand-lift tables of a report's sheets, which stand below or beside the tables of media.
///
/// A table is known by its header. It ends at a row without a name or a result, at a second blank row, and at a marker.
final class BrandLiftReader {
    private(set) var results: [BrandLiftResult] = []
    /// What the media lines of the same file call their campaigns.
    var campaigns = CampaignWords()
    private let vocabulary: Vocabulary
    let report: (Message) -> Void
    private var sheet: SourceSheet?
    private var platform: Platform?
    private var coverage: SheetCoverage?
    /// A row of one text that speaks of lift, and where it is.
    private var title: (row: Int, text: String)?
    private var table: Table?

    private struct Table {
        var header: BrandLiftHeader
        var platform: Platform?
        var market: Market?
        var lastRow: Int
        /// What a blank cell repeats.
        var above = Line()
        /// Results whose numbers wait for the other numbers of their columns.
        var waiting: [(column: BrandLiftHeader.Column, cell: BrandLiftCell, result: BrandLiftResult)] = []
    }

    /// What a line says of all its results.
    private struct Line {
        var name = ""
        var market: Market?
        var platform: Platform?
        var campaign = ""
    }

    /// Names of markets and platforms that are not known, each told once.
    private var strangers: Set<String> = []
    private static let mostStrangers = 100

    /// A title stands at most so many rows above its table.
    private static let titleRows = 4
    /// A table with more results than this is something else.
    private static let mostResults = 10_000

    init(_ vocabulary: Vocabulary, report: @escaping (Message) -> Void) {
        self.vocabulary = vocabulary
        self.report = report
    }

    func begin(_ sheet: SourceSheet, platform: Platform?, _ coverage: SheetCoverage?) {
        self.sheet = sheet
        self.platform = platform
        self.coverage = coverage
        table = nil
        title = BrandLiftHeader.saysLift(sheet.name) ? (0, sheet.name) : nil
    }

    func end() {
        close()
        coverage = nil
    }

    /// Takes a row of a brand-lift table; false for all others, which it leaves alone.
    ///
    /// - Parameter mayBegin: whether a table may begin here.
    func take(_ row: SheetRow, _ shape: RowShape, mayBegin: Bool) -> Bool {
        guard shape.dataCount > 0 else {
            if shape.hasMarkers { close() }
            return false
        }
        if table != nil {
            if takeLine(row, shape) { return true }
            close()
        }
        if shape.dataCount == 1 {
            noteTitle(row)
            return false
        }
        let isTitled = title.map { $0.row == 0 || row.number &- $0.row <= Self.titleRows } ?? false
        guard mayBegin, BrandLiftHeader.mayBegin(row, isTitled: isTitled),
            let header = BrandLiftHeader(row, isTitled: isTitled, vocabulary)
        else { return false }
        var table = Table(header: header, platform: platform, lastRow: row.number)
        if let title, isTitled {
            table.platform = platform ?? vocabulary.platform(ofSheet: title.text)
            table.market = market(in: title.text)
        }
        self.table = table
        coverage?.settle(row, as: .label)
        return true
    }

    private func noteTitle(_ row: SheetRow) {
        guard let text = row.cells.first(where: { $0.isCounted })?.value.text, text.utf8.count <= 120,
            BrandLiftHeader.saysLift(text)
        else { return }
        title = (row.number, text)
    }

    /// The one market that a title names.
    private func market(in title: String) -> Market? {
        let words = title.split { !$0.isOfWord }
        var found: Set<Market> = []
        for start in words.indices {
            for end in words.indices[start...] where end - start < 3 {
                let name = words[start...end].joined(separator: " ")
                // `per` is a word, `PER` a market.
                guard name.count > 3 || name == name.uppercased() else { continue }
                if let market = vocabulary.market(named: name) { found.insert(market) }
            }
        }
        return found.count == 1 ? found.first : nil
    }

    // MARK: Lines

    private func takeLine(_ row: SheetRow, _ shape: RowShape) -> Bool {
        guard var table, row.number &- table.lastRow <= 2, results.count < Self.mostResults else { return false }
        let isNext = row.number == table.lastRow &+ 1
        let cells = Dictionary(row.cells.map { ($0.reference.column, $0) }) { first, _ in first }
        var line = table.above
        var isNamed = false
        for column in table.header.columns {
            guard let text = cells[column.index]?.value.text?.trimmed(), !text.isEmpty else { continue }
            switch column.role {
            case .name:
                line.name = BrandLiftHeader.term(text, in: vocabulary.brandLift.metrics)?.name ?? foldedBlanks(text)
                isNamed = true
            case .market:
                line.market = market(text, at: cells[column.index]?.reference)
                isNamed = true
            case .platform: line.platform = platform(text, at: cells[column.index]?.reference)
            case .campaign: line.campaign = text
            default: break
            }
        }
        let values = table.header.columns.filter { Self.isValue($0.role) }
        let hasValue = values.contains { cells[$0.index].map { $0.isCounted } ?? false }
        let isKnown = vocabulary.brandLift.metrics.contains { $0.name == line.name }
        // A note under the table has one text; a metric without any result is known by its name.
        guard hasValue || isNamed && isKnown && isNext, isNext || isKnown,
            line.name != "" || !table.header.columns.contains(where: { $0.role == .name })
        else { return false }
        if BrandLiftHeader(row, isTitled: false, vocabulary) != nil { return false }
        for column in values { add(column, cells[column.index], row.number, line, hasOthers: hasValue, to: &table) }
        table.above = line
        table.lastRow = row.number
        self.table = table
        settle(row, values)
        return true
    }

    /// The market that a cell names; nil for all together. One that is not known keeps its name, and is no other's.
    private func market(_ text: String, at cell: CellReference?) -> Market? {
        if let market = vocabulary.market(named: text) { return market }
        if vocabulary.isUnknown(text) || vocabulary.isTotal(text) { return nil }
        tellStranger("market", text, cell)
        return Market(code: normalised(text), displayName: foldedBlanks(text))
    }

    /// The platform that a cell names; one that is not known is no other's either.
    private func platform(_ text: String, at cell: CellReference?) -> Platform? {
        if let platform = vocabulary.platform(named: text) { return platform }
        if vocabulary.isUnknown(text) { return nil }
        tellStranger("platform", text, cell)
        return Platform(code: cleanedName(text), displayName: foldedBlanks(text))
    }

    private func tellStranger(_ what: String, _ text: String, _ cell: CellReference?) {
        guard strangers.count < Self.mostStrangers, strangers.insert("\(what) \(normalised(text))").inserted else {
            return
        }
        report(
            Message(
                .warning, .liftUnclear, at: Place(file: sheet?.file, sheet: sheet?.name, cell: cell?.description),
                "names the \(what) \"\(foldedBlanks(text))\", which is not known: its results are in no figure",
                hint: "correct the name, or add it to vocabulary.\(what)s in config/toolkit.json"))
    }

    private static func isValue(_ role: BrandLiftHeader.Role) -> Bool {
        switch role {
        case .measure, .metric, .marketResult: true
        case .name, .market, .platform, .campaign: false
        }
    }

    private func add(
        _ column: BrandLiftHeader.Column, _ cell: Cell?, _ row: Int, _ line: Line, hasOthers: Bool,
        to table: inout Table
    ) {
        var (metric, market, measure) = (line.name, line.market ?? table.market, BrandLiftResult.Measure.result)
        switch column.role {
        case .measure(let stated): measure = stated
        case .metric(let name, let stated): (metric, measure) = (name, stated)
        case .marketResult(let stated): market = stated
        case .name, .market, .platform, .campaign: return
        }
        let isBlank = cell.map { !$0.isCounted } ?? true
        // A blank is a result that is not known; a blank benchmark is none.
        guard !isBlank || measure.isLift else { return }
        let reference = cell?.reference ?? CellReference(row: row, column: column.index)
        var read = BrandLiftCell(cell?.value ?? .empty, measure, vocabulary)
        if column.isPoints, read.isBare, let value = read.value {
            (read.value, read.isBare) = (Self.fraction(ofPoints: value), false)
        }
        let result = BrandLiftResult(
            platform: line.platform ?? table.platform, market: market, campaign: line.campaign, metric: metric,
            measure: measure, status: read.status, value: read.value, currency: read.currency ?? column.currency,
            written: read.written,
            place: Place(file: sheet?.file, sheet: sheet?.name, cell: reference.description))
        table.waiting.append((column, read, result))
    }

    /// 6.7 points are 0.067: the double nearest to it, which 6.7 / 100 need not be.
    private static func fraction(ofPoints points: Double) -> Double {
        Double("\(DecimalText.string(points))e-2") ?? points / 100
    }

    private func settle(_ row: SheetRow, _ values: [BrandLiftHeader.Column]) {
        let columns = Set(table?.header.columns.map(\.index) ?? [])
        let values = Set(values.map(\.index))
        let labels = columns.subtracting(values)
        coverage?.settle(CellCount(row) { values.contains($0) }, row: row.number, as: .record)
        coverage?.settle(CellCount(row) { labels.contains($0) }, row: row.number, as: .label)
        coverage?.settle(CellCount(row) { !columns.contains($0) }, row: row.number, as: .unaccounted(.beside))
    }

    // MARK: The end of a table

    /// Decides what bare numbers of each column are, and hands the results on.
    private func close() {
        guard let table else { return }
        self.table = nil
        title = nil
        var mixed: Set<Int> = []
        var points: Set<Int> = []
        for (column, cell, _) in table.waiting where cell.isBare && (cell.value ?? 0).magnitude > 1 {
            points.insert(column.index)
        }
        for (column, cell, result) in table.waiting where cell.isBare && !points.contains(column.index) {
            // Half of all people were not won by a campaign: such numbers are points, and then the others may be, too.
            guard [.absoluteLift, .result].contains(result.measure), (cell.value ?? 0).magnitude >= 0.5 else {
                continue
            }
            points.insert(column.index)
            mixed.insert(column.index)
        }
        for (column, cell, result) in table.waiting where cell.isBare && points.contains(column.index) {
            let isFraction = (cell.value ?? 0).magnitude <= 1 && cell.value != 0
            if isFraction || !result.measure.isPartOfAll { mixed.insert(column.index) }
        }
        for (column, cell, result) in table.waiting {
            var result = result
            var why = cell.isUnclear ? "neither a number nor a word for \"no lift\" or \"not enough data\"" : nil
            if cell.isBare, points.contains(column.index), let value = cell.value {
                if mixed.contains(column.index), value != 0 {
                    result.written = DecimalText.string(value)
                    (result.value, result.status) = (nil, .unknown)
                    why = "a fraction or points, which neither the cell nor its header says"
                } else {
                    result.value = Self.fraction(ofPoints: value)
                }
            }
            results.append(result)
            guard let why else { continue }
            let text = result.written.isEmpty ? "" : "\"\(result.written)\" "
            report(
                Message(
                    .warning, .liftUnclear, at: result.place,
                    "the \(result.measure.code) of \(result.metric) \(text)is \(why): unknown",
                    hint:
                        "write points or percent (4.2 pts, 4.2 %), or add the words to vocabulary.brand_lift in config/toolkit.json"
                ))
        }
    }
}
