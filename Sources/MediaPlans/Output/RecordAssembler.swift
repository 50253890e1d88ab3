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

    /// Resolves a header.
    init(_ names: [String], at spot: RecordSpot, _ tolerate: RecordReader.Tolerance?) throws {
        self.names = names
        self.tolerate = tolerate
        columns = names.map { RecordColumn(rawValue: $0) }
        let known = Set(columns.compactMap { $0 })
        guard known.count == columns.compactMap({ $0 }).count, Set(names).count == names.count else {
            throw Failure(.data, .malformedRecord, at: spot.place, "a column stands twice in the header")
        }
        let missing = [RecordColumn.sourceSheet, .sourceType].filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw Failure(
                .data, .malformedRecord, at: spot.place, "the header lacks \(missing.map(\.rawValue).joined(separator: " and "))",
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
                throw Failure(.data, .malformedRecord, at: spot.place, "has a value under no header", hint: "name the column")
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
    /// Keys as they came last, with what they name: nearly all objects have the same.
    private var keys: [(name: String, column: RecordColumn?)] = []

    init(_ tolerate: RecordReader.Tolerance?) { self.tolerate = tolerate }

    mutating func record(_ object: JSON, _ spot: RecordSpot) throws -> Record {
        guard let members = object.members else {
            throw Failure(.data, .malformedRecord, at: spot.place, "is no JSON object", hint: "give records as mp-extract writes them")
        }
        var record = Record(sourceType: .planned, sheetPlatform: "")
        var hasType = false
        for (index, member) in members.enumerated() {
            let value: FieldValue
            switch member.value {
            case .null: value = .unknown
            case .number(let number): value = .number(number)
            case .string(let text): value = .text(text)
            default:
                throw Failure(.data, .malformedRecord, at: spot.place, "\(member.key) is neither text nor number")
            }
            if let column = column(named: member.key, at: index) {
                record[column] = try RecordValue.fitting(value, column, spot, tolerate)
                hasType = hasType || column == .sourceType
            } else if let index = record.extras.firstIndex(where: { $0.name == member.key }) {
                record.extras[index].value = RecordValue.extra(value)
            } else {
                record.extras.append((member.key, RecordValue.extra(value)))
            }
        }
        guard hasType else {
            throw Failure(.data, .malformedRecord, at: spot.place, "lacks Source_Type", hint: "give records as mp-extract writes them")
        }
        return try RecordValue.finished(record, spot)
    }

    private mutating func column(named key: String, at index: Int) -> RecordColumn? {
        if index < keys.count, keys[index].name == key { return keys[index].column }
        let column = RecordColumn(rawValue: key)
        if index < keys.count { keys[index] = (key, column) } else if index == keys.count, index < 1000 { keys.append((key, column)) }
        return column
    }
}
