import Streams

/// A file's line in a manifest.
public struct ManifestLine: Hashable, Sendable {
    public var path: BytePath
    public var size: Int
    /// Permission bits.
    public var mode: UInt32
    /// Last change of the content, whole seconds.
    public var modified: UTCTime
    /// SHA-256, 64 hexadecimal digits.
    public var hash: String

    /// `{"path":"output/a.tsv","size":12,"mode":"0644","mtime":"2026-10-03T09:30:00Z","sha256":"…"}` and LF.
    ///
    /// There is one way to write a line, so that manifests are compared as bytes. A path that is not UTF-8 is
    /// `"path_percent":"output/M%E9dia.tsv"`.
    public func serialised() -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(path.bytes.count + 160)
        out.append(UInt8(ascii: "{"))
        path.appendMember(to: &out)
        out += ",\"size\":".utf8
        DecimalText.append(size, to: &out)
        out += ",\"mode\":\"".utf8
        out += Self.octal(mode).utf8
        out += "\",\"mtime\":\"".utf8
        modified.append(to: &out)
        out += "\",\"sha256\":\"".utf8
        out += hash.utf8
        out += "\"}\n".utf8
        return out
    }

    /// The rights as `0644`.
    public var octalMode: String { Self.octal(mode) }

    static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// Reads a line; nil when it is not one.
    init?(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), let path = BytePath(memberOf: object),
            let size = object["size"]?.number.flatMap({ Int(exactly: $0) }),
            let mode = object["mode"]?.string.flatMap({ UInt32($0, radix: 8) }),
            let modified = object["mtime"]?.string.flatMap({ UTCTime(iso: $0) }), let hash = object["sha256"]?.string
        else { return nil }
        self.init(path: path, size: size, mode: mode, modified: modified, hash: hash)
    }

    init(path: BytePath, size: Int, mode: UInt32, modified: UTCTime, hash: String) {
        self.path = path
        self.size = size
        self.mode = mode
        self.modified = modified
        self.hash = hash
    }
}

extension UTCTime {
    /// Reads what `iso` writes.
    init?(iso text: String) {
        let compact = text.filter { $0 != "-" && $0 != ":" }
        guard let time = UTCTime(compact: compact), time.iso == text else { return nil }
        self = time
    }
}

/// The first line of a manifest: which archive it is, and which one came before.
public struct ManifestHeader: Hashable, Sendable {
    /// The archive's file name.
    public var archive: String
    /// The place in the chain, from 1.
    public var sequence: Int
    /// The archive before this one, and the SHA-256 of the manifest inside it; nil for the first.
    public var previous: Link?
    /// Of a backup: how many files it lacks, because they could not be read or were written to meanwhile.
    public var leftOut = 0

    public struct Link: Hashable, Sendable {
        public var archive: String
        public var manifest: String
    }

    func serialised() -> [UInt8] {
        let link: JSON =
            previous.map {
                .object([.init("archive", .string($0.archive)), .init("manifest_sha256", .string($0.manifest))])
            } ?? .null
        let missing: [JSON.Member] = leftOut > 0 ? [.init("left_out", .number(Double(leftOut)))] : []
        let members: [JSON.Member] = [
            .init("manifest", .number(1)), .init("archive", .string(archive)),
            .init("sequence", .number(Double(sequence))),
            .init("previous", link), .init("clock", .string("modification time, UTC")),
        ]
        return Array((JSON.object(members + missing).serialised() + "\n").utf8)
    }

    init(archive: String, sequence: Int, previous: Link?) {
        self.archive = archive
        self.sequence = sequence
        self.previous = previous
    }

    init?(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), object["manifest"]?.number == 1,
            let archive = object["archive"]?.string,
            let sequence = object["sequence"]?.number.flatMap({ Int(exactly: $0) })
        else { return nil }
        self.init(archive: archive, sequence: sequence, previous: nil)
        if let missing = object["left_out"] {
            guard let count = missing.number.flatMap({ Int(exactly: $0) }), count > 0 else { return nil }
            leftOut = count
        }
        guard let link = object["previous"], link != .null else { return }
        guard let name = link["archive"]?.string, let hash = link["manifest_sha256"]?.string else { return nil }
        previous = Link(archive: name, manifest: hash)
    }
}

/// The last line of a manifest beside its archive: the archive as a file.
struct ManifestSeal: Hashable, Sendable {
    var size: Int
    var hash: String

    func serialised() -> [UInt8] { Array("{\"archive_size\":\(size),\"archive_sha256\":\"\(hash)\"}\n".utf8) }

    init(size: Int, hash: String) {
        self.size = size
        self.hash = hash
    }

    init?(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)),
            let size = object["archive_size"]?.number.flatMap({ Int(exactly: $0) }),
            let hash = object["archive_sha256"]?.string
        else { return nil }
        self.init(size: size, hash: hash)
    }
}

/// Names and helpers of manifests.
enum Manifest {
    /// The member that holds the manifest, the last one of an archive.
    static let member = BytePath("MANIFEST.ndjson")

    /// The manifest beside an archive.
    static func beside(_ archive: String) -> String { archive + ".manifest.ndjson" }
    static func beside(_ archive: BytePath) -> BytePath {
        BytePath(bytes: Array(archive.bytes) + Array(".manifest.ndjson".utf8))
    }

    /// The time by which an archive counts, in seconds since 1970: that of its last change, or that of its name, as the manifest beside
    /// it confirms it, where the change cannot be that of its making: later, or before the month or moment of its name. Of another file
    /// it is the change.
    ///
    /// The name of a backup states when it was begun, and its change may be a day later. The name of an archive of a month states that
    /// month; a second for each part keeps parts in order.
    static func time(of path: BytePath, modified: Int) -> Int {
        let name = path.parts.name
        let begun = UTCTime(ofBackup: name)?.seconds
        guard let stated = begun ?? endOfMonth(of: name),
            modified > stated.adding(clamping: begun == nil ? 0 : 86_400)
                || modified < stated.adding(clamping: begun == nil ? -31 * 86_400 : 0),
            (try? ManifestHeader(firstLineOf: beside(path.text)))??.archive == name
        else { return modified }
        return stated
    }

    /// Whether the name is that of an archive of a month's files: others of the month hold other files.
    static func isOfMonth(_ path: BytePath) -> Bool { endOfMonth(of: path.parts.name) != nil }

    /// `output_2026-10_2.tar.gz`
    private static func endOfMonth(of name: String) -> Int? {
        guard let format = ArchiveFormat(name: name) else { return nil }
        var words = name.dropLast(format.rawValue.utf8.count + 1).split(
            separator: "_", omittingEmptySubsequences: false)
        guard let last = words.popLast() else { return nil }
        // Within the last day of the month, so that it is of that month by all rules.
        func time(_ month: Substring, _ part: Int) -> Int? {
            UTCTime(endOfMonth: month).map { $0.seconds.adding(clamping: -86_400).adding(clamping: part) }
        }
        if let first = time(last, 1) { return first }
        guard let part = Int(last), (2..<86_400).contains(part), let month = words.last else { return nil }
        return time(month, part)
    }

    /// The archive that a manifest's name belongs to.
    static func archive(ofManifest path: BytePath) -> BytePath? {
        let ending = ".manifest.ndjson".utf8
        return path.bytes.suffix(ending.count).elementsEqual(ending)
            ? BytePath(bytes: path.bytes.dropLast(ending.count)) : nil
    }
}
