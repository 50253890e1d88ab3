import Streams
import Workbooks

/// Turns the lines of one region into records.
///
/// A class, because its owner calls it several times for each row: a structure of this size would be copied.
final class LineReader {
    let vocabulary: Vocabulary
    let platform: Platform
    let sheet: Place
    let kind: RegionKind
    private(set) var plan: ColumnPlan
    var cells: CellReader
    /// A record with what all lines of the region share.
    private let template: Record
    private let replacements: [Replacements?]
    /// By column, from the plan's first.
    private(set) var slots: [ColumnSlot] {
        didSet { plainColumns = slots.map { PlainColumn($0, isTraced: trace != nil) } }
    }
    private var plainColumns: [PlainColumn]
    /// The extra columns without values.
    private var blankExtras: [(name: String, value: FieldValue)]
    /// For the columns that a header feeds besides its first.
    private let otherReplacements: [RecordColumn: Replacements]
    /// Columns that get the value of another which their header feeds first.
    private let copies: [(source: RecordColumn, target: RecordColumn)]
    /// What the source profile fills in.
    private let completion: LineCompletion?
    let stageColumn: Int?
    private let marketColumn: Int?
    var stages: [String: Stage?] = [:]
    var totalRests: [String: String?] = [:]
    var totalTexts: [String: Bool] = [:]
    var wholeTexts: [String: Bool] = [:]
    /// What the sheet's head and the sub-headings say of the lines under them.
    var context = TableContext()
    /// Columns whose blank cells repeat the cell above, and what was there last.
    var repeatedDown: Set<RecordColumn> = []
    private var repeated: [RecordColumn: FieldValue] = [:]
    let rules: ClientRules
    let trace: RuleTrace?
    /// Whether there is a trace: asking for it itself costs each cell a reference.
    private let isTraced: Bool
    var matrixColumns: [MatrixColumn] = []
    /// Its columns of regions whose members stand beside them.
    var matrixRegions = MatrixRegions()
    /// Columns of a table of reach that sum others up.
    var totalColumns: Set<Int> = []
    /// The power of ten that a line over a table of reach gives its numbers.
    var remarkPower = 0
    var shownFormats = ShownFormats()
    /// How many lines have amounts of which nothing says the currency.
    var linesWithoutCurrency = 0
    /// The number formats of the line at hand.
    private var formats: [Int: String] = [:]

    init(
        plan: ColumnPlan, kind: RegionKind, platform: Platform, sheet: SourceSheet, naming: HeaderNaming,
        numbers: NumberReading = NumberReading(), fileEvidence: FileEvidence = FileEvidence()
    ) {
        self.plan = plan
        self.kind = kind
        self.platform = platform
        self.sheet = Place(file: sheet.file, sheet: sheet.name)
        vocabulary = naming.vocabulary
        rules = naming.rules
        trace = naming.trace
        isTraced = naming.trace != nil
        cells = CellReader(
            vocabulary: naming.vocabulary, platform: platform, sheet: Place(file: sheet.file, sheet: sheet.name),
            trace: naming.trace, numbers: numbers, fileEvidence: fileEvidence)
        var record = Record(sourceType: kind.sourceType, sheetPlatform: platform.code)
        record[.sourceFile] = .text(fileName(of: sheet.file))
        record[.sourceSheet] = .text(kind.sourceSheet(of: platform))
        template = record
        let replacements = plan.columns.map { column -> Replacements? in
            switch plan.role(of: column) {
            case .column(let target): naming.replacements(of: target.rawValue)
            case .extra(let index): naming.replacements(of: plan.extras[index])
            case .unnamed, .period, .rowTotal: nil
            }
        }
        self.replacements = replacements
        slots = Self.slots(plan, replacements)
        plainColumns = slots.map { PlainColumn($0, isTraced: naming.trace != nil) }
        blankExtras = plan.extras.map { ($0, .unknown) }
        copies = plan.also.keys.sorted().flatMap { column -> [(source: RecordColumn, target: RecordColumn)] in
            guard case .column(let first) = plan.role(of: column) else { return [] }
            return (plan.also[column] ?? []).filter { $0.kind == first.kind }.map { (first, $0) }
        }
        otherReplacements = plan.also.values.joined().reduce(into: [:]) { found, column in
            found[column] = naming.replacements(of: column.rawValue)
        }
        completion = kind == .reachAndFrequency ? nil : LineCompletion(plan, naming)
        stageColumn = plan.column(of: .cejObjectives)
        marketColumn = plan.column(of: .market)
    }

    /// A record of that row with what all of the region share.
    func emptyRecord(row: Int) -> Record {
        var record = template
        record[.sourceRow] = .number(Double(row))
        return record
    }

