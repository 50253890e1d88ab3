import MediaPlans
import Streams
import Workbooks

/// Decides what to write where.
public struct TrackerPlanner {
    let template: Template
    let book: FigureBook
    let vocabulary: Vocabulary
    let order: MarketOrder
    let report: (Message) -> Void
    /// Why a block could not be given more columns.
    var refusals: [BlockKey: String] = [:]
    var plan = TrackerPlan()
    /// Figures for cells that hold a formula of the template's own.
    var contested: [PlannedWrite] = []
    /// What the head shows by a formula of the template's own, which stays.
    var kept: [PlannedWrite] = []

    public init(
        template: Template, book: FigureBook, vocabulary: Vocabulary, order: MarketOrder,
        report: @escaping (Message) -> Void
    ) {
        self.template = template
        self.book = book
        self.vocabulary = vocabulary
        self.order = order
        self.report = report
    }

    /// The plan; what cannot be placed is reported.
    ///
    /// - Throws: what reading a further sheet throws.
    public mutating func make() throws -> TrackerPlan {
        reportUnplacedRecords()
        for platform in book.platforms { checkBlocks(of: platform) }
        for block in template.layout.blocks { fill(block) }
        for table in template.layout.tables { fill(table) }
        reportRecordsWithoutRow()
        reportMissingLifts()
        fillHead()
        // What cannot be written must not count as written in any formula.
        try dropRefused()
        let recalculation = try settleFormulas()
        if var planner = try LookPlanner(template: template, book: book) {
            plan.looks = planner.looks(for: plan.writes, kept: kept)
            reportForeignFormats()
            reportUnreadable()
        }
        if let recalculation {
            try renewCopies(recalculation)
            try refreshPivotTables(recalculation)
        }
        plan.writes.sort { ($0.sheet.index, $0.cell) < ($1.sheet.index, $1.cell) }
        return plan
    }

    func grid(of sheet: Workbook.Sheet) -> SheetGrid { template.grids[sheet.index] ?? SheetGrid() }

    func say(
        _ level: Message.Level, _ code: MessageCode, sheet: Workbook.Sheet? = nil, cell: CellReference? = nil,
        _ text: String, hint: String? = nil
    ) {
        let place = Place(file: template.workbook.path, sheet: sheet?.name, cell: cell?.description)
        report(Message(level, code, at: place, text, hint: hint))
    }

    /// Rows of brand lift, and no study whose results they could show.
    private func reportMissingLifts() {
        guard book.lifts.isEmpty else { return }
        func isLift(_ metric: Metric) -> Bool { if case .lift = metric { true } else { false } }
        let rows = template.layout.blocks.flatMap { block in
            block.rows.filter { isLift($0.metric) }.map { (block.sheet, $0.label) }
        }
        let columns = template.layout.tables.flatMap { table in
            table.columns.filter { isLift($0.metric) }.map { (table.sheet, $0.label) }
        }
        guard let (sheet, cell) = (rows + columns).first else { return }
        let labels = "\(counted(rows.count + columns.count, "label")) of brand lift"
        guard book.totals.period == nil else {
            return say(
                .note, .noBrandLift, sheet: sheet, cell: cell,
                "\(labels): studies are about the whole campaign and not about some days of it; the cells show -")
        }
        say(
            .note, .noBrandLift, sheet: sheet, cell: cell,
            "\(labels) and no results of a study: the cells show -",
            hint: "mp-extract --output writes BRAND_LIFT_*.tsv beside the records where a report has such a table")
    }

    /// Takes out what cannot be written without damage to another cell, and says so.
    private mutating func dropRefused() throws {
        let all = Dictionary(grouping: plan.writes + contested, by: \.sheet.index)
        for (index, writes) in all.sorted(by: { $0.key < $1.key }) {
            let refusals = try TrackerWriter(template: template).editor(of: writes[0].sheet)
                .refusals(of: TrackerWriter.edits(writes))
            for (cell, reason) in refusals.sorted(by: { $0.key < $1.key }) {
                let write = writes.first { $0.cell == cell }!
                say(
                    .error, .uneditableCell, sheet: write.sheet, cell: cell,
                    "\(write.name) (\(write.value.displayText)) is not written: \(reason)",
                    hint: "change the template there")
            }
            plan.writes.removeAll { $0.sheet.index == index && refusals[$0.cell] != nil }
            contested.removeAll { $0.sheet.index == index && refusals[$0.cell] != nil }
        }
    }

