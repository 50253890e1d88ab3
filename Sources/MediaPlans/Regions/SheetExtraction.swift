import Streams
import Workbooks

/// Finds the regions of one platform's sheet while its rows pass, and reads their lines.
///
/// A region is known by its header; its fence says where it ends, and where the fence has gaps, what remains
/// of it does. Rows of which that cannot be said yet are held back, a thousand at most.
final class SheetExtraction {
    let sheet: SourceSheet
    let platform: Platform
    let recognition: HeaderRecognition
    private let merges: RowMerges
    /// Hands a record on; gives what became of its cells where it was left out.
    let emit: (Record) throws -> CellFate?
    let coverage: SheetCoverage?
    let report: (Message) -> Void
    /// Answers of the memory that headers met.
    private(set) var answers: [MappingMemory.Answer] = []
    var regions: [Region] = []
    var open: OpenRegion?
    var pendingTop: (row: Int, columns: [Int])?
    /// The first row under it that is no header; a header may follow yet.
    private var pendingRow: SheetRow?
    /// The region before, to know a line that stands under it.
    var closed: OpenRegion?
    var outside = RowTally()
    var firstOutside: SheetRow?
    private var hasContent = false
    /// A row of texts that may be a header without a fence, or the groups above one; the next row tells.
    var candidate: (row: SheetRow, header: PlainHeader?)?
    /// Rows of texts that no header was found in since the last region, the first of them.
    var otherHeaders: [Int] = []
    /// Whether the sheet has markers, so that tables without are something else.
    var hasFence = false
    var head = TableContext()
    /// What holds for the table that is open: the head, and the title right above its header.
    var given = TableContext()
    /// A row of one text right above a header that may come.
    var title: SheetRow?
    /// The upper row of a header of two rows that a source profile states.
    var groupRow: SheetRow?
    /// The columns of the row at hand that the head gave values from.
    var headCells: Set<Int> = []
    /// Whether another table without a fence has begun under the first, which is not read.
    var isPastTables = false
    private var saidHeader = false
    /// A line over the tables that gives their numbers a unit.
    private var remark: UnitRemark?

    let anatomy: TableAnatomy
    private let evidence: FileEvidence

    init(
        _ sheet: SourceSheet, merges: RowMerges = RowMerges(), platform: Platform, recognition: HeaderRecognition,
        anatomy: TableAnatomy = TableAnatomy(), evidence: FileEvidence = FileEvidence(),
        coverage: SheetCoverage? = nil, emit: @escaping (Record) throws -> CellFate?,
        report: @escaping (Message) -> Void
    ) {
        self.sheet = sheet
        self.merges = merges
        self.platform = platform
        self.recognition = recognition
        self.anatomy = anatomy
        self.evidence = evidence
        self.coverage = coverage
        self.emit = emit
        self.report = report
    }

    func used(_ answer: MappingMemory.Answer) { if !answers.contains(answer) { answers.append(answer) } }

    var place: Place { Place(file: sheet.file, sheet: sheet.name) }

    func row(_ row: SheetRow, _ shape: RowShape) throws {
        guard !shape.isBlank else { return }
        hasContent = true
        if case .rows(let rows) = anatomy.header { return try stated(row, shape, header: rows.upperBound) }
        if shape.dataCount == 0 && !shape.starts.isEmpty || shape.starts.count > 1 { try dropTentative(row.number) }
        if shape.hasMarkers { hasFence = true }
        if open != nil { try inside(row, shape) } else { try between(row, shape) }
    }

    func end() throws {
        try takeCandidate()
        if open != nil { try close(bottom: nil) }
        reportPendingHeader()
        reportOutside()
        guard regions.isEmpty, hasContent else { return }
        guard !saidHeader else { return }
        report(
            Message(
                sheet.state == .visible ? .error : .warning, .noRegion, at: place,
                "no region was found on this sheet of \(platform.code): neither a fence of START and END nor a header that is known",
                hint: "fence the lines, or add the header's names to vocabulary.columns in config/toolkit.json"))
    }

    // MARK: Between regions

