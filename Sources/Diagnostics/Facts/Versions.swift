import Bundles
import Glibc
import Redaction
import Streams

/// Which programs and libraries of which version there are.
struct Versions {
    /// The version of the toolkit that this program is of.
    let toolkit: String

    private static let tools = ["xlsx2tsv", "mp-extract", "mp-map", "mp-validate", "mp-diagnose", "mp-archive", "mp-healthcheck", "mp-ask"]
    private static let packages = ["libxml2", "libisal2", "libnettle8", "libarchive13", "zlib1g", "libpcre2-8-0", "libcurl4", "libc6"]

    /// Lines `name<TAB>version<TAB>place`. All programs are asked at once, and get two seconds together.
    func table() -> String {
        let found = Self.tools.map { ($0, BoundedProgram.path(of: $0)) }
        let running = found.map { $0.1.flatMap { BoundedProgram($0, ["--version"], in: "/") } }
        let packages = BoundedProgram.path(of: "dpkg-query").flatMap { BoundedProgram($0, ["-W", "-f", "${Package}\t${Version}\tDebian package\n"] + Self.packages, in: "/") }
        var text = "name\tversion\tplace\nmedia-plan-tools\t\(toolkit)\t-\n"
        for ((name, path), program) in zip(found, running) {
            text += "\(name)\t\(path == nil ? "not found" : answer(program))\t\(path ?? "-")\n"
        }
        for part in DecompressedFile.libraryVersions.split(separator: " ").dropFirst(2) {
            let words = part.split(separator: "/")
            text += "\(words[0])\t\(words.dropFirst().joined(separator: "/"))\tlibarchive\n"
        }
        text += "pcre2\t\(RuleBook.libraryVersion)\tlinked\n"
        if let packages {
            text += String(decoding: packages.finish(within: .seconds(2)).output, as: UTF8.self)
        }
        return text
    }

    private func answer(_ program: BoundedProgram?) -> String {
        guard let result = program?.finish(within: .seconds(2)) else { return "cannot be run" }
        switch result.end {
        case .exited(0): return String(decoding: result.output.prefix { $0 != 0x0A }, as: UTF8.self)
        case .exited(let status): return "ends with \(status): " + String(decoding: result.errors.prefix { $0 != 0x0A }, as: UTF8.self)
        case .signalled(let signal): return "ended by signal \(signal)"
        case .timedOut: return "does not answer"
        }
    }
}
