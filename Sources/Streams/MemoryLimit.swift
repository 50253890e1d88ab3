import Glibc

/// The most memory that this process may hold, as MP_MEMORY_LIMIT says.
///
/// A limit of the system's (RLIMIT_AS) counts addresses, of which threads and mapped files take many that are never memory, and a Swift
/// program whose allocation fails ends without a word. So a thread looks at what is held, a hundred times a second:
/// the limit can be exceeded by what is taken within one such interval.
public enum MemoryLimit {
    /// Between two looks, in microseconds.
    private static let interval: UInt32 = 10_000

    /// Starts to look.
    ///
    /// - Parameters:
    ///   - most: the limit.
    ///   - exceeded: called at once or on a thread of its own when more is held; it ends the process.
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

    /// The bytes of memory of the process's own: what is resident, but for pages of files (proc(5), statm).
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
