import Glibc
import Streams

/// Finds the home folders below a folder: those that hold `input/` or a ledger.
///
/// Names are bytes, because a name need not be UTF-8. A symbolic link counts only where it leads to a home, which is not
/// searched further, so that links make no circles.
struct HomeSearch {
    /// A home, or a folder that may hold some and cannot be read.
    struct Found {
        /// Path from the folder that was searched, without a slash at its end; empty for that folder itself.
        var path: [UInt8]
        /// Why the folder cannot be read; nil for a home.
        var problem: String?
    }

    private struct Identity: Hashable {
        var device: dev_t
        var inode: ino_t
    }

    /// Deeper folders are not searched.
    private static let depth = 12
    /// Folders of a home that hold no other homes.
    private static let inside: Set<[UInt8]> = Set(
        ["input", "output", "logs", "config", "archive", "diagnostics"].map { Array($0.utf8) })

    private(set) var found: [Found] = []
    private var seen: Set<Identity> = []

    /// - Throws: `Failure` with status 66 when the folder itself is not there.
    init(_ root: String) throws {
        let folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            let code = errno
            guard code == EACCES || code == EPERM else {
                throw Failure(
                    .noInput, .cannotRead, at: Place(file: root), "cannot read: \(systemMessage(code))",
                    hint: "name the folder that holds the campaigns' folders")
            }
            found.append(Found(path: [], problem: systemMessage(code)))
            return
        }
        defer { close(folder) }
        search(folder, [], depth: 0)
    }

    /// Looks at an open folder, and at those in it.
    private mutating func search(_ folder: Int32, _ path: [UInt8], depth: Int) {
        var status = stat()
        guard fstat(folder, &status) == 0,
            seen.insert(Identity(device: status.st_dev, inode: status.st_ino)).inserted
        else { return }
        guard let names = Self.names(in: folder) else {
            found.append(Found(path: path, problem: systemMessage(errno)))
            return
        }
        let home = Self.isHome(folder)
        if let code = home.code { return found.append(Found(path: path, problem: systemMessage(code))) }
        if home.isHome { found.append(Found(path: path)) }
        guard depth < Self.depth else { return }
        for name in names where !(home.isHome && Self.inside.contains(name)) {
            let below = path + (path.isEmpty ? [] : [UInt8(ascii: "/")]) + name
            enter(name, of: folder, below, depth: depth)
        }
    }

    private mutating func enter(_ name: [UInt8], of folder: Int32, _ path: [UInt8], depth: Int) {
        var status = stat()
        let terminated = name.map { CChar(bitPattern: $0) } + [0]
        guard fstatat(folder, terminated, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard isLink || status.st_mode & S_IFMT == S_IFDIR else { return }
        let below = openat(folder, terminated, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (isLink ? 0 : O_NOFOLLOW))
        guard below >= 0 else {
            let code = errno
            // It may have been removed meanwhile, and a link may lead to a file or nowhere.
            if !isLink, code != ENOENT { found.append(Found(path: path, problem: systemMessage(code))) }
            return
        }
        defer { close(below) }
        if !isLink { return search(below, path, depth: depth + 1) }
        guard Self.isHome(below).isHome, fstat(below, &status) == 0,
            seen.insert(Identity(device: status.st_dev, inode: status.st_ino)).inserted
        else { return }
        found.append(Found(path: path))
    }

    /// Whether an open folder is a home; the code of the error when that cannot be found out.
    private static func isHome(_ folder: Int32) -> (isHome: Bool, code: Int32?) {
        for (name, kind) in [("input", S_IFDIR), ("output/runs.ndjson", 0)] {
            var status = stat()
            if fstatat(folder, name, &status, 0) == 0 {
                if kind == 0 || status.st_mode & S_IFMT == kind { return (true, nil) }
            } else if errno == EACCES {
                // A home whose output/ is closed is one all the same; a folder that may not be searched may be one.
                return faccessat(folder, ".", X_OK, 0) == 0 ? (true, nil) : (false, EACCES)
            }
        }
        return (false, nil)
    }

    /// The names in an open folder without hidden ones, in the order of their bytes; nil when it cannot be read.
    private static func names(in folder: Int32) -> [[UInt8]]? {
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let directory = fdopendir(copy) else { return nil }
        defer { closedir(directory) }
        var names: [[UInt8]] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != UInt8(ascii: ".") { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
