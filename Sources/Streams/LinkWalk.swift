import Glibc

/// Follows a path folder by folder, as the system would, and checks each link on the way.
///
/// Names are bytes, since the names of folders need not be UTF-8.
struct LinkWalk: ~Copyable {
    private let original: String
    /// The rights of the folders that are made where they are missing. Nil when the path is that of a file, and none is made.
    private let making: mode_t?
    /// The folders that were made, outer ones first.
    private(set) var made: [String] = []
    private var folder: Int32
    /// The names that are still to be entered, the next one last.
    private var rest: [[UInt8]]
    /// The names of the folders that were entered.
    private var entered: [[UInt8]]
    private var isAbsolute: Bool
    private var links = 0
    /// The last name, if the path does not lead to a folder.
    private(set) var name: String?
    private(set) var status: stat?

    init(_ path: [UInt8], making: mode_t? = nil) throws {
        self.making = making
        original = Self.text(path)
        isAbsolute = path.first == slash
        rest = Self.names(path)
        entered = []
        folder = Self.top(isAbsolute)
        guard folder >= 0 else { throw failure(errno) }
    }

    deinit { if folder >= 0 { close(folder) } }

    private static func names(_ path: [UInt8]) -> [[UInt8]] { path.split(separator: slash).map(Array.init).reversed() }

    private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func top(_ isAbsolute: Bool) -> Int32 {
        Glibc.open(isAbsolute ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC)
    }

    private func failure(_ code: Int32) -> Failure {
        Failure(
            code == ENOENT || code == ENOTDIR ? .cannotCreate : .writing(errno: code), .cannotWrite,
            at: Place(file: original),
            "cannot \(making == nil ? "create" : "make the folder"): \(systemMessage(code))",
            hint: writingHint(errno: code, path: original))
    }

    private func noFolder() -> Failure {
        Failure(.cannotCreate, .cannotWrite, at: Place(file: original), "is not a folder", hint: "name another folder")
    }

    /// The path without links.
    func resolved(_ name: String) -> String { resolved(Array(name.utf8)) }

    private func resolved(_ name: [UInt8]) -> String {
        (isAbsolute ? "/" : "") + (entered + [name]).map(Self.text).joined(separator: "/")
    }

    mutating func takeFolder() -> Int32 {
        defer { folder = -1 }
        return folder
    }

    mutating func run() throws {
        while let next = rest.popLast() {
            if next == [dot] { continue }
            if next == [dot, dot] {
                try enter(next)
                continue
            }
            let isLast = rest.isEmpty
            var status = stat()
            guard withName(next, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
                let code = errno
                if code == ENOENT, let making {
                    try make(next, making)
                    continue
                }
                guard isLast, code == ENOENT else { throw failure(code) }
                name = Self.text(next)
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFLNK: try follow(next, status)
            case S_IFDIR: try enter(next)
            default:
                guard making == nil else { throw noFolder() }
                guard isLast else { throw failure(ENOTDIR) }
                (name, self.status) = (Self.text(next), status)
            }
        }
    }

    /// Makes a folder, unless another process has just made it, and enters it.
    private mutating func make(_ name: [UInt8], _ mode: mode_t) throws {
        if withName(name, { mkdirat(folder, $0, mode) }) == 0 {
            made.append(resolved(name))
        } else if errno != EEXIST {
            throw failure(errno)
        }
        try enter(name)
    }

    private mutating func enter(_ name: [UInt8]) throws {
        let next = withName(name) { openat(folder, $0, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard next >= 0 else { throw failure(errno) }
        close(folder)
        folder = next
        if name == [dot, dot], let last = entered.last, last != [dot, dot] {
            entered.removeLast()
        } else if name != [dot, dot] || !isAbsolute {
            entered.append(name)
        }
    }

    private mutating func follow(_ name: [UInt8], _ link: stat) throws {
        links += 1
        guard links <= 40 else { throw failure(ELOOP) }
        let trust = LinkTrust(link, in: folder)
        guard trust == .followed else { throw refusal(of: name, trust) }
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = withName(name) { readlinkat(folder, $0, &target, target.count - 1) }
        guard count > 0 else { throw failure(count == 0 ? ENOENT : errno) }
        let text = target.prefix(count).map { UInt8(bitPattern: $0) }
        if text.first == slash {
            close(folder)
            (isAbsolute, entered, folder) = (true, [], Self.top(true))
            guard folder >= 0 else { throw failure(errno) }
        }
        rest += Self.names(text)
    }

    private func refusal(of name: [UInt8], _ trust: LinkTrust) -> Failure {
        let path = resolved(name)
        let kind = making == nil ? "file" : "folder"
        return Failure(
            .permission, .cannotWrite, at: Place(file: original),
            (path == original ? "" : "\(path) ") + "is a symbolic link that is not followed: "
                + (trust == .shared ? "others may write to its folder" : "it is another user's"),
            hint: "name the \(kind) that it leads to"
                + (trust == .shared ? ", or give --follow, since the link is your own" : ""))
    }
}

private func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    body(name.map { CChar(bitPattern: $0) } + [0])
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")

/// O_PATH of <fcntl.h>. Glibc defines it only with _GNU_SOURCE.
private let O_PATH: Int32 = 0o10000000
