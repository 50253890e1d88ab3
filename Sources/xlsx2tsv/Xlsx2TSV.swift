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
              xlsx2tsv plan.xlsx                     the first visible sheet
              xlsx2tsv --list plan.xlsx              which sheets there are
              xlsx2tsv -s DV360 --range A:F plan.xlsx
              xlsx2tsv -s DV360 --format ndjson plan.xlsx | jq .MARKET
              xlsx2tsv -a --grid plan.xlsx | mp-extract --planned -
            """,
        version: toolkitVersion)

    @Argument(help: "The workbook; - or nothing is standard input.", completion: .file(extensions: ["xlsx", "xlsm"]))
    var file = "-"

    @OptionGroup(title: "Sheets")
    var selection: SheetSelection

    @OptionGroup(title: "Cells and lines")
    var presentation: Presentation

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "With --all-sheets, write a file for each sheet into this folder, and print their paths.",
            valueName: "folder"),
        completion: .directory)
    var outputDir: String?

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func validate() throws {
        guard file != "-" || isatty(STDIN_FILENO) == 0 else {
            throw ValidationError("no workbook is named, and standard input is a terminal")
        }
        guard !(selection.list || selection.metadata) || presentation.isDefault else {
            throw ValidationError("--list and --metadata take no options for cells and lines")
        }
        guard outputDir == nil || selection.allSheets, outputDir == nil || output == nil else {
            throw ValidationError("--output-dir goes with --all-sheets, and not with --output")
        }
    }

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the workbook", file)
        files.makes("--output", output)
        return files
    }

    static func main() { Tool.main(Self.self) }

    func run(_ session: Session) throws -> ExitStatus {
        if file != "-", let failure = Failure.missing(file, pattern: "*.xlsx") { throw failure }
        let spool = file == "-" || SpooledInput.isNeeded(for: file) ? try SpooledInput(Input(path: file)) : nil
        let name = file == "-" ? "standard input" : file
        let workbook = try Workbook(path: spool?.path ?? file, name: spool == nil ? nil : name)
        if let outputDir { return try writeFolder(outputDir, of: workbook, session) }
        let output = try Output.to(output)
        let status: ExitStatus
        if selection.list {
            let listing = SheetListing.tsv(of: workbook, report: session.report)
            try output.write(listing.text)
            status = listing.isComplete ? .done : .data
        } else if selection.metadata {
            let description = try Metadata.ndjson(of: workbook, report: session.report)
            try output.write(description.text)
            status = description.isComplete ? .done : .data
        } else {
            status = try writeSheets(of: workbook, to: output, session)
            // A file appears whole or not at all.
            if status != .done, self.output ?? "-" != "-" { return status }
        }
        try output.finish()
        return status
    }

    private func writeSheets(of workbook: Workbook, to output: Output, _ session: Session) throws -> ExitStatus {
        let (sheets, range) = try chosen(in: workbook, session)
        if presentation.bom { try output.write(SheetExport.byteOrderMark) }
        var status = ExitStatus.done
        var names = presentation.grid ? sheets.map(\.name) : []
        for sheet in sheets {
            let start = output.position
            do {
                if try write(sheet, range, names, of: workbook, to: output, session) > 0 { names = [] }
            } catch let failure as Failure where selection.allSheets && concernsOneSheet(failure) {
                _ = try output.rewind(to: start)
                session.report(failure.message)
                status = .data
            }
        }
        return status
    }

    private func chosen(
        in workbook: Workbook, _ session: Session
    ) throws -> (sheets: [Workbook.Sheet], range: SheetRange?) {
        let chosen = try selection.resolve(in: workbook)
        for sheet in workbook.worksheets where session.isDebugging {
            let isChosen = chosen.sheets.contains { $0.name == sheet.name }
            session.note(
                "\(Place(file: workbook.path, sheet: sheet.name)): \(sheet.state), \(isChosen ? selection.why : "not asked for")",
                level: .debug)
        }
        if chosen.sheets.isEmpty {
            session.report(
                Message(
                    .note, .nothingToWrite, at: Place(file: workbook.path), "all worksheets are hidden",
                    hint: "leave out --hidden-sheets skip to have them"))
        }
        return chosen
    }

    /// Whether the other sheets can be written all the same.
    private func concernsOneSheet(_ failure: Failure) -> Bool {
        failure.status == .data && failure.message.code != .refusedError
    }

    /// Writes each sheet to a file of its name, and prints the paths.
    private func writeFolder(_ folder: String, of workbook: Workbook, _ session: Session) throws -> ExitStatus {
        try makeFolders(folder)
        let listing = Output.standard()
        var names = FileNames(ending: presentation.grid ? "ndjson" : presentation.format.rawValue)
        var status = ExitStatus.done
        for sheet in try chosen(in: workbook, session).sheets {
            let path = "\(folder)/\(names.name(for: sheet.name))"
            let output = try Output.to(path)
            do {
                if presentation.bom { try output.write(SheetExport.byteOrderMark) }
                _ = try write(sheet, nil, [], of: workbook, to: output, session)
                try output.finish()
                try listing.write(path + "\n")
            } catch let failure as Failure where concernsOneSheet(failure) {
                session.report(failure.message)
                status = .data
            }
        }
        try listing.finish()
        return status
    }

    /// Writes a sheet; gives how many rows it has.
    private func write(
        _ sheet: Workbook.Sheet, _ range: SheetRange?, _ names: [String], of workbook: Workbook, to output: Output,
        _ session: Session
    ) throws -> Int {
        let meter = session.progress()
        var options = presentation.options
        options.range = range
        options.sheetNames = names
        var export = SheetExport(options)
        export.progress = { meter.update(bytes: $0, of: $1, rows: $2) }
        let summary = try export.write(sheet, of: workbook, to: output)
        for message in summary.messages(at: Place(file: workbook.path, sheet: sheet.name)) { session.report(message) }
        session.note("\(workbook.path)!\(sheet.name): \(grouped(summary.rows)) rows")
        return summary.rows
    }
}

/// Sheet names as file names, each one once.
struct FileNames {
    let ending: String
    private var taken: Set<String> = []

    init(ending: String) { self.ending = ending }

    /// The sheet's name with what paths cannot hold as `_`, and a number behind it when it is taken.
    mutating func name(for sheet: String) -> String {
        var base = String(sheet.map { $0 == "/" || $0 == "\0" || $0.isNewline ? "_" : $0 })
        if base.isEmpty || base.hasPrefix(".") { base = "_" + base }
        while base.utf8.count > 200 { base.removeLast() }
        var name = "\(base).\(ending)"
        var number = 1
        while !taken.insert(name.lowercased()).inserted {
            number += 1
            name = "\(base)_\(number).\(ending)"
        }
        return name
    }
}
