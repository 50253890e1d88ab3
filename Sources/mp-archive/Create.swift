import ArgumentParser
import Bundles
import Glibc
import Streams
import Toolkit

struct Create: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Put the files of a folder into one archive per month.",
        discussion:
            "A file's month and age are those of its last modification, in UTC. Nothing is removed unless --remove or --trash is given."
    )

    @Option(help: ArgumentHelp("The folder whose files are archived.", valueName: "folder"), completion: .directory)
    var from: String?

    @Option(
        help: ArgumentHelp("The folder of the archives. (default: archive under MP_HOME)", valueName: "folder"),
        completion: .directory)
    var into: String?

    @Option(help: ArgumentHelp("Only files last modified at least so long ago: 30d, 12h, 2w.", valueName: "age"))
    var olderThan: Age?

    @Option(
        help: ArgumentHelp("Only files that match this pattern; may be given again for others.", valueName: "pattern"))
    var include: [String] = []

    @Option(
        help: ArgumentHelp("No files that match this pattern; may be given again for others.", valueName: "pattern"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("Only files of at least so many bytes: 500, 64K, 10M, 2G.", valueName: "size"))
    var minSize: ByteCount?

    @Option(help: ArgumentHelp("Only files of at most so many bytes.", valueName: "size"))
    var maxSize: ByteCount?

    @Option(help: ArgumentHelp("The format: tar.gz, tar.zst or zip.", valueName: "format"))
    var format = ArchiveFormat.tarGzip

    @Flag(help: "Remove files that are certainly in the archive.")
    var remove = false

    @Option(
        help: ArgumentHelp(
            "Move files that are certainly in the archive to this folder instead of removing them.", valueName: "folder"
        ),
        completion: .directory)
    var trash: String?

    @Option(
        help: ArgumentHelp("Remove from the trash what was moved there longer ago. (default: 7d)", valueName: "age"))
    var grace: Age?

    @Flag(help: "Read new archives back though nothing is removed.")
    var verify = false

    @Flag(name: [.customShort("n"), .long], help: "Do nothing but write the plan, as NDJSON.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Do what this plan says, where nothing changed since; - is standard input.", valueName: "plan"),
        completion: .file())
    var apply: String?

    @Option(help: ArgumentHelp("Wait so many seconds for another run.", valueName: "seconds"))
    var wait = 0

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the plan", apply)
        files.takesAll("the folder of --from", from)
        if apply == nil { files.fills("--into", into ?? archiveFolder()) }
        files.fills("--trash", trash)
        return files
    }

    func validate() throws {
        let chooses =
            from != nil || into != nil || olderThan != nil || !include.isEmpty || !exclude.isEmpty || minSize != nil
            || maxSize != nil
        if apply != nil, chooses || remove || trash != nil || dryRun {
            throw ValidationError("--apply takes all from the plan; give it alone")
        }
        guard apply != nil || from != nil else { throw ValidationError("--from is missing") }
        if remove, trash != nil { throw ValidationError("--remove and --trash exclude each other") }
        if grace != nil, trash == nil { throw ValidationError("--grace is for --trash") }
        guard wait >= 0 else { throw ValidationError("--wait must not be negative") }
    }

    func run(_ session: Session) throws -> ExitStatus {
        let secrets = try retentionSettings().keyFiles
        reportMissingKeys(session)
        let progress = FileProgress(session)
        let result: CreateJob.Result
        if let apply {
            let plan = try Input(path: apply)
            guard let line = try plan.line(), var options = CreateOptions(planHeader: line) else {
                throw Failure(
                    .data, .malformedPlan, at: Place(file: apply), "is not a plan",
                    hint: "make one with mp-archive create --dry-run")
            }
            (options.wait, options.verify, options.secrets) = (wait, verify, secrets)
            result = try CreateJob(options, report: session.report, expect: progress.expect, advance: progress.advance)
                .run(plan: plan)
        } else {
            let job = try CreateJob(
                options(secrets), report: session.report, expect: progress.expect, advance: progress.advance)
            guard !dryRun else {
                let output = Output.standard()
                try job.writePlan(to: output)
                try output.finish()
                return .done
            }
            result = try job.run()
        }
        progress.end()
        let output = Output.standard()
        for path in result.archives {
            session.ledger.wrote(path)
            try output.write(path + "\n")
        }
        try output.finish()
        session.ledger.rows = result.archived
        session.summarise(
            "\(counted(result.archived, "file")) archived in \(counted(result.archives.count, "archive")), \(result.removed) removed"
                + (result.failed > 0 ? ", \(result.failed) left with findings" : ""))
        return result.failed > 0 ? .findings : .done
    }

    private func options(_ secrets: [String]) -> CreateOptions {
        var options = CreateOptions(from: from ?? ".", into: into ?? archiveFolder())
        options.format = format
        options.olderThan = olderThan
        options.include = FilePatterns(include)
        options.exclude = FilePatterns(exclude)
        options.minimumSize = minSize?.bytes
        options.maximumSize = maxSize?.bytes
        if remove { options.disposal = .remove }
        if let trash { options.disposal = .trash(folder: trash, grace: grace ?? Age("7d")!) }
        options.verify = verify
        options.wait = wait
        options.secrets = secrets
        return options
    }
}

/// Where archives are unless an option says otherwise.
func archiveFolder() -> String { environment("MP_HOME").map { "\($0)/archive" } ?? "archive" }
