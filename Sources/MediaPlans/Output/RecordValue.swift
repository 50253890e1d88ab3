import Streams
import Workbooks

/// Values of records from what files hold.
enum RecordValue {
    /// A field's value; one that is none of its column's kind is unknown where that is tolerated.
    static func reading(
        _ bytes: UnsafeBufferPointer<UInt8>, of column: RecordColumn, _ spot: RecordSpot,
        _ tolerate: RecordReader.Tolerance?
    ) throws -> FieldValue {
        switch column.kind {
        case .text, .market, .stage, .platform: return .text(String(decoding: bytes, as: UTF8.self))
        case .number, .percent:
            if let number = DecimalText.number(bytes) { return .number(number) }
        case .date:
            if let date = CivilDate(iso: bytes) { return .date(date) }
        }
        let kind = column.kind == .date ? "date" : "number"
        let failure = Failure(
            .data, .malformedRecord, at: spot.place,
            "\(column.rawValue) is no \(kind): \"\(String(decoding: bytes, as: UTF8.self))\"")
        guard let tolerate, column != .sourceRow else { throw failure }
        tolerate(failure.message, column)
        return .unknown
    }

    /// A value as its column holds it.
    static func fitting(
        _ value: FieldValue, _ column: RecordColumn, _ spot: RecordSpot, _ tolerate: RecordReader.Tolerance?
    ) throws -> FieldValue {
        switch (value, column.kind) {
        case (.text(var text), .number), (.text(var text), .percent), (.text(var text), .date):
            return text.isEmpty ? .unknown : try text.withUTF8 { try reading($0, of: column, spot, tolerate) }
        case (.number(let number), .text), (.number(let number), .market), (.number(let number), .stage),
            (.number(let number), .platform):
            return .text(DecimalText.string(number))
        case (.date(let date), let kind) where kind != .date: return .text(date.description)
        default: return value
        }
    }

    /// A value under an extra column's name: TSV cannot tell what is text, so what reads exactly like a number or a
    /// date is one.
    static func extra(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldValue {
        if let date = CivilDate(iso: bytes) { return .date(date) }
        let text = String(decoding: bytes, as: UTF8.self)
        if let number = DecimalText.number(bytes), DecimalText.string(number) == text { return .number(number) }
        return .text(text)
    }

    /// A value that knows its kind; a date is text to JSON.
    static func extra(_ value: FieldValue) -> FieldValue {
        if case .text(let text) = value, let date = CivilDate(iso: text) { return .date(date) }
        return value
    }

    /// Source_Type and Source_Sheet decide what the record is.
    static func finished(_ record: Record, _ spot: RecordSpot) throws -> Record {
        guard let type = record[.sourceType].text.flatMap({ SourceType(rawValue: $0) }) else {
            let known = SourceType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .data, .malformedRecord, at: spot.place, "Source_Type is \"\(record[.sourceType].text ?? "")\"",
                hint: "it is one of \(known)")
        }
        var record = record
        record.sourceType = type
        let sheet = record[.sourceSheet].text ?? ""
        let suffix = type == .deliveredMedia ? "_MEDIA" : type == .deliveredReachAndFrequency ? "_RF" : ""
        let hasSuffix =
            sheet.utf8.count >= suffix.utf8.count && sheet.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        record.sheetPlatform = hasSuffix ? String(Substring(sheet.utf8.dropLast(suffix.utf8.count))) : sheet
        return record
    }
}
