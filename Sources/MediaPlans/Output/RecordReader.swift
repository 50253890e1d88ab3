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
    private let tolerate: Tolerance?

    /// Takes what is wrong with one field or line, so that reading goes on without it.
    ///
    /// The record's place is that of the line read; `column` is nil when the whole line is left out.
    public typealias Tolerance = (_ what: Message, _ column: RecordColumn?) -> Void

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - name: what messages call it, if not so.
    ///   - tolerate: takes fields that hold no number or date where one is meant, which are then unknown, and lines
    ///     that are no records, which are then left out; nil throws for them.
    public init(path: String, name: String? = nil, tolerate: Tolerance? = nil) {
        self.path = path
        self.name = name
        self.tolerate = tolerate
    }

    /// The extra columns that a TSV's header names; nil where no header tells.
    public func extraNames() throws -> [String]? {
        let input = try Input(path: path, name: name)
        switch try input.peek() {
        case UInt8(ascii: "{"), nil: return nil
        case UInt8(ascii: "P") where try Self.isWorkbook(input, path): return nil
        default: return try input.line().map { TSV.fields(of: Self.withoutMark($0)).filter { RecordColumn(rawValue: $0) == nil } }
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
        case nil: throw Failure(.data, .malformedRecord, at: Place(file: input.name), "is empty", hint: "give records with their header line")
        default: try readTSV(input, body)
        }
    }

    // MARK: TSV

    private func readTSV(_ input: Input, _ body: (Record) throws -> Void) throws {
        guard let first = try input.line() else { return }
        let assembler = try RecordAssembler(TSV.fields(of: Self.withoutMark(first)), place: Place(file: input.name, cell: "line 1"), tolerate)
        var number = 1
        while let line = try input.line() {
            number += 1
            let place = Place(file: input.name, cell: "line \(number)")
            let fields = TSV.fields(of: line)
            try handOn(body) {
                guard fields.count == assembler.names.count else {
                    throw Failure(
                        .data, .malformedRecord, at: place, "has \(fields.count) fields where the header has \(assembler.names.count)",
                        hint: "write records with mp-extract")
                }
                return try assembler.record(texts: fields, place)
            }
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
        var number = 0
        while let line = try input.line() {
            number += 1
            guard !line.isEmpty else { continue }
            let place = Place(file: input.name, cell: "line \(number)")
            try handOn(body) {
                do {
                    return try RecordAssembler.record(object: try JSON(parsing: Array(line)), place, tolerate)
                } catch let error as JSONError {
                    throw Failure(.data, .malformedRecord, at: place, "is no JSON (column \(error.column): \(error.text))")
                }
            }
        }
    }

    // MARK: Workbooks

    private static func isWorkbook(_ input: Input, _ path: String) throws -> Bool {
        // A header line never begins with "PK" and a control character.
        try input.peek(4).elementsEqual([0x50, 0x4B, 0x03, 0x04])
    }

    private func readWorkbook(_ input: Input, _ body: (Record) throws -> Void) throws {
        let spool = path == "-" ? try SpooledInput(input) : nil
        let workbook = try Workbook(path: spool?.path ?? path, name: spool == nil ? name : input.name)
        guard let sheet = workbook.worksheets.first else {
            throw Failure(.data, .malformedRecord, at: Place(file: input.name), "has no worksheet")
        }
        let place = Place(file: workbook.path, sheet: sheet.name)
        var assembler: RecordAssembler?
        try workbook.forEachRow(of: sheet) { row in
            var here = place
            here.cell = "row \(row.number)"
            if let assembler {
                guard !row.cells.isEmpty else { return }
                try handOn(body) { try assembler.record(row, here) }
            } else {
                let count = row.cells.last?.reference.column ?? 0
                var names = [String](repeating: "", count: count)
                for cell in row.cells { names[cell.reference.column - 1] = cell.value.displayText }
                assembler = try RecordAssembler(names, place: here, tolerate)
            }
        }
        guard assembler != nil else {
            throw Failure(.data, .malformedRecord, at: place, "is empty", hint: "give records with their header row")
        }
    }
}

/// Puts the fields of a line together to a record.
struct RecordAssembler {
    let names: [String]
    private let columns: [RecordColumn?]
    private let tolerate: RecordReader.Tolerance?

