import ArgumentParser
import Glibc
import Streams
import Toolkit
import Workbooks

@main
struct Xlsx2TSV: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "xlsx2tsv",
        abstract: "Write the sheets of an Excel workbook as text.",
        usage: "xlsx2tsv [options] [FILE]",
        discussion: """
            Examples:
              xlsx2tsv plan.xlsx                          the first visible sheet as TSV
              xlsx2tsv --sheet DV360 --format ndjson plan.xlsx | jq .MARKET
              xlsx2tsv --list plan.xlsx                   the sheets, their state and dimension
              xlsx2tsv --all-sheets --grid plan.xlsx | mp-extract --planned -
            """,
        version: toolkitVersion)

    @Argument(help: "The workbook; - or nothing is standard input.", completion: .file(extensions: ["xlsx", "xlsm"]))
    var file = "-"

    @OptionGroup(title: "Sheets")
    var selection: SheetSelection

    @Option(help: ArgumentHelp("Write tsv or ndjson.", valueName: "format"))
    var format = SheetFormat.tsv

    @Flag(help: "Write NDJSON with typed cells at absolute positions, which mp-extract reads.")
    var grid = false

    @Option(name: [.short, .long], help: ArgumentHelp("Write to this file, atomically, instead of standard output.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func validate() throws {
        guard file != "-" || isatty(STDIN_FILENO) == 0 else {
            throw ValidationError("no workbook is named, and standard input is a terminal")
        }
        guard format != .grid else { throw ValidationError("--format takes tsv or ndjson; the grid has a flag of its own, --grid") }
    }

    static func main() { Tool.main(Self.self) }

    func run(_ session: Session) throws -> ExitStatus {
        let spool = file == "-" ? try SpooledInput() : nil
        let workbook = try Workbook(path: spool?.path ?? file, name: spool == nil ? nil : "standard input")
        let output = try Output.to(output)
        if selection.list {
            try output.write(SheetListing.tsv(of: workbook))
        } else {
            for sheet in try selection.sheets(of: workbook) { try write(sheet, of: workbook, to: output, session) }
        }
        try output.finish()
        return .done
    }

    private func write(_ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output, _ session: Session) throws {
        let meter = session.progress()
        var export = SheetExport(ExportOptions(format: grid ? .grid : format))
        export.progress = { meter.update(bytes: $0, of: $1, rows: $2) }
        let summary = try export.write(sheet, of: workbook, to: output)
        for message in summary.messages(at: Place(file: workbook.path, sheet: sheet.name)) { session.report(message) }
        session.note("\(workbook.path)!\(sheet.name): \(summary.rows) rows")
    }
}

extension SheetFormat: ExpressibleByArgument {
    public static var allValueStrings: [String] { [SheetFormat.tsv, .ndjson].map(\.rawValue) }
}
