import Glibc
import Streams

/// Runs mp-ask, which stands beside this program or in PATH.
enum AskProcess {
    /// The answer to a request; nil when there was none, of which `report` got the reason.
    ///
    /// mp-ask's messages are handed on as they come, errors as warnings: the work goes on without it.
    static func run(_ request: JSON, report: (Message) -> Void) throws -> JSON? {
        let input = try TemporaryFile()
        let output = try TemporaryFile()
        let bytes = Output(descriptor: input.descriptor, name: "temporary file")
        try bytes.write(request.serialised())
        try bytes.finish()
        lseek(input.descriptor, 0, SEEK_SET)
        var messages: [Int32] = [-1, -1]
        guard pipe(&messages) == 0 else { throw systemFailure("cannot make a pipe", errno) }
        defer { close(messages[0]) }
        for end in messages { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        setenv("MP_ASK_PARENT", String(getpid()), 1)
        let child = spawn(input.descriptor, output.descriptor, messages[1])
        close(messages[1])
        guard let child else { throw systemFailure("cannot run mp-ask", errno) }
        let lines = try Input(path: "/proc/self/fd/\(messages[0])")
        while let line = try lines.line() { if let message = message(Array(line)) { report(message) } }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { return nil }
        let answer = try Input(path: "/proc/self/fd/\(output.descriptor)")
        var text: [UInt8] = []
        while true {
            let chunk = try answer.chunk()
            if chunk.isEmpty { break }
            text.append(contentsOf: chunk)
        }
        return try? JSON(parsing: text)
    }

    private static func spawn(_ input: Int32, _ output: Int32, _ messages: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (messages, STDERR_FILENO)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        let words = ["mp-ask", "--messages", "ndjson"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let path = beside
        let code =
            path.map { posix_spawn(&child, $0, &actions, nil, &arguments, environ) }
            ?? posix_spawnp(&child, "mp-ask", &actions, nil, &arguments, environ)
        errno = code
        return code == 0 ? child : nil
    }

    /// mp-ask in this program's folder, if it is there.
    private static var beside: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        let own = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let slash = own.lastIndex(of: "/") else { return nil }
        let path = own[..<slash] + "/mp-ask"
        return access(String(path), X_OK) == 0 ? String(path) : nil
    }

    private static func message(_ line: [UInt8]) -> Message? {
        guard let json = try? JSON(parsing: line), let code = json["code"]?.string, let text = json["message"]?.string
        else { return nil }
        let level: Message.Level = json["level"]?.string == "note" ? .note : .warning
        return Message(
            level, MessageCode(rawValue: code), at: Place(file: json["where"]?.string), text, hint: json["hint"]?.string
        )
    }

    private static func systemFailure(_ what: String, _ code: Int32) -> Failure {
        Failure(.unavailable, .noSuggestions, "\(what): \(systemMessage(code))")
    }
}

/// A nameless file, gone with its descriptor.
private struct TemporaryFile: ~Copyable {
    let descriptor: Int32

    init() throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/mp-ask.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            let code = errno
            throw Failure(
                .writing(errno: code), .cannotWrite, at: Place(file: folder),
                "cannot make a temporary file: \(systemMessage(code))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(descriptor) }
}
