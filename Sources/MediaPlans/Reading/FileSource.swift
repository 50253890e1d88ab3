import SourceFiles
import Streams
import Workbooks

/// A file as its bytes tell what it is: a workbook, a table of text, an archive of those, or a grid.
public struct FileSource: SheetSource {
    private let path: String
    private let report: (Message) -> Void
    /// The file, where it is a workbook that was opened by an earlier walk.
    private let opened: Opened

    private final class Opened {
        var workbook: Workbook?
    }

    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - report: takes what there is to say of the file itself, such as how it is encoded.
    public init(path: String, report: @escaping (Message) -> Void) {
        self.path = path
        self.report = report
        opened = Opened()
    }

    /// The same file for another walk that says nothing of the file itself; a workbook is not opened again.
    public var silent: FileSource { FileSource(self) }

    private init(_ other: FileSource) {
        path = other.path
        report = { _ in }
        opened = other.opened
    }

    /// Whether a workbook is the file itself: members of archives, converted files and pipes come anew with each walk.
    private func isPlain(_ workbook: Workbook) -> Bool {
        guard workbook.path == path, !SpooledInput.isNeeded(for: path) else { return false }
        if case .some(.workbook) = try? FileKind(path: path) { return true }
        return false
    }

    public var name: String { path == "-" ? "standard input" : path }

    public func walk(_ visitor: some SheetVisitor) throws {
        if let workbook = opened.workbook { return try WorkbookSource(workbook, report: report).walk(visitor) }
        try SourceFile.open(path, report: report) { content in
            switch content {
            case .workbook(let workbook):
                if isPlain(workbook) { opened.workbook = workbook }
                try WorkbookSource(workbook, report: report).walk(visitor)
            case .grid(let input): try GridSource(input).walk(visitor)
            case .table(let text, let sheet): try TextTableSource(text, sheet: sheet, report: report).walk(visitor)
            }
        }
    }
}

/// A table of text as a sheet of text cells; whole numbers are numbers.
///
/// A row's number is its record's, counted from 1 with the records that are empty, as a spreadsheet program shows it.
struct TextTableSource: SheetSource {
    private let text: DelimitedText
    private let sheet: SourceSheet
    private let report: (Message) -> Void

    /// - Parameter sheet: the name of the archive's member; empty for a file that is the table itself.
    init(_ text: DelimitedText, sheet: String, report: @escaping (Message) -> Void) {
        self.text = text
        self.sheet = SourceSheet(file: text.name, name: sheet, isText: true)
        self.report = report
    }

    var name: String { text.name }

    func walk(_ visitor: some SheetVisitor) throws {
        // Rows that are empty say nothing, but their texts count.
        var notes = TextNotes()
        if try visitor.begin(sheet) {
            try TextRowsAhead.forEach(of: text) { row in
                if let width = row.cutFrom { reportCut(row.notes, width) }
                notes = row.notes
                return try row.row.cells.isEmpty || visitor.row(row.row)
            }
        }
        try visitor.end()
        reportText(notes)
    }

    /// The last line lacks fields and its line end.
    private func reportCut(_ notes: TextNotes, _ width: Int) {
        report(
            Message(
                .warning, .damagedFile, at: Place(file: name, sheet: sheet.name, cell: "line \(notes.line)"),
                "the last line has \(notes.fields) fields where the line before has \(width), and no line end: the file may be cut off",
                hint: "download or export it again"))
    }

    private func reportText(_ notes: TextNotes) {
        func place(_ found: (count: Int, number: Int, column: Int)) -> Place {
            Place(
                file: name, sheet: sheet.name,
                cell: CellReference(row: found.number, column: found.column).description)
        }
        let other = notes.otherEncoding
        if other.count > 0 {
            report(
                Message(
                    .warning, .otherEncoding, at: place(other),
                    "the text is not UTF-8; \(counted(other.count, "field")) from here on were read as windows-1252",
                    hint: "save the file as UTF-8 if names have wrong letters"))
        }
        let null = notes.nullCharacters
        if null.count > 0 {
            report(
                Message(
                    .warning, .nullCharacter, at: place(null),
                    "\(counted(null.count, "field")) from here on held U+0000, replaced by U+FFFD",
                    hint: "export the file again"))
        }
    }
}
