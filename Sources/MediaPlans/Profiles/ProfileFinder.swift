import Streams
import Workbooks

/// How one sheet is read: its profile, and what that and the sheet's names say of its table.
struct SheetReading {
    var profile: SourceProfile?
    var anatomy = TableAnatomy()
    /// Whether the profile's words found the header's row, above which there may be a row of groups.
    var isHeaderFound = false
    /// The sheet's first rows.
    var head: [SheetRow] = []
    /// What there is to say of names that contradict the profile.
    var messages: [Message] = []
}

/// Who reads sheets of which the profile is known.
protocol ProfiledVisitor: AnyObject {
    /// A sheet begins; whether its rows are wanted.
    func begin(_ sheet: SourceSheet, merges: RowMerges, reading: SheetReading) throws -> Bool
    func row(_ row: SheetRow) throws -> Bool
    func end() throws
}

/// Holds a sheet's first rows back until they tell its profile, and hands all rows on.
final class ProfileFinder<Visitor: ProfiledVisitor>: SheetVisitor {
    private let visitor: Visitor
    private let book: SourceBook
    private let kind: InputKind
    private let vocabulary: Vocabulary
    private var sheet: SourceSheet?
    private var merges = RowMerges()
    private var held: [SheetRow] = []
    private var isOpen = false
    private var isWanted = true
    /// The profiles that sheets were read by.
    private(set) var used: [String] = []

    init(_ visitor: Visitor, book: SourceBook, kind: InputKind, vocabulary: Vocabulary) {
        self.visitor = visitor
        self.book = book
        self.kind = kind
        self.vocabulary = vocabulary
    }

    func begin(_ sheet: SourceSheet, merges: RowMerges) throws -> Bool {
        self.sheet = sheet
        self.merges = merges
        held = []
        isOpen = false
        isWanted = true
        return true
    }

    func row(_ row: SheetRow) throws -> Bool {
        if isOpen { return try visitor.row(row) }
        held.append(row.withDaysNamed)
        if held.count >= SheetHead.rows { try open() }
        return isWanted
    }

    func end() throws {
        if !isOpen { try open() }
        try visitor.end()
    }

    private func open() throws {
        guard let sheet else { return }
        isOpen = true
        let reading = try reading(of: sheet)
        if let name = reading.profile?.name, !used.contains(name) { used.append(name) }
        isWanted = try visitor.begin(sheet, merges: merges, reading: reading)
        for row in held where isWanted { isWanted = try visitor.row(row) }
        held = []
    }

    private func reading(of sheet: SourceSheet) throws -> SheetReading {
        let ofName = vocabulary.platform(named: sheet.name) ?? vocabulary.platform(inWordsOf: sheet.name)
        let ofPath = vocabulary.platform(inWordsOf: Self.stem(of: sheet.file))
        // The names of a workbook's sheets are its own words; those of a file and of an archive's member are not.
        let (ofSheet, ofFile) = sheet.isText ? (nil, ofName ?? ofPath) : (ofName, ofPath)
        let found = try book.reading(of: sheet, as: kind, rows: held, sheetPlatform: ofSheet, filePlatform: ofFile)
        var reading = SheetReading(
            profile: found.profile, anatomy: found.profile?.anatomy ?? TableAnatomy(), head: held,
            messages: found.messages)
        reading.anatomy.numbers.textsAreNormal = sheet.isText
        if let row = found.headerRow, reading.anatomy.header == .found {
            reading.anatomy.header = .rows(row...row)
            reading.isHeaderFound = true
        }
        reading.anatomy.platform = try platform(found.profile, sheet, ofFile: ofFile)
        if let profile = found.profile { reading.anatomy.use = use(of: sheet, profile) }
        return reading
    }

    private func use(of sheet: SourceSheet, _ profile: SourceProfile) -> TableAnatomy.Use {
        let name = normalised(sheet.name)
        if profile.ignoredSheets.contains(where: { $0.matches(normalised: name) }) {
            return .ignored("the source profile \(profile.name) ignores it")
        }
        guard !profile.dataSheets.isEmpty else { return profile.match.header.isEmpty ? .automatic : .data }
        return profile.dataSheets.contains { $0.matches(normalised: name) }
            ? .data : .ignored("the source profile \(profile.name) reads other sheets")
    }

    private func platform(
        _ profile: SourceProfile?, _ sheet: SourceSheet, ofFile: Platform?
    ) throws -> TableAnatomy.PlatformSource {
        switch profile?.platform {
        case .constant(let code): return vocabulary.platform(named: code).map { .constant($0) } ?? .sheetName
        case .column: return .column
        case .fileName:
            guard let ofFile else {
                throw Failure(
                    .data, .noPlatform, at: Place(file: sheet.file), "the file's name names no platform that is known",
                    hint: "rename the file, or write \"platform\": {\"constant\": …} into the source profile")
            }
            return .constant(ofFile)
        // A file that has no sheets is called by its own name, or its member's.
        case .sheetName, nil: return sheet.isText ? ofFile.map { .file($0) } ?? .sheetName : .sheetName
        }
    }

    /// A file's name without folder and endings.
    private static func stem(of file: String) -> String {
        String(fileName(of: file).prefix { $0 != "." })
    }
}

extension SheetRow {
    /// A header of `Start | End` among other names: the days of a flight, and no fence, whose markers stand around a row.
    fileprivate var withDaysNamed: SheetRow {
        guard let start = cells.firstIndex(where: { $0.value.marker == .start }), start > 0,
            cells.indices.contains(start + 1), cells[start + 1].value.marker == .end,
            cells.count(where: { $0.value.marker != nil }) == 2, cells[..<start].contains(where: { !$0.value.isBlank })
        else { return self }
        var row = self
        row.cells[start].value = .text("Start Date")
        row.cells[start + 1].value = .text("End Date")
        return row
    }
}

extension Vocabulary {
    /// The platform that the words of a name tell, where they tell one only. Words of one or two letters tell none.
    func platform(inWordsOf name: String) -> Platform? {
        if name.count > 2, let whole = platform(named: name) { return whole }
        let words = name.split { !$0.isLetter && !$0.isNumber }
        var found: Set<Platform> = []
        for start in words.indices {
            for count in 1...min(3, words.count - start) {
                let text = words[start..<start + count].joined(separator: " ")
                if text.count > 2, let platform = platform(named: text) { found.insert(platform) }
            }
        }
        return found.count == 1 ? found.first : nil
    }
}
