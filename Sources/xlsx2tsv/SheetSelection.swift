import ArgumentParser
import Streams
import Toolkit
import Workbooks

/// Which sheets are written, and what of them.
struct SheetSelection: ParsableArguments {
    @Option(
        name: [.short, .long], help: ArgumentHelp("Write the sheet of exactly this name.", valueName: "name"),
        completion: .custom { words, _, _ in completions(words) { $0.sheets.map(\.name) } })
    var sheet: String?

    @Option(
        name: [.customShort("n"), .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Write the worksheet of this place in workbook order, from 1 as --list numbers them; -1 is the last.",
            valueName: "number"))
    var sheetIndex: Int?

    @Flag(name: [.short, .long], help: "Write all worksheets, one behind the other, or with --output-dir a file each.")
    var allSheets = false

    @Option(
        help: ArgumentHelp(
            "Write only this: A1:K40, A:C, 3:7, a defined name or a table, with a sheet in front or without.",
            valueName: "range"),
        completion: .custom { words, _, _ in completions(words) { try $0.rangeNames() } })
    var range: String?

    @Option(help: ArgumentHelp("With --all-sheets, what to do with hidden sheets: keep or skip.", valueName: "policy"))
    var hiddenSheets = HiddenPolicy.keep

    @Flag(name: [.short, .long], help: "List the sheets instead: index, name, state, dimension and rows, as TSV.")
    var list = false

    @Flag(help: "Describe the workbook instead: sheets, defined names, tables, date system and writer, as NDJSON.")
    var metadata = false

    func validate() throws {
        let chosen = [list, metadata, sheet != nil, sheetIndex != nil, allSheets].count { $0 }
        guard chosen <= 1 else {
            throw ValidationError(
                "only one of --list, --metadata, --sheet, --sheet-index and --all-sheets can be given")
        }
        guard sheetIndex != 0 else { throw ValidationError("--sheet-index counts from 1, or from the end with -1") }
        guard range == nil || !(list || metadata || allSheets) else {
            throw ValidationError("--range goes with a single sheet")
        }
    }

    /// Why a sheet was chosen, for the log.
    var why: String {
        if sheet != nil { return "taken by its name" }
        if sheetIndex != nil { return "taken by its place" }
        if range != nil { return "taken for the range" }
        return allSheets ? "taken as one of all" : "taken as the first visible one"
    }

    /// The chosen sheets, without an option the first visible worksheet; and the range.
    func resolve(in workbook: Workbook) throws -> (sheets: [Workbook.Sheet], range: SheetRange?) {
        let named = try sheet.map { try workbook.sheet(named: $0) } ?? sheetIndex.map { try workbook.worksheet(at: $0) }
        let found = try range.map { try workbook.range(named: $0, on: named) }
        if let sheet = named ?? found?.sheet { return ([sheet], found?.range) }
        let visible = workbook.worksheets.filter { $0.state == .visible }
        if allSheets, !workbook.worksheets.isEmpty {
            return (hiddenSheets == .skip ? visible : workbook.worksheets, nil)
        }
        guard let first = visible.first ?? workbook.worksheets.first else {
            throw Failure(.data, .noSuchSheet, at: Place(file: workbook.path), "has no worksheet")
        }
        return ([first], found?.range)
    }
}

/// What a shell offers: names of the workbook that stands on the line; nothing when there is none, or it is none.
private func completions(_ words: [String], _ names: (Workbook) throws -> [String]) -> [String] {
    guard let path = CompletionLine(words).file(endings: ["xlsx", "xlsm"]), let workbook = try? Workbook(path: path)
    else { return [] }
    return (try? names(workbook)) ?? []
}

extension HiddenPolicy: OptionWord {}
