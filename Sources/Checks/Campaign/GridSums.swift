import MediaPlans
import Streams
import Workbooks

/// The sums of a workbook's columns by market, taken from the grid without any knowledge of regions: below a row that names a market column
/// and measures, every number in a row with a market's name counts. They are compared with the records that extraction made.
///
/// It knows no fences, profiles, sub-headings or totals, and says nothing of sheets that need them.
final class GridSums: SheetVisitor {
    /// What is summed.
    enum Measure: String, Hashable, CaseIterable {
        case budget, impressions, clicks, views, reach = "reach and frequency"

        var column: RecordColumn? {
            switch self {
            case .budget: .budgetLocal
            case .impressions: .impressions
            case .clicks: .clicksActions
            case .views: .videoViews
            case .reach: nil
            }
        }
    }

    struct Key: Hashable {
        var platform: String
        var market: String
        var measure: Measure
    }

    /// A sum of one sheet, and its cells.
    struct Sum {
        var sheet: String
        var volume = Volume()
        var first: CellReference
        var last: CellReference

        var cells: String { first == last ? first.description : "\(first):\(last)" }
    }

    private struct Header {
        var market: Int
        /// A measure, and the power of ten of its unit.
        var measures: [Int: (measure: Measure, power: Int)] = [:]
        /// Of a table of reach: the markets' columns.
        var markets: [Int: String] = [:]
    }

    private let vocabulary: Vocabulary
    private(set) var sums: [Key: [Sum]] = [:]
    /// The part of them in rows that may be totals: with or without it, the sums agree.
    private(set) var doubtful: [Key: Volume] = [:]
    /// Platforms with a sheet that this cannot tell of: markets that are not known, or numbers beside no market.
    private(set) var unclear: Set<String> = []
    /// What has numbers as text, which only extraction reads: it is not compared.
    private(set) var unread: Set<Key> = []
    private var platform: String?
    private var sheet = ""
    private var header: Header?
    private var units = SheetUnits()
    /// What texts say of totals. Lines repeat their texts.
    private var totals: [String: (says: Bool, maySay: Bool)] = [:]
    private static let mostTotals = 10_000

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    func begin(_ sheet: SourceSheet, merges: RowMerges) throws -> Bool {
        platform = vocabulary.platform(ofSheet: sheet.name)?.code
        self.sheet = sheet.name
        header = nil
        units = SheetUnits()
        return platform != nil
    }

    func row(_ row: SheetRow) throws -> Bool {
        guard let platform else { return false }
        units.read(row, vocabulary)
        let texts = row.cells.filter { cell in
            cell.value.text.map { !["start", "end", ""].contains(normalised($0)) } ?? false
        }
        let hasNumbers = row.cells.contains { $0.value.number != nil || $0.value.isDate }
        if !hasNumbers, texts.count >= 2 {
            // Any other row of texts is another table's header, or a line whose numbers are texts or missing.
            if let other = self.header(texts) {
                header = other
            } else if !isLine(texts) {
                header = nil
            } else if let header {
                noteTexts(row, header, platform)
            }
            return true
        }
        guard let header else { return true }
        noteTexts(row, header, platform)
        if header.markets.isEmpty {
            add(line: row, header, platform)
        } else {
            add(reach: row, header, platform)
        }
        return true
    }

    func end() throws {}

    // MARK: Headers

    private func header(_ texts: [Cell]) -> Header? {
        let markets = texts.compactMap { cell in
            cell.value.text.flatMap { vocabulary.market(named: $0)?.code }.map { (cell.reference.column, $0) }
        }
        if let label = texts.first, markets.count >= 2, !markets.contains(where: { $0.0 == label.reference.column }),
            markets.count >= texts.count - 3
        {
            let codes = Set(markets.map(\.1))
            let own = markets.filter { vocabulary.parts(ofRegion: $0.1, among: codes).isEmpty }
            return Header(
                market: label.reference.column, markets: Dictionary(own, uniquingKeysWith: { first, _ in first }))
        }
        guard
            let market = texts.first(where: { vocabulary.column(named: $0.value.text ?? "")?.column == .market })
        else { return nil }
        var found = Header(market: market.reference.column)
        var doubled: Set<Measure> = []
        for cell in texts {
            guard let (measure, power) = measure(cell.value.text ?? "") else { continue }
            if found.measures.values.contains(where: { $0.measure == measure }) { doubled.insert(measure) }
            found.measures[cell.reference.column] = (measure, power)
        }
        // Which of two columns counts is not for this to say.
        found.measures = found.measures.filter { !doubled.contains($0.value.measure) }
        return found.measures.isEmpty ? nil : found
    }

