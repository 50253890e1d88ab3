import ArgumentParser
import Streams
import Workbooks

/// Which sheets are written.
struct SheetSelection: ParsableArguments {
    @Flag(name: [.short, .long], help: "List the sheets instead: index, name, state and dimension, as TSV.")
    var list = false

    @Option(name: [.short, .long], help: ArgumentHelp("Write the sheet of exactly this name.", valueName: "name"))
    var sheet: String?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Write the worksheet of this place in workbook order, from 1, as --list numbers them.", valueName: "number"))
    var sheetIndex: Int?

    @Flag(name: [.short, .long], help: "Write all worksheets, hidden ones too, one behind the other.")
    var allSheets = false

    func validate() throws {
        let chosen = [list, sheet != nil, sheetIndex != nil, allSheets].count { $0 }
        guard chosen <= 1 else { throw ValidationError("only one of --list, --sheet, --sheet-index and --all-sheets can be given") }
        if let sheetIndex, sheetIndex < 1 { throw ValidationError("--sheet-index counts from 1") }
    }

    /// The chosen sheets: without an option the first visible worksheet.
    func sheets(of workbook: Workbook) throws -> [Workbook.Sheet] {
        if let sheet { return [try workbook.sheet(named: sheet)] }
        if let sheetIndex { return [try workbook.worksheet(at: sheetIndex)] }
        if allSheets { return workbook.worksheets }
        guard let first = workbook.worksheets.first(where: { $0.state == .visible }) ?? workbook.worksheets.first else {
            throw Failure(.data, .noSuchSheet, at: Place(file: workbook.path), "has no worksheet")
        }
        return [first]
    }
}
