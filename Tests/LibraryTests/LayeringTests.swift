import Glibc
import Testing

@Suite("Layers") struct LayeringTests {
    /// What each room may import of this package: only what stands below it.
    private static let below: [String: Set<String>] = [
        "Streams": ["CNettle", "CProcess", "CStart"],
        "Services": ["Streams", "CLibCurl"],
        "Workbooks": ["Streams", "CZlib", "CDeflate", "CInflate", "CLibXML2", "CVectors"],
        "SourceFiles": ["Streams", "Workbooks", "CZlib"],
        "MediaPlans": ["Streams", "Workbooks", "SourceFiles"],
        "Checks": ["Streams", "Workbooks", "MediaPlans"],
        "Trackers": ["Streams", "Workbooks", "MediaPlans"],
        "Bundles": ["Streams", "CLibArchive", "CDeflate"],
        "Health": ["Streams", "Workbooks", "MediaPlans", "Checks", "Trackers", "CProcess"],
        "Redaction": ["Streams", "CPCRE2"],
        "Diagnostics": ["Streams", "Bundles", "Redaction"],
        "Runs": ["Streams"],
        "Toolkit": ["CBuild", "CStart", "Streams", "Runs"],
        "xlsx2tsv": ["Streams", "Workbooks", "Toolkit"],
        "mp-extract": ["Streams", "Workbooks", "MediaPlans", "Toolkit"],
        "mp-ask": ["Streams", "Services", "Toolkit"],
        "mp-map": ["Streams", "Workbooks", "MediaPlans", "Runs", "Trackers", "Toolkit"],
        "mp-validate": ["Streams", "Workbooks", "MediaPlans", "Checks", "Toolkit"],
        "mp-archive": ["Streams", "Bundles", "Toolkit"],
        "mp-healthcheck": ["Streams", "MediaPlans", "Health", "Toolkit"],
        "mp-diagnose": ["Streams", "Bundles", "Diagnostics", "Redaction", "Toolkit"],
        "mp-ledger": ["Streams", "Runs", "Toolkit"],
    ]

    private static let outside: Set<String> = [
        "Glibc", "Synchronization", "ArgumentParser", "Logging", "FoundationEssentials",
    ]

    @Test("imports only go down, and Foundation stays out", arguments: below.keys.sorted())
    func imports(room: String) throws {
        let sources = Self.swiftFiles(under: "\(Self.packageFolder)/Sources/\(room)")
        #expect(!sources.isEmpty)
        let allowed = Self.below[room]!.union(Self.outside)
        for path in sources {
            for line in try Self.lines(of: path)
            where line.hasPrefix("import ") || line.contains(" import ") && line.hasPrefix("@") {
                let module = String(line.split(separator: " ").last!)
                #expect(allowed.contains(module), "\(path) imports \(module)")
            }
        }
    }

    @Test("every room is listed here") func rooms() {
        let folders = Self.entries(of: "\(Self.packageFolder)/Sources").filter { name in
            !(name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true)
        }
        #expect(Set(folders) == Set(Self.below.keys))
    }

    @Test("no source file is longer than 500 lines") func lengths() throws {
        for path in Self.swiftFiles(under: "\(Self.packageFolder)/Sources") {
            #expect(try Self.lines(of: path).count <= 500, "\(path)")
        }
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

    private static func lines(of path: String) throws -> [Substring] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }
}
