import ArgumentParser
import Toolkit
import Workbooks

/// How cells and lines are written.
struct Presentation: ParsableArguments {
    @Option(help: ArgumentHelp("Write tsv, csv or ndjson.", valueName: "format"))
    var format = SheetFormat.tsv

    @Flag(help: "Write NDJSON with typed cells at absolute positions, which mp-extract reads.")
    var grid = false

    @Option(
        help: ArgumentHelp(
            "The row that holds the column names: NDJSON takes its keys from it, and rows above it are left out.",
            valueName: "number"))
    var headerRow: Int?

    @Flag(help: "Write what the cells display, under their number formats.")
    var formatted = false

    @Flag(help: "Write formulas instead of values, shared and array formulas in each of their cells.")
    var formulas = false

    @Flag(help: "Write dates as the serial numbers that are stored.")
    var raw = false

    @Flag(help: "Write numbers in the digits that the file has.")
    var storedNumbers = false

    @Flag(help: "Write the value of a merged range in each of its cells.")
    var fillMerged = false

    @Flag(help: "Leave out rows that hold no value.")
    var skipBlankRows = false

    @Option(help: ArgumentHelp("What to do with hidden rows: keep or skip.", valueName: "policy"))
    var hiddenRows = HiddenPolicy.keep

    @Option(help: ArgumentHelp("What to do with hidden columns: keep or skip.", valueName: "policy"))
    var hiddenColumns = HiddenPolicy.keep

    @Option(help: ArgumentHelp("What to do with errors such as #DIV/0!: keep, blank or fail.", valueName: "policy"))
    var errors = ErrorPolicy.keep

    @Option(parsing: .unconditional, help: ArgumentHelp("Write this in empty fields of a table.", valueName: "text"))
    var null = ""

    @Option(
        help: ArgumentHelp(
            "The sign between CSV fields: one ASCII sign, or tab; a comma by default.", valueName: "sign"))
    var delimiter: String?

    @Option(help: ArgumentHelp("Which CSV fields stand in quotes: minimal, text or all.", valueName: "policy"))
    var quote = Quoting.minimal

    @Flag(help: "Begin CSV with a byte order mark, by which Excel knows that it is UTF-8.")
    var bom = false

    func validate() throws {
        guard format != .grid else {
            throw ValidationError("--format takes tsv, csv or ndjson; the grid has a flag of its own, --grid")
        }
        guard [formatted, formulas, raw].count(where: { $0 }) <= 1, !(formatted && storedNumbers) else {
            throw ValidationError(
                "only one of --formatted, --formulas, --raw can be given, and --stored-numbers not with --formatted")
        }
        guard headerRow ?? 1 >= 1, headerRow ?? 1 <= 1_048_576 else {
            throw ValidationError("--header-row is a row number from 1 to 1048576")
        }
        guard delimiter == nil && !bom || format == .csv else {
            throw ValidationError("--delimiter and --bom go with --format csv")
        }
        guard delimiterByte != nil else {
            throw ValidationError("--delimiter is one ASCII sign, not a quote or line end, or tab")
        }
        guard !null.utf8.contains(where: { [0x09, 0x0A, 0x0D].contains($0) }) else {
            throw ValidationError("--null may hold no tab or line end")
        }
        guard format != .csv || !null.utf8.contains(where: { $0 == 0x22 || $0 == delimiterByte }) else {
            throw ValidationError("--null may hold no quote and no delimiter in CSV, where it stands without quotes")
        }
        guard quote == .minimal || format == .csv else {
            throw ValidationError("--quote goes with --format csv")
        }
        guard null.isEmpty || format != .ndjson else {
            throw ValidationError("--null goes with tables; an empty cell of NDJSON has no key")
        }
        guard !grid || options.isPlainGrid && format == .tsv else {
            throw ValidationError("--grid takes no other options for cells and lines")
        }
    }

    /// Whether nothing is asked for.
    var isDefault: Bool { format == .tsv && !grid && !bom && options.isPlainGrid && quote == .minimal }

    private var delimiterByte: UInt8? {
        guard let delimiter else { return 0x2C }
        if ["tab", "\\t"].contains(delimiter) { return 0x09 }
        guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first, byte < 0x80,
            ![0x22, 0x0A, 0x0D].contains(byte)
        else { return nil }
        return byte
    }

    var options: ExportOptions {
        var options = ExportOptions(format: grid ? .grid : format)
        options.view = formatted ? .displayed : formulas ? .formula : raw ? .serial : .value
        options.keepsStoredNumbers = storedNumbers
        options.errors = errors
        options.hiddenRows = hiddenRows
        options.hiddenColumns = hiddenColumns
        options.fillsMerged = fillMerged
        options.skipsBlankRows = skipBlankRows
        options.null = null
        options.headerRow = headerRow
        options.delimiter = delimiterByte ?? 0x2C
        options.quoting = quote
        options.hasByteOrderMark = bom
        return options
    }
}

extension ExportOptions {
    /// Whether nothing but the format is asked for.
    fileprivate var isPlainGrid: Bool {
        takesRowsAsStored && view == .value && !keepsStoredNumbers && !skipsBlankRows && null.isEmpty
    }
}

extension SheetFormat: OptionWord {
    public static var allValueStrings: [String] { [SheetFormat.tsv, .csv, .ndjson].map { $0.rawValue } }
}

extension ErrorPolicy: OptionWord {}
extension Quoting: OptionWord {}
