import Streams
import Testing

@testable import Bundles

@Suite("Sorted records") struct SortedRecordsTests {
    /// 45 000 records of 200 bytes are three runs of 4 MiB.
    @Test(
        "come back in byte order, each once, from one run and from several",
        arguments: [(10, false), (45_000, false), (45_000, true)])
    func order(count: Int, isDescending: Bool) throws {
        var records = SortedRecords(descending: isDescending)
        let padding = String(repeating: "x", count: 190)
        for number in 0..<count { try records.add("\(1_000_000 + number * 7919 % count)\(padding)".utf8) }
        var numbers: [Int] = []
        var isWhole = true
        try records.forEach { record in
            let text = String(decoding: record, as: UTF8.self)
            isWhole = isWhole && text.utf8.count == 197 && text.hasSuffix("x")
            numbers.append(Int(text.prefix(7))! - 1_000_000)
        }
        #expect(isWhole && numbers == (isDescending ? Array((0..<count).reversed()) : Array(0..<count)))
    }
}

@Suite("Paths of members") struct MemberPathTests {
    @Test(
        "lead below a folder or are refused",
        arguments: [
            ("a", true), ("a/b", true), (".a/..b", true), ("...", true), ("", false), ("/a", false), ("a/", false),
            ("a//b", false), (".", false),
            ("a/.", false), ("..", false), ("../a", false), ("a/../b", false),
            (String(repeating: "n", count: 255), true),
            ("a/" + String(repeating: "n", count: 256), false),
        ])
    func below(path: String, isBelow: Bool) { #expect(isPathBelow(BytePath(path)) == isBelow) }
}
