import Streams

/// What is worth saying after a sheet was written.
public struct SheetSummary: Sendable {
    /// Rows written, blank ones included.
    public var rows = 0
    public var oddities = CellOddities()
    /// Merged ranges that were to be filled and are not, since they are too large or overlap others.
    public var unfilledMerges = 0

    mutating func add(_ counts: RenderedRows.Counts) {
        rows += counts.lines
        oddities += counts.oddities
    }
}

/// Writes one sheet to an output.
///
/// Memory: the sheet's window, one row, the shared strings, and at most 1 MiB of lines held back. A sheet whose rows are
/// out of order is held as a whole.
public struct SheetExport {
    public var options: ExportOptions
    /// Called now and then with bytes read, bytes in all, and rows done.
    public var progress: ((Int, Int, Int) -> Void)?

    public init(_ options: ExportOptions) { self.options = options }

    /// - Throws: `Failure` with status 65 for what is damaged or no worksheet; what writing throws.
    public func write(_ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output) throws -> SheetSummary {
        guard sheet.kind == .worksheet else {
            throw Failure(
                .data, .notAWorksheet, at: Place(file: workbook.path, sheet: sheet.name),
                "is a \(sheet.kind.rawValue), which has no cells", hint: "choose a worksheet")
        }
        switch options.format {
        case .tsv, .csv: return try writeTable(sheet, of: workbook, to: output)
        case .ndjson: return try ObjectExport.write(sheet, of: workbook, options, to: output, progress: progress)
        case .grid: return try GridExport.write(sheet, of: workbook, options, to: output, progress: progress)
        }
    }

    /// Writes a table as it is read, and once more in another way when the sheet turns out to be irregular, as long as
    /// nothing has gone out.
    private func writeTable(_ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output) throws -> SheetSummary {
        let start = output.position
        do {
            return try TableExport(sheet, workbook, options, output, width: nil, progress).run()
        } catch let irregularity as IrregularSheet {
            guard try output.rewind(to: start) else { throw irregularity.failure }
            let extent = try SheetExtent(of: sheet, in: workbook, options)
            guard extent.isOrdered else { return try DisorderedTable.write(sheet, of: workbook, options, to: output) }
            return try TableExport(sheet, workbook, options, output, width: extent.columns, progress).run()
        }
    }
}

/// A sheet cannot be written as it is read: its rows are out of order, or wider than what has gone out.
struct IrregularSheet: Error {
    var failure: Failure
}

extension MessageCode {
    public static let notAWorksheet = MessageCode(rawValue: "not-a-worksheet")
    public static let disorderedRows = MessageCode(rawValue: "disordered-rows")
    public static let wrongDimension = MessageCode(rawValue: "wrong-dimension")
    public static let tooWideApart = MessageCode(rawValue: "too-wide-apart")
    /// Formulas were saved without their values.
    public static let uncalculatedFormulas = MessageCode(rawValue: "uncalculated-formulas")
    /// The workbook does not vouch for the values of its formulas.
    public static let staleFormulas = MessageCode(rawValue: "stale-formulas")
    public static let missingSharedStrings = MessageCode(rawValue: "missing-shared-strings")
}
