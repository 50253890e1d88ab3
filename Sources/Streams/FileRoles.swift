import Glibc
import Synchronization

/// The files that this process reads and those that it makes, so that no output replaces an input or another output.
///
/// A tool declares both before it does anything (`declare`). Files that are opened later are added: `Input` and
/// `Package` note the files that they read, and `Output` checks before it opens a file and again before it replaces
/// one. Files are compared by device and inode, so links, `..` and other spellings of a path do not hide them. Files
/// that do not exist yet are compared by folder and name.
///
/// This state is process-wide because open files are.
public enum FileRoles {
    /// A file that exists.
    private struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t

        /// Nil when there is no file, and for devices, pipes, sockets and folders, which cannot be replaced.
        init?(_ status: stat) {
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            (device, inode) = (status.st_dev, status.st_ino)
        }

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }
    }

    /// A name in a folder, whether a file has it or not.
    private struct Name: Hashable {
        let device: dev_t
        let inode: ino_t
        let name: String

        init?(path: String) {
            // An output to a link goes to the link's target, even if the target does not exist yet.
            var path = path
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            for _ in 0..<40 {
                let count = readlink(path, &target, Int(PATH_MAX))
                guard count > 0 else { break }
                let text = String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
                path = text.hasPrefix("/") ? text : FileRoles.folder(of: path) + "/" + text
            }
            var status = stat()
            guard stat(FileRoles.folder(of: path), &status) == 0 else { return nil }
            (device, inode) = (status.st_dev, status.st_ino)
            name = path.pathEnd
        }
    }

    private struct State {
        /// Set by `declare`. A process that declares nothing, such as a test, has no command whose files need
        /// protection.
        var isGuarding = false
        /// The files that are read, with the words for them in messages and their paths.
        var inputs: [Identity: (what: String, path: String?)] = [:]
        /// The files that lines are appended to, with the words for them.
        var logs: [Identity: (what: String, path: String?)] = [:]
        /// The files that are made or were made, with the words for them.
        var outputs: [Name: String] = [:]
    }

    private static let state = Mutex(State())

    private static func folder(of path: String) -> String {
        path.pathFolder
    }

    /// Declares the files of a command before it does anything. `-` and empty paths are ignored.
    ///
    /// - Parameters:
    ///   - inputs: the files that are read, with the words for them, such as `the template`.
    ///   - outputs: the files that are made, with the options that name them.
    ///   - logs: what no output replaces either; but standard output may be appended to it.
    /// - Throws: `Failure` with status 64 when an output is an input or another output, or standard output or error is an input.
    public static func declare(
        inputs: [(what: String, path: String)], outputs: [(option: String, path: String)],
        logs: [(what: String, path: String)] = []
    ) throws {
        state.withLock { $0.isGuarding = true }
        for (what, path) in inputs where path != "-" {
            guard let identity = Identity(path: path) else { continue }
            state.withLock { $0.inputs[identity] = (what, path) }
        }
        for (what, path) in logs {
            guard let identity = Identity(path: path) else { continue }
            state.withLock { $0.logs[identity] = (what, path) }
        }
        for (option, path) in outputs where path != "-" && !path.isEmpty && !isSpecial(path) {
            if let what = (inputs + logs).first(where: { $0.path != "-" && isSameName($0.path, path) })?.what {
                throw refusal(path, option, what)
            }
            try requireFree(path, option)
            guard let name = Name(path: path) else { continue }
            if let other = state.withLock({ $0.outputs.updateValue(option, forKey: name) }) {
                throw refusal(path, option, "the output of \(other)")
            }
        }
        do { try requireFree(STDERR_FILENO, name: "standard error") } catch {
            StandardStreams.divertErrors()
            throw error
        }
        try requireFree(STDOUT_FILENO, name: "standard output")
    }

    /// Notes a file that is open for reading.
    ///
    /// - Parameter path: the path of the file; nil for a descriptor that this process was given.
    public static func reads(_ status: stat, _ path: String?, name: String) {
        guard let identity = Identity(status) else { return }
        state.withLock {
            guard $0.isGuarding else { return }
            if $0.inputs[identity]?.path != path || path == nil { $0.inputs[identity] = (name, path) }
        }
    }

    /// Notes a descriptor that is open for reading.
    public static func reads(_ descriptor: Int32, _ path: String?, name: String) {
        var status = stat()
        if fstat(descriptor, &status) == 0 { reads(status, path, name: name) }
    }

    /// The words for a file if this process reads it; nil if it does not.
    ///
    /// When a file is removed, another one may get its inode. So an input counts only as long as its path leads to it.
    private static func input(_ identity: Identity, orLog: Bool = true) -> String? {
        let found = state.withLock { $0.inputs[identity] ?? (orLog ? $0.logs[identity] : nil) }
        guard let input = found else { return nil }
        if let path = input.path, Identity(path: path) != identity { return nil }
        return input.what
    }

    /// Checks that a file may be made or replaced.
    ///
    /// - Throws: `Failure` with status 64 when this process reads it.
    public static func requireFree(_ path: String, _ option: String? = nil) throws {
        guard let identity = Identity(path: path), let what = input(identity) else { return }
        throw refusal(path, option, what == path ? "a file that is read" : what)
    }

    /// Checks that a descriptor for output, such as standard output, is not a file that this process reads.
    public static func requireFree(_ descriptor: Int32, name: String) throws {
        var status = stat()
        let isAppending = fcntl(descriptor, F_GETFL) & O_APPEND != 0
        guard fstat(descriptor, &status) == 0, let identity = Identity(status),
            let what = input(identity, orLog: !isAppending)
        else { return }
        throw refusal(name, nil, what)
    }

    /// Requires that a folder that files are made in is none of those whose files are all taken.
    ///
    /// - Throws: `Failure` with status 64 when it is, whatever the paths look like.
    public static func requireApart(_ folder: String, _ option: String, from sources: [(what: String, path: String)])
        throws
    {
        var status = stat()
        guard stat(folder, &status) == 0 else { return }
        for (what, path) in sources {
            var other = stat()
            guard stat(path, &other) == 0, (other.st_dev, other.st_ino) == (status.st_dev, status.st_ino) else {
                continue
            }
            throw Failure(
                .usage, .usage, at: Place(file: folder), "\(option) is \(what), and nothing was written",
                hint: "name another folder")
        }
    }

    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    private static func isSameName(_ a: String, _ b: String) -> Bool {
        guard let a = Name(path: a), let b = Name(path: b) else { return false }
        return a == b
    }

    private static func refusal(_ path: String, _ option: String?, _ what: String) -> Failure {
        Failure(
            .usage, .usage, at: Place(file: path),
            "\(option.map { "\($0) " } ?? "")would replace \(what), and nothing was written",
            hint: "name another file")
    }
}
