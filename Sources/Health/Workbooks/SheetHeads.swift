import MediaPlans
import Workbooks

/// The first rows of each sheet of a source. A check reads no more of a workbook, however long its sheets are.
final class SheetHeads<Source: SheetSource>: SheetSource {
    private let source: Source
    private let most: Int
    /// The names of the sheets that have more rows.
    private(set) var cut: Set<String> = []

    /// - Parameter most: how many rows of each sheet are read; at least 1.
    init(of source: Source, most: Int) {
        self.source = source
        self.most = most
    }

    var name: String { source.name }

    func walk(_ visitor: some SheetVisitor) throws {
        try source.walk(RowCount(visitor, most: most) { [self] in cut.insert($0) })
    }
}

/// Passes on the first rows of each sheet.
private final class RowCount<Visitor: SheetVisitor>: SheetVisitor {
    private let visitor: Visitor
    private let most: Int
    private let cut: (String) -> Void
    private var sheet = ""
    private var count = 0

    init(_ visitor: Visitor, most: Int, cut: @escaping (String) -> Void) {
        self.visitor = visitor
        self.most = most
        self.cut = cut
    }

    func begin(_ sheet: SourceSheet, merges: RowMerges) throws -> Bool {
        self.sheet = sheet.name
        count = 0
        return try visitor.begin(sheet, merges: merges)
    }

    func row(_ row: SheetRow) throws -> Bool {
        guard count < most else {
            cut(sheet)
            return false
        }
        count += 1
        return try visitor.row(row)
    }

    func end() throws { try visitor.end() }
}
