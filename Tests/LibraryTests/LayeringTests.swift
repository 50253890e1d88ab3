import Glibc
import Testing

@Suite("Layers") struct LayeringTests {
    /// What each room and tool may import of this package: what Package.swift says it depends on. The compiler also lets it import what those
    /// depend on, so that the build's own check does not find every import that goes past a room.
    private static let declared: [String: Set<String>] = {
        let package = (try? lines(of: "\(packageFolder)/Package.swift").joined(separator: "\n")) ?? ""
        var declared: [String: Set<String>] = [:]
        for (function, also) in [("room(", []), ("tool(", ["Toolkit"])] as [(String, Set<String>)] {
            for call in package.components(after: "\n        \(function)\"") {
                let parts = call.prefix { $0 != "]" }.split(separator: "\"").map(String.init)
                guard let name = parts.first else { continue }
                declared[name] = Set(parts.dropFirst().filter { $0.allSatisfy { $0.isLetter || $0.isNumber } }).union(
                    also)
            }
        }
        return declared
    }()

    private static let outside: Set<String> = [
        "Glibc", "Synchronization", "ArgumentParser", "Logging", "FoundationEssentials",
    ]

    @Test("imports only go down, and Foundation stays out", arguments: declared.keys.sorted())
    func imports(room: String) throws {
        let sources = Self.swiftFiles(under: "\(Self.packageFolder)/Sources/\(room)")
        #expect(!sources.isEmpty)
        let allowed = Self.declared[room]!.union(Self.outside)
        for path in sources {
            for line in try Self.lines(of: path)
            where line.hasPrefix("import ") || line.contains(" import ") && line.hasPrefix("@") {
                let module = String(line.split(separator: " ").last!)
                #expect(allowed.contains(module), "\(path) imports \(module)")
            }
        }
    }

    @Test("every room and tool is found in Package.swift") func rooms() {
        let folders = Self.entries(of: "\(Self.packageFolder)/Sources").filter { name in
            !(name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true)
        }
        #expect(Set(folders) == Set(Self.declared.keys))
    }

    @Test("no source file is longer than 500 lines") func lengths() throws {
        for path in Self.swiftFiles(under: "\(Self.packageFolder)/Sources") {
            #expect(try Self.lines(of: path).count <= 500, "\(path)")
        }
    }

    @Test("no two source files have one name") func fileNames() {
        let names = ["Sources", "Tests"].flatMap { Self.swiftFiles(under: "\(Self.packageFolder)/\($0)") }
            .filter { !Self.isLink($0) }.map { String($0.split(separator: "/").last!) }
        #expect(names.count > 100)
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "\(twice.joined(separator: ", "))")
    }

    @Test("every command has its name in its configuration: finding it by reflection takes half of a tool's start")
    func commandNames() throws {
        var count = 0
        for path in Self.swiftFiles(under: "\(Self.packageFolder)/Sources") {
            let lines = try Self.lines(of: path)
            for (index, line) in lines.enumerated() where line.contains("= CommandConfiguration(") {
                count += 1
                #expect(lines[index...].prefix(2).contains { $0.contains("commandName: \"") }, "\(path):\(index + 1)")
            }
        }
        #expect(count > 20)
    }

    private static let packageFolder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private static func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func swiftFiles(under folder: String) -> [String] {
        entries(of: folder).flatMap { name in
            name.hasSuffix(".swift") ? ["\(folder)/\(name)"] : swiftFiles(under: "\(folder)/\(name)")
        }
    }

    /// Whether it only leads to another file, as where two targets share one.
    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func lines(of path: String) throws -> [Substring] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }
}

extension String {
    /// What follows each place where `mark` is.
    fileprivate func components(after mark: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let place = rest.firstRange(of: mark) {
            rest = rest[place.upperBound...]
            found.append(rest)
        }
        return found
    }
}
