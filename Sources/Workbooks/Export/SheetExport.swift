import Streams

/// What a sheet is written as.
public enum SheetFormat: String, Sendable, CaseIterable {
    /// Tab-separated values, rectangular from A1.
    case tsv
    /// One object a row, keys from the header row.
    case ndjson
    /// One object a row with typed cells at absolute positions, for `mp-extract`.
    case grid
}

/// What is worth saying after a sheet was written.
public struct SheetSummary: Sendable {
    /// Rows written, blank ones included.
    public var rows: Int
    /// Formulas for which the workbook holds no value.
    public var uncalculated: Int
    /// Cells that name a shared string which is not there.
    public var missingStrings: Int
}

/// Writes one sheet to an output.
///
/// Memory: the sheet's window, one row, the shared strings, and at most 1 MiB of lines held back.
public struct SheetExport {
    public var format: SheetFormat
    /// Called now and then with bytes read, bytes in all, and rows done.
    public var progress: ((Int, Int, Int) -> Void)?

    public init(format: SheetFormat) { self.format = format }

    /// - Throws: `Failure` with status 65 for what is damaged or no worksheet; what writing throws.
    public func write(_ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output) throws -> SheetSummary {
        guard sheet.kind == .worksheet else {
            throw Failure(
                .data, .notAWorksheet, at: Place(file: workbook.path, sheet: sheet.name),
                "is a \(sheet.kind.rawValue), which has no cells", hint: "choose a worksheet")
        }
        switch format {
        case .tsv: return try TableExport(sheet, workbook, output, progress).run()
        case .ndjson: return try ObjectExport.write(sheet, of: workbook, to: output, progress: progress)
        case .grid: return try GridExport.write(sheet, of: workbook, to: output, progress: progress)
        }
    }
}

extension MessageCode {
    public static let notAWorksheet = MessageCode(rawValue: "not-a-worksheet")
    public static let disorderedRows = MessageCode(rawValue: "disordered-rows")
    public static let wrongDimension = MessageCode(rawValue: "wrong-dimension")
    public static let tooWideApart = MessageCode(rawValue: "too-wide-apart")
    /// Formulas were saved without their values.
    public static let uncalculatedFormulas = MessageCode(rawValue: "uncalculated-formulas")
    public static let missingSharedStrings = MessageCode(rawValue: "missing-shared-strings")
}