    /// A format of the template's own stays, though it names another currency than the figure has.
    private func reportForeignFormats() {
        for (sign, cells) in Dictionary(grouping: plan.looks.foreign, by: \.currency).sorted(by: { $0.key < $1.key }) {
            let places = cells.map(\.place).sorted()
            let first = places.prefix(5).map { "\($0.cell)" }.joined(separator: ", ")
            let more = places.count > 5 ? " and \(places.count - 5) more" : ""
            say(
                .warning, .foreignCurrency, sheet: template.workbook.sheets[places[0].sheet - 1], cell: places[0].cell,
                "\(places.count == 1 ? "the number format of a figure's cell names" : "the number formats of \(places.count) figures' cells name") "
                    + "\(printable(sign)), and the figures are in another currency (\(first)\(more))",
                hint: "change the number formats in the template")
        }
    }

    /// Formats and widths of the template's own stay, though a reader sees another value than the figure, or none.
    private func reportUnreadable() {
        tell(
            plan.looks.misshown, .warning, .formatShowsOther,
            ("the number format of a figure's cell shows", "the number formats of # figures' cells show"),
            "another value than the figure", hint: "change the number formats in the template")
        tell(
            plan.looks.narrow, .note, .narrowColumn, ("a figure's cell may be", "the cells of # figures may be"),
            "too narrow for the template's number format and show ###", hint: "widen the columns in the template")
    }

    private func tell(
        _ places: [CellPosition], _ level: Message.Level, _ code: MessageCode, _ subject: (one: String, more: String),
        _ what: String, hint: String
    ) {
        let places = places.sorted()
        guard let place = places.first else { return }
        let first = places.prefix(5).map { "\($0.cell)" }.joined(separator: ", ")
        let more = places.count > 5 ? " and \(places.count - 5) more" : ""
        let words =
            places.count == 1 ? subject.one : subject.more.replacing("#", with: "\(places.count)", maxReplacements: 1)
        say(
            level, code, sheet: template.workbook.sheets[place.sheet - 1], cell: place.cell,
            "\(words) \(what) (\(first)\(more))", hint: hint)
    }

    /// A platform needs one block.
    private mutating func checkBlocks(of platform: Platform) {
        let blocks = template.layout.blocks.filter { $0.platform.code == platform.code }
        if blocks.isEmpty,
            template.layout.tables.contains(where: { $0.platforms.contains { $0.code == platform.code } })
        {
            return
        }
        if blocks.isEmpty {
            plan.platformsWithoutBlock.append(platform)
            say(
                .error, .noBlockForPlatform,
                "the template has no block \(template.layout.tables.isEmpty ? "" : "and no row ")for \(platform.displayName), whose figures are in no cell of the tracker",
                hint:
                    "add a block headed \(platform.displayName) - MEDIA METRICS, or map without this platform by --platform"
            )
        } else if blocks.count > 1 {
            say(
                .warning, .duplicateBlock, sheet: blocks[1].sheet, cell: blocks[1].heading,
                "\(platform.displayName) has \(blocks.count) blocks; all of them are filled")
        }
    }

    private func reportUnplacedRecords() {
        let entries = book.totals.unplaced.entries.sorted {
            ($0.key.platform, $0.key.sourceType.rawValue, $0.value.rows.first ?? 0)
                < ($1.key.platform, $1.key.sourceType.rawValue, $1.value.rows.first ?? 0)
        }
        for (key, entry) in entries {
            let more = entry.count > entry.rows.count ? " and \(entry.count - entry.rows.count) more" : ""
            let lines = entry.count == 1 ? "1 record" : "\(entry.count) records"
            let rows =
                (entry.rows.count == 1 ? "row " : "rows ") + entry.rows.map(String.init).joined(separator: ", ") + more
            let place = Place(file: entry.file, sheet: entry.sheet, cell: entry.rows.isEmpty ? nil : rows)
            switch key.reason {
            case .noMarket:
                report(
                    Message(
                        .error, .recordWithoutMarket, at: place, "\(lines) without a market count in no figure",
                        hint: "give each line its market"))
            case .noStage:
                report(
                    Message(
                        .warning, .recordWithoutStage, at: place,
                        "\(lines) without a known stage count at campaign level only"
                            + (entry.texts.isEmpty
                                ? ""
                                : "; read: " + entry.texts.map { "\"\(printable($0))\"" }.joined(separator: ", ")),
                        hint:
                            "write \(vocabulary.stageChoice) as the stage, or add it to vocabulary.stages in config/toolkit.json"
                    ))
            case .unknownMetric(let name):
                report(
                    Message(
                        .warning, .unknownMetric, at: place,
                        "\(lines) of the metric \"\(printable(name))\" count in no figure",
                        hint: "name the metric like Awareness Reach or Campaign Freq., or add it to the vocabulary"))
            }
        }
    }
}
