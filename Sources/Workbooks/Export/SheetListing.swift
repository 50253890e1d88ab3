import Streams

/// The sheets of a workbook as a table.
public enum SheetListing {
    /// `index`, `name`, `state`, `dimension`: the index counts worksheets, so that a chart sheet has none; the
    /// dimension is what the sheet declares, empty when it declares none.
    public static func tsv(of workbook: Workbook) throws -> [UInt8] {
        var out = TSV.line(["index", "name", "state", "dimension"])
        var index = 0
        for sheet in workbook.sheets {
            if sheet.kind == .worksheet { index += 1 }
            out += TSV.line([sheet.kind == .worksheet ? String(index) : "", sheet.name, sheet.state.rawValue, try workbook.dimension(of: sheet)])
        }
        return out
    }
}

extension Workbook {
    /// The dimension that a sheet declares, as text; empty when it declares none or is no worksheet.
    func dimension(of sheet: Sheet) throws -> String {
        guard sheet.kind == .worksheet else { return "" }
        let scanner = try SheetScanner(sheet, in: self)
        try scanner.readHead()
        return scanner.head.dimension?.description ?? ""
    }

    /// The worksheet of that place in workbook order, from 1.
    public func worksheet(at index: Int) throws -> Sheet {
        let worksheets = self.worksheets
        guard worksheets.indices.contains(index - 1) else {
            throw Failure(
                .data, .noSuchSheet, at: Place(file: path), "has no worksheet \(index)",
                hint: "it has \(worksheets.count)")
        }
        return worksheets[index - 1]
    }
}

extension SheetSummary {
    /// What to say of the sheet at `place`.
    public func messages(at place: Place) -> [Message] {
        var messages: [Message] = []
        if uncalculated > 0 {
            messages.append(
                Message(
                    .warning, .uncalculatedFormulas, at: place, "\(uncalculated) formulas have no saved value",
                    hint: "open the workbook in Excel and save it"))
        }
        if missingStrings > 0 {
            messages.append(
                Message(
                    .warning, .missingSharedStrings, at: place,
                    "\(missingStrings) cells name a shared string that the workbook does not have; they are left empty",
                    hint: "let Excel repair the workbook"))
        }
        return messages
    }
}
