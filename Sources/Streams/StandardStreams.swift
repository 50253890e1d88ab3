import Glibc

/// Where standard output and standard error go, so that they do not go to a file that a command chooses from a folder.
///
/// `FileRoles` does the same for the files that a command line names.
public enum StandardStreams {
    private struct Stream {
        let name: String
        let descriptor: Int32
        let device: dev_t
        let inode: ino_t
        let isAppending: Bool

        /// Nil when the stream does not go to a file.
        init?(_ descriptor: Int32, _ name: String) {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            (self.name, self.descriptor, device, inode) = (name, descriptor, status.st_dev, status.st_ino)
            isAppending = fcntl(descriptor, F_GETFL) & O_APPEND != 0
        }
    }

    /// Looked up once, since a folder may have a million files.
    private static let streams = [
        Stream(STDOUT_FILENO, "standard output"), Stream(STDERR_FILENO, "standard error"),
    ].compactMap { $0 }

    /// Whether a file that was chosen is a log that a stream is appended to: a name that ends in `.log`.
    ///
    /// - Throws: `Failure` with status 64 when a stream goes to the file and it is no such log.
    public static func appends(to path: String, device: dev_t, inode: ino_t) throws -> Bool {
        guard let stream = streams.first(where: { $0.inode == inode && $0.device == device }) else { return false }
        guard !stream.isAppending || !path.hasSuffix(".log") else { return true }
        if stream.descriptor == STDERR_FILENO { divertErrors() }
        throw Failure(
            .usage, .usage, at: Place(file: path),
            "is one of the files that are chosen, and \(stream.name) goes to it; nothing was done",
            hint: "let \(stream.name) go to another folder, or append it to a file whose name ends in .log")
    }

    /// From now on messages go to standard output, because standard error is a file that must stay as it is; to nowhere
    /// if both are the same file.
    static func divertErrors() {
        var (output, errors) = (stat(), stat())
        guard fstat(STDOUT_FILENO, &output) == 0, fstat(STDERR_FILENO, &errors) == 0 else { return }
        if (output.st_dev, output.st_ino) != (errors.st_dev, errors.st_ino) {
            dup2(STDOUT_FILENO, STDERR_FILENO)
        } else if case let null = open("/dev/null", O_WRONLY | O_CLOEXEC), null >= 0 {
            dup2(null, STDERR_FILENO)
            close(null)
        }
    }
}
