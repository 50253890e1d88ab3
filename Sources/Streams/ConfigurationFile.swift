import Glibc

/// A value of a JSON configuration file together with its place, so that messages can say where a mistake is.
public struct ConfigurationNode: Sendable {
    public let value: JSON
    public let path: [JSONStep]
    private let source: Source

    private final class Source: Sendable {
        let file: String
        let bytes: [UInt8]
        init(file: String, bytes: [UInt8]) {
            self.file = file
            self.bytes = bytes
        }
    }

    /// Reads a file; nil when there is none.
    ///
    /// - Throws: `Failure` with status 78 when it is not JSON, with the line and column of the mistake.
    public static func reading(_ path: String) throws -> ConfigurationNode? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else {
                // A file that stat(2) may not examine is an error.
                throw Failure(
                    .reading(errno: code), .cannotRead, at: Place(file: path), "cannot read: \(systemMessage(code))")
            }
            guard let fault = ConfigurationPlace.fault(at: path) else { return nil }
            throw Failure(
                .configuration, .malformedConfiguration, at: Place(file: fault.path), fault.text,
                hint: "connect the disk that it is on, or correct or remove it")
        }
        // Reading a FIFO could wait for a writer forever.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.configuration, .malformedConfiguration, at: Place(file: path), "is not a file")
        }
        let input = try Input(path: path)
        var bytes: [UInt8] = []
        while true {
            let chunk = try input.chunk()
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        return try ConfigurationNode(bytes, file: path)
    }

    /// Reads a text; messages use `file` as its name.
    public init(_ bytes: [UInt8], file: String) throws {
        source = Source(file: file, bytes: bytes)
        path = []
        do {
            value = try JSON(parsing: bytes)
        } catch {
            throw Failure(
                .configuration, .malformedConfiguration, at: Self.place(file, (error.line, error.column)),
                bytes.isEmpty ? "is empty" : "is no JSON: \(error.text)",
                hint: bytes.isEmpty ? "remove it, so that the defaults hold, or restore it from a backup" : nil)
        }
        try refuseDoubled()
    }

    /// Refuses an object, at any depth, that has the same name twice: only one of the values would count, and RFC 8259,
    /// section 4, does not say which.
    private func refuseDoubled() throws {
        switch value {
        case .object: for (_, node) in try members() where node.isContainer { try node.refuseDoubled() }
        case .array: for node in try elements() where node.isContainer { try node.refuseDoubled() }
        default: break
        }
    }

    private var isContainer: Bool {
        switch value {
        case .object, .array: true
        default: false
        }
    }

    private init(_ value: JSON, _ path: [JSONStep], _ source: Source) {
        self.value = value
        self.path = path
        self.source = source
    }

    private static func place(_ file: String, _ location: (line: Int, column: Int)?) -> Place {
        Place(file: file, cell: location.map { "line \($0.line), column \($0.column)" })
    }

    /// The failure for a mistake at this value, with line, column and path: `"vocabulary.platforms[2].code" must be
    /// text`.
    public func failure(_ text: String, hint: String? = nil) -> Failure {
        let location = JSON.location(of: path, in: source.bytes)
        let name = path.isEmpty ? "the file" : "\"\(pathText)\""
        return Failure(
            .configuration, .malformedConfiguration, at: Self.place(source.file, location), "\(name) \(text)",
            hint: hint)
    }

    /// `vocabulary.platforms[2].code`
    public var pathText: String {
        path.reduce(into: "") { text, step in
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }

    /// The member of that name; nil if this is not an object, or has no such member.
    public subscript(key: String) -> ConfigurationNode? {
        value[key].map { ConfigurationNode($0, path + [.key(key)], source) }
    }

    /// The members of an object in their order. A name that occurs twice is a mistake.
    public func members() throws -> [(key: String, node: ConfigurationNode)] {
        guard let members = value.members else { throw failure("must be an object") }
        var seen: Set<String> = []
        return try members.map { member in
            let node = ConfigurationNode(member.value, path + [.key(member.key)], source)
            guard seen.insert(member.key).inserted else { throw node.failure("stands twice") }
            return (member.key, node)
        }
    }

    /// The members of an object that may have these names only. `$schema` and `$comment` are always allowed.
    public func members(allowing names: [String]) throws -> [(key: String, node: ConfigurationNode)] {
        try members().filter { member in
            if member.key == "$schema" || member.key == "$comment" { return false }
            guard names.contains(member.key) else {
                throw member.node.failure("is not known here", hint: Self.known(names, like: member.key))
            }
            return true
        }
    }

    /// What may be there in the place of a name, the nearest first.
    public static func known(_ names: [String], like name: String) -> String {
        let near = nearNames(to: name, among: names).first.map { "did you mean \"\($0)\"? " } ?? ""
        return near + "known are " + names.joined(separator: ", ")
    }

    public func elements() throws -> [ConfigurationNode] {
        guard let values = value.array else { throw failure("must be a list") }
        return values.enumerated().map { ConfigurationNode($1, path + [.index($0)], source) }
    }

    public func string() throws -> String {
        guard let text = value.string else { throw failure("must be text") }
        return text
    }

    public func strings() throws -> [String] { try elements().map { try $0.string() } }
}

extension MessageCode {
    /// A configuration file is not JSON, or has a value that is not allowed.
    public static let malformedConfiguration = MessageCode(rawValue: "malformed-configuration")
}
