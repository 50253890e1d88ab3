import Workbooks

/// Columns of tables in formulas (`RawData[BUDGET_LOCAL]`), as the cells that they mean.
struct TableColumns {
    private var cells: [String: [String: String]] = [:]

    init(_ tables: [SheetTable], of workbook: Workbook) {
        for table in tables where workbook.sheets.indices.contains(table.sheetIndex - 1) {
            let (first, last) = (
                table.range.first.row + table.headerRows, table.range.last.row - table.totalsRows
            )
            guard first <= last else { continue }
            let sheet = workbook.sheets[table.sheetIndex - 1].name.replacing("'", with: "''")
            var columns: [String: String] = [:]
            for (index, name) in table.columns.enumerated() {
                let letters = CellReference.letters(ofColumn: table.range.first.column + index)
                columns[name.lowercased()] = "'\(sheet)'!$\(letters)$\(first):$\(letters)$\(last)"
            }
            cells[table.name.lowercased()] = columns
        }
    }

    /// A formula in which each single column of a table is the range that it means; other structured references stay.
    func resolved(_ formula: String) -> String {
        guard !cells.isEmpty, formula.contains("[") else { return formula }
        let signs = Array(formula)
        var out = ""
        var word = ""
        var index = 0
        var quote: Character?
        while index < signs.count {
            let sign = signs[index]
            if let open = quote {
                if sign == open { quote = nil }
            } else if sign == "\"" || sign == "'" {
                quote = sign
            } else if sign == "[", let columns = cells[word.lowercased()],
                let end = signs[index...].firstIndex(of: "]"), signs[index + 1] != "[",
                let range = columns[String(signs[(index + 1)..<end]).lowercased()]
            {
                out.removeLast(word.count)
                out += range
                (word, index) = ("", end + 1)
                continue
            }
            word = sign.isLetter || sign.isNumber || sign == "_" || sign == "." ? word + String(sign) : ""
            out.append(sign)
            index += 1
        }
        return out
    }
}
