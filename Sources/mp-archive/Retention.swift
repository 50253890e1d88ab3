import ArgumentParser
import Bundles
import Glibc
import Streams
import Toolkit

struct Prune: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove the files that no rule keeps.",
        discussion:
            "Prints a line for every file: kept or removed, why, path, size, mtime. Days, weeks and months are of UTC.")

    @Option(help: ArgumentHelp("The folder whose files are meant.", valueName: "folder"), completion: .directory)
    var from: String

    @Option(help: ArgumentHelp("Keep files younger than this: 30d, 12h, 2w.", valueName: "age"))
    var keep: Age?

    @Option(help: ArgumentHelp("Keep the newest files.", valueName: "count"))
    var keepLast = 0

    @Option(help: ArgumentHelp("Keep the newest file of each of so many days.", valueName: "count"))
    var keepDaily = 0

    @Option(help: ArgumentHelp("Keep the newest file of each of so many weeks.", valueName: "count"))
    var keepWeekly = 0

    @Option(help: ArgumentHelp("Keep the newest file of each of so many months.", valueName: "count"))
    var keepMonthly = 0

    @Option(
        help: ArgumentHelp("Only files that match this pattern; may be given again for others.", valueName: "pattern"))
    var include: [String] = []

    @Flag(help: "Remove files though none stays.")
    var allowEmpty = false

    @Option(
        help: ArgumentHelp("Move files to this folder instead of removing them.", valueName: "folder"),
        completion: .directory)
    var trash: String?

    @Option(
        help: ArgumentHelp("Remove from the trash what was moved there longer ago. (default: 7d)", valueName: "age"))
    var grace: Age?

    @Flag(name: [.customShort("n"), .long], help: "Remove nothing; only say what would be.")
    var dryRun = false

    @Option(help: ArgumentHelp("Wait so many seconds for another run.", valueName: "seconds"))
    var wait = 0

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    private var rules: KeepRules {
        var rules = KeepRules()
        rules.within = keep
        (rules.last, rules.daily, rules.weekly, rules.monthly) = (keepLast, keepDaily, keepWeekly, keepMonthly)
        return rules
    }

    var files: CommandFiles {
        var files = CommandFiles()
        files.takesAll("the folder of --from", from)
        files.fills("--trash", trash)
        return files
    }

    func validate() throws {
        guard !rules.isEmpty else {
            throw ValidationError(
                "no rule is given; give --keep, --keep-last, --keep-daily, --keep-weekly or --keep-monthly")
        }
        guard min(keepLast, keepDaily, keepWeekly, keepMonthly, wait) >= 0 else {
            throw ValidationError("counts must not be negative")
        }
        if grace != nil, trash == nil { throw ValidationError("--grace is for --trash") }
    }

    func run(_ session: Session) throws -> ExitStatus {
        _ = try retentionSettings()
        let disposal = trash.map { Disposal.trash(folder: $0, grace: grace ?? Age("7d")!) } ?? .remove
        let job = PruneJob(
            from: from, rules: rules, patterns: FilePatterns(include), allowEmpty: allowEmpty, disposal: disposal,
            report: session.report)
        let locks = try dryRun ? [] : FolderLock.all([from], wait: wait)
        defer { withExtendedLifetime(locks) {} }
        if !dryRun { try job.requireTrash() }
        let decisions = try job.decide()
        let output = Output.standard()
        try decisions.forEach { decision in
            let action = decision.isKept ? "keep" : "remove"
            try output.write(
                "\(action)\t\(decision.reason)\t\(decision.path.field)\t\(decision.size)\t\(decision.modified.iso)\n")
        }
        try output.finish()
        let failed = try dryRun ? 0 : job.carryOut(decisions)
        session.summarise(
            "\(counted(decisions.kept, "file")) kept, \(decisions.removed - failed) \(dryRun ? "would be " : "")removed",
            at: Place(file: from))
        if decisions.unverified > 0 { return .data }
        return failed + decisions.passedOver > 0 ? .findings : .done
    }
}

struct Backup: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Save input, output, logs, config and archive under MP_HOME, and prove that they can be restored.")

    @Option(
        help: ArgumentHelp("The folder of the backups. (default: backup under MP_HOME)", valueName: "folder"),
        completion: .directory)
    var into: String?

    @Option(help: ArgumentHelp("The format: tar.gz, tar.zst or zip.", valueName: "format"))
    var format = ArchiveFormat.tarGzip

    @Flag(help: "Make a backup though a folder is empty that was not when the one before was made.")
    var allowEmpty = false

    @Option(help: ArgumentHelp("Wait so many seconds for another run.", valueName: "seconds"))
    var wait = 0

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        let home = environment("MP_HOME") ?? "."
        // Earlier archives may lie beside backups.
        for folder in BackupJob.folders where folder != "archive" {
            files.takesAll("a folder that is saved", "\(home)/\(folder)")
        }
        files.fills("--into", into)
        return files
    }

    func run(_ session: Session) throws -> ExitStatus {
        let home = environment("MP_HOME") ?? "."
        reportMissingKeys(session)
        let progress = FileProgress(session)
        let job = BackupJob(
            home: home, into: into ?? "\(home)/backup", format: format, secrets: try retentionSettings().keyFiles,
            allowEmpty: allowEmpty, report: session.report, expect: progress.expect,
            advance: progress.advance)
        let result = try job.run(wait: wait)
        progress.end()
        session.ledger.wrote(result.path)
        session.ledger.rows = result.files
        let output = Output.standard()
        try output.write(TSV.line([result.path, String(result.files), String(result.bytes)]))
        try output.finish()
        return result.failed > 0 ? .findings : .done
    }
}
