import MediaPlans
import Streams
import Workbooks

/// Writes the raw data: a row for each record, as they were spooled.
struct RawDataSheet {
    let name: String
    let records: RecordSpool
    let names: RecordNames
    /// Is told, now and then, how many records of how many are written.
    var progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }

    struct Styles {
        var header: Int
        var key: Int
        var date: Int
        /// By the column of the record: how its numbers are shown.
        var numbers: [Int]

        init(_ growth: inout WorkbookGrowth) {
            var header = CellFormat()
            (header.isBold, header.colour, header.fill) = (true, "FFFFFF", "1F3864")
            self.header = growth.style(header)
            key = growth.style(header.with { $0.fill = "4472A8" })
            date = growth.style(CellFormat().with { $0.numberFormat = "yyyy\\-mm\\-dd" })
            numbers = RecordColumn.allCases.map { column in
                RawDataSheet.numberFormat(of: column).map { code in
                    growth.style(CellFormat().with { $0.numberFormat = code })
                } ?? 0
            }
        }
    }

    /// The records' own further columns, by name, so that the order of records does not matter.
    let extras: [String]
    private let columns: [String]

    init(name: String, records: RecordSpool, names: RecordNames) {
        self.name = name
        self.records = records
        self.names = names
        extras = records.extras.sorted()
        columns = Self.columns(extras: extras)
    }

    /// The headings of all columns.
    ///
    /// - Parameter extras: the names of the records' own further columns, in their order.
    static func columns(extras: [String]) -> [String] {
        var taken: Set<String> = []
        return (RecordColumn.allCases.map(\.rawValue) + RawData.Key.allCases.map(\.rawValue) + extras).map { wanted in
            var (column, number) = (wanted.isEmpty ? "COLUMN" : wanted, 2)
            while !taken.insert(column.lowercased()).inserted { (column, number) = ("\(wanted)_\(number)", number + 1) }
            return column
        }
    }

    /// The most columns and rows that a sheet takes are enough.
    var fits: Bool { columns.count <= CellReference.maximumColumn && records.count < CellReference.maximumRow }

    func sheet(_ growth: inout WorkbookGrowth, dateSystem: DateSystem) -> AddedSheet {
        let styles = Styles(&growth)
        let view = SheetMarkup.View(widths: widths, frozenRows: 1, repeatedRows: 1...1)
        var sheet = AddedSheet(name: name, view: view) { markup in try write(to: &markup, styles, dateSystem) }
        sheet.table = .init(
            name: "RawData",
            range: CellRange(
                CellReference(row: 1, column: 1), CellReference(row: records.count + 1, column: columns.count)),
            columns: columns)
        return sheet
    }

    /// Wide enough for the header with its arrow, and for the texts where that is not too much.
    private var widths: [Double] {
        var longest = Dictionary(
            zip(RecordColumn.allCases.map(\.rawValue), records.longestTexts), uniquingKeysWith: max)
        for (name, length) in zip(records.extras, records.longestExtras) { longest[name] = length }
        return columns.map { Double(min(max($0.count + 4, (longest[$0] ?? 0) + 2, 11), 62)) }
    }

    /// The stored value stays whole; what a cell shows of it is rounded.
    fileprivate static func numberFormat(of column: RecordColumn) -> String? {
        switch column {
        case .budgetLocal, .platformFeeLocal, .platformBudgetLocal, .frequency: "#,##0.00_m"
        case .impressions, .clicksActions, .videoViews, .uniquesReach, .taSize: "#,##0_m"
        case .cpmLocal, .cpcLocal, .cpvLocal: "#,##0.0000_m"
        case .percentUniques, .ctrPercent, .vtrPercent: "0.00%_m"
        case .sourceRow: "0_m"
        default: nil
        }
    }

    private func write(to markup: inout SheetMarkup, _ styles: Styles, _ dateSystem: DateSystem) throws {
        try markup.beginRow(1, height: 20)
        let keys = RecordColumn.allCases.count..<RecordColumn.allCases.count + RawData.Key.allCases.count
        for (index, column) in columns.enumerated() {
            markup.cell(index + 1, .value(.text(column)), style: keys.contains(index) ? styles.key : styles.header)
        }
        var row = 1
        var names = names
        let places = Dictionary(
            extras.enumerated().map { ($1, keys.upperBound + $0 + 1) }, uniquingKeysWith: { first, _ in first })
        try records.forEach { record in
            row += 1
            if row % 1024 == 0 { progress(row, records.count) }
            try markup.beginRow(row)
            for (index, value) in record.values.enumerated() where !value.isUnknown {
                Self.put(value, in: index + 1, styles, dateSystem, number: styles.numbers[index], &markup)
            }
            let found = [
                names.platform(named: record.sheetPlatform).code, names.market(of: record)?.code,
                names.stage(of: record)?.displayName,
                names.metric(of: record)?.name,
            ]
            for (index, text) in found.enumerated() {
                if let text { markup.cell(keys.lowerBound + index + 1, .value(.text(text))) }
            }
            let others = record.extras.compactMap { extra in places[extra.name].map { ($0, extra.value) } }.sorted {
                $0.0 < $1.0
            }
            for (column, value) in others { Self.put(value, in: column, styles, dateSystem, number: 0, &markup) }
        }
    }

    private static func put(
        _ value: FieldValue, in column: Int, _ styles: Styles, _ dateSystem: DateSystem, number style: Int,
        _ markup: inout SheetMarkup
    ) {
        switch value {
        case .unknown: break
        case .number(let number): markup.cell(column, .value(.number(number)), style: style)
        case .text(let text): markup.cell(column, .value(.text(text)))
        case .date(let date):
            let serial = date.serial(in: dateSystem)
            markup.cell(
                column, .value(serial.map { .number($0) } ?? .text(date.description)),
                style: serial == nil ? 0 : styles.date)
        }
    }
}

extension CivilDate {
    /// The day's number in a workbook; nil before its first.
    func serial(in system: DateSystem) -> Double? {
        switch system {
        case .from1900:
            let days = daysSince1970 + 25_569
            guard days > 1 else { return nil }
            return Double(days < 61 ? days - 1 : days)
        case .from1904:
            let days = daysSince1970 + 24_107
            return days < 0 ? nil : Double(days)
        }
    }
}
