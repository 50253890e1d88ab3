import Glibc

/// Standard input or generated data in a temporary file without a name, for readers that need to read at any offset.
///
/// The file is in TMPDIR (default /tmp) and goes with the process, however it ends. Without /proc (proc(5)), by which a file without a name
/// is opened, it keeps its name for as long as this object lives.
public final class SpooledInput {
    /// A path by which this process can open the file.
    public let path: String
    private let descriptor: Int32
    /// Where signals find the name of a file that has one.
    private var slot: Int?

    /// Whether a path is a pipe of this process's own, as a shell's `<(…)` gives one: it can be read once, from front to back. A FIFO that
    /// stands in a folder is none, since nobody may ever write to it.
    public static func isNeeded(for path: String) -> Bool {
        guard path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/") else {
            return false
        }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Copies standard input.
    public convenience init() throws { try self.init(Input(path: "-")) }

    /// Copies the rest of an input.
    public convenience init(_ input: Input) throws {
        try self.init { output in
            while true {
                let chunk = try input.chunk()
                if chunk.isEmpty { break }
                try output.write(Array(chunk))
            }
        }
    }

    /// Stores everything that `body` writes.
    public init(writing body: (Output) throws -> Void) throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/spool.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: folder),
                "cannot make a temporary file: \(systemMessage(errno))", hint: "set TMPDIR to a folder with room")
        }
        let nameless = "/proc/self/fd/\(descriptor)"
        if access(nameless, R_OK) == 0 {
            unlink(template)
            path = nameless
        } else {
            path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            slot = Interruption.register(path)
        }
        let output = Output(descriptor: descriptor, name: folder)
        try body(output)
        try output.flush()
    }

    deinit {
        close(descriptor)
        guard let slot else { return }
        unlink(path)
        Interruption.unregister(slot)
    }
}
