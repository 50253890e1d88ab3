import CProcess
import Glibc

/// A program that works for this one: without input, its output dropped. It gets SIGTERM when this process ends.
///
/// Start it from the main thread: the system sends that signal when the thread that started the program ends.
public final class ChildProgram {
    /// Why a program cannot be started.
    public struct CannotStart: Error {
        public var text: String
    }

    private let process: pid_t
    private var ended: Int32?

    /// - Parameters:
    ///   - words: the program, by its path or its name in PATH, and its arguments.
    ///   - variables: what is added to the environment.
    ///   - messages: the descriptor that gets what it writes to standard error; nil to drop that.
    ///   - progress: where it notes how far it is.
    /// - Throws: `CannotStart`.
    public init(
        _ words: [String], variables: [String: String], messages: Int32?, progress: SharedProgress? = nil
    ) throws {
        var variables = variables
        if let progress { variables[SharedProgress.variable] = "\(progress.descriptor)" }
        guard let path = Self.path(of: words[0]) else {
            throw CannotStart(
                text: "\(words[0]) is not in PATH; build or install the tools, or name their folder in MP_BIN")
        }
        let strings = words.map { strdup($0) } + [nil]
        let settings = (Self.inherited(except: variables) + variables.map { "\($0.key)=\($0.value)" }).map {
            strdup($0)
        }
        defer { for string in strings + settings { free(string) } }
        process = mp_start_program(path, strings, settings + [nil], messages ?? -1, progress?.descriptor ?? -1)
        guard process > 0 else { throw CannotStart(text: "\(words[0]) cannot be started: \(systemMessage(errno))") }
    }

    /// The status with which it ended, 128 + signal when a signal ended it; nil while it runs.
    public var status: Int32? {
        if ended != nil { return ended }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        ended = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return ended
    }

    /// Asks it to end.
    public func terminate() { if ended == nil { kill(process, SIGTERM) } }

    private static func path(of name: String) -> String? {
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return access(name, X_OK) == 0 ? name : nil }
        let folders = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// This process's variables, as `NAME=value`, without those that a program gets with other values.
    public static func inherited(except variables: [String: String]) -> [String] {
        var lines: [String] = []
        var entry = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            if variables[String(text.prefix { $0 != "=" })] == nil { lines.append(text) }
            entry += 1
        }
        return lines
    }
}

/// The signals that come while programs run: SIGINT, SIGTERM, SIGHUP, and SIGCHLD when one of them ended.
public struct SignalQueue: ~Copyable {
    private let descriptor: Int32

    /// From now on these signals end nothing; `next` returns them.
    ///
    /// - Throws: `Failure` when the system has no more descriptors.
    public init() throws {
        descriptor = mp_catch_signals()
        guard descriptor >= 0 else {
            throw Failure(.internalError, .internalError, "cannot make a pipe: \(systemMessage(errno))")
        }
    }

    /// The signals that came, at most after so many milliseconds. It returns earlier when one comes, or when one of the
    /// descriptors can be read.
    public func next(milliseconds: Int32, or descriptors: [Int32] = []) -> [Int32] {
        var waiting = ([descriptor] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0, waiting[0].revents != 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).map(Int32.init)
    }
}

/// Signals by what they mean for a process that waits for programs.
public enum ProcessSignal {
    /// One of the programs has ended.
    public static let child = SIGCHLD
    /// The process itself is to end.
    public static let interruptions: Set<Int32> = [SIGINT, SIGTERM, SIGHUP]
}

/// Messages of a program, kept until it is their turn to be shown.
public final class KeptMessages {
    /// Where the program writes; nil where the system has no such file.
    public let descriptor: Int32?

    public init() {
        let file = mp_memory_file()
        descriptor = file >= 0 ? file : nil
    }

    deinit { if let descriptor { close(descriptor) } }

    /// The text of the last line that is an error, without the program's name; nil where there is none.
    public var lastError: String? {
        guard let descriptor else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = size > bytes.count ? size - bytes.count : 0  // fits: at most the size
        let count = pread(descriptor, &bytes, bytes.count, off_t(start))
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        for line in lines.reversed() {
            for word in [": error: ", "Error: "] {
                if let found = line.indices.first(where: { line[$0...].hasPrefix(word) }) {
                    return String(line[found...].dropFirst(word.count))
                }
            }
        }
        return nil
    }

    /// Writes all to a descriptor.
    public func show(on target: Int32) {
        guard let descriptor else { return }
        lseek(descriptor, 0, SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
