import Streams

/// What is to happen with files once they are in an archive.
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
    /// Files that hold a key, and never go into an archive.
    public var secrets: [String] = []

    public init(from: String, into: String) {
        self.from = from
        self.into = into
    }

    func selects(_ file: FolderWalk.Found) -> Bool {
        if let olderThan, file.facts.modified > asOf.seconds - olderThan.seconds { return false }
        if let minimumSize, file.facts.size < minimumSize { return false }
        if let maximumSize, file.facts.size > maximumSize { return false }
        // The ledger is appended to by the next run.
        if file.path.isLedger, !include.matches(file.path) { return false }
        return (include.isEmpty || include.matches(file.path)) && !exclude.matches(file.path)
    }
}

/// A file that was chosen, with the facts by which a later step sees that nobody changed it.
struct Candidate: Hashable {
    /// Path under the folder that is archived.
    var path: BytePath
    var size: Int
    var mode: UInt32
    /// Last change of the content, and of content, name or rights.
    var modified: Moment
    var changed: Moment

    /// All that the system stores of a time.
    struct Moment: Hashable {
        var seconds: Int
        var nanoseconds: Int
    }

    init(_ found: FolderWalk.Found) {
        path = found.path
        size = found.facts.size
        mode = found.facts.mode
        modified = Moment(seconds: found.facts.modified, nanoseconds: found.facts.modifiedNanoseconds)
        changed = Moment(seconds: found.facts.changed, nanoseconds: found.facts.changedNanoseconds)
    }

    /// Whether the file is still what was chosen.
    func isUnchanged(_ facts: FileFacts) -> Bool {
        facts.kind == .file && Candidate(FolderWalk.Found(path: path, facts: facts)) == self
    }
}

// MARK: A line of a plan

extension Candidate.Moment: CustomStringConvertible, LosslessStringConvertible {
    /// `1767225600.000000000`
    var description: String {
        let digits = String(nanoseconds)
        return "\(seconds)." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 9, let seconds = Int(parts[0]), let nanoseconds = Int(parts[1]),
            nanoseconds >= 0
        else { return nil }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }
}

extension Candidate {
    /// A line of a plan; `archive` is where the file goes, or is already.
    func serialised(archive: String, isArchived: Bool) -> [UInt8] {
        var out: [UInt8] = Array("{\"action\":\"\(isArchived ? "archived" : "archive")\",\"archive\":".utf8)
        JSON.append(string: archive, to: &out)
        out.append(UInt8(ascii: ","))
        path.appendMember(to: &out)
        out +=
            ",\"size\":\(size),\"mode\":\"\(ManifestLine.octal(mode))\",\"mtime\":\"\(modified)\",\"ctime\":\"\(changed)\"}\n"
            .utf8
        return out
    }

    init?(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), let path = BytePath(memberOf: object),
            let size = object["size"]?.number.flatMap({ Int(exactly: $0) }),
            let mode = object["mode"]?.string.flatMap({ UInt32($0, radix: 8) }),
            let modified = object["mtime"]?.string.flatMap({ Moment($0) }),
            let changed = object["ctime"]?.string.flatMap({ Moment($0) })
        else { return nil }
        (self.path, self.size, self.mode, self.modified, self.changed) = (path, size, mode, modified, changed)
    }
}

// MARK: A record of our own, quicker to write and read than a line of a plan

extension Candidate {
    /// The six numbers and the path, with blanks between them.
    var record: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(path.bytes.count + 80)
        for number in [size, Int(mode), modified.seconds, modified.nanoseconds, changed.seconds, changed.nanoseconds] {
            DecimalText.append(number, to: &out)
            out.append(UInt8(ascii: " "))
        }
        out += path.bytes
        return out
    }

    /// Reads what `record` writes, and nothing else: it never left this process.
    init(record: ArraySlice<UInt8>) {
        var rest = record
        func number() -> Int {
            let isNegative = rest.first == UInt8(ascii: "-")
            if isNegative { rest.removeFirst() }
            var value = 0
            while let digit = rest.popFirst(), digit != UInt8(ascii: " ") { value = value &* 10 &+ Int(digit &- 48) }
            return isNegative ? -value : value
        }
        size = number()
        mode = UInt32(truncatingIfNeeded: number())
        modified = Moment(seconds: number(), nanoseconds: number())
        changed = Moment(seconds: number(), nanoseconds: number())
        path = BytePath(bytes: rest)
    }
}

/// Candidates put aside, to be read back in their order any number of times.
struct CandidateSpool {
    private let spool = Spool(capacity: 1 << 16)
    private(set) var count = 0
    /// Bytes of all files.
    private(set) var size = 0

    mutating func add(_ candidate: Candidate) throws {
        try spool.write(candidate.record + [0])
        count += 1
        size = size.adding(clamping: candidate.size)
    }

    func forEach(_ body: (Candidate) throws -> Void) throws {
        var records = SpoolLines(spool, separator: 0)
        while let record = try records.next() { try body(Candidate(record: record)) }
    }
}

extension CreateOptions {
    /// The first line of a plan.
    func planHeader() -> [UInt8] {
        var members: [JSON.Member] = [
            .init("plan", .number(1)), .init("from", .string(absolutePath(from))),
            .init("into", .string(absolutePath(into))),
            .init("format", .string(format.rawValue)), .init("older_than", olderThan.map { .string($0.text) } ?? .null),
            .init("as_of", .string(asOf.iso)), .init("clock", .string("modification time, UTC")),
        ]
        switch disposal {
        case .keep: members.append(.init("then", .string("keep")))
        case .remove: members.append(.init("then", .string("remove")))
        case .trash(let folder, let grace):
            members += [
                .init("then", .string("trash")), .init("trash", .string(absolutePath(folder))),
                .init("grace", .string(grace.text)),
            ]
        }
        return Array((JSON.object(members).serialised() + "\n").utf8)
    }

    /// Reads the first line of a plan; nil when it is not one.
    public init?(planHeader line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), object["plan"]?.number == 1,
            let from = object["from"]?.string,
            let into = object["into"]?.string,
            let format = object["format"]?.string.flatMap({ ArchiveFormat(rawValue: $0) }),
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
            guard let folder = object["trash"]?.string, let grace = object["grace"]?.string.flatMap({ Age($0) }) else {
                return nil
            }
            disposal = .trash(folder: folder, grace: grace)
        default: return nil
        }
    }
}
