import Glibc
import Streams
import Workbooks

/// Where a record stands in what is read; words are made of it only when something is wrong.
struct RecordSpot {
    var file: String
    var sheet: String?
    /// What is counted: `line` or `row`.
    var unit: String
    var number: Int

    var place: Place { Place(file: file, sheet: sheet, cell: "\(unit) \(number)") }
}

/// Puts the fields of a table's lines together to records.
struct RecordAssembler {
    let names: [String]
    private let columns: [RecordColumn?]
    /// The extra columns with no value yet, and where each column stands among them.
    private let extras: [(name: String, value: FieldValue)]
    private let extraPlaces: [Int]
    private let tolerate: RecordReader.Tolerance?

    /// More columns than a worksheet has are no records.
    static let mostExtras = CellReference.maximumColumn - RecordColumn.allCases.count

    static func tooWide(_ spot: RecordSpot) -> Failure {
        Failure(
            .data, .malformedRecord, at: spot.place, "has more than \(CellReference.maximumColumn) columns",
            hint: "give records as mp-extract writes them")
    }

    /// Resolves a header.
    init(_ names: [String], at spot: RecordSpot, _ tolerate: RecordReader.Tolerance?) throws {
        self.names = names
        self.tolerate = tolerate
        guard names.count <= CellReference.maximumColumn else { throw Self.tooWide(spot) }
        columns = names.map { RecordColumn(rawValue: $0) }
        let known = Set(columns.compactMap { $0 })
        guard known.count == columns.compactMap({ $0 }).count, Set(names).count == names.count else {
            throw Failure(.data, .malformedRecord, at: spot.place, "a column stands twice in the header")
        }
        let missing = [RecordColumn.sourceSheet, .sourceType].filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw Failure(
                .data, .malformedRecord, at: spot.place,
                "the header lacks \(missing.map(\.rawValue).joined(separator: " and "))",
                hint: "give records as mp-extract writes them")
        }
        extras = zip(names, columns).compactMap { $1 == nil ? ($0, .unknown) : nil }
        var count = 0
        extraPlaces = columns.map { column in
            defer { if column == nil { count += 1 } }
            return count
        }
    }

    /// A record of a TSV's line, an empty field being unknown.
    func record(line: ArraySlice<UInt8>, _ spot: RecordSpot) throws -> Record {
        let count = line.count { $0 == 0x09 } + 1
        guard count == names.count else {
            throw Failure(
                .data, .malformedRecord, at: spot.place, "has \(count) fields where the header has \(names.count)",
                hint: "write records with mp-extract")
        }
        var record = Record(sourceType: .planned, sheetPlatform: "")
        record.extras = extras
        var index = 0
        try TSV.forEachField(of: line) { bytes in
            defer { index += 1 }
            guard !bytes.isEmpty else { return }
            if let column = columns[index] {
                record[column] = try RecordValue.reading(bytes, of: column, spot, tolerate)
            } else {
                record.extras[extraPlaces[index]].value = RecordValue.extra(bytes)
            }
        }
        return try RecordValue.finished(record, spot)
    }

    /// A record of a row's cells.
    func record(_ row: SheetRow, _ spot: RecordSpot) throws -> Record {
        var record = Record(sourceType: .planned, sheetPlatform: "")
        record.extras = extras
        for cell in row.cells {
            let index = cell.reference.column - 1
            guard index < names.count else {
                throw Failure(
                    .data, .malformedRecord, at: spot.place, "has a value under no header", hint: "name the column")
            }
            let value: FieldValue =
                switch cell.value {
                case .empty: .unknown
                case .number(let number): .number(number)
                case .date(let date): date.date.map(FieldValue.date) ?? .text(date.isoText)
                case .text, .boolean, .error: .text(cell.value.displayText)
                }
            if let column = columns[index] {
                record[column] = try RecordValue.fitting(value, column, spot, tolerate)
            } else {
                record.extras[extraPlaces[index]].value = RecordValue.extra(value)
            }
        }
        return try RecordValue.finished(record, spot)
    }
}

