import Streams
import Workbooks

/// What a plan or report comes in: a workbook, tables of text, or a grid; one file may hold several.
public enum SourceFile {
    case workbook(Workbook)
    /// A table of text. `sheet` is the archive member's name, empty for a file that is the table itself.
    case table(DelimitedText, sheet: String)
    /// Rows as `xlsx2tsv --grid` writes them.
    case grid(Input)

    /// Opens a file and hands over what it holds, one after the other.
    ///
    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - report: takes what there is to say, such as members that are not read.
    /// - Throws: `Failure` with status 66, 77 or 74 when the file cannot be read, 65 when it is nothing that is read, and says which.
    public static func open(
        _ path: String, report: (Message) -> Void, each body: (SourceFile) throws -> Void
    ) throws {
        let input = try Input(path: path)
        switch FileKind(head: try input.peek(FileKind.headSize)) {
        case .jsonLines: try body(.grid(input))
        case .gzip: try gzip(input, report, body)
        case .archive, .legacy, .other: try seekable(path, input, report, body)
        case .text where path == "-" || SpooledInput.isNeeded(for: path):
            // An archive with text before it is told apart by its directory, at its end.
            if try input.peek(1 << 16).holdsArchive {
                try seekable(path, input, report, body)
            } else {
                try body(.table(DelimitedText(TextBytes(input), name: input.name), sheet: ""))
            }
        case .text where !isWorkbookWithPrefix(path):
            try body(.table(DelimitedText(FileBytes(input), name: input.name), sheet: ""))
        case .text: try seekable(path, input, report, body)
        case let kind: throw kind.sourceRefusal(input.name)
        }
    }

    /// A ZIP archive may begin with other bytes, which look like text.
    private static func isWorkbookWithPrefix(_ path: String) -> Bool {
        if case .some(.text) = try? FileKind(path: path) { return false }
        return (try? FileKind(path: path)) != nil
    }

    private static func gzip(
        _ input: Input, _ report: (Message) -> Void, _ body: (SourceFile) throws -> Void
    ) throws {
        let bytes = try GzipBytes(FileBytes(input), name: input.name)
        let first = try bytes.next()
        guard case .text = FileKind(head: first) else {
            guard first.isEmpty || FileKind(head: first) != .archive else {
                let spool = try SpooledInput(writing: { output in
                    try output.write(first)
                    while case let piece = try bytes.next(), !piece.isEmpty { try output.write(piece) }
                })
                return try whole(spool.path, name: input.name, report, body)
            }
            throw FileKind(head: first).sourceRefusal(input.name)
        }
        try body(.table(DelimitedText(Rest(first, bytes), name: input.name), sheet: ""))
    }

    /// What must be read at any offset: standard input waits in a temporary file.
    private static func seekable(
        _ path: String, _ input: Input, _ report: (Message) -> Void, _ body: (SourceFile) throws -> Void
    ) throws {
        let spool = path == "-" || SpooledInput.isNeeded(for: path) ? try SpooledInput(input) : nil
        try whole(spool?.path ?? path, name: input.name, report, body)
    }

    private static func whole(
        _ path: String, name: String, _ report: (Message) -> Void, _ body: (SourceFile) throws -> Void
    ) throws {
        switch try FileKind(path: path, name: name) {
        case .workbook: try body(.workbook(Workbook(path: path, name: name)))
        case .legacy(let legacy):
            let workbook = try LegacyConversion.workbook(path, kind: legacy, name: name)
            report(
                Message(
                    .note, .convertedFile, at: Place(file: name),
                    "is \(legacy.name); LibreOffice converted it before it was read",
                    hint: "save it as .xlsx to be sure that nothing changes"))
            try body(.workbook(workbook))
        case .archive: try archive(path, name: name, report, body)
        case .text:
            let bytes = FileBytes(try Input(path: path, name: name))
            try body(.table(DelimitedText(bytes, name: name), sheet: ""))
        case let kind: throw kind.sourceRefusal(name)
        }
    }
}

extension SourceFile {
    /// The members of a ZIP archive that are tables or workbooks, in the order of their names.
    ///
    /// - Parameter isInner: whether it is itself a member of an archive; those in it are not opened.
    private static func archive(
        _ path: String, name: String, isInner: Bool = false, _ report: (Message) -> Void,
        _ body: (SourceFile) throws -> Void
    ) throws {
        let package = try Package(path: path, name: name)
        let members = package.partNames.filter { !isHousekeeping($0) }.sorted()
        guard !members.isEmpty else {
            throw Failure(.data, .unreadableKind, at: Place(file: name), "is a ZIP archive without a file in it")
        }
        var ignored: [String] = []
        for member in members where try !read(member, of: package, name, isInner: isInner, report, body) {
            ignored.append(member)
        }
        guard ignored.count < members.count else {
            throw Failure(
                .data, .unreadableKind, at: Place(file: name),
                "is a ZIP archive that holds no table and no workbook: \(listed(members))",
                hint: "give the plan or report itself")
        }
        guard !ignored.isEmpty else { return }
        report(
            Message(
                .warning, .memberIgnored, at: Place(file: name),
                "\(listed(ignored)) in the archive is neither a table nor a workbook: not read",
                hint: "unpack it if it counts"))
    }

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }

    /// What macOS and Windows put into archives besides.
    private static func isHousekeeping(_ member: String) -> Bool {
        let file = member.split(separator: "/").last ?? ""
        return member.hasPrefix("__MACOSX/") || file == ".DS_Store" || file == "Thumbs.db" || file.hasPrefix("._")
    }

    /// Reads a member; false when it is neither a table nor a workbook.
    private static func read(
        _ member: String, of package: Package, _ name: String, isInner: Bool, _ report: (Message) -> Void,
        _ body: (SourceFile) throws -> Void
    ) throws -> Bool {
        let bytes = MemberBytes(try package.bytes(of: member))
        let first = try bytes.next()
        let rest = Rest(first, bytes)
        // A message names the archive and the member as it names a workbook and a sheet.
        switch FileKind(head: first) {
        case .text:
            let table = try DelimitedText(rest, name: name)
            // Notes beside the reports, such as README.txt, have no delimiter.
            guard table.hasDelimiter else { return false }
            try body(.table(table, sheet: member))
        case .archive:
            let spool = try SpooledInput(writing: { output in
                while case let piece = try rest.next(), !piece.isEmpty { try output.write(piece) }
            })
            let memberName = "\(name)/\(member)"
            switch try FileKind(path: spool.path, name: memberName) {
            case .workbook: try body(.workbook(Workbook(path: spool.path, name: memberName)))
            case .archive where !isInner: try archive(spool.path, name: memberName, isInner: true, report, body)
            default: return false
            }
        default: return false
        }
        return true
    }
}

extension FileKind {
    /// Why a file of this kind is no plan or report.
    fileprivate func sourceRefusal(_ name: String) -> Failure {
        guard var message = refusal(name)?.message else {
            return Failure(.data, .unreadableKind, at: Place(file: name), "is not a plan or report")
        }
        if message.code == .notAWorkbook {
            message.text = message.text.replacing("is not a workbook", with: "is not a plan or report")
            message.hint = "give an .xlsx, .xlsm, .csv or .tsv file"
        }
        return Failure(.data, message.code, at: message.place, message.text, hint: message.hint)
    }
}
