import Streams
import Workbooks

/// Gives each sheet to its extraction.
final class ExtractionVisitor: ProfiledVisitor {
    private let recognition: HeaderRecognition
    private let platforms: Set<String>?
    private let anatomy: (SourceSheet) -> TableAnatomy
    private let evidence = FileEvidence()
    private let emit: (Record) throws -> CellFate?
    private let report: (Message) -> Void
    private let countsCells: Bool
    private(set) var coverage: [SourceCoverage.Sheet] = []
    private var cells: SheetCoverage?
    /// What all cells of a sheet without an extraction become.
    private var fate: CellFate?
    private var summary: SummaryVisitor?
    /// The row that came nearest to a header, on the first sheet that has one.
    private(set) var nearest = NearestHeader()
    /// The cells of a sheet of which it is not known yet whether it has a table.
    private var rest = AreaTally()
    private(set) var regions: [Region] = []
    private(set) var answers: [MappingMemory.Answer] = []
    private(set) var sheets: [String] = []
    private var current: SheetExtraction?
    private var probe: SheetProbe?
    /// Places the lines of a table for all platforms.
    private var placing: PlatformPlacing?
    private var sheet: SourceSheet?
    private var lines = SheetLines()
    /// Sheets whose lines are all on others, too: they are in no figure that is right.
    private var doubled: [Place] = []
    /// Reads brand-lift tables of reports; nil for plans.
    private let brandLift: BrandLiftReader?
    /// Those of other campaigns than the media lines name are unknown.
    func brandLiftResults() -> [BrandLiftResult] { brandLift?.ofOwnCampaigns() ?? [] }
    /// The first sheet of a file whose lines name their platforms.
    private var byLine: (file: String, name: String)?
    /// The sheets of each file, as far as they are known.
    private var names: [String: SheetNames] = [:]
    private let versions: VersionChoice?
    /// Whether a sheet was left out because there are several versions of it.
    private(set) var hasVersions = false

    init(
        recognition: HeaderRecognition, platforms: Set<String>?, anatomy: @escaping (SourceSheet) -> TableAnatomy,
        versions: VersionChoice?, leaving: ((Record) throws -> CellFate?)?, countsCells: Bool,
        emit: @escaping (Record) throws -> Void, report: @escaping (Message) -> Void
    ) {
        self.countsCells = countsCells
        self.recognition = recognition
        self.platforms = platforms
        self.anatomy = anatomy
        self.versions = versions
        let brandLift =
            recognition.input == .delivered ? BrandLiftReader(recognition.naming.vocabulary, report: report) : nil
        self.brandLift = brandLift
        self.emit = { record in
            brandLift?.campaigns.add(record[.campaign].text)
            if let fate = try leaving?(record) { return fate }
            try emit(record)
            return nil
        }
        self.report = report
    }

    /// Whether rows are wanted though nothing is read of them.
    private func left(as fate: CellFate) -> Bool {
        self.fate = fate
        return countsCells
    }

