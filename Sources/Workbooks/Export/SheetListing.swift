import Streams

/// The sheets of a workbook as a table.
public enum SheetListing {
    /// `index`, `name`, `state`, `dimension`, `rows`: the index counts worksheets, so that a chart sheet has none; the
    /// dimension is what the sheet declares, empty when it declares none; rows counts up to the last that holds a value.
    public static func tsv(of workbook: Workbook) throws -> [UInt8] {
        var out = TSV.line(["index", "name", "state", "dimension", "rows"])
        var index = 0
        for sheet in workbook.sheets {
            if sheet.kind == .worksheet { index += 1 }
            out += TSV.line(
                [sheet.kind == .worksheet ? String(index) : "", sheet.name, sheet.state.rawValue]
                    + (try workbook.extent(of: sheet)))
        }
        return out
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

extension SheetSummary {
    /// What to say of the sheet at `place`.
    public func messages(at place: Place) -> [Message] {
        var messages: [Message] = []
        if oddities.uncalculated > 0 {
            messages.append(
                Message(
                    .warning, .uncalculatedFormulas, at: place,
                    "\(oddities.uncalculated) \(oddities.uncalculated == 1 ? "formula has" : "formulas have") no saved value",
                    hint: "open the workbook in Excel and save it"))
        }
        if oddities.stale > 0 {
            messages.append(
                Message(
                    .warning, .staleFormulas, at: place,
                    "\(oddities.stale) \(oddities.stale == 1 ? "formula has" : "formulas have") a saved value that may be wrong: the workbook asks to be calculated when it is opened",
                    hint: "open the workbook in Excel and save it"))
        }
        if oddities.missingStrings > 0 {
            messages.append(
                Message(
                    .warning, .missingSharedStrings, at: place,
                    "\(oddities.missingStrings) \(oddities.missingStrings == 1 ? "cell names" : "cells name") a shared string that the workbook does not have, and what should hold it is left empty",
                    hint: "let Excel repair the workbook"))
        }
        if unfilledMerges > 0 {
            messages.append(
                Message(
                    .warning, .mergeNotFilled, at: place,
                    "\(unfilledMerges) merged \(unfilledMerges == 1 ? "range is" : "ranges are") not filled, of more than a million cells or overlapping others",
                    hint: "see the merged cells of the sheet"))
        }
        return messages
    }
}
