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
    public func tables() throws -> [SheetTable] {
        var tables: [SheetTable] = []
        for sheet in worksheets where package.contains(sheet.partName) {
            for relationship in try package.relationships(of: sheet.partName)
            where relationship.isOfType("table") && !relationship.isExternal && package.contains(relationship.target) {
                if let table = try table(relationship.target, of: sheet) { tables.append(table) }
            }
        }
        return tables
    }

    private func table(_ part: String, of sheet: Sheet) throws -> SheetTable? {
        var table: SheetTable?
        try XMLReader(partName: part, package: path).parse(try package.data(of: part)) { element in
            if element.isNamed("table"), let range = element["ref"].flatMap({ CellRange($0) }) {
                table = SheetTable(
                    name: element["displayName"] ?? element["name"] ?? "", sheetIndex: sheet.index, range: range,
                    headerRows: element.integer("headerRowCount") ?? 1,
                    totalsRows: element.integer("totalsRowCount") ?? 0,
                    columns: [])
            } else if element.isNamed("tableColumn") {
                table?.columns.append(element["name"] ?? "")
            }
        }
        return table
    }

    /// The defined names and tables that `--range` can name.
    public func rangeNames() throws -> [String] { try definedNames.map(\.name) + tables().map(\.name) }

    /// Finds what `--range` names: a range, whole columns or rows, a defined name, or a table; with a sheet in front or without.
    ///
    /// - Returns: the range, and its sheet when the name decides it.
    /// - Throws: `Failure` with status 65 when there is no such thing.
    public func range(named text: String) throws -> (range: SheetRange, sheet: Sheet?) {
        if let range = SheetRange(text) { return (range, nil) }
        if let found = try qualifiedRange(text) { return found }
        if let name = definedNames.first(where: { $0.name.lowercased() == text.lowercased() }) {
            guard let found = try qualifiedRange(name.formula) else {
                throw noSuchRange("the defined name \(name.name) stands for \(name.formula), which is no single range")
            }
            return found
        }
        let tables = try tables()
        if let table = tables.first(where: { $0.name.lowercased() == text.lowercased() }) {
            return (SheetRange(table.range), sheets[table.sheetIndex - 1])
        }
        throw noSuchRange("has no range, defined name or table \"\(text)\"", tables)
    }

    /// Reads `Plan!$A$1:$K$40` or `'My plan'!A:C`.
    private func qualifiedRange(_ text: String) throws -> (range: SheetRange, sheet: Sheet?)? {
        guard let mark = text.lastIndex(of: "!") else { return nil }
        var name = String(text[..<mark])
        if name.hasPrefix("'"), name.hasSuffix("'"), name.count >= 2 {
            name = String(name.dropFirst().dropLast()).replacing("''", with: "'")
        }
        guard let range = SheetRange(text[text.index(after: mark)...].replacing("$", with: "")) else { return nil }
        return (range, try sheet(named: name))
    }

    private func noSuchRange(_ what: String, _ tables: [SheetTable] = []) -> Failure {
        let known = (definedNames.filter { !$0.isHidden }.map(\.name) + tables.map(\.name)).prefix(20)
        return Failure(
            .data, .noSuchRange, at: Place(file: path), what,
            hint: known.isEmpty
                ? "give a range such as A1:K40, A:C or 3:7" : "its names are " + known.joined(separator: ", "))
    }
}

extension MessageCode {
    public static let noSuchRange = MessageCode(rawValue: "no-such-range")
}
