import Bundles
import Redaction
import Streams
import Testing

@testable import Diagnostics

/// The last search of a bundle, which prevents one that still holds a secret.
@Suite("The finished bundle") struct BundleCheckTests {
    @Test("a known secret in a finished bundle prevents it", arguments: [true, false]) func check(isIn: Bool) throws {
        let secret = "Kestrel-" + "harbour-7-Zq"
        let spooled = try SpooledInput { output in
            let text = "said \(isIn ? String(secret.reversed()) : "nothing") today\n"
            let member = ArchiveMember(
                path: "diagnostic/logs/a.log", modified: UTCTime(seconds: 0), content: .made { Array(text.utf8) })
            try MemberArchive.write([member], as: "a.tar.gz", .tarGzip, to: output)
        }
        let check = BundleCheck(SecondSearch(secrets: [Array(secret.utf8)]))
        guard isIn else { return try check.check(spooled.path, name: "a.tar.gz") }
        let failure = try #require(throws: Failure.self) { try check.check(spooled.path, name: "a.tar.gz") }
        #expect(failure.status == .internalError && failure.message.code.rawValue == "secret-found")
        #expect(failure.message.text.contains("a secret of this machine") && !failure.message.text.contains(secret))
    }
}
