import Streams

/// A name for a formula, mostly a range (ECMA-376 part 1, 18.2.5).
public struct DefinedName: Sendable, Equatable {
    public var name: String
    /// The index from 1 of the sheet that it is local to; nil for the whole workbook.
    public var sheetIndex: Int?
    /// What it stands for, as stored: `Plan!$A$1:$K$40`, `#REF!`.
    public var formula: String
    public var isHidden: Bool
}

/// A table of a sheet (18.5.1.2).
public struct SheetTable: Sendable, Equatable {
    /// The name that formulas use.
    public var name: String
    public var sheetIndex: Int
    /// Header, data and totals rows.
    public var range: CellRange
    public var headerRows: Int
    public var totalsRows: Int
    public var columns: [String]
}

extension Workbook {
    /// The tables of all worksheets.
    ///
    /// - Parameter damaged: takes what is wrong with a table, which is left out.
    public func tables(_ damaged: (Failure) throws -> Void = { throw $0 }) throws -> [SheetTable] {
        var tables: [SheetTable] = []
        for sheet in worksheets where package.contains(sheet.partName) {
            var parts: [String] = []
            do {
                parts = try package.relationships(of: sheet.partName).filter {
                    $0.isOfType("table") && !$0.isExternal && package.contains($0.target)
                }.map(\.target)
            } catch let failure as Failure { try damaged(failure) }
            for part in parts {
                do {
                    if let table = try table(part, of: sheet) { tables.append(table) }
                } catch let failure as Failure { try damaged(failure) }
            }
        }
        return tables
    }

    private func table(_ part: String, of sheet: Sheet) throws -> SheetTable? {
        var table: SheetTable?
        try XMLReader(partName: part, package: path).parse(try package.data(of: part)) { element in
            if element.isNamed("table"), let range = element["ref"].flatMap({ CellRange($0) }) {
                table = SheetTable(
                    name: decodingEscapes(element["displayName"] ?? element["name"] ?? ""), sheetIndex: sheet.index,
                    range: range,
                    headerRows: element.integer("headerRowCount") ?? 1,
                    totalsRows: element.integer("totalsRowCount") ?? 0,
                    columns: [])
            } else if element.isNamed("tableColumn") {
                table?.columns.append(decodingEscapes(element["name"] ?? ""))
            }
        }
        return table
    }

    /// The defined names and tables that `--range` can name.
    public func rangeNames() throws -> [String] { try definedNames.map(\.name) + tables().map(\.name) }
}

extension MessageCode {
    public static let noSuchRange = MessageCode(rawValue: "no-such-range")
}
