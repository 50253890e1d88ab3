import Streams

/// What is worth saying after a sheet was written.
public struct SheetSummary: Sendable {
    /// Rows written, blank ones included.
    public var rows = 0
    public var oddities = CellOddities()
    /// Merged ranges that were to be filled and are not, since they are too large or overlap others.
    public var unfilledMerges = 0
    /// Whether nothing that was asked for holds a value.
    public var showsNothing = false
    /// Why there was nothing to write, and what to do about it.
    var reason: (text: String, hint: String)?

    mutating func add(_ counts: RenderedRows.Counts) {
        rows += counts.lines
        oddities += counts.oddities
    }
}

/// Writes one sheet to an output.
///
/// Memory: the sheet's window, one row, the shared strings, and at most 1 MiB of lines held back. The rows of a sheet that are
/// out of order are held as a whole, up to 256 MiB.
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
        var summary = try writeRows(of: sheet, in: workbook, to: output)
        if summary.showsNothing { summary.reason = try reason(of: sheet, in: workbook) }
        return summary
    }

    /// What CSV may begin with (RFC 3629, clause 6).
    public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Why nothing of a sheet was written.
    private func reason(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> (text: String, hint: String) {
        let extent = try SheetExtent(of: sheet, in: workbook)
        guard extent.rows > 0 else {
            return ("the sheet holds no value", "xlsx2tsv --list shows the workbook's sheets")
        }
        let last = CellReference(row: extent.rows, column: extent.columns)
        if let header = options.headerRow, header > extent.rows {
            return ("row \(header) is beyond the last row that holds a value", "the sheet's values end at \(last)")
        }
        return ("nothing that was asked for holds a value", "the sheet's values end at \(last)")
    }

    private func writeRows(
        of sheet: Workbook.Sheet, in workbook: Workbook, to output: Output
    ) throws -> SheetSummary {
        let start = output.position
        do {
            return try write(sheet, of: workbook, to: output, .required, width: nil)
        } catch let failure as Failure where failure.message.code == .blankHeaderRow {
            // Nothing has gone out; and the row may be stored after one that follows it.
            guard try SheetExtent.holdsRow(options.headerRow ?? 1, of: sheet, in: workbook) else { throw failure }
            return try writeIrregular(sheet, of: workbook, to: output, .made)
        } catch let irregularity as IrregularSheet {
            // Once more in another way, as long as nothing has gone out.
            guard try output.rewind(to: start) else { throw irregularity.failure }
            let isOutOfOrder = irregularity.failure.message.code == .disorderedRows
            return try writeIrregular(sheet, of: workbook, to: output, isOutOfOrder ? .made : .required)
        }
    }

    private func writeIrregular(
        _ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output, _ order: RowOrder
    ) throws -> SheetSummary {
        let start = output.position
        do {
            let width = options.format.isTable ? try SheetExtent(of: sheet, in: workbook, options).columns : nil
            return try write(sheet, of: workbook, to: output, order, width: width)
        } catch let irregularity as IrregularSheet {
            guard order == .required, try output.rewind(to: start) else { throw irregularity.failure }
            return try writeIrregular(sheet, of: workbook, to: output, .made)
        }
    }

    private func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output, _ order: RowOrder, width: Int?
    ) throws -> SheetSummary {
        switch options.format {
        case .tsv, .csv: try TableExport(sheet, workbook, options, output, width: width, order: order, progress).run()
        case .ndjson:
            try ObjectExport.write(sheet, of: workbook, options, to: output, order: order, progress: progress)
        case .grid: try GridExport.write(sheet, of: workbook, options, to: output, order: order, progress: progress)
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
}
