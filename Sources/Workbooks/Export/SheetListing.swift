import Streams

/// The sheets of a workbook as a table.
public enum SheetListing {
    /// `index`, `name`, `state`, `dimension`, `rows`: the index counts worksheets, so that a chart sheet has none; the
    /// dimension is what the sheet declares, empty when it declares none; rows counts up to the last that shows a value.
    ///
    /// - Parameter report: takes what is wrong with a sheet, whose dimension and rows are then empty.
    /// - Returns: the table, and whether every sheet could be read.
    public static func tsv(of workbook: Workbook, report: (Message) -> Void) -> (text: [UInt8], isComplete: Bool) {
        var out = TSV.line(["index", "name", "state", "dimension", "rows"])
        var isComplete = true
        for sheet in workbook.sheets {
            var extent = ["", ""]
            do { extent = try workbook.extent(of: sheet) } catch {
                isComplete = false
                if let failure = error as? Failure { report(failure.message) }
            }
            out += TSV.line(
                [workbook.worksheetIndex(of: sheet).map(String.init) ?? "", sheet.name, sheet.state.rawValue] + extent)
        }
        return (out, isComplete)
    }
}

extension Workbook {
    /// The dimension that a sheet declares, and its rows; both empty for what is no worksheet.
    fileprivate func extent(of sheet: Sheet) throws -> [String] {
        guard sheet.kind == .worksheet else { return ["", ""] }
        let scanner = try SheetScanner(sheet, in: self)
        try scanner.readHead()
        let rows = try SheetExtent(of: sheet, in: self).rows
        return [scanner.head.dimension?.description ?? "", String(rows)]
    }

    /// The place of a worksheet among worksheets, from 1; nil for another kind of sheet.
    func worksheetIndex(of sheet: Sheet) -> Int? {
        sheet.kind == .worksheet ? sheets.prefix(sheet.index).count { $0.kind == .worksheet } : nil
    }

    /// The worksheet of that place in workbook order, from 1; from the end for a negative one, -1 being the last.
    public func worksheet(at index: Int) throws -> Sheet {
        let worksheets = self.worksheets
        let place = index < 0 ? worksheets.count + index : index - 1
        guard worksheets.indices.contains(place) else {
            throw Failure(
                .data, .noSuchSheet, at: Place(file: path), "has no worksheet \(index)",
                hint: "it has \(worksheets.count)")
        }
        return worksheets[place]
    }
}
