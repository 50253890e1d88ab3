import Streams
import Workbooks

/// A sheet as its rows announce it.
public struct SourceSheet: Sendable, Equatable {
    /// The workbook's path as it was given; messages name it.
    public var file: String
    /// The sheet's name, or an archive member's; empty for a file that is one table of text.
    public var name: String
    public var state: Workbook.Sheet.State
    /// Whether it is a table of text, in which numbers and dates are texts.
    public var isText: Bool
    /// The names of all sheets of the workbook, this one's included, where they are known before it is read; in a pipe
    /// they are not. Versions of one sheet stand beside each other.
    public var siblings: [String]?
    /// Columns that the sheet does not show.
    public var hiddenColumns: [ClosedRange<Int>] = []

    public init(file: String, name: String, state: Workbook.Sheet.State = .visible, isText: Bool = false) {
        self.file = file
        self.name = name
        self.state = state
        self.isText = isText
    }
}

/// Something whose sheets can be walked once, in order: a workbook, or a grid of one from a pipe.
///
/// Rows come in stored order; rows and cells without a value may be absent.
public protocol SheetSource {
    /// The name for messages about the whole.
    var name: String { get }

    /// Walks all sheets. For each, `visitor.begin` is asked first, then rows follow until it has enough.
    func walk(_ visitor: some SheetVisitor) throws
}

/// Who looks at the sheets of a source.
public protocol SheetVisitor: AnyObject {
    /// A sheet begins, some of whose cells may be merged. Returns whether its rows are wanted.
    func begin(_ sheet: SourceSheet, merges: RowMerges) throws -> Bool
    /// The sheet's next row. Returns whether more rows are wanted.
    func row(_ row: SheetRow) throws -> Bool
    /// The sheet that began last ends; called whether its rows were wanted or not.
    func end() throws
}

extension SheetVisitor {
    /// A sheet begins of which it is not known that any cells are merged.
    public func begin(_ sheet: SourceSheet) throws -> Bool { try begin(sheet, merges: RowMerges()) }
}

/// A workbook's worksheets. What is no worksheet (a chart) has no rows and is passed over.
public struct WorkbookSource: SheetSource {
    private let workbook: Workbook
    private let report: (Message) -> Void

    /// - Parameter report: takes what there is to say of cells that do not hold what they should.
    public init(_ workbook: Workbook, report: @escaping (Message) -> Void = { _ in }) {
        self.workbook = workbook
        self.report = report
    }

    public var name: String { workbook.path }

    private struct Enough: Error {}

    public func walk(_ visitor: some SheetVisitor) throws {
        let names = workbook.worksheets.map(\.name)
        for sheet in workbook.worksheets {
            let merges = RowMerges { [workbook] in try workbook.merges(of: sheet) }
            var source = SourceSheet(file: workbook.path, name: sheet.name, state: sheet.state)
            source.siblings = names
            source.hiddenColumns = try workbook.hiddenColumns(of: sheet)
            if try visitor.begin(source, merges: merges) {
                do {
                    try workbook.forEachRow(of: sheet, repairsText: true, report: report) { row in
                        guard try visitor.row(row) else { throw Enough() }
                    }
                } catch is Enough {}
            }
            try visitor.end()
        }
    }
}
