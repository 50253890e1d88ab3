import Glibc

/// What the package is made of, read from its folders, so that no test needs a list.
enum ToolkitParts {
    /// The names of the executables: the folders of Sources that hold a command.
    static let tools: [String] = names(in: packageFolder + "/Sources").filter { folder in
        swiftSources(of: folder).contains { $0.text.contains("\n@main\n") }
    }

    /// Those that have a manual page; that all have one is a test of its own.
    static let documented = tools.filter { ManualPage.all.contains("\($0).1") }

    /// The scripts that are installed for users, which `scripts/install --list-scripts` names.
    static let scripts: [String] = {
        guard let pipe = popen("'\(packageFolder)/scripts/install' --list-scripts", "r") else { return [] }
        defer { pclose(pipe) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = fread(&bytes, 1, bytes.count, pipe)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").map(String.init)
    }()

    /// The source files of a room: their paths in the package, and their texts.
    static func swiftSources(of room: String) -> [(path: String, text: String)] {
        swiftFiles(under: "\(packageFolder)/Sources/\(room)").compactMap { path in
            (try? text(of: path)).map { (String(path.dropFirst(packageFolder.count + 1)), $0) }
        }
    }

    /// The rooms that a room imports, theirs too, and itself.
    static func rooms(below room: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [room]
        while let next = waiting.popLast() {
            guard found.insert(next).inserted else { continue }
            for source in swiftSources(of: next) {
                waiting += source.text.split(separator: "\n").filter { $0.hasPrefix("import ") }.map {
                    String($0.dropFirst(7))
                }
            }
        }
        return found
    }

    private static func swiftFiles(under folder: String) -> [String] {
        names(in: folder).flatMap { name in
            name.hasSuffix(".swift") ? ["\(folder)/\(name)"] : swiftFiles(under: "\(folder)/\(name)")
        }
    }
}
