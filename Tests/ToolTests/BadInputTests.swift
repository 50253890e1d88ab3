import Glibc
import Testing

/// Files that are no workbook, each with the status and the words that say what they are.
@Suite("Bad input") struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var words: String
        var testDescription: String { name }
    }

    /// An OLE compound file's header, and the UTF-16 name of a stream in it.
    private static func compoundFile(_ stream: String) -> [UInt8] {
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 1016)
            + stream.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + Array(repeating: 0, count: 100)
    }

    private static let workbook: [UInt8] = {
        let file = fopen(Sample.planned, "rb")!
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }()

    static let cases = [
        Case(name: "text", bytes: Array("MARKET\tBUDGET\n".utf8), words: "is not a workbook: it is text"),
        Case(name: "empty", bytes: [], words: "is not a workbook: it is empty"),
        Case(name: "HTML", bytes: Array("<html><table>".utf8), words: "is not a workbook: it is text in XML or HTML"),
        Case(name: "encrypted", bytes: compoundFile("EncryptedPackage"), words: "is encrypted"),
        Case(name: "legacy", bytes: compoundFile("Workbook"), words: "legacy .xls workbook"),
        Case(name: "truncated", bytes: Array(workbook.prefix(workbook.count * 2 / 3)), words: "is truncated"),
        Case(name: "only the first bytes", bytes: Array(workbook.prefix(100)), words: "is truncated"),
        Case(name: "damaged in the middle", bytes: damaged, words: "is damaged"),
    ]

    private static var damaged: [UInt8] {
        var bytes = workbook
        for index in bytes.count / 4..<bytes.count / 2 { bytes[index] ^= 0x5A }
        return bytes
    }

    @Test("is status 65 and a message that says which", arguments: cases)
    func refused(input: Case) async throws {
        try await withTemporaryFolder { folder in
            try write(input.bytes, to: folder + "/input.xlsx")
            let run = try await runTool("xlsx2tsv", ["--all-sheets", "-o", "out.tsv", "input.xlsx"], in: folder)
            #expect(run.status == 65, "\(run)")
            #expect(run.errors.hasPrefix("xlsx2tsv: error: input.xlsx"), "\(run)")
            #expect(run.errors.contains(input.words), "\(run)")
            #expect(names(in: folder) == ["input.xlsx"])
        }
    }

    @Test(
        "a workbook behind text is read, and refused where it is found too late",
        arguments: [(100, 0), (5_000, 0), (60_000, 0), (70_000, 65), (3_000_000, 65)] as [(Int, Int32)])
    func textBefore(size: Int, status: Int32) async throws {
        let direct = try await runTool("mp-extract", ["--planned", Sample.planned])
        let piped = try await runShell(
            "(yes 'Some text, and more' | head -c \(size); cat \"$WORKBOOK\") | mp-extract --planned -",
            environment: ["WORKBOOK": Sample.planned])
        #expect(piped.status == status, "\(piped)")
        let lines = direct.output.replacing(Sample.planned.split(separator: "/").last!, with: "standard input")
        #expect(piped.output == (status == 0 ? lines : ""), "\(piped)")
        if status != 0 { #expect(piped.errors.contains("a ZIP archive behind more than 64 KiB of text"), "\(piped)") }
    }

    @Test(
        "a missing file or a folder is status 66",
        arguments: [
            ("/nowhere/x.xlsx", "no such file: there is no folder /nowhere"), ("/tmp", "is a folder; name a workbook"),
            ("x.xlsx/y", "no such file: there is no folder x.xlsx"),
        ])
    func missing(path: String, reason: String) async throws {
        let run = try await runTool("xlsx2tsv", [path])
        #expect(run.status == 66 && run.errors.contains("\(path): \(reason)"), "\(run)")
    }

    @Test("without permission it is status 77")
    func permission() async throws {
        try await withTemporaryFolder { folder in
            try write("x", to: folder + "/secret.xlsx")
            chmod(folder + "/secret.xlsx", 0)
            chmod(folder, 0o755)
            // Root may read all: another user must ask then.
            let user = getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
            let run = try await runShell("\(user)xlsx2tsv secret.xlsx", in: folder)
            #expect(run.status == 77, "\(run)")
            #expect(run.errors.contains("Permission denied"), "\(run)")
        }
    }

    @Test("an output that cannot be created is status 73 or 77, and nothing is left")
    func output() async throws {
        try await withTemporaryFolder { folder in
            let missing = try await runTool("xlsx2tsv", ["-o", "none/out.tsv", Sample.planned], in: folder)
            #expect(missing.status == 73 && missing.errors.contains("make the folder first"), "\(missing)")
            let onFolder = try await runTool("xlsx2tsv", ["-o", folder, Sample.planned], in: folder)
            #expect(onFolder.status == 73 && onFolder.errors.contains("is a folder; name a file in it"), "\(onFolder)")
            #expect(names(in: folder).isEmpty)
        }
    }
}
