import Bundles
import Glibc
import Redaction
import Streams

/// Which programs and libraries of which version there are. All programs are asked when it is made, and answer beside other work.
struct Versions {
    /// The version of the toolkit that this program is of.
    private let toolkit: String
    private let asked: [(name: String, path: String?, program: BoundedProgram?)]
    private let packages: BoundedProgram?

    private static let tools = [
        "xlsx2tsv", "mp-extract", "mp-map", "mp-validate", "mp-diagnose", "mp-archive", "mp-healthcheck", "mp-ask",
    ]
    private static let libraries = [
        "libxml2", "libnettle8", "libarchive13", "zlib1g", "libdeflate0", "libpcre2-8-0", "libcurl4", "libc6",
    ]

    init(toolkit: String) {
        self.toolkit = toolkit
        asked = Self.tools.map { name in
            let path = BoundedProgram.path(of: name)
            return (name, path, path.flatMap { BoundedProgram($0, ["--version"], in: "/") })
        }
        packages = BoundedProgram.path(of: "dpkg-query").flatMap {
            BoundedProgram($0, ["-W", "-f", "${Package}\t${Version}\tDebian package\n"] + Self.libraries, in: "/")
        }
    }

    /// Lines `name<TAB>version<TAB>place`.
    func table(by deadline: ContinuousClock.Instant) -> String {
        var text = "name\tversion\tplace\nmedia-plan-tools\t\(toolkit)\t-\n"
        for (name, path, program) in asked {
            text += "\(name)\t\(path == nil ? "not found" : answer(program, by: deadline))\t\(path ?? "-")\n"
        }
        for part in DecompressedFile.libraryVersions.split(separator: " ").dropFirst(2) {
            let words = part.split(separator: "/")
            text += "\(words[0])\t\(words.dropFirst().joined(separator: "/"))\tlibarchive\n"
        }
        text += "pcre2\t\(RedactionRuleBook.libraryVersion)\tlinked\n"
        if let packages { text += String(decoding: packages.finish(by: deadline).output, as: UTF8.self) }
        return text
    }

    private func answer(_ program: BoundedProgram?, by deadline: ContinuousClock.Instant) -> String {
        guard let result = program?.finish(by: deadline) else { return "cannot be run" }
        let said = (result.end.complaint == nil ? result.output : result.errors).prefix { $0 != 0x0A }
        return [result.end.complaint, said.isEmpty ? nil : String(decoding: said, as: UTF8.self)].compactMap { $0 }
            .joined(separator: ": ")
    }
}