    func begin(_ sheet: SourceSheet, merges: RowMerges, reading: SheetReading) throws -> Bool {
        self.sheet = sheet
        current = nil
        probe = nil
        fate = nil
        summary = nil
        cells = countsCells ? SheetCoverage(sheet) : nil
        for message in reading.messages { report(message) }
        if case .ignored(let why) = reading.anatomy.use {
            report(
                Message(
                    .note, .sheetIgnored, at: Place(file: sheet.file, sheet: sheet.name), "is not read: \(why)",
                    hint: nil))
            return left(as: .ignored)
        }
        placing = nil
        let vocabulary = recognition.naming.vocabulary
        let name = SheetName(sheet.name, vocabulary)
        let names = names(around: sheet)
        let hasOthers = sheet.siblings.map { $0.count > 1 } ?? !names.isEmpty
        if sheet.siblings == nil { self.names[sheet.file]?.add(sheet.name) }
        let own = platform(of: name, reading.anatomy.platform)
        brandLift?.begin(sheet, platform: own, cells)
        let column = PlatformColumn(reading, sheet, recognition)
        let isByLine = isByLine(reading, own, column, names)
        guard let platform = isByLine ? PlatformPlacing.unplaced : own else {
            let found = column?.platforms.first { names.platforms[$0] != nil }
            probe = SheetProbe(
                recognition: recognition,
                why: found.map {
                    "its lines are of platforms that have sheets of their own (\"\(names.platforms[$0] ?? "")\")"
                })
            return true
        }
        lines.begin(sheet)
        let before = byLine?.file == sheet.file ? byLine?.name : nil
        switch SheetChoice(
            name, called: sheet.name, among: names, isByLine: isByLine, before: before, versions: versions)
        {
        case .read: if isByLine, before == nil { byLine = (sheet.file, sheet.name) }
        case .skipped(let why):
            probe = SheetProbe(recognition: recognition, why: why)
            return true
        case .unclear(let rivals):
            reportVersions(sheet, rivals)
            hasVersions = true
            return left(as: .unaccounted(.versions))
        }
        guard isByLine || platforms?.contains(platform.code) ?? true else {
            return left(as: .ignored)
        }
        if cells != nil, recognition.input == .planned, !isByLine {
            let visitor = SummaryVisitor(vocabulary: vocabulary)
            if try visitor.begin(sheet, merges: merges) { summary = visitor }
        }
        var emit = emit
        if !sheet.isText, sheet.siblings == nil || hasOthers {
            emit = { [unowned self] record in
                lines.add(record, table: current?.regions.count ?? 0)
                return try self.emit(record)
            }
        }
        if isByLine {
            let placing = PlatformPlacing(
                recognition.naming.vocabulary, wanted: platforms, own: own,
                elsewhere: own == nil && reading.profile == nil ? names.platforms : [:], emit: emit)
            self.placing = placing
            emit = placing.place
        }
        var recognition = recognition
        recognition.naming.profile = reading.profile
        if isByLine { recognition.naming.platformHeader = column?.header }
        recognition.unpivots = reading.anatomy.isUnpivoted
        recognition.platform = isByLine ? nil : own
        recognition.barePeriods = reading.anatomy.barePeriods
        var anatomy = reading.profile == nil ? plain(sheet, reading) : reading.anatomy
        if reading.isHeaderFound { anatomy.header = recognition.withGroups(anatomy.header, reading.head) }
        var single = sheet
        single.siblings = nil
        current = SheetExtraction(
            single, merges: merges, platform: platform, recognition: recognition,
            anatomy: anatomy, evidence: evidence,
            coverage: cells, emit: emit, report: report)
        return true
    }

    /// The sheets of a file: all that it has, or those that have begun.
    private func names(around sheet: SourceSheet) -> SheetNames {
        if let known = names[sheet.file] { return known }
        let names = SheetNames(sheet.siblings ?? [], recognition.naming.vocabulary)
        self.names[sheet.file] = names
        return names
    }

    /// Whether each line of a sheet is of the platform that it names. A name of a sheet decides before that, one of a file does not.
    private func isByLine(
        _ reading: SheetReading, _ own: Platform?, _ column: PlatformColumn?, _ names: SheetNames
    ) -> Bool {
        switch reading.anatomy.platform {
        case .column: return true
        case .constant: return false
        case .file: return column != nil
        case .sheetName: break
        }
        guard own == nil else { return false }
        if reading.profile?.isStated(reading.anatomy) ?? false { return true }
        guard let column else { return false }
        // A table of platforms that all have sheets of their own sums them up.
        return names.platforms.isEmpty || column.platforms.contains { names.platforms[$0] == nil }
    }

    private func platform(of name: SheetName, _ source: TableAnatomy.PlatformSource) -> Platform? {
        switch source {
        case .constant(let platform), .file(let platform): platform
        case .sheetName, .column: name.platform
        }
    }

