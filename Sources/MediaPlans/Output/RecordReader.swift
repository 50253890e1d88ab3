import Streams
import Workbooks

/// Reads records back: TSV or NDJSON from a file or standard input, or a workbook that the toolkit wrote.
///
/// The first byte tells: `{` is NDJSON, `PK` a workbook, anything else TSV. Columns are found by their names;
/// those that are no record columns are extras. In an extra column of a TSV, what reads exactly like a number
/// or a date is one; TSV cannot tell.
public struct RecordReader {
    private let path: String
    private let name: String?
    private let sheet: String?
    private let tolerate: Tolerance?

    /// Takes what is wrong with one field or line, so that reading goes on without it.
    ///
    /// The record's place is that of the line read; `column` is nil when the whole line is left out.
    public typealias Tolerance = (_ what: Message, _ column: RecordColumn?) -> Void

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - name: what messages call it, if not so.
    ///   - sheet: the worksheet of a workbook that holds them, if not the first.
    ///   - tolerate: takes fields that hold no number or date where one is meant, which are then unknown, and lines
    ///     that are no records, which are then left out; nil throws for them.
    public init(path: String, name: String? = nil, sheet: String? = nil, tolerate: Tolerance? = nil) {
        self.path = path
        self.name = name
        self.sheet = sheet
        self.tolerate = tolerate
    }

    /// The extra columns that a TSV's header names; nil where no header tells.
    public func extraNames() throws -> [String]? {
        let input = try Input(path: path, name: name)
        switch try input.peek() {
        case UInt8(ascii: "{"), nil: return nil
        case UInt8(ascii: "P") where try Self.isWorkbook(input, path): return nil
        default:
            return try input.line().map {
                TSV.fields(of: Self.withoutMark($0)).filter { RecordColumn(rawValue: $0) == nil }
            }
        }
    }

    /// Hands on all records in order. Memory does not grow with records.
    ///
    /// - Throws: `Failure` with status 65 and the line of what is malformed, 66 when there is no such file;
    ///   what `body` throws.
    public func forEach(_ body: (Record) throws -> Void) throws {
        let input = try Input(path: path, name: name)
        switch try input.peek() {
        case UInt8(ascii: "{"): try readNDJSON(input, body)
        case UInt8(ascii: "P") where try Self.isWorkbook(input, path): try readWorkbook(input, body)
        case nil:
            throw Failure(
                .data, .malformedRecord, at: Place(file: input.name), "is empty",
                hint: "give records with their header line")
        default: try readTSV(input, body)
        }
    }

    // MARK: TSV

    private func readTSV(_ input: Input, _ body: (Record) throws -> Void) throws {
        guard let first = try input.line() else { return }
        var spot = RecordSpot(file: input.name, unit: "line", number: 1)
        let assembler = try RecordAssembler(TSV.fields(of: Self.withoutMark(first)), at: spot, tolerate)
        while let line = try input.line() {
            spot.number += 1
            try handOn(body) { try assembler.record(line: line, spot) }
        }
    }

    /// Hands on a record, or leaves out what is none where that is tolerated.
    private func handOn(_ body: (Record) throws -> Void, _ record: () throws -> Record) throws {
        let made: Record
        do {
            made = try record()
        } catch let failure as Failure where failure.message.code == .malformedRecord {
            guard let tolerate else { throw failure }
            return tolerate(failure.message, nil)
        }
        try body(made)
    }

    /// A byte order mark says nothing here.
    private static func withoutMark(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    }

    // MARK: NDJSON

    private func readNDJSON(_ input: Input, _ body: (Record) throws -> Void) throws {
        var spot = RecordSpot(file: input.name, unit: "line", number: 0)
        let assembler = ObjectAssembler(tolerate)
        while let line = try input.line() {
            spot.number += 1
            guard !line.isEmpty else { continue }
            try handOn(body) { try assembler.record(line: line, spot) }
        }
    }

    // MARK: Workbooks

    private static func isWorkbook(_ input: Input, _ path: String) throws -> Bool {
        // A regular file may have other bytes before the archive; a pipe is told by its first ones.
        if path != "-", let kind = try? FileKind(path: path) { return kind == .workbook }
        return FileKind(head: try input.peek(4)) == .archive
    }

    /// Whether a sheet's first row is a header of records.
    public static func hasHeader(_ workbook: Workbook, _ sheet: Workbook.Sheet) throws -> Bool {
        struct Enough: Error {}
        var texts: [String] = []
        do {
            try workbook.forEachRow(of: sheet) { row in
                texts = row.cells.compactMap(\.value.text)
                throw Enough()
            }
        } catch is Enough {}
        return texts.contains(RecordColumn.sourceSheet.rawValue) && texts.contains(RecordColumn.sourceType.rawValue)
    }

    private func readWorkbook(_ input: Input, _ body: (Record) throws -> Void) throws {
        let spool = path == "-" ? try SpooledInput(input) : nil
        let workbook = try Workbook(path: spool?.path ?? path, name: spool == nil ? name : input.name)
        guard
            let sheet = sheet.map({ name in workbook.worksheets.first { $0.name == name } })
                ?? workbook.worksheets.first
        else {
            throw Failure(.data, .malformedRecord, at: Place(file: input.name), "has no worksheet")
        }
        let place = Place(file: workbook.path, sheet: sheet.name)
        var spot = RecordSpot(file: workbook.path, sheet: sheet.name, unit: "row", number: 0)
        var assembler: RecordAssembler?
        try workbook.forEachRow(of: sheet) { row in
            spot.number = row.number
            if let assembler {
                guard !row.cells.isEmpty else { return }
                try handOn(body) { try assembler.record(row, spot) }
            } else {
                let count = row.cells.last?.reference.column ?? 0
                var names = [String](repeating: "", count: count)
                for cell in row.cells { names[cell.reference.column - 1] = cell.value.displayText }
                assembler = try RecordAssembler(names, at: spot, tolerate)
            }
        }
        guard assembler != nil else {
            throw Failure(.data, .malformedRecord, at: place, "is empty", hint: "give records with their header row")
        }
    }
}
