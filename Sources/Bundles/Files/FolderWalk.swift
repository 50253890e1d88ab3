import Glibc
import Streams

/// The regular files under a folder in the order of archives (`pathPrecedes`).
///
/// Symbolic links and other file systems are not followed, special files and what is in the making
/// (`.name.tmp`) are passed over; one message counts each kind. Memory: that of `SortedRecords` on each level.
public struct FolderWalk {
    private let root: String
    private let leaveOut: Set<FileFacts.Identity>
    private let secrets: SecretFiles
    private let passSecret: ((BytePath) -> Void)?
    private let report: Report

    /// - Parameters:
    ///   - leaveOut: folders that are not entered, such as the one that archives go to.
    ///   - secrets: files that are passed over under whatever name, and copies of them, such as one that holds a key. So are
    ///     those that the configuration of a home names: of one that is in the folder, and of one that the folder is in.
    ///   - passSecret: called with the path of each of these files, which are counted in a message otherwise. Who gives it
    ///     hides keys in texts, so that files with a key among other text are not passed over.
    public init(
        _ root: String, leaveOut: [String] = [], secrets: [String] = [], passSecret: ((BytePath) -> Void)? = nil,
        report: @escaping Report
    ) {
        self.passSecret = passSecret
        self.root = root
        self.leaveOut = FileFacts.identities(leaveOut)
        self.secrets = SecretFiles(secrets)
        self.report = report
    }

    /// A file that the walk came to.
    public struct Found {
        /// Path under the root, with `/`.
        public var path: BytePath
        public var facts: FileFacts
    }

    /// Why something was passed over.
    private enum Reason {
        case link, special, device, secret, secretPart, unreadable

        /// How many were passed over, in words.
        func text(_ count: Int) -> String {
            switch self {
            case .link:
                count == 1
                    ? "a symbolic link is passed over" : "\(count) symbolic links are passed over, this one first"
            case .special:
                count == 1 ? "a special file is passed over" : "\(count) special files are passed over, this one first"
            case .device:
                count == 1
                    ? "another file system is passed over"
                    : "\(count) other file systems are passed over, this one first"
            case .secret:
                count == 1
                    ? "holds a key, and is left out" : "\(count) files that hold a key are left out, this one first"
            case .secretPart:
                (count == 1
                    ? "holds the service's key among other text, and is left out"
                    : "\(count) files hold the service's key among other text, and are left out, this one first")
                    + "; write the key only in the file that service.key_file names"
            case .unreadable:
                count == 1
                    ? "cannot be read, and is passed over"
                    : "\(count) files and folders cannot be read and are passed over, this one first"
            }
        }

        /// Whether it should not have been.
        var isFinding: Bool { self == .unreadable || self == .secretPart }
    }

    /// What was passed over: how many of each kind, and the first.
    private typealias Passed = [Reason: (count: Int, first: String)]

    /// - Returns: how many files and folders were passed over that should not have been: unreadable ones.
    @discardableResult
    public func forEach(_ body: (Found) throws -> Void) throws -> Int {
        guard let top = realPath(root).flatMap({ FileFacts(path: $0) }), top.kind == .folder else {
            throw Failure(.noInput, .cannotRead, at: Place(file: root), "is not a folder")
        }
        var passed: Passed = [:]
        let secrets = secrets.union(SecretFiles(KeyFileNames.named(around: root)))
        try walk(BytePath(""), device: top.device, secrets, passed: &passed, body)
        for (reason, found) in passed.sorted(by: { $0.value.first < $1.value.first }) {
            report(
                Message(
                    reason.isFinding ? .warning : .note, .passedOver, at: Place(file: found.first),
                    reason.text(found.count)))
        }
        return passed.reduce(0) { $0 + ($1.key.isFinding ? $1.value.count : 0) }
    }

    private func walk(
        _ prefix: BytePath, device: UInt, _ above: SecretFiles, passed: inout Passed,
        _ body: (Found) throws -> Void
    ) throws {
        func pass(_ path: BytePath, _ reason: Reason) {
            passed[reason, default: (0, (root / path).text)].count += 1
        }
        // The files of the folder are looked at from there, which is quicker than by its path. Only the root may be a link.
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (prefix.isEmpty ? 0 : O_NOFOLLOW)
        let folder = (prefix.isEmpty ? BytePath(root) : root / prefix).withCString { open($0, flags) }
        defer { if folder >= 0 { close(folder) } }
        guard folder >= 0, let names = try Self.sortedNames(in: folder) else {
            if prefix.isEmpty {
                throw Failure(
                    .reading(errno: errno), .cannotRead, at: Place(file: root), "cannot read: \(systemMessage(errno))")
            }
            return pass(prefix, .unreadable)
        }
        let home = (root / prefix).string ?? "/proc/self/fd/\(folder)"
        let secrets = above.union(SecretFiles(KeyFileNames.named(in: home)))
        try names.forEach { bytes in
            let name = BytePath(bytes: bytes)
            let path = prefix / name
            guard let facts = FileFacts(name, in: folder) else {
                // It may have been removed meanwhile.
                if errno != ENOENT { pass(path, .unreadable) }
                return
            }
            let isInTheMaking = bytes.first == UInt8(ascii: ".") && bytes.suffix(4).elementsEqual(".tmp".utf8)
            switch facts.kind {
            case .link: pass(path, .link)
            case .special: pass(path, .special)
            case .file where isInTheMaking, .folder where isInTheMaking || leaveOut.contains(facts.identity): break
            case .folder where facts.device != device: pass(path, .device)
            case .folder: try walk(path, device: device, secrets, passed: &passed, body)
            case .file:
                switch secrets.holding(
                    of: facts, open: { flags in name.withCString { openat(folder, $0, flags) } })
                {
                case .whole: if let passSecret { passSecret(path) } else { pass(path, .secret) }
                case .part where passSecret == nil: pass(path, .secretPart)
                case .part, nil: try body(Found(path: path, facts: facts))
                }
            }
        }
    }

    /// The names of an open folder in byte order; nil when it cannot be read.
    private static func sortedNames(in folder: Int32) throws -> SortedRecords? {
        guard case let copy = dup(folder), copy >= 0 else { return nil }
        guard let directory = fdopendir(copy) else {
            close(copy)
            return nil
        }
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

    /// Hands on the names of a folder in byte order.
    ///
    /// - Throws: `Failure` when the folder cannot be read.
    static func forEachName(in folder: BytePath, _ body: (BytePath) throws -> Void) throws {
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw unreadable(folder.text) }
        defer { close(descriptor) }
        guard let names = try sortedNames(in: descriptor) else { throw unreadable(folder.text) }
        try names.forEach { try body(BytePath(bytes: $0)) }
    }

    private static func unreadable(_ folder: String) -> Failure {
        Failure(.reading(errno: errno), .cannotRead, at: Place(file: folder), "cannot read: \(systemMessage(errno))")
    }

    /// The names of a folder of a few files in byte order, but not those that are not UTF-8.
    ///
    /// - Throws: `Failure` when the folder cannot be read.
    public static func names(in folder: String) throws -> [String] {
        var names: [String] = []
        try forEachName(in: BytePath(folder)) { if let name = $0.string { names.append(name) } }
        return names
    }
}
