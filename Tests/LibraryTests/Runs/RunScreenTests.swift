import Runs
import Streams
import Testing

/// What the summary of a run says on a terminal.
@Suite("The screen of a run") struct RunScreenTests {
    private func screen(_ lines: [String], width: Int? = 80) throws -> [String] {
        let entries = try lines.map { line in
            try #require(LedgerEntry(JSON(parsing: "{\"run\":\"r\",\"tool\":\"t\",\"status\":0,\(line)}")))
        }
        let run = try #require(Run.grouped(entries).first)
        let view = RunSummary.View(width: width)
        return RunSummary(run, earlier: [], rules: VerdictRules(), style: .init(isColoured: false), view: view).text
            .split(separator: "\n").map(String.init)
    }

    private func audit(_ findings: String) -> String {
        #""step":"audit","figures":{"compared":9,"wrong":0},"findings":[\#(findings)]"#
    }

    @Test("many left-out workbooks are told by kind and reason on a terminal, and by name elsewhere") func leftOut()
        throws
    {
        let names =
            (1...7).map { ("input/PLANNED_old\($0).xlsx", "an older plan") }
            + (1...5).map { ("input/DELIVERED_\($0).xlsx", "newer reports have all that it has: META \($0)") }
            + [("input/notes.xls", "give it with --delivered")]
        let files = names.map { #"{"path":"\#($0.0)","reason":"\#($0.1)"}"# }.joined(separator: ",")
        let lines = [#""step":"start","left_out":[\#(files)]"#, audit(""), #""step":"end""#]
        let told = try screen(lines)
        #expect(told.contains { $0.hasSuffix("PLANNED_old1.xlsx and 6 more: an older plan") })
        #expect(told.contains { $0.hasSuffix("DELIVERED_1.xlsx and 4 more: newer reports have all that it has") })
        #expect(told.contains { $0.hasSuffix("notes.xls: give it with --delivered") })
        let piped = try screen(lines, width: nil)
        #expect(piped.count { $0.contains("an older plan") } == 7)
        #expect(piped.contains { $0.hasSuffix("DELIVERED_4.xlsx: newer reports have all that it has: META 4") })
    }

    @Test("what the template lacks is told before what follows from it") func causes() throws {
        func error(_ code: String, _ text: String, count: Int) -> String {
            #"{"code":"\#(code)","level":"error","title":"x","count":\#(count),"cases":[{"text":"\#(text)"}]}"#
        }
        let findings = [
            error("figure-unexplained", "the count of figures is 0", count: 4),
            error("platform-not-shown", "no block of META", count: 1),
        ].joined(separator: ",")
        let told = try screen([#""step":"start""#, audit(findings), #""step":"end""#]).filter { $0.contains("✗") }
        #expect(told.map { $0.contains("no block of META") } == [true, false])
    }

    @Test("kinds of warnings are whole, the rest is counted; a single warning is told with its place and text")
    func warnings() throws {
        func warning(_ index: Int) -> String {
            #"{"code":"w\#(index)","level":"warning","title":"Kind number \#(index)","count":\#(30 - index),"cells":60}"#
        }
        let findings = (1...20).map(warning).joined(separator: ",")
        let told = try screen([#""step":"start""#, audit(findings), #""step":"end""#])
        let first = try #require(told.firstIndex { $0.contains("Warnings") })
        let text = told[first...(first + 1)].joined(separator: " ")
        #expect(text.contains("390: 29 × kind number 1 (60 cells), 28 × kind number 2 (60 cells)"))
        // All counts are told: those of the named kinds, and how many kinds there are beside them.
        let named = text.count { $0 == "×" }
        #expect(text.contains("and \(20 - named) more kinds"))
        #expect(!text.contains("…"))
        let one =
            #"{"code":"w","level":"warning","title":"A kind","count":1,"cases":[{"sheet":"META","cell":"B2","text":"is odd"}]}"#
        let single = try screen([#""step":"start""#, audit(one), #""step":"end""#])
        #expect(single.contains { $0.hasSuffix("Warnings  1: META!B2: is odd") })
    }
}
