import Streams
import Workbooks

/// Finds the summaries above the lines of each platform's sheet.
final class SummaryVisitor: SheetVisitor {
    private(set) var summary = PlanSummary()
    private let vocabulary: Vocabulary
    private var platform: Platform?
    private var sheet: SourceSheet?
    private var table: Table?
    /// A line over the tables that gives their numbers a unit, and the sheet's totals whose header and cell give none.
    private var remark: UnitRemark?
    private var unscaled: [Int] = []
    private var shownFormats = ShownFormats()
    private var block: CampaignBlock?
    /// The columns of the last row's cells that are totals.
    private(set) var usedColumns: Set<Int> = []

    /// A table being read: the column of the markets, and what stands under each header.
    private struct Table {
        var nameColumn: Int
        var headerRow: Int
        var measures: [Int: Header]
        var isDone = false
    }

    struct Header {
        var measure: ControlTotal.Measure
        var stage: Stage?
        var currency: String?
        /// The power of ten of the header's unit.
        var power = 0
        /// Whether the header says that a reach is a count of people, where `REACH` alone may be a share.
        var isAbsolute = false
    }

    /// A summary stands above the lines; no platform's sheet begins them further down.
    private static let rows = 200
    /// A market may be missing between two others, but not a page of them.
    private static let mostMarkets = 60

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    func begin(_ sheet: SourceSheet, merges: RowMerges) throws -> Bool {
        self.sheet = sheet
        platform = vocabulary.platform(ofSheet: sheet.name)
        table = nil
        block = nil
        remark = nil
        unscaled = []
        return platform != nil
    }

    func row(_ row: SheetRow) throws -> Bool {
        usedColumns = []
        guard let platform, row.number <= Self.rows else { return false }
        // The fence of the lines ends what stands above them.
        if row.cells.contains(where: { $0.value.marker == .start }) { return false }
        readBlock(row, platform)
        if let found = UnitRemark(row, vocabulary) { remark = found }
        if let table, !table.isDone {
            readLine(row, table, platform)
        } else if table == nil {
            table = header(of: row)
        }
        return true
    }

    func end() throws {
        for index in unscaled {
            guard let column = summary.totals[index].measure.column, let power = remark?.power(of: column) else {
                continue
            }
            summary.totals[index].value = UnitScale.scaled(summary.totals[index].value, power: power)
        }
        unscaled = []
        if let block, block.start != nil || block.end != nil { summary.blocks.append(block) }
    }

    private func place(_ cell: CellReference) -> Place {
        Place(file: sheet?.file, sheet: sheet?.name, cell: cell.description)
    }

    // MARK: The campaign's block

    private func readBlock(_ row: SheetRow, _ platform: Platform) {
        for (index, cell) in row.cells.enumerated() where index + 1 < row.cells.count {
            guard let label = cell.value.text, case .date(let serial) = row.cells[index + 1].value,
                let date = serial.date
            else { continue }
            let isStart = normalised(label) == "start date"
            guard isStart || normalised(label) == "end date" else { continue }
            var found = block ?? CampaignBlock(platform: platform, place: place(row.cells[index + 1].reference))
            if isStart { found.start = found.start ?? date } else { found.end = found.end ?? date }
            block = found
        }
    }

    // MARK: The table

    private func header(of row: SheetRow) -> Table? {
        guard let name = row.cells.first(where: { $0.value.text.map { normalised($0) == "market summary" } ?? false })
        else { return nil }
        var measures: [Int: Header] = [:]
        for cell in row.cells where cell.reference.column > name.reference.column {
            if let text = cell.value.text, let header = Self.header(text, vocabulary) {
                measures[cell.reference.column] = header
            }
        }
        guard !measures.isEmpty else { return nil }
        if measures.values.contains(where: { $0.isAbsolute && $0.stage == nil }) {
            measures = measures.filter { $0.value.measure != .reach || $0.value.stage != nil || $0.value.isAbsolute }
        }
        return Table(nameColumn: name.reference.column, headerRow: row.number, measures: measures)
    }

    /// What a header states; nil for a rate or a share.
    static func header(_ text: String, _ vocabulary: Vocabulary) -> Header? {
        let unit = vocabulary.unit(of: text)
        guard unit?.isCertain ?? true else { return nil }
        let words = normalised(unit?.rest ?? text).split(separator: " ")
        guard !words.isEmpty, !words.contains("%") else { return nil }
        // A stage may be called by a word for what is measured.
        if let header = header(words, of: nil, unit) { return header }
        guard let (stage, count) = vocabulary.stage(beginning: words) else { return nil }
        return header(Array(words.dropFirst(count)), of: stage, unit)
    }

