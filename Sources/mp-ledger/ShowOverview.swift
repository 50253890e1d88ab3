import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct ShowOverview: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract:
            "Write a page of HTML with a line for each campaign's folder below a folder: verdict, age, coverage, pacing, findings, files.",
        discussion: """
            A campaign's folder holds input/ or output/runs.ndjson. The page is one file that needs no other and no network; its links are \
            relative to the folder of --output, without it to the folder that is searched. Ends with 1 when a folder or ledger could not be \
            read in full, which the page names.
            """)
    @Argument(help: ArgumentHelp("The folder (default: MP_HOME).", valueName: "folder"), completion: .directory)
    var folder: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    var files: CommandFiles {
        var files = CommandFiles()
        files.makes("--output", output)
        return files
    }

    func run(_ session: Session) throws -> ExitStatus {
        let folder = folder ?? ledger.home
        let parent = output?.pathFolder
        let overview = try Overview(folder, page: parent ?? folder, now: Double(time(nil)))
        guard !overview.isEmpty else {
            throw Failure(
                .noInput, .noHome, at: Place(file: folder), "no folder with input/ or output/runs.ndjson is in it",
                hint: "name the folder that holds the campaigns' folders")
        }
        if let output { try overview.requireFree(output) }
        let output = try Output.to(output)
        try output.write(overview.html)
        try output.finish()
        if let path = self.output { session.ledger.wrote(path) }
        for problem in overview.problems {
            session.report(Message(.warning, .homeNotRead, at: Place(file: problem.home), problem.text))
        }
        return overview.problems.isEmpty ? .done : .findings
    }
}
