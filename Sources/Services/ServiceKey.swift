import Glibc
import Streams

/// The key of the service. Memory holds one copy, which is wiped at the end, and the key cannot be printed.
public struct ServiceKey: ~Copyable {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// Where the key was found: the variable's name, or the file's path.
    public let source: String

    /// A longer text is not a key.
    private static let longest = 4096

    deinit {
        Secrecy.wipe(bytes.baseAddress!, count: bytes.count)
        bytes.deallocate()
    }

    private init(_ text: UnsafeBufferPointer<UInt8>, from name: String) throws {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var range = text[...]
        while let last = range.last, isBlank(last) { range = range.dropLast() }
        while let first = range.first, isBlank(first) { range = range.dropFirst() }
        // A line end in the key could forge a header line; blanks and other control characters are not allowed either.
        guard !range.isEmpty, range.count <= Self.longest, range.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .configuration, .unsafeKey, at: Place(file: name), "holds no key",
                hint: "it is one line of letters, digits and signs")
        }
        self.source = name
        bytes = UnsafeMutableBufferPointer.allocate(capacity: range.count)
        _ = bytes.initialize(from: range)
    }

    /// The key from `ANTHROPIC_API_KEY`, else from the file that `ANTHROPIC_API_KEY_FILE` or the settings name.
    ///
    /// The variable is wiped and removed from the environment, so that no child process gets it.
    /// - Throws: `Failure` with status 78, with advice how to set a key, when there is none; with 77 when others may
    ///   read the file.
    public static func finding(_ settings: ServiceSettings) throws -> ServiceKey {
        if let value = getenv("ANTHROPIC_API_KEY"), value.pointee != 0 {
            let count = strlen(value)
            defer {
                Secrecy.wipe(value, count: count)
                unsetenv("ANTHROPIC_API_KEY")
            }
            return try value.withMemoryRebound(to: UInt8.self, capacity: count) {
                try ServiceKey(UnsafeBufferPointer(start: $0, count: count), from: "ANTHROPIC_API_KEY")
            }
        }
        let named = getenv("ANTHROPIC_API_KEY_FILE").flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
        guard let path = named ?? settings.keyFile else {
            throw Failure(.configuration, .noKey, "there is no key for \(settings.baseURL)", hint: advice)
        }
        return try reading(path)
    }

    private static let advice =
        "put it into a file of your own: (umask 077; cat >~/.anthropic-key), paste the key, end with Ctrl-D; then export ANTHROPIC_API_KEY_FILE=~/.anthropic-key, or name the file as service.key_file in config/toolkit.json; or set ANTHROPIC_API_KEY"

    /// The content of a file that belongs to this process's user and that nobody else may read.
    private static func reading(_ path: String) throws -> ServiceKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw Failure(
                code == ENOENT ? .configuration : .reading(errno: code), code == ENOENT ? .noKey : .cannotRead,
                at: Place(file: path),
                "cannot open the file of the key: \(systemMessage(code))", hint: advice)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.configuration, .unsafeKey, at: Place(file: path), "is no file", hint: advice)
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw Failure(
                .permission, .unsafeKey, at: Place(file: path), "others than you may read the key",
                hint: status.st_uid == geteuid()
                    ? "chmod 600 it, and think of changing the key" : "give it to the user who runs this")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: longest + 2, alignment: 1)
        defer {
            Secrecy.wipe(buffer.baseAddress!, count: buffer.count)
            buffer.deallocate()
        }
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        return try ServiceKey(
            UnsafeBufferPointer(rebasing: buffer.bindMemory(to: UInt8.self)[..<max(count, 0)]), from: path)
    }

    /// Whether the key begins as Anthropic's own keys do. Keys of gateways may have another form.
    public var isUsual: Bool { bytes.starts(with: "sk-ant-".utf8) }

    /// Calls `body` with `name: KEY` as a C string, which is wiped afterwards.
    func withHeader<Result>(_ name: String, _ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        let prefix = Array("\(name): ".utf8)
        let line = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: prefix.count + bytes.count + 1)
        defer {
            Secrecy.wipe(line.baseAddress!, count: line.count)
            line.deallocate()
        }
        _ = line.initialize(from: prefix + [UInt8](repeating: 0, count: bytes.count + 1))
        for (index, byte) in bytes.enumerated() { line[prefix.count + index] = byte }
        return try line.withMemoryRebound(to: CChar.self) { try body($0.baseAddress!) }
    }

    /// The bytes with every occurrence of the key replaced, since a service may send back what it got.
    func redacted(_ text: [UInt8]) -> [UInt8] {
        guard text.count >= bytes.count, bytes.count >= 8 else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == bytes[0], index + bytes.count <= text.count,
                text[index..<index + bytes.count].elementsEqual(bytes)
            {
                out.append(contentsOf: "[key]".utf8)
                index += bytes.count
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }
}
