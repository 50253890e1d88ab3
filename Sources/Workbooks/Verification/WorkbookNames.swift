/// Names and identifiers of a workbook's sheets, defined names and tables, held against what Excel takes.
struct WorkbookNames {
    private let workbook: Workbook
    private(set) var faults: [String] = []

    init(_ workbook: Workbook) { self.workbook = workbook }

    mutating func check() throws {
        checkSheets()
        try checkSheetIDs()
        let tables = try checkTables()
        checkDefinedNames(tables)
    }

    // MARK: Sheets

    private mutating func checkSheets() {
        var names: Set<String> = []
        for sheet in workbook.sheets {
            let name = sheet.name
            if !names.insert(name.lowercased()).inserted { faults.append("two sheets are called \"\(name)\"") }
            if let reason = Self.reason(againstSheet: name) { faults.append("the sheet \"\(name)\" \(reason)") }
            if sheet.partName.isEmpty { faults.append("the sheet \"\(name)\" has no part") }
        }
        if !workbook.sheets.contains(where: { $0.state == .visible }) { faults.append("no sheet is visible") }
    }

    /// Why a sheet cannot have a name; nil when it can.
    static func reason(againstSheet name: String) -> String? {
        if name.isEmpty { return "has no name" }
        if name.utf16.count > ExcelLimits.sheetName {
            return "has a name of more than \(ExcelLimits.sheetName) characters"
        }
        if name.contains(where: { ExcelLimits.forbiddenInSheetName.contains($0) }) {
            return "has a sign in its name that Excel does not take"
        }
        if name.hasPrefix("'") || name.hasSuffix("'") { return "has an apostrophe at an end of its name" }
        return nil
    }

    private mutating func checkSheetIDs() throws {
        var found: [String] = []
        var (ids, parts) = (Set<Int>(), Set<String>())
        let package = workbook.package
        guard let part = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") })?.target
        else {
            return
        }
        try XMLReader(partName: part, package: workbook.path).parse(try package.data(of: part)) { element in
            guard element.isNamed("sheet"), let id = element.integer("sheetId") else { return }
            if !ids.insert(id).inserted { found.append("two sheets have the identifier \(id)") }
            if !(1...ExcelLimits.sheetID).contains(id) {
                found.append("a sheet has the identifier \(id), where Excel takes 1 to \(ExcelLimits.sheetID)")
            }
        }
        for sheet in workbook.sheets where !sheet.partName.isEmpty {
            if !parts.insert(sheet.partName.lowercased()).inserted {
                found.append("two sheets have the part \(sheet.partName)")
            }
        }
        faults += found
    }

    // MARK: Tables

    /// The tables' names in lower case.
    private mutating func checkTables() throws -> Set<String> {
        var (names, ids) = (Set<String>(), Set<Int>())
        var found: [String] = []
        for sheet in workbook.worksheets where workbook.package.contains(sheet.partName) {
            for relationship in try workbook.package.relationships(of: sheet.partName)
            where relationship.isOfType("table") && !relationship.isExternal
                && workbook.package.contains(relationship.target)
            {
                let part = relationship.target
                var columns: Set<String> = []
                var (range, count, listed): (CellRange?, Int, Int?) = (nil, 0, nil)
                try XMLReader(partName: part, package: workbook.path).parse(try workbook.package.data(of: part)) {
                    element in
                    if element.isNamed("table") {
                        let name = element["displayName"] ?? element["name"] ?? ""
                        if !names.insert(name.lowercased()).inserted { found.append("two tables are called \(name)") }
                        if Self.isName(name) == false {
                            found.append("the table \(name) has a name that Excel does not take")
                        }
                        let id = element.integer("id") ?? 0
                        if !ids.insert(id).inserted { found.append("two tables have the identifier \(id)") }
                        range = element["ref"].flatMap { CellRange($0) }
                    } else if element.isNamed("tableColumns") {
                        listed = element.integer("count")
                    } else if element.isNamed("tableColumn"), let name = element["name"] {
                        count += 1
                        if !columns.insert(name.lowercased()).inserted {
                            found.append("the table \(part) has the column \(name) twice")
                        }
                    }
                }
                if range.map({ $0.columns.count != count }) ?? true || listed.map({ $0 != count }) ?? false {
                    found.append("the table \(part) has other columns than its range")
                }
            }
        }
        faults += found
        return names
    }

    // MARK: Defined names

    private mutating func checkDefinedNames(_ tables: Set<String>) {
        var seen: Set<String> = []
        for name in workbook.definedNames {
            let key = name.name.lowercased()
            if !seen.insert("\(name.sheetIndex ?? 0) \(key)").inserted {
                faults.append("the name \(name.name) is defined twice")
            }
            if name.sheetIndex == nil, tables.contains(key) { faults.append("the name \(name.name) is a table's, too") }
            if !Self.isName(name.name) { faults.append("the name \(name.name) is not one that Excel takes") }
            if let index = name.sheetIndex, index > workbook.sheets.count {
                faults.append("the name \(name.name) belongs to a sheet that is not there")
            }
            if name.formula.isEmpty { faults.append("the name \(name.name) stands for nothing") }
            if name.formula.utf16.count > ExcelLimits.formula {
                faults.append("the name \(name.name) has a formula of more than \(ExcelLimits.formula) characters")
            }
        }
    }

    /// Whether a name can be defined or given to a table (ECMA-376 part 1, 18.2.5): it begins with a letter, `_` or `\`, has no blank, and
    /// is no address.
    static func isName(_ name: String) -> Bool {
        guard let first = name.first, name.utf16.count <= ExcelLimits.name,
            first.isLetter || first == "_" || first == "\\"
        else { return false }
        guard
            name.dropFirst().allSatisfy({
                $0.isLetter || $0.isNumber || "_.\\?".contains($0) || $0.unicodeScalars.contains { $0.value > 0x7F }
            })
        else { return false }
        return CellReference(name) == nil && !["r", "c"].contains(name.lowercased())
    }
}
