import Glibc

/// Limits the memory that this process may hold, as MP_MEMORY_LIMIT says, or else PYTHON_MEMORY_LIMIT.
///
/// The system's limit (RLIMIT_AS) is not used, for two reasons. It counts addresses, and threads and mapped files take
/// many addresses that never become memory. And a Swift program whose allocation fails ends without a message. Instead
/// a thread measures the memory a hundred times a second. Between two measurements the process can exceed the limit.
public enum MemoryLimit {
    /// The time between two measurements, in microseconds.
    private static let interval: UInt32 = 10_000

    /// The variables of the environment that set the limit; the first that is set counts. The second is known from the
    /// programs that these tools replace.
    private static let variables = ["MP_MEMORY_LIMIT", "PYTHON_MEMORY_LIMIT"]

    /// The limit as the environment says it, with the variable that says it; nil when none is set.
    public static var asked: (variable: String, text: String)? {
        for name in variables {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            return (name, String(cString: value))
        }
        return nil
    }

    /// Starts to watch the memory.
    ///
    /// - Parameters:
    ///   - most: the limit.
    ///   - exceeded: called when more is held, either directly or on the watching thread. It ends the process.
    public static func watch(_ most: ByteCount, exceeded: @escaping @Sendable () -> Never) throws {
        let look: @Sendable () -> Void = {
            if let held = held(), held > most.bytes { exceeded() }
        }
        look()
        _ = try Worker {
            while true {
                usleep(interval)
                look()
            }
        }
    }

    /// The bytes of memory that the process itself holds: resident pages without those of files (proc(5), statm).
    private static func held() -> Int? {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let pages = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        guard pages.count > 2 else { return nil }
        return (pages[1] - pages[2]) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