    private func plain(_ sheet: SourceSheet, _ reading: SheetReading) -> TableAnatomy {
        var anatomy = anatomy(sheet)
        if sheet.isText { anatomy.numbers.textsAreNormal = true }
        return anatomy
    }

    func row(_ row: SheetRow) throws -> Bool {
        if sheets.last != sheet?.name, let name = sheet?.name { sheets.append(name) }
        let shape = RowShape(row)
        cells?.arrive(cells: shape.dataCount)
        if isBrandLift(row, shape) { return true }
        if regions.isEmpty { nearest.look(at: row, recognition.naming) }
        if let current {
            if let visitor = summary {
                if try !visitor.row(row) { summary = nil }
                if let cells, !visitor.usedColumns.isEmpty { cells.summaryCells[row.number] = visitor.usedColumns }
            }
            try current.row(row, shape)
            return true
        }
        if let probe, !probe.isDone, !probe.row(row) { probe.isDone = true }
        guard let cells else { return !(probe?.isDone ?? true) }
        if let fate { cells.settle(row, as: fate) } else { rest.add(CellCount(row), row: row.number) }
        return true
    }

    /// Whether a row is of a brand-lift table. Rows that a fence or a source profile gives to a region are not.
    private func isBrandLift(_ row: SheetRow, _ shape: RowShape) -> Bool {
        guard let brandLift, fate == nil else { return false }
        let isOpen = current?.open != nil
        let mayBegin = !isOpen || !shape.hasMarkers && !(current?.open?.isStated ?? false)
        guard brandLift.take(row, shape, mayBegin: mayBegin) else { return false }
        if shape.hasMarkers { current?.dropTop() }
        return true
    }