    /// The record of a line. `limit` is the column of the END beside it: cells from there on are outside.
    /// Nil for a row that the source profile says is no line.
    func line(_ row: SheetRow, limit: Int?, total: TotalLabel? = nil) -> ReadLine? {
        formats = row.formats
        var line = ReadLine(record: Record(like: template, extras: blankExtras))
        line.record[.sourceRow] = .number(Double(row.number))
        line.cells.row = row.number
        let columns = plan.columns
        // By index: a copy of each cell costs more than looking at it.
        for index in row.cells.indices {
            let column = row.cells[index].reference.column
            if total == nil, columns.contains(column),
                readPlain(
                    row.cells[index].value, column, plainColumns[column - columns.lowerBound], into: &line)
            {
                continue
            }
            let cell = row.cells[index]
            if let total, total.isCertain, total.cell == cell.reference {
                line.cells.taken.add(cell)
                continue
            }
            if column < columns.lowerBound || column > columns.upperBound && column >= limit ?? 0 {
                line.cells.beside.add(cell)
                continue
            }
            if cell.value.isEmpty, cell.formula == nil || column > columns.upperBound { continue }
            if column > columns.upperBound, cell.value.isBlank { continue }
            read(cell, column, into: &line)
            account(cell, column, in: &line)
        }
        proveRowTotals(&line)
        line.total = total
        guard total == nil else { return line }
        repeatAbove(&line.record)
        settlePeriod(&line, row)
        context.complete(&line.record)
        if let completion {
            let known = completion.knownAmounts(of: line.record)
            guard completion.complete(&line.record, row, &cells) else { return nil }
            for column in known where line.record[column].isUnknown { line.cells.lose(plan.column(of: column) ?? 0) }
        }
        settleMarks(&line, row)
        if marketColumn != nil, line.record[.market].isUnknown { note(.marketMissing, "", row.number, marketColumn) }
        if stageColumn != nil || completion?.givesStage ?? false { resolveStage(row, &line.record) }
        return line
    }

    /// The numbers of a row that is not a line, under the headers that they are under.
    func numbers(of row: SheetRow) -> Record {
        var record = emptyRecord(row: row.number)
        for cell in row.cells where plan.columns.contains(cell.reference.column) {
            guard let number = cell.value.number, case .column(let column) = plan.role(of: cell.reference.column),
                column.kind == .number
            else { continue }
            record[column] = .number(number)
        }
        return record
    }

    private func repeatAbove(_ record: inout Record) {
        for column in repeatedDown {
            if record[column].isUnknown {
                if let value = repeated[column] { record[column] = value }
            } else {
                repeated[column] = record[column]
            }
        }
    }

    /// The label of a row that lacks what each line has, by a source profile.
    func summaryLabel(_ row: SheetRow) -> TotalLabel {
        let column = completion?.requiredColumn ?? plan.columns.lowerBound
        return TotalLabel(
            text: "row \(row.number)", rest: "", cell: CellReference(row: row.number, column: column), isCertain: true)
    }

    /// What a record has once all of its values are decided.
    func finished(_ record: Record) -> Record {
        var record = record
        for (source, target) in copies { record[target] = record[source] }
        record.add(rules.metrics)
        trace?.record(record)
        return record
    }

    private func read(_ cell: Cell, _ column: Int, into line: inout ReadLine) {
        let offset = column - plan.columns.lowerBound
        var slot = offset < slots.count ? slots[offset] : nil
        var spot = CellReader.Spot(
            row: cell.reference.row, column: column, header: slot?.header ?? plan.header(of: column),
            power: slot?.power ?? plan.power(of: column))
        // Capitals only: "end" may well be a word of a comment.
        if case .text(let text) = cell.value, text.utf8.count <= 5, text == "START" || text == "END" {
            return cells.note(.markerAmongData, text, spot)
        }
        if slot?.isUnnamed ?? true {
            guard !cell.value.isBlank else { return }
            _ = plan.name(unnamed: column)
            slots = Self.slots(plan, replacements)
            blankExtras = plan.extras.map { ($0, .unknown) }
            slot = slots[offset]
            cells.note(.columnUnnamed, plan.extras[plan.extras.count - 1], spot)
        }
        guard let slot else { return }
        if isTraced, let trace, !cell.value.isBlank { trace.cell(under: slot.header, at: sheet, cell.reference) }
        switch slot.role {
        case .column(let target):
            guard agree(cell, with: target, &spot, &line.marks) else { return }
            line.record[target] = cells.value(
                cell.value, hasFormula: cell.formula != nil, as: target.kind, at: spot, replacing: slot.replacing)
            if target == .localCurrency, let code = CurrencyConversion.currency(of: line.record) {
                line.record[target] = .text(code)
            }
            if let cell = cells.takeAmbiguous() { line.undecided.append((.column(target), cell)) }
            if let mark = cells.takeMark(), target.isAmount { line.marks[column] = mark }
            // Those of the same kind are copied once the value is decided.
            for other in slot.others {
                line.record[other] = cells.value(
                    cell.value, hasFormula: cell.formula != nil, as: other.kind, at: spot,
                    replacing: otherReplacements[other])
                if let cell = cells.takeAmbiguous() { line.undecided.append((.column(other), cell)) }
            }
        case .extra(let index):
            if index == line.record.extras.count { line.record.extras.append((plan.extras[index], .unknown)) }
            line.record.extras[index].value = extra(cell, spot, slot)
            if slot.isOwnAmount, let mark = cells.takeMark() ?? shownCurrency(cell) { line.marks[column] = mark }
            if slot.isMeasure, let cell = cells.takeAmbiguous() { line.undecided.append((.extra(index), cell)) }
        case .period(let key, let target):
            guard agree(cell, with: target, &spot, &line.marks) else { return }
            let value = cells.value(cell.value, hasFormula: cell.formula != nil, as: target.kind, at: spot)
            let isWritten = !cell.value.isBlank && !(cell.value.text.map { vocabulary.isUnknown($0) } ?? false)
            line.pivoted.append(
                .init(
                    key: key, column: target, value: value, isWritten: isWritten, undecided: cells.takeAmbiguous(),
                    place: column))
            if let mark = cells.takeMark(), target.isAmount { line.marks[column] = mark }
        case .rowTotal, .unnamed: break
        }
    }

