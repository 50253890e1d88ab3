import Glibc
import Streams

/// The regular files under a folder in the order of archives (`pathPrecedes`).
///
/// Symbolic links and other file systems are not followed, special files and what is in the making
/// (`.name.tmp`) are passed over; one message counts each kind. Memory: that of `SortedRecords` on each level.
public struct FolderWalk {
    private let root: String
    private let leaveOut: Set<FileFacts.Identity>
    private let report: Report

    /// - Parameter leaveOut: folders that are not entered, such as the one that archives go to.
    public init(_ root: String, leaveOut: [String] = [], report: @escaping Report) {
        self.root = root
        self.leaveOut = Set(leaveOut.compactMap { realPath($0).flatMap { FileFacts(path: $0)?.identity } })
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
        case unreadable = "files and folders that cannot be read"

        /// Whether it should not have been.
        var isFinding: Bool { self == .name || self == .unreadable }
    }

    /// What was passed over: how many of each kind, and the first.
    private typealias Passed = [Reason: (count: Int, first: String)]

    /// - Returns: how many files and folders were passed over that should not have been: odd names and unreadable ones.
    @discardableResult
    public func forEach(_ body: (Found) throws -> Void) throws -> Int {
        guard let top = realPath(root).flatMap({ FileFacts(path: $0) }), top.kind == .folder else {
            throw Failure(.noInput, .cannotRead, at: Place(file: root), "is not a folder")
        }
        var passed: Passed = [:]
        try walk("", device: top.device, passed: &passed, body)
        for (reason, found) in passed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            report(
                Message(
                    reason.isFinding ? .warning : .note, .passedOver, at: Place(file: found.first),
                    "\(found.count) \(reason.rawValue) passed over, this one first"))
        }
        return passed.reduce(0) { $0 + ($1.key.isFinding ? $1.value.count : 0) }
    }

    private func walk(_ prefix: String, device: UInt, passed: inout Passed, _ body: (Found) throws -> Void) throws {
        func pass(_ path: String, _ reason: Reason) {
            passed[reason, default: (0, "\(root)/\(path)")].count += 1
        }
        guard let names = try Self.sortedNames(in: prefix.isEmpty ? root : "\(root)/\(prefix)") else {
            if prefix.isEmpty {
                throw Failure(.reading(errno: errno), .cannotRead, at: Place(file: root), "cannot read: \(systemMessage(errno))")
            }
            return pass(prefix, .unreadable)
        }
        try names.forEach { bytes in
            guard let name = String(validating: bytes, as: UTF8.self) else {
                return pass("\(prefix)\(prefix.isEmpty ? "" : "/")\(String(decoding: bytes, as: UTF8.self))", .name)
            }
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            guard let facts = FileFacts(path: "\(root)/\(path)") else {
                // It may have been removed meanwhile.
                if errno != ENOENT { pass(path, .unreadable) }
                return
            }
            let isInTheMaking = name.hasPrefix(".") && name.hasSuffix(".tmp")
            switch facts.kind {
            case .link: pass(path, .link)
            case .special: pass(path, .special)
            case .file where isInTheMaking, .folder where isInTheMaking || leaveOut.contains(facts.identity): break
            case .folder where facts.device != device: pass(path, .device)
            case .folder: try walk(path, device: device, passed: &passed, body)
            case .file: try body(Found(path: path, facts: facts))
            }
        }
    }

    /// The names of a folder in byte order; nil when it cannot be read.
    private static func sortedNames(in folder: String) throws -> SortedRecords? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names = SortedRecords()
        while let entry = readdir(directory) {
            try withUnsafePointer(to: &entry.pointee.d_name) { name in
                try name.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
                    let name = UnsafeBufferPointer(start: bytes, count: strlen(bytes))
                    if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { try names.add(name) }
                }
            }
        }
        return names
    }

    /// Hands on the names of a folder in byte order, but not those that are not UTF-8.
    static func forEachName(in folder: String, _ body: (String) throws -> Void) throws {
        try sortedNames(in: folder)?.forEach { if let name = String(validating: $0, as: UTF8.self) { try body(name) } }
    }

    /// The names of a folder of a few files in byte order; nil when it cannot be read.
    public static func names(in folder: String) -> [String]? {
        guard access(folder, R_OK) == 0 else { return nil }
        var names: [String] = []
        try? forEachName(in: folder) { names.append($0) }
        return names
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