    private func measure(_ text: String) -> (Measure, Int)? {
        let unit = vocabulary.unit(of: text)
        guard unit?.isCertain ?? true,
            let column = vocabulary.column(named: text)?.column ?? vocabulary.column(named: unit?.rest ?? "")?.column,
            let measure = Measure.allCases.first(where: { $0.column == column })
        else { return nil }
        return (measure, unit?.power ?? 0)
    }

    /// Whether texts without a number are a line that has none.
    private func isLine(_ texts: [Cell]) -> Bool {
        guard let header else { return false }
        return texts.contains { cell in
            cell.reference.column == header.market
                && cell.value.text.map { vocabulary.market(named: $0) != nil || !header.markets.isEmpty } ?? false
        }
    }

    // MARK: Rows

    private func add(line row: SheetRow, _ header: Header, _ platform: String) {
        let numbers = row.cells.compactMap { cell -> (Cell, Measure, Double)? in
            guard let (measure, power) = header.measures[cell.reference.column], let number = cell.value.number else {
                return nil
            }
            let unit = power == 0 ? units.power(of: cell, in: row, under: measure.column, vocabulary) : power
            return (cell, measure, scaled(number, unit))
        }
        guard !numbers.isEmpty else { return }
        let name = row.cells.first { $0.reference.column == header.market }?.value.text ?? ""
        guard let market = vocabulary.market(named: name) else {
            if !saysTotal(row) { unclear.insert(platform) }
            return
        }
        guard !saysTotal(row) else { return }
        let isDoubtful = maySayTotal(row)
        for (cell, measure, number) in numbers {
            let key = Key(platform: platform, market: market.code, measure: measure)
            add(number, cell.reference, key)
            if isDoubtful { doubtful[key, default: Volume()].add(number) }
        }
    }

    /// Numbers that are texts.
    private func noteTexts(_ row: SheetRow, _ header: Header, _ platform: String) {
        let name = row.cells.first { $0.reference.column == header.market }?.value.text ?? ""
        for cell in row.cells where cell.value.text?.contains(where: \.isNumber) ?? false {
            if let market = header.markets[cell.reference.column] {
                unread.insert(Key(platform: platform, market: market, measure: .reach))
            } else if let measure = header.measures[cell.reference.column]?.measure,
                let market = vocabulary.market(named: name)
            {
                unread.insert(Key(platform: platform, market: market.code, measure: measure))
            }
        }
    }

    private func saysTotal(_ row: SheetRow) -> Bool {
        row.cells.contains { cell in cell.value.text.map { total($0).says } ?? false }
    }

    /// Whether a row may be a total: a text begins or ends with a word for one, or names a whole.
    private func maySayTotal(_ row: SheetRow) -> Bool {
        row.cells.contains { cell in cell.value.text.map { total($0).maySay } ?? false }
    }

    private func total(_ text: String) -> (says: Bool, maySay: Bool) {
        if let known = totals[text] { return known }
        let found = (vocabulary.isTotal(text), vocabulary.maySayTotal(text))
        if totals.count < Self.mostTotals { totals[text] = found }
        return found
    }

    private func add(reach row: SheetRow, _ header: Header, _ platform: String) {
        guard let name = row.cells.first(where: { $0.reference.column == header.market })?.value.text,
            Self.isReach(name)
        else { return }
        let power = Self.isFrequency(name) ? 0 : vocabulary.unit(of: name)?.power ?? 0
        for cell in row.cells {
            guard let market = header.markets[cell.reference.column], let number = cell.value.number else { continue }
            let unit =
                power == 0 && !Self.isFrequency(name)
                ? units.power(of: cell, in: row, under: .uniquesReach, vocabulary) : power
            add(scaled(number, unit), cell.reference, .init(platform: platform, market: market, measure: .reach))
        }
    }

