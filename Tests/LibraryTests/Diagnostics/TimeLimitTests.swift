import Bundles
import Diagnostics
import Glibc
import Streams
import Testing

@Suite("Bundles whose time is over")
struct TimeLimitTests {
    @Test("every file that was not reached is listed with that reason, as a fault; the lists are in")
    func noTime() throws {
        var template = Array("/tmp/mp-test.XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        let files = ["logs/a.log", "logs/b.log", "output/final_mapped_1_REPORT.txt", "output/runs.ndjson"]
        let bundle = folder + "/b.tar.gz"
        defer {
            for path in files + ["logs", "output", "b.tar.gz", ""] { remove("\(folder)/\(path)") }
        }
        for name in ["logs", "output"] { mkdir("\(folder)/\(name)", 0o755) }
        for path in files {
            let output = try Output(replacing: "\(folder)/\(path)")
            try output.write("{}\n")
            try output.finish()
        }
        var options = DiagnosticOptions(home: folder, toolkit: "1")
        (options.timeLimit, options.isReproducible) = (0, true)
        var messages: [Message] = []
        let result = try DiagnosticJob(options, report: { messages.append($0) }).make(at: bundle)
        #expect(result.faults == files.count, "\(messages)")
        var members: [String: String] = [:]
        try MemberArchive.read(bundle) { member, pieces in
            var bytes: [UInt8] = []
            try pieces { bytes += $0 }
            members[member] = String(decoding: bytes, as: UTF8.self)
        }
        let skipped = try #require(members["diagnostic/skipped.tsv"])
        for path in files {
            #expect(members["diagnostic/\(path)"] == nil)
            #expect(skipped.contains("\n\(path)\tthere was no time: 0 s were over\n"), "\(skipped)")
        }
        #expect(skipped.contains("listing\t2 files are without a hash\n"))
        for name in ["README.txt", "listing.tsv", "receipt.json", "versions.tsv"] {
            #expect(members["diagnostic/\(name)"]?.isEmpty == false, "\(name)")
        }
    }
}
