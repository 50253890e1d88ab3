import Glibc

/// A folder that files are put in, open, so that they go there even if somebody changes the path in the meantime.
///
/// Folders that are missing are made. Links on the way are followed only as `OutputPlace` follows them.
public struct OutputFolder: ~Copyable, Sendable {
    /// The folder, opened with O_PATH: only functions such as openat(2) can use it.
    public let descriptor: Int32
    /// The folders that were made, outer ones first.
    public let made: [String]

    /// - Throws: `Failure` with status 73 if the path leads to something else, 77 for a link that is not trusted.
    public init(_ path: some Collection<UInt8>, mode: mode_t = 0o777) throws {
        guard !path.isEmpty else {
            throw Failure(.cannotCreate, .cannotWrite, "a folder has an empty name", hint: "name a folder")
        }
        var walk = try LinkWalk(Array(path), making: mode)
        try walk.run()
        made = walk.made
        descriptor = walk.takeFolder()
    }

    public init(_ path: String, mode: mode_t = 0o777) throws { try self.init(Array(path.utf8), mode: mode) }

    deinit { close(descriptor) }

    /// Opens the folder for reading, which syncfs(2) and flock(2) need.
    ///
    /// - Returns: the descriptor, or -1 with errno.
    public func openToRead() -> Int32 { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
}

/// Makes a folder and those above it, as `OutputFolder`.
///
/// - Returns: those that were not there, outer ones first.
@discardableResult
public func makeFolders(_ path: String, mode: mode_t = 0o777) throws -> [String] {
    try OutputFolder(path, mode: mode).made
}