    /// Notes the unit and the currency that a cell's number format shows. False where its unit is not the header's: which of them holds is not known.
    private func agree(
        _ cell: Cell, with target: RecordColumn, _ spot: inout CellReader.Spot, _ marks: inout [Int: CurrencyMark]
    ) -> Bool {
        guard !formats.isEmpty, let code = formats[spot.column], let number = cell.value.number else { return true }
        let shown = shownFormats.format(code, vocabulary)
        spot.showsPercent = shown.showsPercent
        if target.isAmount, let mark = shown.currency { marks[spot.column] = mark }
        let power = target.isScalable ? shown.power(of: number) : 0
        guard power != 0, power != spot.power else { return true }
        guard spot.power == 0 else {
            cells.note(.unitUnclear, code, spot)
            return false
        }
        spot.power = power
        cells.note(.unitScaled, code, spot)
        return true
    }

    /// The currency that a cell's number format shows.
    private func shownCurrency(_ cell: Cell) -> CurrencyMark? {
        guard let code = formats[cell.reference.column], cell.value.number != nil else { return nil }
        return shownFormats.format(code, vocabulary).currency
    }

    /// A value of a column that the records do not know: numbers and dates stay what they are, and a text is read as a number where
    /// a metric is made of it.
    private func extra(_ cell: Cell, _ spot: CellReader.Spot, _ slot: ColumnSlot) -> FieldValue {
        if case .text(let text) = cell.value { cells.noteOrder(ofDate: text, column: spot.column) }
        let kind: ValueKind =
            switch cell.value {
            case _ where slot.isMeasure: .number
            case .number: .number
            case .date(let date) where date.style.hasDay && date.date != nil: .date
            default: .text
            }
        return cells.value(cell.value, hasFormula: cell.formula != nil, as: kind, at: spot, replacing: slot.replacing)
    }

    func note(_ code: MessageCode, _ subject: String, _ row: Int, _ column: Int?) {
        guard let column else { return }
        cells.note(code, subject, .init(row: row, column: column, header: plan.header(of: column)))
    }

    // MARK: Addresses

    /// The sheet's column of each record column.
    var columnsOfRecords: [RecordColumn: Int] {
        RecordColumn.allCases.reduce(into: [:]) { found, column in found[column] = plan.column(of: column) }
    }

    /// The sheet's column of each market of a table of reach.
    var columnsOfMarkets: [String: Int] {
        matrixColumns.reduce(into: [:]) { found, entry in if let name = entry.market.text { found[name] = entry.column }
        }
    }

    // MARK: Likeness

    /// Whether lines without a market of their own have one.
    var givesMarket: Bool { context.values[.market] != nil }

    /// Whether a row reads like a line: a known market with a stage, a format or a number; or a known metric.
    func isLikelyLine(_ row: SheetRow, _ kind: RegionKind, numbersNeeded: Int = 1) -> Bool {
        if kind == .reachAndFrequency {
            guard let name = text(row, plan.columns.lowerBound) else { return false }
            return vocabulary.reachMetric(named: name) != nil
        }
        guard let marketColumn, let market = text(row, marketColumn), cells.marketName(market) != nil else {
            return false
        }
        var numbers = 0
        for cell in row.cells where plan.columns.contains(cell.reference.column) {
            guard case .column(let column) = plan.role(of: cell.reference.column) else { continue }
            switch (column.kind, cell.value) {
            case (.number, .number), (.percent, .number): numbers += 1
            case (.stage, .text(let text)) where vocabulary.stage(named: text) != nil: return true
            default: break
            }
        }
        return numbers >= numbersNeeded
    }

    /// The trimmed text of a row's cell; nil when it holds none.
    func text(_ row: SheetRow, _ column: Int) -> String? {
        row.cells.first { $0.reference.column == column }?.value.text?.trimmed()
    }
}

/// The name of a file without its folder.
func fileName(of path: String) -> String {
    path.pathEnd
}
