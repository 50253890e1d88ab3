import Streams
import Workbooks

/// How records are written and read.
public enum RecordFormat: String, Sendable, CaseIterable {
    /// Tab-separated: the record columns, then every extra column, one header line.
    case tsv
    /// One object per line; what is not given has no key.
    case ndjson
    /// One sheet with a header row, dates as dates.
    case xlsx
}

/// Takes records one by one and writes them somewhere.
public protocol RecordWriter: AnyObject {
    func write(_ record: Record) throws
    /// Writes what is left and puts the output under its name.
    func finish() throws
}

/// Writes records as NDJSON, as they come.
public final class NDJSONRecordWriter: RecordWriter {
    private let output: Output
    private var line: [UInt8] = []
    private static let keys: [[UInt8]] = RecordColumn.allCases.map { key($0.rawValue) }

    public init(_ output: Output) { self.output = output }

    public func write(_ record: Record) throws {
        line.removeAll(keepingCapacity: true)
        line.append(UInt8(ascii: "{"))
        for (index, value) in record.values.enumerated() where !value.isUnknown { append(Self.keys[index], value) }
        for (name, value) in record.extras where !value.isUnknown { append(Self.key(name), value) }
        if line.last == UInt8(ascii: ",") { line.removeLast() }
        line.append(contentsOf: [UInt8(ascii: "}"), 0x0A])
        try output.write(line)
    }

    private func append(_ key: [UInt8], _ value: FieldValue) {
        line.append(contentsOf: key)
        switch value {
        case .unknown: line.append(contentsOf: "null".utf8)
        case .number(let number): DecimalText.append(number, to: &line)
        case .date(let date): JSON.append(string: date.description, to: &line)
        case .text(let text): JSON.append(string: text, to: &line)
        }
        line.append(UInt8(ascii: ","))
    }

    private static func key(_ name: String) -> [UInt8] {
        var key: [UInt8] = []
        JSON.append(string: name, to: &key)
        key.append(UInt8(ascii: ":"))
        return key
    }

    public func finish() throws { try output.finish() }
}

/// Writes records as a workbook of one sheet: numbers as numbers, dates as dates, the header frozen.
public final class WorkbookRecordWriter: RecordWriter {
    private let writer: WorkbookWriter
    private let extras: [String]
    private let place: [String: Int]
    private let path: String
    private let report: (Message) -> Void

    /// - Parameter report: takes that texts were cut, when the workbook is finished.
    public init(path: String, sheet: String, extras: [String], report: @escaping (Message) -> Void) throws {
        writer = try WorkbookWriter(path: path)
        self.path = path
        self.report = report
        self.extras = extras
        place = Dictionary(extras.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let names = RecordColumn.allCases.map(\.rawValue) + extras
        try writer.beginSheet(
            named: sheet, columnWidths: names.map { Double(max(10, $0.count + 3)) }, freezeHeader: true)
        try writer.writeRow(names.map(CellValue.text), style: .header)
    }

    public func write(_ record: Record) throws {
        var row = record.values.map(Self.cell)
        if !extras.isEmpty, !record.extras.isEmpty {
            row.append(contentsOf: repeatElement(.empty, count: extras.count))
            for (name, value) in record.extras {
                if let index = place[name] { row[RecordColumn.allCases.count + index] = Self.cell(value) }
            }
        }
        try writer.writeRow(row)
    }

    private static func cell(_ value: FieldValue) -> CellValue {
        switch value {
        case .unknown: .empty
        case .number(let number): .number(number)
        case .date(let date): .date(DateSerial(date))
        case .text(let text): .text(text)
        }
    }

    public func finish() throws {
        try writer.finish()
        guard writer.cutTexts > 0 else { return }
        report(
            Message(
                .warning, .textCut, at: Place(file: path),
                "\(writer.cutTexts) text\(writer.cutTexts == 1 ? " is" : "s are") longer than a cell takes (32767 characters); the rest is left out",
                hint: "TSV and NDJSON hold the whole text"))
    }
}

extension DateSerial {
    /// A calendar day as the 1900 system counts it.
    init(_ date: CivilDate) {
        let days = date.daysSince1970 + 25_569
        self.init(serial: Double(days < 61 ? days - 1 : days))
    }
}
