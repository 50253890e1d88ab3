import Glibc
import Streams

/// Checks the system's libraries that the tools load, as the dynamic loader finds them, and their versions.
struct LibrariesCheck: Sendable {
    let request: HealthRequest
    let ask: AskProbe

    /// The libraries that the toolkit uses, and the Debian packages that contain them.
    private static let known: [(name: String, package: String)] = [
        ("libxml2", "libxml2"), ("libnettle", "libnettle8"), ("libz", "zlib1g"), ("libdeflate", "libdeflate0"),
        ("libarchive", "libarchive13"), ("libpcre2-8", "libpcre2-8-0"), ("libcurl", "libcurl4"),
    ]

    func run() -> Outcome {
        var found: [String: String] = [:]
        var missing: [(library: String, tool: String)] = []
        let tools = Toolbox.names.filter { access("\(request.tools)/\($0)", X_OK) == 0 }
        // With this variable the loader lists the libraries and does not run the program (ld.so(8)).
        let runs = concurrently(tools) { tool in
            try? ChildProcess("\(request.tools)/\(tool)", [], environment: ["LD_TRACE_LOADED_OBJECTS": "1"])
        }
        for (tool, run) in zip(tools, runs) {
            guard let run else { return Outcome(.unknown, "\(tool) cannot be started to list its libraries") }
            for line in String(decoding: run.output, as: UTF8.self).split(separator: "\n") {
                let words = line.split(whereSeparator: \.isWhitespace)
                guard words.count >= 3, words[1] == "=>" else { continue }
                if words[2] == "not" {
                    missing.append((String(words[0]), tool))
                } else {
                    found[String(words[0])] = String(words[2])
                }
            }
        }
        guard !tools.isEmpty else {
            return Outcome(.unknown, "no tool in \(request.tools) to look at", fix: "install the toolkit")
        }
        let versions = Self.known.compactMap { known in
            found.first { $0.key.hasPrefix(known.name + ".so") }.map {
                "\(known.name) \(version(known.name, $0.value))"
            }
        }
        let measures = [
            Measure("loaded", Double(versions.count)),
            Measure("missing", Double(Set(missing.map(\.library)).count), critical: .above(0)),
        ]
        guard let first = missing.first else {
            return Outcome(.ok, versions.joined(separator: ", "), measures: measures)
        }
        let packages = Self.known.filter { known in missing.contains { $0.library.hasPrefix(known.name + ".so") } }.map(
            \.package)
        return Outcome(
            .critical,
            "\(first.tool) needs \(first.library), which is not found\(missing.count > 1 ? ", and \(missing.count - 1) more" : "")",
            fix: packages.isEmpty ? "install what brings it" : "apt-get install \(packages.joined(separator: " "))",
            measures: measures)
    }

    /// The version that a library reports, or else the one in its file name.
    private func version(_ name: String, _ path: String) -> String {
        // Loading libcurl would load thirty more libraries. mp-ask needs them anyway, so it reports this version.
        if name == "libcurl" { return ask.curlVersion ?? Self.fileVersion(path) }
        return Self.ownVersion(name, path) ?? Self.fileVersion(path)
    }

    /// Loads the library and asks it for its version. Loading has no other effect.
    private static func ownVersion(_ name: String, _ path: String) -> String? {
        guard let handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL) else { return nil }
        defer { dlclose(handle) }
        typealias TextFunction = @convention(c) () -> UnsafePointer<CChar>?
        typealias NumberFunction = @convention(c) () -> CInt
        func text(_ symbol: String) -> String? {
            dlsym(handle, symbol).flatMap { unsafeBitCast($0, to: TextFunction.self)() }.map { String(cString: $0) }
        }
        func number(_ symbol: String) -> CInt? {
            dlsym(handle, symbol).map { unsafeBitCast($0, to: NumberFunction.self)() }
        }
        switch name {
        case "libz": return text("zlibVersion")
        case "libarchive": return text("archive_version_string").map { String($0.split(separator: " ").last ?? "") }
        case "libnettle":
            guard let major = number("nettle_version_major"), let minor = number("nettle_version_minor") else {
                return nil
            }
            return "\(major).\(minor)"
        case "libxml2":
            // libxml2 has a variable with a number: 20914 means 2.9.14.
            let variable = dlsym(handle, "xmlParserVersion")?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
            guard let text = variable?.pointee, let number = Int(String(cString: text).prefix { $0.isNumber }) else {
                return nil
            }
            return "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
        default: return nil
        }
    }

    /// The part after `.so.` in the name of the file that the links lead to.
    private static func fileVersion(_ path: String) -> String {
        let file = realPath(path) ?? path
        return file.firstRange(of: ".so.").map { String(file[$0.upperBound...]) } ?? "of unknown version"
    }
}
