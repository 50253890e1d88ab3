import Glibc
import Streams
import Testing

@testable import Workbooks

/// A small workbook made of markup that a test gives, and what it is written as.
struct MadeWorkbook {
    var sheets: [(name: String, markup: String)]
    /// Items of the shared strings, as `<si>` elements.
    var strings = ""
    var styles = ""
    /// What follows the list of sheets in the workbook part.
    var workbookEnd = ""
    var workbookProperties = ""
    /// Parts besides, by name; with a type of relationship they are the workbook part's.
    var parts: [(name: String, type: String?, content: [UInt8])] = []
    var relationshipsOfSheets: [Int: String] = [:]
    var block = Limits.standard.block

    /// One sheet with these rows.
    init(rows: String, head: String = "", strings: String = "", styles: String = "") {
        self.init(sheet: "<worksheet xmlns=\"\(Self.main)\">\(head)<sheetData>\(rows)</sheetData></worksheet>")
        self.strings = strings
        self.styles = styles
    }

    init(sheet: String) { sheets = [("S", sheet)] }

    static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// A row of cells given by their markup behind `<c r="…"`, from column A on.
    static func row(_ number: Int, _ cells: String...) -> String {
        let cells = cells.enumerated().map { "<c r=\"\(CellReference(row: number, column: $0 + 1))\"\($1)</c>" }
        return "<row r=\"\(number)\">\(cells.joined())</row>"
    }

    /// A text cell, behind `<c r="…"`.
    static func text(_ text: String) -> String { " t=\"inlineStr\"><is><t>\(text)</t></is>" }

    /// The styles part with cell formats of these codes, the first being 0.
    static func formats(_ codes: String...) -> String {
        let list = codes.enumerated().map { "<numFmt numFmtId=\"\(170 + $0)\" formatCode=\"\($1)\"/>" }.joined()
        let formats = codes.indices.map { "<xf numFmtId=\"\(170 + $0)\"/>" }.joined()
        return "<styleSheet xmlns=\"\(main)\"><numFmts>\(list)</numFmts><cellXfs>\(formats)</cellXfs></styleSheet>"
    }

    var bytes: [UInt8] {
        func part(_ name: String, _ text: String, to zip: inout StoredZip) { zip.add(name, Array(text.utf8)) }
        func relationships(_ list: String) -> String {
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(list)</Relationships>"
        }
        func relationship(_ id: String, _ type: String, _ target: String) -> String {
            let type = type.contains("/") ? type : "\(Self.types)/\(type)"
            return "<Relationship Id=\"\(id)\" Type=\"\(type)\" Target=\"\(target)\"/>"
        }
        var zip = StoredZip()
        part("_rels/.rels", relationships(relationship("w", "officeDocument", "xl/workbook.xml")), to: &zip)
        let names = sheets.enumerated().map { "<sheet name=\"\($1.name)\" sheetId=\"\($0 + 1)\" r:id=\"s\($0)\"/>" }
        part(
            "xl/workbook.xml",
            "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.types)\">\(workbookProperties)<sheets>\(names.joined())</sheets>\(workbookEnd)</workbook>",
            to: &zip)
        var list = sheets.indices.map { relationship("s\($0)", "worksheet", "s\($0).xml") }
        if !strings.isEmpty { list.append(relationship("t", "sharedStrings", "t.xml")) }
        if !styles.isEmpty { list.append(relationship("y", "styles", "y.xml")) }
        for (index, other) in parts.enumerated() where other.type != nil {
            list.append(relationship("o\(index)", other.type!, "/\(other.name)"))
        }
        part("xl/_rels/workbook.xml.rels", relationships(list.joined()), to: &zip)
        for (index, sheet) in sheets.enumerated() where !sheet.markup.isEmpty {
            part("xl/s\(index).xml", sheet.markup, to: &zip)
            if let list = relationshipsOfSheets[index] {
                part("xl/_rels/s\(index).xml.rels", relationships(list), to: &zip)
            }
        }
        if !strings.isEmpty { part("xl/t.xml", "<sst xmlns=\"\(Self.main)\">\(strings)</sst>", to: &zip) }
        if !styles.isEmpty { part("xl/y.xml", styles, to: &zip) }
        for other in parts { zip.add(other.name, other.content) }
        return zip.finished()
    }

    /// Opens it and hands it over.
    func open<Result>(_ body: (Workbook) throws -> Result) throws -> Result {
        let file = try MemoryFile(bytes)
        var limits = Limits()
        limits.block = block
        return try body(Workbook(path: file.path, name: "made.xlsx", limits: limits))
    }

    struct Written: Equatable, CustomStringConvertible {
        var text: String
        var messages: [Message] = []
        var description: String { "\(text)\n\(messages.map(\.sentence))" }
        func count(_ code: MessageCode) -> Int { messages.count { $0.code == code } }
    }

    /// A sheet as the options write it.
    func written(_ options: ExportOptions, sheet: Int = 0) throws -> Written {
        try open { workbook in
            let target = try MemoryFile([])
            let output = Output(descriptor: target.descriptor, name: "test")
            let summary = try SheetExport(options).write(workbook.sheets[sheet], of: workbook, to: output)
            try output.flush()
            return Written(
                text: target.text,
                messages: summary.messages(at: Place(file: workbook.path, sheet: workbook.sheets[sheet].name)))
        }
    }

    func text(_ format: SheetFormat, sheet: Int = 0, _ change: (inout ExportOptions) -> Void = { _ in }) throws
        -> String
    {
        var options = ExportOptions(format: format)
        change(&options)
        return try written(options, sheet: sheet).text
    }

    /// The failure that writing it ends in.
    func failure(_ format: SheetFormat = .tsv, _ change: (inout ExportOptions) -> Void = { _ in }) -> Failure? {
        do {
            let text = try text(format, change)
            Issue.record("was written: \(text)")
            return nil
        } catch {
            return error as? Failure
        }
    }
}

/// A file without a name in memory (O_TMPFILE, whose macro Swift does not import).
final class MemoryFile {
    let descriptor: Int32
    var path: String { "/proc/self/fd/\(descriptor)" }

    init(_ bytes: [UInt8]) throws {
        descriptor = Glibc.open("/dev/shm", 0o20000000 | O_DIRECTORY | O_RDWR, 0o600)
        try #require(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    }

    deinit { close(descriptor) }

    var text: String {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: size)
        return pread(descriptor, &bytes, size, 0) == size ? String(decoding: bytes, as: UTF8.self) : ""
    }
}