    private func reportVersions(_ sheet: SourceSheet, _ rivals: [String]) {
        report(
            Message(
                .error, .versionsUnclear, at: Place(file: sheet.file, sheet: sheet.name),
                "stands beside \(rivals.map { "\"\($0)\"" }.joined(separator: ", ")), another version of it: none is read",
                hint: "remove or rename the one that does not count, or give --versions newest or --versions sum"))
    }

    private func reportIgnored(_ sheet: SourceSheet, _ probe: SheetProbe, _ cell: String) {
        let what = probe.isFenced ? "a fenced region" : "a table"
        if sheet.isText {
            return report(
                Message(
                    .error, .sheetIgnored, at: Place(file: sheet.file, sheet: sheet.name, cell: cell),
                    "\(what) begins here, but neither the file's name nor a column names the platform: not read",
                    hint: "name the platform in the file's name, or make a source profile: add-source FILE"))
        }
        report(
            Message(
                sheet.state == .visible ? .warning : .note, .sheetIgnored,
                at: Place(file: sheet.file, sheet: sheet.name, cell: cell),
                "\(what) begins here, but \(probe.why ?? "the sheet's name names no platform"): not read",
                hint: "rename the sheet, or add the name to vocabulary.platforms in config/toolkit.json, if it counts"))
    }

    func end() throws {
        guard let sheet else { return }
        defer { endCoverage(of: sheet) }
        brandLift?.end()
        let place = Place(file: sheet.file, sheet: sheet.name)
        if let probe, let cell = probe.found { reportIgnored(sheet, probe, cell) }
        if current == nil, sheet.isText, sheets.last == sheet.name, probe?.found == nil {
            report(
                Message(
                    .error, .noRegion, at: place, "no source profile matches this table, and it has no fence: not read",
                    hint: "name a profile with --source, or make one: add-source FILE"))
        }
        guard let current else { return }
        try current.end()
        for message in placing?.messages(at: place) ?? [] { report(message) }
        regions += current.regions
        answers += current.answers
        guard !current.regions.isEmpty else { return }
        if sheet.state != .visible {
            report(
                Message(
                    .warning, .hiddenSheet, at: place, "the sheet is hidden, and read like the others",
                    hint: "show it, or take it out of the workbook"))
        }
        reportTwice(at: place)
        reportSum(at: place)
        reportRepeated(at: place)
    }

    /// Says that a sheet is the sum of others.
    private func reportSum(at place: Place) {
        guard versions != .sum, lines.common == nil, let sum = lines.takeSum() else { return }
        doubled.append(Place(file: place.file, sheet: sum.sheet))
        report(
            Message(
                .error, recognition.input == .planned ? .versionsUnclear : .duplicateDays,
                at: Place(file: place.file, sheet: sum.sheet),
                "its lines come to the sum of those on \(sum.others.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")): all are added up",
                hint: "take out the sheet that sums the others up, or give --versions sum"))
    }

    /// Says that a second table of the sheet has lines of the first, as one of the month before does.
    private func reportRepeated(at place: Place) {
        guard let repeated = lines.repeated else { return }
        // Lines that are all there already are another period's, another version, or the same.
        let isWhole = lines.repeatsTable && versions != .sum
        let code: MessageCode = recognition.input == .planned ? .versionsUnclear : .duplicateDays
        report(
            Message(
                isWhole ? .error : .warning, isWhole ? code : .platformTwice,
                at: Place(file: place.file, sheet: place.sheet, cell: "row \(repeated.rows.here)"),
                "a second table begins here, and \(repeated.lines == 1 ? "1 of its lines has" : "\(repeated.lines) of its lines have") the names and days of lines of the one above (row \(repeated.rows.there)): the lines of both count",
                hint: "take out the table that does not count, such as that of another month"))
    }

    /// Says which earlier sheet has lines of this one, or others of their markets and stages.
    private func reportTwice(at place: Place) {
        if versions != .sum, let copied = lines.copied {
            doubled.append(place)
            let isPlan = recognition.input == .planned
            report(
                Message(
                    .error, isPlan ? .versionsUnclear : .duplicateDays,
                    at: Place(file: place.file, sheet: place.sheet, cell: "row \(copied.rows.here)"),
                    "all \(copied.lines) lines are those of \"\(copied.sheet)\" to the last number: both are added up",
                    hint: "take out the sheet that does not count, or give --versions sum"))
        } else if versions != .sum, let common = lines.common {
            let isPlan = recognition.input == .planned
            report(
                Message(
                    .error, isPlan ? .versionsUnclear : .duplicateDays,
                    at: Place(file: place.file, sheet: place.sheet, cell: "row \(common.rows.here)"),
                    "\(common.lines == 1 ? "the line is" : "\(common.lines) lines are") on \"\(common.sheet)\" too (row \(common.rows.there)), with the same names and days: both are added up",
                    hint: "take out the sheet that does not count, or give --versions sum"))
        } else if let other = lines.neighbour {
            report(
                Message(
                    .warning, .platformTwice, at: place,
                    "has lines of the same platform, market and stage as \"\(other)\": the lines of both count",
                    hint: "see that no line stands in both"))
        }
    }
}

extension ExtractionVisitor {
    /// What became of the sheet's cells; those of a sheet that was not read became all the same.
    private func endCoverage(of sheet: SourceSheet) {
        guard let cells else { return }
        if rest.count.cells > 0 {
            let hasTable = probe?.found != nil || sheet.isText
            let fate: CellFate =
                sheet.state != .visible || normalised(sheet.name).split(separator: " ").first == "hidden"
                ? .hiddenHelper : .unaccounted(hasTable ? .sheetNotRead : .noTable)
            cells.settle(rest, as: fate)
            rest = AreaTally()
        }
        coverage.append(cells.finished())
        self.cells = nil
        for index in coverage.indices
        where doubled.contains(Place(file: coverage[index].file, sheet: coverage[index].name)) {
            coverage[index].countAsDouble()
        }
        doubled = []
    }
}