    private func between(_ row: SheetRow, _ shape: RowShape) throws {
        if shape.dataCount == 0 {
            guard !shape.starts.isEmpty else { return }
            reportPendingHeader()
            pendingTop = (row.number, shape.starts)
            return
        }
        if shape.dataCount == 1, let found = UnitRemark(row, recognition.naming.vocabulary) { remark = found }
        // A row of START counts for the rows right under it.
        let top = pendingTop.flatMap { row.number - $0.row <= 3 ? $0 : nil }
        if top != nil || shape.hasMarkers || hasFence {
            if let match = recognition.header(row, shape, under: top?.columns) {
                candidate = nil
                coverage?.settle(row, as: .label)
                return try begin(match, row, top)
            }
            if top == nil, let (above, header) = candidate, header?.isStrict ?? false, above.number == row.number - 1 {
                // The first markers stand beside the first line: the row above is the header.
                try takeCandidate()
                return try inside(row, shape)
            }
            candidate = nil
        } else if !isPastTables, try plainHeader(row, shape) {
            return
        }
        if let top, row.cells.contains(where: { $0.reference.column >= (top.columns.first ?? 1) && !$0.value.isBlank })
        {
            if pendingRow == nil { pendingRow = row }
        } else {
            noteOutside(row, shape)
        }
        settleOutside(row)
    }

    /// A row of START was met, and no header under it.
    private func reportPendingHeader() {
        guard let top = pendingTop else { return }
        pendingTop = nil
        saidHeader = true
        reportHeader(
            row: pendingRow?.number ?? top.row + 1,
            cells: pendingRow?.cells.compactMap { $0.value.marker == nil ? $0.value.text : nil } ?? [])
        pendingRow = nil
    }

    func begin(_ match: HeaderMatch, _ row: SheetRow, _ top: (row: Int, columns: [Int])?) throws {
        reportOutside()
        var plan = ColumnPlan(
            header: match.texts, columns: match.columns, naming: recognition.naming, groups: match.groups)
        if let remark, match.kind != .reachAndFrequency { plan.take(remark) }
        try refuseWrongKind(match, plan, row)
        let reader = LineReader(
            plan: plan, kind: match.kind, platform: platform, sheet: sheet, naming: recognition.naming,
            numbers: anatomy.numbers, fileEvidence: evidence)
        reader.repeatedDown = anatomy.repeatedDown
        if match.kind == .reachAndFrequency {
            reader.remarkPower = remark?.power(of: .uniquesReach) ?? 0
            reader.readMatrixHeader(match.texts, row: row.number)
        } else {
            reportColumns(plan, row)
            reportGroups(match.groups, row)
        }
        let region = OpenRegion(
            kind: match.kind, headerRow: row.number, reader: reader, merges: merges, coverage: coverage)
        region.fence.top = top
        region.fence.hasHeaderStart = match.start != nil
        region.fence.hasHeaderEnd = match.end != nil
        open = region
        closed = nil
        pendingTop = nil
        pendingRow = nil
        if let beside = match.beside { reportBeside(row: row.number, column: beside) }
    }

    // MARK: Inside a region

    func inside(_ row: SheetRow, _ shape: RowShape) throws {
        guard let region = open else { return }
        let columns = region.columns
        let endsInside = shape.ends.filter { columns.contains($0) }
        if shape.dataCount == 0 || endsInside.count >= 2 && endsInside.count >= shape.dataCount {
            if !endsInside.isEmpty {
                if shape.dataCount > 0 { reportNoteInBottom(row) }
                coverage?.settle(row, as: .unaccounted(.under))
                return try close(bottom: (row.number, shape.ends))
            }
            if shape.starts.contains(where: { columns.contains($0) }) {
                try close(bottom: nil)
                return try between(row, shape)
            }
            region.lastRow = row.number
            return
        }
        guard let first = shape.firstData, let last = shape.lastData, last >= columns.lowerBound,
            first <= columns.upperBound
        else {
            coverage?.settle(row, as: .unaccounted(.beside))
            return
        }
        if try isHeader(row, shape) {
            coverage?.settle(row, as: .label)
            return
        }
        let row = try region.filled(row)
        let isMarked =
            shape.starts.contains { $0 < columns.lowerBound } || shape.ends.contains { $0 > columns.upperBound }
        let isNext = row.number == region.lastRow + 1
        // Without any marker so far, lines behind a gap are lines only if a row of END follows.
        if !isMarked, !isNext, region.fence.isMissing { region.hasGap = true }
        region.lastRow = row.number
        if isMarked || isNext && !region.hasGap && region.tentative == nil && region.isLikelyLine(row) {
            if isMarked { (region.hasGap, region.tentative) = (false, nil) }
            try release(region)
            try line(row, shape, of: region)
        } else if region.held.count < OpenRegion.mostHeld {
            region.held.append(row)
        } else if region.fence.isMissing {
            region.tentative = nil
            region.held.append(row)
            try release(region)
        } else {
            try close(bottom: nil)
            try between(row, shape)
        }
    }

