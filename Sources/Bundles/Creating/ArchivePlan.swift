import Streams

/// What is to happen with files once they stand in an archive.
public enum Disposal: Hashable, Sendable {
    case keep
    case remove
    /// Moved to a folder of the same file system, and removed for good when older than `grace`.
    case trash(folder: String, grace: Age)
}

/// What `mp-archive create` was asked for.
public struct CreateOptions: Sendable {
    public var from: String
    public var into: String
    public var format = ArchiveFormat.tarGzip
    /// Only files that were last modified at least so long before `asOf`.
    public var olderThan: Age?
    public var asOf = UTCTime.now()
    /// Only these; all when there are none.
    public var include = FilePatterns([])
    public var exclude = FilePatterns([])
    public var minimumSize: Int?
    public var maximumSize: Int?
    public var disposal = Disposal.keep
    /// Read every new archive back though nothing is removed.
    public var verify = false
    /// Seconds to wait for another run.
    public var wait = 0

    public init(from: String, into: String) {
        self.from = from
        self.into = into
    }

    func selects(_ file: FolderWalk.Found) -> Bool {
        if let olderThan, file.facts.modified > asOf.seconds - olderThan.seconds { return false }
        if let minimumSize, file.facts.size < minimumSize { return false }
        if let maximumSize, file.facts.size > maximumSize { return false }
        // The ledger is appended to by whoever runs next.
        if file.path == "runs.ndjson" || file.path.hasSuffix("/runs.ndjson"), !include.matches(file.path) { return false }
        return (include.isEmpty || include.matches(file.path)) && !exclude.matches(file.path)
    }
}

/// A file that was chosen, with the facts by which a later step sees that nobody changed it.
struct Candidate: Hashable {
    /// Path under the folder that is archived.
    var path: String
    var size: Int
    var mode: UInt32
    var modified: Int
    var exactModified: String
    var exactChanged: String

    init(_ found: FolderWalk.Found) {
        path = found.path
        size = found.facts.size
        mode = found.facts.mode
        modified = found.facts.modified
        exactModified = found.facts.exactModified
        exactChanged = found.facts.exactChanged
    }

    /// Whether the file is still what was chosen.
    func isUnchanged(_ facts: FileFacts) -> Bool {
        facts.kind == .file && facts.size == size && facts.exactModified == exactModified && facts.exactChanged == exactChanged
    }

    /// A line of a plan; `archive` is where the file goes, or stands already.
    func serialised(archive: String, isArchived: Bool) -> [UInt8] {
        var out: [UInt8] = Array("{\"action\":\"\(isArchived ? "archived" : "archive")\",\"archive\":".utf8)
        JSON.append(string: archive, to: &out)
        out += ",\"path\":".utf8
        JSON.append(string: path, to: &out)
        out += ",\"size\":\(size),\"mode\":\"\(ManifestLine.octal(mode))\",\"mtime\":\"\(exactModified)\",\"ctime\":\"\(exactChanged)\"}\n".utf8
        return out
    }

    init?(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), let path = object["path"]?.string,
            let size = object["size"]?.number.flatMap({ Int(exactly: $0) }), let mode = object["mode"]?.string.flatMap({ UInt32($0, radix: 8) }),
            let modified = object["mtime"]?.string, let changed = object["ctime"]?.string,
            let seconds = modified.split(separator: ".").first.flatMap({ Int($0) })
        else { return nil }
        (self.path, self.size, self.mode) = (path, size, mode)
        (self.modified, exactModified, exactChanged) = (seconds, modified, changed)
    }
}

extension CreateOptions {
    /// The first line of a plan.
    func planHeader() -> [UInt8] {
        var members: [JSON.Member] = [
            .init("plan", .number(1)), .init("from", .string(absolutePath(from))), .init("into", .string(absolutePath(into))),
            .init("format", .string(format.rawValue)), .init("older_than", olderThan.map { .string($0.text) } ?? .null),
            .init("as_of", .string(asOf.iso)), .init("clock", .string("modification time, UTC")),
        ]
        switch disposal {
        case .keep: members.append(.init("then", .string("keep")))
        case .remove: members.append(.init("then", .string("remove")))
        case .trash(let folder, let grace):
            members += [.init("then", .string("trash")), .init("trash", .string(absolutePath(folder))), .init("grace", .string(grace.text))]
        }
        return Array((JSON.object(members).serialised() + "\n").utf8)
    }

    /// Reads the first line of a plan; nil when it is none.
    public init?(planHeader line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), object["plan"]?.number == 1, let from = object["from"]?.string,
            let into = object["into"]?.string, let format = object["format"]?.string.flatMap({ ArchiveFormat(rawValue: $0) }),
            let asOf = object["as_of"]?.string.flatMap({ UTCTime(iso: $0) })
        else { return nil }
        self.init(from: from, into: into)
        self.format = format
        self.asOf = asOf
        olderThan = object["older_than"]?.string.flatMap { Age($0) }
        switch object["then"]?.string {
        case "keep": disposal = .keep
        case "remove": disposal = .remove
        case "trash":
            guard let folder = object["trash"]?.string, let grace = object["grace"]?.string.flatMap({ Age($0) }) else { return nil }
            disposal = .trash(folder: folder, grace: grace)
        default: return nil
        }
    }
}
