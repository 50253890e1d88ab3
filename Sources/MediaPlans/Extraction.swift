import Streams
import Workbooks

/// Reads the regions of workbooks, or of grids of them, as records.
///
/// Records go to `emit` in the order of files, sheets and rows; what is worth saying goes to `report`.
/// Memory does not grow with rows.
public final class Extraction {
    private let naming: HeaderNaming
    private let platforms: Set<String>?
    private let sources: SourceBook
    private let emit: (Record) throws -> Void
    private let report: (Message) -> Void
    /// All regions so far.
    public private(set) var regions: [Region] = []
    /// The source profiles that sheets were read by.
    public private(set) var usedSources: [String] = []
    /// Answers of the memory that were used.
    public private(set) var answers: [MappingMemory.Answer] = []

    /// - Parameters:
    ///   - platforms: codes of the platforms to read; nil for all.
    ///   - memory: answers that were accepted before.
    ///   - trace: notes which rules are met.
    ///   - sources: the source profiles among which each sheet's is found.
    public init(
        vocabulary: Vocabulary, rules: ClientRules = ClientRules(), platforms: Set<String>? = nil,
        trace: RuleTrace? = nil, memory: MappingMemory = MappingMemory(), sources: SourceBook = SourceBook(),
        emit: @escaping (Record) throws -> Void, report: @escaping (Message) -> Void
    ) {
        naming = HeaderNaming(vocabulary: vocabulary, rules: rules, trace: trace, memory: memory)
        self.platforms = platforms
        self.sources = sources
        self.emit = emit
        self.report = report
    }

    /// Reads all sheets of a source.
    ///
    /// - Throws: `Failure` with status 65 when the source has no region at all, or is of the other kind;
    ///   what the source and `emit` throw.
    ///
    /// - Parameter anatomy: what is known of a sheet before it is read.
    public func read(
        _ source: some SheetSource, as input: InputKind,
        anatomy: @escaping (SourceSheet) -> TableAnatomy = { _ in TableAnatomy() }
    ) throws {
        let visitor = ExtractionVisitor(
            recognition: HeaderRecognition(naming: naming, input: input), platforms: platforms, anatomy: anatomy,
            emit: emit, report: report)
        let finder = ProfileFinder(visitor, book: sources, kind: input, vocabulary: naming.vocabulary)
        try source.walk(finder)
        for name in finder.used where !usedSources.contains(name) { usedSources.append(name) }
        regions += visitor.regions
        for answer in visitor.answers where !answers.contains(answer) { answers.append(answer) }
        guard visitor.regions.isEmpty else { return }
        let wanted = platforms.map { " of " + $0.sorted().joined(separator: ", ") } ?? ""
        throw Failure(
            .data, .noRegion, at: Place(file: source.name), "no region\(wanted) was found in any sheet",
            hint: visitor.sheets.isEmpty
                ? "it has no sheet with values"
                : visitor.sheets.allSatisfy(\.isEmpty)
                    ? "it is a table of text that no source profile describes; make one: add-source FILE"
                    : "a platform's sheet is called by the platform's name; the sheets are \(visitor.sheets.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "))"
        )
    }
}

/// Gives each sheet to its extraction.
private final class ExtractionVisitor: ProfiledVisitor {
    private let recognition: HeaderRecognition
    private let platforms: Set<String>?
    private let anatomy: (SourceSheet) -> TableAnatomy
    private let evidence = FileEvidence()
    private let emit: (Record) throws -> Void
    private let report: (Message) -> Void
    private(set) var regions: [Region] = []
    private(set) var answers: [MappingMemory.Answer] = []
    private(set) var sheets: [String] = []
    private var current: SheetExtraction?
    private var probe: SheetProbe?
    /// Places the lines of a table for all platforms.
    private var placing: PlatformPlacing?
    private var sheet: SourceSheet?
    private var seen: [String: String] = [:]

    init(
        recognition: HeaderRecognition, platforms: Set<String>?, anatomy: @escaping (SourceSheet) -> TableAnatomy,
        emit: @escaping (Record) throws -> Void, report: @escaping (Message) -> Void
    ) {
        self.recognition = recognition
        self.platforms = platforms
        self.anatomy = anatomy
        self.emit = emit
        self.report = report
    }