    /// Whether the row is a header: the region's own again, or another region's without its row of START.
    private func isHeader(_ row: SheetRow, _ shape: RowShape) throws -> Bool {
        guard let region = open else { return false }
        let isMatrix = region.kind == .reachAndFrequency
        if !isMatrix, region.fence.isMissing, StatedRows.isHeader(row, region.reader.plan) {
            // What stands between is the head of a block of its own.
            noteRepeat(
                of: region, row, isWorthTelling: region.held.isEmpty && region.reader.plan.column(of: .market) != nil)
            return true
        }
        let keyColumn =
            isMatrix ? region.columns.lowerBound : region.reader.plan.column(of: .market) ?? region.columns.lowerBound
        let key = region.reader.text(row, keyColumn)
        // A known market begins a line: no need to look further, unless the row heads a table of reach.
        if !isMatrix, let key, region.reader.cells.marketName(key) != nil, !HeaderRecognition.headsMetrics(row) {
            return false
        }
        // The key may stand elsewhere when another region begins; no header holds a number.
        guard !row.cells.contains(where: { $0.value.number != nil }),
            row.cells.contains(where: { $0.value.text.map(recognition.couldBeginHeader) ?? false }),
            let match = recognition.header(row, shape, under: nil)
        else { return try endsAtOtherTable(row, region) }
        let plan = ColumnPlan(header: match.texts, columns: match.columns, naming: recognition.naming)
        guard match.kind == region.kind,
            plan.headers.filter({ !$0.isEmpty }) == region.reader.plan.headers.filter({ !$0.isEmpty })
        else {
            if match.kind == region.kind { try dropTentative(row.number) }
            try close(bottom: nil)
            try begin(match, row, nil)
            if !hasFence, let next = open {
                next.begin(region.reader.context.without(columnsOf: next.reader.plan), isTitled: region.isTitled)
            }
            return true
        }
        noteRepeat(of: region, row, isWorthTelling: true)
        return true
    }

    private func noteRepeat(of region: OpenRegion, _ row: SheetRow, isWorthTelling: Bool) {
        region.lastRow = row.number
        region.headerRepeats.append(row.number)
        guard isWorthTelling else { return }
        var place = place
        place.cell = "row \(row.number)"
        report(
            Message(
                .warning, .headerRepeated, at: place, "the header of row \(region.headerRow) stands again: passed over",
                hint: "remove the row"))
    }

    /// Rows held back turn out to be lines.
    func release(_ region: OpenRegion) throws {
        let held = region.held
        region.held = []
        guard region.fence.isMissing, region.kind != .reachAndFrequency else {
            for row in held { try line(row, RowShape(row), of: region) }
            return
        }
        for row in held { try plainLine(row, of: region) }
    }

    func line(_ row: SheetRow, _ shape: RowShape, of region: OpenRegion, total: TotalLabel? = nil) throws {
        let columns = region.columns
        region.beginBlock(before: row.number)
        let limit = shape.ends.first { $0 > columns.upperBound }
        region.fence.note(
            line: row.number, hasStart: shape.starts.contains { $0 < columns.lowerBound }, hasEnd: limit != nil)
        region.lastLine = row.number
        if row.isHidden { region.hiddenRows.add(row.number) }
        if region.kind == .reachAndFrequency {
            region.lines += 1
            let lines = region.reader.matrixLines(row, limit: limit)
            if lines.isEmpty { coverage?.settle(row, as: .unaccounted(.beside)) }
            for line in lines { try region.add(line, emit) }
            return try region.noteAcross(row)
        }
        let total = total ?? region.reader.totalLabel(row)
        guard let line = region.reader.line(row, limit: limit, total: total) else {
            // Without what each line has it may be a total only.
            return try self.line(row, shape, of: region, total: region.reader.summaryLabel(row))
        }
        if total == nil {
            region.lines += 1
            region.noteLine(row)
        }
        try region.add(line, emit)
    }
}