/// Puts the members of JSON objects together to records.
struct ObjectAssembler {
    private let tolerate: RecordReader.Tolerance?
    private let names = ColumnNames()

    init(_ tolerate: RecordReader.Tolerance?) { self.tolerate = tolerate }

    /// A record of the object that a line of NDJSON holds.
    func record(line: ArraySlice<UInt8>, _ spot: RecordSpot) throws -> Record {
        var record = Record(sourceType: .planned, sheetPlatform: "")
        var next = 0
        var hasType = false
        // Where each extra column is; looked up one by one as long as there are few.
        var places: [String: Int] = [:]
        let isObject: Bool
        do {
            isObject = try JSON.forEachMember(of: line) { key, value in
                let column = names.column(key, from: &next)
                try put(value, key, column, into: &record, &places, spot)
                hasType = hasType || column == .sourceType
            }
        } catch let error as JSONError {
            throw Failure(.data, .malformedRecord, at: spot.place, "is no JSON (column \(error.column): \(error.text))")
        }
        guard isObject, hasType else {
            throw Failure(
                .data, .malformedRecord, at: spot.place, isObject ? "lacks Source_Type" : "is no JSON object",
                hint: "give records as mp-extract writes them")
        }
        return try RecordValue.finished(record, spot)
    }

    private func put(
        _ member: JSON, _ key: UnsafeBufferPointer<UInt8>, _ column: RecordColumn?, into record: inout Record,
        _ places: inout [String: Int], _ spot: RecordSpot
    ) throws {
        let value: FieldValue
        switch member {
        case .null: value = .unknown
        case .number(let number): value = .number(number)
        case .string(let text): value = .text(text)
        default:
            throw Failure(
                .data, .malformedRecord, at: spot.place,
                "\(String(decoding: key, as: UTF8.self)) is neither text nor number")
        }
        if let column {
            record[column] = try RecordValue.fitting(value, column, spot, tolerate)
            return
        }
        let name = String(decoding: key, as: UTF8.self)
        let few = 24
        if record.extras.count == few, places.isEmpty {
            for (index, extra) in record.extras.enumerated() { places[extra.name] = index }
        }
        let isIndexed = record.extras.count >= few
        let index = isIndexed ? places[name] : record.extras.firstIndex { $0.name == name }
        if let index {
            record.extras[index].value = RecordValue.extra(value)
            return
        }
        guard record.extras.count < RecordAssembler.mostExtras else { throw RecordAssembler.tooWide(spot) }
        if isIndexed { places[name] = record.extras.count }
        record.extras.append((name, RecordValue.extra(value)))
    }
}

/// The names of record columns as bytes, to find one without making a string of every key.
private struct ColumnNames {
    private let columns = RecordColumn.allCases
    private let bytes: [UInt8]
    /// Where each name begins in `bytes`, and where the last one ends.
    private let starts: [Int]

    init() {
        var bytes: [UInt8] = []
        var starts = [0]
        for column in columns {
            bytes.append(contentsOf: column.rawValue.utf8)
            starts.append(bytes.count)
        }
        (self.bytes, self.starts) = (bytes, starts)
    }

    /// The column of that name; nil if it is none.
    ///
    /// - Parameter next: where to look first, since objects name their columns in order and leave some out; afterwards the place behind.
    func column(_ name: UnsafeBufferPointer<UInt8>, from next: inout Int) -> RecordColumn? {
        for step in 0..<columns.count {
            let place = next + step < columns.count ? next + step : next + step - columns.count
            guard starts[place + 1] - starts[place] == name.count, isEqual(place, name) else { continue }
            next = place + 1 == columns.count ? 0 : place + 1
            return columns[place]
        }
        return nil
    }

    /// By memcmp(3): a generic comparison of every key takes a fifth of the time of reading.
    private func isEqual(_ place: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { memcmp($0.baseAddress! + starts[place], name.baseAddress!, name.count) == 0 }
    }
}
