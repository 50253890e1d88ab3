import ArgumentParser
import Bundles
import Glibc
import Streams
import Toolkit

struct Verify: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read archives to their end and hold them against their manifests.",
        discussion:
            "Prints a line for each good archive: path, files, bytes. Ends with 65 when one is not what it should be.")

    @Argument(
        help: ArgumentHelp("Archives, or folders of them. (default: archive under MP_HOME)", valueName: "archive"),
        completion: .file(extensions: ["tar.gz", "tar.zst", "zip"]))
    var archives: [String] = []

    @Option(
        help: ArgumentHelp("Hold the archives against this receipt, which is kept elsewhere.", valueName: "file"),
        completion: .file())
    var receipt: String?

    @Flag(help: "Add archives that are good and new to the receipt; it is made if it is missing.")
    var record = false

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("an archive", archives)
        files.reads("the manifest of an archive", archives.map { ArchiveListing.manifest(of: $0) })
        if record { files.makes("--receipt", receipt) }
        return files
    }

    func validate() throws {
        if record, receipt == nil { throw ValidationError("--record is for --receipt") }
    }

    func run(_ session: Session) throws -> ExitStatus {
        // What is wrong with the receipt is said before the archives are read.
        let receipt = try receipt.map { try ArchiveReceipt(path: $0, isNew: record) }
        let progress = FileProgress(session)
        let job = VerifyJob(report: session.report, advance: progress.advance)
        var worst = ExitStatus.done
        var good: [VerifyJob.Verified] = []
        let output = Output.standard()
        let arguments = archives.isEmpty ? [archiveFolder()] : archives
        for path in try arguments.flatMap(job.archives) {
            do {
                let verified = try job.verify(path, isAlone: arguments.contains(path))
                good.append(verified)
                try output.write(TSV.line([path, String(verified.files), String(verified.bytes)]))
                session.ledger.read(path)
            } catch let failure as Failure {
                session.report(failure.message)
                worst = failure.status
            }
        }
        progress.end()
        try output.finish()
        if job.verifyChain(good) > 0, worst == .done { worst = .data }
        if let receipt {
            if receipt.compare(good, report: session.report) > 0, worst == .done { worst = .data }
            let new = receipt.lacking(good)
            if record, worst == .done {
                try receipt.write(adding: new)
                session.ledger.wrote(receipt.path)
            } else if let first = new.first {
                session.report(
                    Message(
                        .note, .brokenReceipt, at: Place(file: receipt.path),
                        "does not have \(counted(new.count, "archive")), such as \(first.path)",
                        hint: record ? "correct what is wrong first" : "add them with --record"))
            }
        }
        if good.isEmpty, worst == .done {
            session.report(Message(.note, .noMember, "there was no archive to verify"))
        }
        return worst
    }
}

struct List: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what an archive holds.", discussion: "Columns: path, size, mode, mtime, sha256.")

    /// How the list is written.
    enum Format: String, OptionWord { case tsv, ndjson }

    @Argument(
        help: ArgumentHelp("The archive.", valueName: "archive"),
        completion: .file(extensions: ["tar.gz", "tar.zst", "zip"]))
    var archive: String

    @Option(help: ArgumentHelp("Write tsv or ndjson.", valueName: "format"))
    var format = Format.tsv

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func run(_ session: Session) throws -> ExitStatus {
        let output = Output.standard()
        if format == .tsv { try output.write("path\tsize\tmode\tmtime\tsha256\n") }
        try ArchiveListing.forEach(in: archive) { line in
            try output.write(
                format == .ndjson
                    ? String(decoding: line.serialised(), as: UTF8.self)
                    : "\(line.path.field)\t\(line.size)\t\(line.octalMode)\t\(line.modified.iso)\t\(line.hash)\n")
        }
        try output.finish()
        session.ledger.read(archive)
        return .done
    }
}

struct Restore: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring files of an archive back to a folder.",
        discussion:
            "The archive is read to its end and checked first. Files that are there already stay, unless --overwrite is given."
    )

    @Argument(
        help: ArgumentHelp("The archive.", valueName: "archive"),
        completion: .file(extensions: ["tar.gz", "tar.zst", "zip"]))
    var archive: String

    @Argument(help: ArgumentHelp("Only files that match one of these patterns.", valueName: "pattern"))
    var patterns: [String] = []

    @Option(help: ArgumentHelp("The folder to restore to; it is made.", valueName: "folder"), completion: .directory)
    var to: String

    @Flag(help: "Replace files that are there already.")
    var overwrite = false

    @Option(help: ArgumentHelp("Wait so many seconds for another run.", valueName: "seconds"))
    var wait = 0

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the archive", archive)
        files.reads("the manifest of the archive", ArchiveListing.manifest(of: archive))
        return files
    }

    func run(_ session: Session) throws -> ExitStatus {
        let progress = FileProgress(session)
        let job = RestoreJob(
            archive, to: to, patterns: FilePatterns(patterns), overwrite: overwrite, report: session.report,
            expect: progress.expect,
            advance: progress.advance)
        let result = try job.run(wait: wait)
        progress.end()
        session.ledger.read(archive)
        session.ledger.rows = result.restored
        guard result.restored + result.kept > 0 else {
            throw Failure(
                .noInput, .noMember, at: Place(file: archive),
                "holds nothing that matches \(patterns.joined(separator: " "))",
                hint: "see mp-archive list \(archive)")
        }
        let output = Output.standard()
        try output.write("\(result.restored) restored, \(result.kept) kept\n")
        try output.finish()
        return .done
    }
}