    func begin(_ sheet: SourceSheet, merges: RowMerges, reading: SheetReading) throws -> Bool {
        self.sheet = sheet
        current = nil
        probe = nil
        if case .ignored(let why) = reading.anatomy.use {
            report(
                Message(
                    .note, .sheetIgnored, at: Place(file: sheet.file, sheet: sheet.name), "is not read: \(why)",
                    hint: nil))
            return false
        }
        placing = nil
        let own = platform(of: sheet, reading.anatomy.platform)
        let isByLine =
            reading.anatomy.platform == .column || own == nil && reading.profile?.isStated(reading.anatomy) ?? false
        guard let platform = isByLine ? PlatformPlacing.unplaced : own else {
            probe = SheetProbe(recognition: recognition)
            return true
        }
        guard isByLine || platforms?.contains(platform.code) ?? true else { return false }
        var emit = emit
        if isByLine {
            let placing = PlatformPlacing(recognition.naming.vocabulary, wanted: platforms, emit: emit)
            self.placing = placing
            emit = placing.place
        }
        var recognition = recognition
        recognition.naming.profile = reading.profile
        current = SheetExtraction(
            sheet, merges: merges, platform: platform, recognition: recognition,
            anatomy: reading.profile == nil ? plain(sheet, reading) : reading.anatomy, evidence: evidence, emit: emit,
            report: report)
        return true
    }

    private func platform(of sheet: SourceSheet, _ source: TableAnatomy.PlatformSource) -> Platform? {
        if case .constant(let platform) = source { return platform }
        return recognition.naming.vocabulary.platform(named: sheet.name)
    }

    private func plain(_ sheet: SourceSheet, _ reading: SheetReading) -> TableAnatomy {
        var anatomy = anatomy(sheet)
        if sheet.isText { anatomy.numbers.textsAreNormal = true }
        return anatomy
    }

    func row(_ row: SheetRow) throws -> Bool {
        if sheets.last != sheet?.name, let name = sheet?.name { sheets.append(name) }
        if let current {
            try current.row(row)
            return true
        }
        return probe?.row(row) ?? false
    }

    func end() throws {
        guard let sheet else { return }
        let place = Place(file: sheet.file, sheet: sheet.name)
        if let cell = probe?.found {
            report(
                Message(
                    sheet.state == .visible ? .warning : .note, .sheetIgnored,
                    at: Place(file: sheet.file, sheet: sheet.name, cell: cell),
                    "a fenced region begins here, but the sheet's name is no platform's: not read",
                    hint:
                        "rename the sheet, or add the name to vocabulary.platforms in config/toolkit.json, if it counts"
                ))
        }
        if current == nil, sheet.isText, sheets.last == sheet.name {
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
        guard placing == nil else { return }
        let key = "\(sheet.file)\u{0}\(current.platform.code)"
        if let other = seen[key] {
            report(
                Message(
                    .warning, .platformTwice, at: place,
                    "is \(current.platform.code)'s as \"\(other)\" is: the lines of both count",
                    hint: "see that no line stands in both"))
        }
        seen[key] = sheet.name
    }
}

/// Looks whether a sheet whose name is no platform's begins with a fenced region.
private final class SheetProbe {
    private let recognition: HeaderRecognition
    private var top: (row: Int, columns: [Int])?
    /// The header's cell.
    private(set) var found: String?
    /// Regions begin near the top; a helper sheet may be long.
    private static let rows = 200

    init(recognition: HeaderRecognition) { self.recognition = recognition }

    func row(_ row: SheetRow) -> Bool {
        guard row.number <= Self.rows else { return false }
        let shape = RowShape(row)
        if shape.dataCount == 0, !shape.starts.isEmpty {
            top = (row.number, shape.starts)
        } else if let top, row.number - top.row <= 3, let match = recognition.header(row, shape, under: top.columns) {
            found = CellReference(row: row.number, column: match.columns.lowerBound).description
            return false
        }
        return true
    }
}