    private static func header(_ words: [Substring], of stage: Stage?, _ unit: HeaderUnit?) -> Header? {
        var words = words
        let isAbsolute = words.contains { ["abs", "absl", "absolute"].contains($0) }
        let fillers: Set<Substring> = [
            "abs", "absl", "absolute", "total", "ntm", "local", "avg", "average", "planned", "est", "estimated",
        ]
        words.removeAll { fillers.contains($0) }
        if let measure = Self.people(words) {
            // The header of the lines' own reach counts people; so does any that names them.
            return Header(
                measure: measure, stage: stage, power: unit?.power ?? 0, isAbsolute: isAbsolute || words.count > 1)
        }
        guard let measure = words.first.flatMap({ measures[String($0)] }) else { return nil }
        let rest = words.dropFirst()
        guard rest.count <= 1, measure == .budget || rest.isEmpty else { return nil }
        var header = Header(measure: measure, stage: stage, power: unit?.power ?? 0, isAbsolute: isAbsolute)
        if measure == .frequency, unit != nil { return nil }
        guard let code = rest.first else { return header }
        guard let currency = Currency.code(String(code)) else { return nil }
        header.currency = currency
        return header
    }

    /// Reach under one of the many names that plans have for it: `UNIQUES / REACH`, `Net Reach`, `Unique Users`.
    private static func people(_ words: [Substring]) -> ControlTotal.Measure? {
        let names: Set<Substring> = [
            "reach", "reached", "unique", "uniques", "user", "users", "people", "viewers", "persons",
        ]
        let remarks: Set<Substring> = ["net", "campaign", "overall", "deduplicated", "dedup", "of", "no", "number"]
        let named = words.filter { names.contains($0) }
        guard named.contains(where: { $0.hasPrefix("reach") || $0.hasPrefix("unique") }),
            words.allSatisfy({ names.contains($0) || remarks.contains($0) })
        else { return nil }
        return .reach
    }

    private static let measures: [String: ControlTotal.Measure] = [
        "budget": .budget, "spend": .budget, "impressions": .impressions, "imps": .impressions, "imp": .impressions,
        "clicks": .clicks,
        "views": .views, "reach": .reach, "uniques": .reach, "freq": .frequency, "frequency": .frequency,
    ]

    private func readLine(_ row: SheetRow, _ table: Table, _ platform: Platform) {
        guard row.number - table.headerRow <= Self.mostMarkets else {
            self.table?.isDone = true
            return
        }
        guard let name = row.cells.first(where: { $0.reference.column == table.nameColumn })?.value.text?.trimmed(),
            !name.isEmpty
        else { return }
        let isTotal = vocabulary.isTotal(name)
        let market = isTotal ? nil : vocabulary.market(named: name) ?? Market(code: normalised(name), displayName: name)
        for cell in row.cells {
            guard let header = table.measures[cell.reference.column] else { continue }
            guard let number = cell.value.number else {
                noteUnread(cell, name, platform)
                continue
            }
            let shown = header.measure == .frequency ? 0 : shownFormats.power(of: cell, in: row, vocabulary)
            let power = header.power == 0 ? shown : header.power
            // Nobody plans to reach one person: that is a share.
            if header.measure == .reach, !header.isAbsolute, header.stage == nil, number <= 1, power == 0 { continue }
            usedColumns.insert(cell.reference.column)
            if power == 0 { unscaled.append(summary.totals.count) }
            let value = UnitScale.scaled(number, power: power)
            summary.totals.append(
                ControlTotal(
                    platform: platform, market: market, stage: header.stage, measure: header.measure,
                    currency: header.currency,
                    value: value, place: place(cell.reference)))
        }
        if isTotal { self.table?.isDone = true }
    }

    private func noteUnread(_ cell: Cell, _ name: String, _ platform: Platform) {
        let text = cell.value.displayText.trimmed()
        guard !text.isEmpty, !vocabulary.isUnknown(text) else { return }
        summary.unread.append(
            UnreadTotal(platform: platform, name: name, text: text, place: place(cell.reference)))
    }
}

extension ControlTotal.Measure {
    /// The column of the lines that it sums up, where a unit may scale it.
    fileprivate var column: RecordColumn? {
        switch self {
        case .budget: .budgetLocal
        case .impressions: .impressions
        case .clicks: .clicksActions
        case .views: .videoViews
        case .reach: .uniquesReach
        case .frequency: nil
        }
    }
}
