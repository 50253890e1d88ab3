import Glibc
import Streams
import Workbooks

/// Asks LibreOffice to convert a workbook in a legacy format.
///
/// It runs with a profile of its own, so that no window of the user's is disturbed, for at most `limit`; its folder is removed in any case.
enum LegacyConversion {
    private static let limit = Duration.seconds(180)

    /// The converted workbook, open; its file is removed already.
    ///
    /// - Throws: `Failure` with status 65 when there is no LibreOffice, or it does not convert the file.
    static func workbook(_ path: String, kind: FileKind.Legacy, name: String) throws -> Workbook {
        try Interruption.polling { try converted(path, kind: kind, name: name) }
    }

    private static func converted(_ path: String, kind: FileKind.Legacy, name: String) throws -> Workbook {
        guard let program = BoundedProgram.path(of: "soffice") ?? BoundedProgram.path(of: "libreoffice") else {
            throw Failure(
                .data, .otherFormat, at: Place(file: name),
                "is \(kind.name), which is not read, and LibreOffice is not installed",
                hint: "save it as .xlsx, or install LibreOffice (scripts/install-dependencies --heavy)")
        }
        let folder = try makeFolder()
        defer { remove(folder) }
        // soffice tells the format by the ending, too.
        let input = "\(folder)/input.\(kind.rawValue)"
        try place(path, at: input, name, kind)
        guard
            let process = BoundedProgram(
                program,
                [
                    "-env:UserInstallation=file://\(folder)/profile", "--headless", "--norestore", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", folder, input,
                ], in: folder)
        else { throw refusal(name, kind, "LibreOffice does not start") }
        let result = process.finish(by: .now + limit)
        try Interruption.check()
        let output = "\(folder)/input.xlsx"
        guard access(output, R_OK) == 0 else {
            throw refusal(name, kind, "LibreOffice \(result.end.complaint ?? "wrote no file")")
        }
        return try Workbook(path: output, name: name)
    }

    /// Puts the file where LibreOffice finds it: a link, or a copy of what has no name any more, as a spooled pipe has not.
    private static func place(_ path: String, at input: String, _ name: String, _ kind: FileKind.Legacy) throws {
        if let absolute = realpath(path, nil) {
            defer { free(absolute) }
            guard symlink(absolute, input) == 0 else { throw refusal(name, kind, systemMessage(errno)) }
            return
        }
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw refusal(name, kind, systemMessage(errno)) }
        defer { close(source) }
        let target = open(input, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw refusal(name, kind, systemMessage(errno)) }
        defer { close(target) }
        while case let count = sendfile(target, source, nil, 1 << 20), count != 0 {
            guard count > 0 || errno == EINTR else { throw refusal(name, kind, systemMessage(errno)) }
        }
    }

    private static func refusal(_ name: String, _ kind: FileKind.Legacy, _ why: String) -> Failure {
        Failure(
            .data, .otherFormat, at: Place(file: name), "is \(kind.name), and could not be converted: \(why)",
            hint: "open it and save it as .xlsx")
    }

    private static func makeFolder() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/convert.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: base),
                "cannot make a temporary folder: \(systemMessage(errno))",
                hint: "set TMPDIR to a folder with room")
        }
        return String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes a folder with all that is in it, without following links.
    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { names.append(name) }
            }
            closedir(folder)
            for name in names where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }
}
