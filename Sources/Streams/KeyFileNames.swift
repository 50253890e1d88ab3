import Glibc

/// Finds the files that hold the key of a service: those that `service.key_file` in a `toolkit.json` names.
///
/// All files of that name count, also those that another one overrides. A damaged file is searched as text: that it
/// cannot be parsed is not a reason to copy the key that it names.
public enum KeyFileNames {
    private static let file = "config/toolkit.json"
    /// A longer file is not read.
    private static let longest = 1 << 24

    /// The paths that the configuration of a home names, and that of the machine.
    public static func named(home: String) -> [String] {
        ConfigurationPlace.places(home: home).filter { $0.hasSuffix("/toolkit.json") }
            .flatMap { values(in: $0) }.flatMap { meanings(of: $0, home: home) }
    }

    /// The paths that `config/toolkit.json` in that folder names.
    public static func named(in folder: String) -> [String] {
        values(in: "\(folder)/\(file)").flatMap { meanings(of: $0, home: folder) }
    }

    /// The paths that the homes name which a file or folder can belong to: the folder itself and all above it.
    public static func named(around path: String) -> [String] {
        guard let real = realpath(path, nil) else { return [] }
        defer { free(real) }
        var names = String(cString: real).split(separator: "/")
        var found: [String] = []
        while true {
            found += named(in: "/" + names.joined(separator: "/"))
            guard names.popLast() != nil else { return found }
        }
    }

    /// The paths that a value can mean: as it is written, and what a person means who writes it as for a shell.
    private static func meanings(of value: String, home: String) -> [String] {
        let written = absolute(value, home: home)
        let shellHomes = ["~/", "$HOME/", "${HOME}/", "$MP_HOME/", "${MP_HOME}/"]
        guard let prefix = shellHomes.first(where: value.hasPrefix) else { return [written] }
        let variable = prefix.contains("MP_HOME") ? "MP_HOME" : "HOME"
        guard let folder = getenv(variable).map({ String(cString: $0) }), !folder.isEmpty else { return [written] }
        return [written, "\(folder)/\(value.dropFirst(prefix.count))"]
    }

    /// The files among those paths that are not there, so that nothing can be left out for them. Of a value with two meanings it
    /// is enough that one is there.
    public static func missing(home: String) -> [String] {
        ConfigurationPlace.places(home: home).filter { $0.hasSuffix("/toolkit.json") }.flatMap { values(in: $0) }
            .filter { value in meanings(of: value, home: home).allSatisfy { access($0, F_OK) != 0 } }
    }

    private static func absolute(_ path: String, home: String) -> String {
        path.hasPrefix("/") ? path : "\(home)/\(path)"
    }

    private static func values(in path: String) -> [String] {
        var status = stat()
        // Reading a FIFO could wait for a writer forever.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= longest,
            let bytes = try? content(of: path)
        else { return [] }
        if let root = try? ConfigurationNode(bytes, file: path), let node = root["service"]?["key_file"] {
            return (try? node.string()).map { [$0] } ?? []
        }
        return values(inDamaged: bytes)
    }

    private static func content(of path: String) throws -> [UInt8] {
        let input = try Input(path: path)
        var bytes: [UInt8] = []
        while true {
            let chunk = try input.chunk()
            if chunk.isEmpty { return bytes }
            bytes.append(contentsOf: chunk)
        }
    }

    /// The values behind each `key_file` of a text, whatever quotes it has.
    static func values(inDamaged bytes: [UInt8]) -> [String] {
        bytes.ranges(of: Array("key_file".utf8)).compactMap { name in
            let isBetween = { (byte: UInt8) in byte <= 0x20 || ":=".utf8.contains(byte) }
            var rest = bytes[name.upperBound...]
            if let quote = rest.first, isQuote(quote) { rest = rest.dropFirst() }
            rest = rest.drop(while: isBetween)
            let quote = rest.first.flatMap { isQuote($0) ? $0 : nil }
            if quote != nil { rest = rest.dropFirst() }
            let value = rest.prefix { byte in
                byte != UInt8(ascii: "\n") && (quote.map { byte != $0 } ?? !(byte <= 0x20 || ",}".utf8.contains(byte)))
            }
            guard !value.isEmpty else { return nil }
            let text = String(decoding: value, as: UTF8.self)
            return (try? JSON(parsing: "\"\(text)\""))?.string ?? text
        }
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