    static func isReach(_ name: String) -> Bool {
        let words = normalised(name)
        return words.contains("reach") || isFrequency(name)
    }

    private static func isFrequency(_ name: String) -> Bool { normalised(name).contains("freq") }

    private func scaled(_ number: Double, _ power: Int) -> Double {
        (0..<power).reduce(number) { value, _ in value * 10 }
    }

    private func add(_ number: Double, _ cell: CellReference, _ key: Key) {
        var parts = sums[key] ?? []
        var sum = Sum(sheet: sheet, first: cell, last: cell)
        if let last = parts.last, last.sheet == sheet {
            sum = last
            parts.removeLast()
        }
        sum.volume.add(number)
        sum.last = cell
        parts.append(sum)
        sums[key] = parts
    }
}

extension CellValue {
    fileprivate var isDate: Bool { if case .date = self { true } else { false } }
}

/// What extraction took from one workbook, by platform, market and measure.
struct TakenSums {
    private(set) var sums: [GridSums.Key: Volume] = [:]
    private var codes: [String: String] = [:]
    private let vocabulary: Vocabulary

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    mutating func add(_ record: Record) {
        guard let name = record[.market].text else { return }
        let code = codes[name] ?? vocabulary.market(named: name)?.code ?? normalised(name)
        codes[name] = code
        func add(_ measure: GridSums.Measure, _ number: Double?) {
            guard let number else { return }
            sums[.init(platform: record.sheetPlatform, market: code, measure: measure), default: Volume()].add(number)
        }
        if record.sourceType == .deliveredReachAndFrequency {
            guard let metric = record[.platform].text, GridSums.isReach(metric) else { return }
            add(.reach, record[.uniquesReach].number ?? record[.frequency].number ?? record.extras.first?.value.number)
            return
        }
        for measure in GridSums.Measure.allCases {
            if let column = measure.column { add(measure, record[column].number) }
        }
    }
}

/// Holds the one against the other.
struct GridSumRules {
    let log: FindingLog
    let vocabulary: Vocabulary
    private(set) var compared = 0
    private(set) var agreed = 0

    init(log: FindingLog, vocabulary: Vocabulary) {
        self.log = log
        self.vocabulary = vocabulary
    }

    mutating func compare(_ grid: GridSums, _ taken: TakenSums, file: String) {
        let order = grid.sums.sorted {
            ($0.key.platform, $0.key.market, $0.key.measure.rawValue) < (
                $1.key.platform, $1.key.market, $1.key.measure.rawValue
            )
        }
        let platforms = Set(taken.sums.keys.map(\.platform))
        for (key, sums) in order
        where !grid.unclear.contains(key.platform) && !grid.unread.contains(key) && platforms.contains(key.platform) {
            // A region beside its members is a control total.
            let markets = Set(grid.sums.keys.filter { $0.platform == key.platform }.map(\.market))
            guard vocabulary.parts(ofRegion: key.market, among: markets).isEmpty else { continue }
            compared += 1
            let read = taken.sums[key]?.value ?? 0
            var all = Volume()
            for sum in sums { all.add(sum.volume) }
            // Of versions side by side one is read.
            var found = [all.value] + (sums.count > 1 ? sums.map(\.volume.value) : [])
            if let doubtful = grid.doubtful[key]?.value { found.append((all.value ?? 0) - doubtful) }
            guard !found.contains(where: { ($0 ?? 0) == read || (($0 ?? 0) - read).magnitude <= 1e-9 * read.magnitude })
            else {
                agreed += 1
                continue
            }
            log.add(.gridSumDiffers, at: Spot(file: file, sheet: sums[0].sheet, cell: sums[0].cells)) {
                (
                    "the sheet's own numbers of \(key.measure.rawValue) beside \(market(key.market)) come to \(figureText(all.value ?? 0)) in \(places(sums))",
                    "\(figureText(read)), which its records have",
                    "see which rows were not read, or were read as another market or measure"
                )
            }
        }
    }

    private func market(_ code: String) -> String { vocabulary.market(named: code)?.displayName ?? code }

    private func places(_ sums: [GridSums.Sum]) -> String {
        sums.map { "\($0.sheet)!\($0.cells)" }.joined(separator: ", ")
    }
}
