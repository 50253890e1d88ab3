import Glibc
import Streams

/// The regular files under a folder in the order of archives (`pathPrecedes`).
///
/// Symbolic links and other file systems are not followed, special files and files in the making
/// (`.name.tmp`) are passed over; one message counts each kind. Memory: the names of one folder on each level.
public struct FolderWalk {
    private let root: String
    private let leaveOut: Set<UInt>
    private let report: Report

    /// - Parameter leaveOut: folders that are not entered, such as the one that archives go to.
    public init(_ root: String, leaveOut: [String] = [], report: @escaping Report) {
        self.root = root
        self.leaveOut = Set(leaveOut.compactMap { realPath($0).flatMap { FileFacts(path: $0)?.inode } })
        self.report = report
    }

    /// A file that the walk came to.
    public struct Found {
        /// Path under the root, with `/`.
        public var path: String
        public var facts: FileFacts
    }

    /// Why something was passed over.
    private enum Reason: String {
        case link = "symbolic links"
        case special = "special files"
        case device = "folders of other file systems"
        case name = "names that are not UTF-8"
        case unreadable = "folders that cannot be read"
    }

    public func forEach(_ body: (Found) throws -> Void) throws {
        guard let top = realPath(root).flatMap({ FileFacts(path: $0) }), top.kind == .folder else {
            throw Failure(.noInput, .cannotRead, at: Place(file: root), "is not a folder")
        }
        var passed: [Reason: (count: Int, first: String)] = [:]
        try walk("", device: top.device, passed: &passed, body)
        for (reason, found) in passed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let level: Message.Level = reason == .unreadable || reason == .name ? .warning : .note
            report(Message(level, .passedOver, at: Place(file: found.first), "\(found.count) \(reason.rawValue) passed over, this one first"))
        }
    }

    private func walk(
        _ prefix: String, device: UInt, passed: inout [Reason: (count: Int, first: String)], _ body: (Found) throws -> Void
    ) throws {
        func pass(_ path: String, _ reason: Reason) {
            passed[reason, default: (0, "\(root)/\(path)")].count += 1
        }
        guard let names = Self.names(in: prefix.isEmpty ? root : "\(root)/\(prefix)", odd: { pass(prefix, .name) }) else {
            if prefix.isEmpty {
                throw Failure(.reading(errno: errno), .cannotRead, at: Place(file: root), "cannot read: \(systemMessage(errno))")
            }
            return pass(prefix, .unreadable)
        }
        for name in names {
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            guard let facts = FileFacts(path: "\(root)/\(path)") else { continue }
            switch facts.kind {
            case .link: pass(path, .link)
            case .special: pass(path, .special)
            case .folder where facts.device != device: pass(path, .device)
            case .folder where leaveOut.contains(facts.inode): break
            case .folder: try walk(path, device: device, passed: &passed, body)
            case .file where name.hasPrefix(".") && name.hasSuffix(".tmp"): break
            case .file: try body(Found(path: path, facts: facts))
            }
        }
    }

    /// The names of a folder in byte order; nil when it cannot be read.
    public static func names(in folder: String, odd: () -> Void = {}) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name: String? = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name else {
                odd()
                continue
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// The order of members: by bytes, a folder's members before what merely begins with the folder's name.
func pathPrecedes(_ a: String, _ b: String) -> Bool {
    let slash = UInt8(ascii: "/")
    return a.utf8.lexicographicallyPrecedes(b.utf8) { x, y in
        x != y && (x == slash || y != slash && x < y)
    }
}

/// Which files are meant: all, or those that match one of the patterns of fnmatch(3).
public struct FilePatterns: Sendable {
    private let patterns: [String]

    /// A pattern with a slash is held against the whole path, one without against the name.
    public init(_ patterns: [String]) { self.patterns = patterns }

    public var isEmpty: Bool { patterns.isEmpty }

    public func matches(_ path: String) -> Bool {
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return patterns.contains { fnmatch($0, $0.utf8.contains(UInt8(ascii: "/")) ? path : name, 0) == 0 }
    }
}