    /// Resolves a header.
    init(_ names: [String], place: Place, _ tolerate: RecordReader.Tolerance? = nil) throws {
        self.names = names
        self.tolerate = tolerate
        columns = names.map { RecordColumn(rawValue: $0) }
        let known = Set(columns.compactMap { $0 })
        guard known.count == columns.compactMap({ $0 }).count, Set(names).count == names.count else {
            throw Failure(.data, .malformedRecord, at: place, "a column stands twice in the header")
        }
        let missing = [RecordColumn.sourceSheet, .sourceType].filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw Failure(
                .data, .malformedRecord, at: place, "the header lacks \(missing.map(\.rawValue).joined(separator: " and "))",
                hint: "give records as mp-extract writes them")
        }
    }

    /// A record of texts, an empty one being unknown.
    func record(texts: [String], _ place: Place) throws -> Record {
        var record = Record(sourceType: .planned, sheetPlatform: "")
        for (index, text) in texts.enumerated() {
            if let column = columns[index] {
                record[column] = text.isEmpty ? .unknown : try Self.value(text, of: column, place, tolerate)
            } else {
                record.extras.append((names[index], Self.extra(text)))
            }
        }
        return try Self.finished(record, place)
    }

    /// A record of a row's cells.
    func record(_ row: SheetRow, _ place: Place) throws -> Record {
        var record = Record(sourceType: .planned, sheetPlatform: "")
        record.extras = zip(names, columns).compactMap { $1 == nil ? ($0, .unknown) : nil }
        for cell in row.cells {
            let index = cell.reference.column - 1
            guard index < names.count else {
                throw Failure(.data, .malformedRecord, at: place, "has a value under no header", hint: "name the column")
            }
            let value: FieldValue =
                switch cell.value {
                case .empty: .unknown
                case .number(let number): .number(number)
                case .date(let date): date.date.map(FieldValue.date) ?? .text(date.isoText)
                case .text, .boolean, .error: .text(cell.value.displayText)
                }
            try Self.set(value, named: names[index], in: &record, place, tolerate)
        }
        return try Self.finished(record, place)
    }

    /// A record of a JSON object.
    static func record(object: JSON, _ place: Place, _ tolerate: RecordReader.Tolerance? = nil) throws -> Record {
        guard let members = object.members else {
            throw Failure(.data, .malformedRecord, at: place, "is no JSON object", hint: "give records as mp-extract writes them")
        }
        var record = Record(sourceType: .planned, sheetPlatform: "")
        for member in members {
            let value: FieldValue
            switch member.value {
            case .null: value = .unknown
            case .number(let number): value = .number(number)
            case .string(let text): value = .text(text)
            default:
                throw Failure(.data, .malformedRecord, at: place, "\(member.key) is neither text nor number")
            }
            try set(value, named: member.key, in: &record, place, tolerate)
        }
        guard members.contains(where: { $0.key == RecordColumn.sourceType.rawValue }) else {
            throw Failure(.data, .malformedRecord, at: place, "lacks Source_Type", hint: "give records as mp-extract writes them")
        }
        return try finished(record, place)
    }

    private static func set(
        _ value: FieldValue, named name: String, in record: inout Record, _ place: Place, _ tolerate: RecordReader.Tolerance?
    ) throws {
        guard let column = RecordColumn(rawValue: name) else {
            var value = value
            if case .text(let text) = value, let date = CivilDate(iso: text) { value = .date(date) }
            if let index = record.extras.firstIndex(where: { $0.name == name }) {
                record.extras[index].value = value
            } else {
                record.extras.append((name, value))
            }
            return
        }
        switch (value, column.kind) {
        case (.text(let text), .number), (.text(let text), .percent), (.text(let text), .date):
            record[column] = text.isEmpty ? .unknown : try Self.value(text, of: column, place, tolerate)
        case (.number(let number), .text), (.number(let number), .market), (.number(let number), .stage), (.number(let number), .platform):
            record[column] = .text(DecimalText.string(number))
        case (.date(let date), let kind) where kind != .date: record[column] = .text(date.description)
        default: record[column] = value
        }
    }

    /// A field's value; one that is none of its column's kind is unknown where that is tolerated.
    private static func value(
        _ text: String, of column: RecordColumn, _ place: Place, _ tolerate: RecordReader.Tolerance?
    ) throws -> FieldValue {
        do {
            return try value(text, of: column, place)
        } catch let failure as Failure {
            guard let tolerate, column != .sourceRow else { throw failure }
            tolerate(failure.message, column)
            return .unknown
        }
    }

    private static func value(_ text: String, of column: RecordColumn, _ place: Place) throws -> FieldValue {
        switch column.kind {
        case .text, .market, .stage, .platform: return .text(text)
        case .number, .percent:
            guard let number = Double(text), number.isFinite else {
                throw Failure(.data, .malformedRecord, at: place, "\(column.rawValue) is no number: \"\(text)\"")
            }
            return .number(number)
        case .date:
            guard let date = CivilDate(iso: text) else {
                throw Failure(.data, .malformedRecord, at: place, "\(column.rawValue) is no date: \"\(text)\"")
            }
            return .date(date)
        }
    }

    private static func extra(_ text: String) -> FieldValue {
        if text.isEmpty { return .unknown }
        if let number = Double(text), number.isFinite, DecimalText.string(number) == text { return .number(number) }
        return CivilDate(iso: text).map(FieldValue.date) ?? .text(text)
    }

    /// Source_Type and Source_Sheet decide what the record is.
    private static func finished(_ record: Record, _ place: Place) throws -> Record {
        guard let type = record[.sourceType].text.flatMap({ SourceType(rawValue: $0) }) else {
            let known = SourceType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .data, .malformedRecord, at: place, "Source_Type is \"\(record[.sourceType].text ?? "")\"", hint: "it is one of \(known)")
        }
        var record = record
        record.sourceType = type
        let sheet = record[.sourceSheet].text ?? ""
        let suffix = type == .deliveredMedia ? "_MEDIA" : type == .deliveredReachAndFrequency ? "_RF" : ""
        record.sheetPlatform = sheet.hasSuffix(suffix) ? String(sheet.dropLast(suffix.count)) : sheet
        return record
    }
}
