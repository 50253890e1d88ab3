import Glibc
import Streams
import Testing

@testable import Workbooks

/// Rows rendered in blocks, by several threads, against lines that are known from how the sheet was made.
@Suite("Rows rendered ahead") struct BlockRenderingTests {
    /// A sheet part and the lines that stand for it.
    struct Sample {
        var markup: [UInt8]
        var tsv: String
        var ndjson: String
    }

    /// `oddity` says how often a row or a cell is unusual, one in so many; 0 never.
    @Test(
        "are the lines that the sheet was made of, whatever the size of blocks and the oddities of rows",
        arguments: [0, 400, 25, 6])
    func oracle(oddity: Int) throws {
        var random = SeededGenerator(state: UInt64(oddity) + 1)
        let sample = Self.sheet(rows: 3500, oddity: oddity, &random)
        for block in [4 << 10, 50 << 10, 256 << 10] {
            let (tsv, ndjson) = (
                try Self.export(sample.markup, .tsv, block: block),
                try Self.export(sample.markup, .ndjson, block: block)
            )
            #expect(Self.difference(tsv, sample.tsv) == nil, "blocks of \(block)")
            #expect(Self.difference(ndjson, sample.ndjson) == nil, "blocks of \(block)")
        }
    }

    @Test(
        "are read in order where a comment, an inline text or a row without a number keeps a block from being rendered")
    func hostile() throws {
        let filler = (2...400).map { #"<row r="\#($0)"><c r="A\#($0)"><v>\#($0)</v></c></row>"# }
        var rows = [#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>"#] + filler
        rows.append(#"<!-- </row><row r="9"><c r="A9"><v>9</v></c></row> -->"#)
        rows.append(
            #"<row r="401"><c r="A401" t="inlineStr"><is><t><![CDATA[</row><row r="7"></c>]]></t></is></c></row>"#)
        rows.append("<row><c><v>402</v></c></row>")
        rows += (403...800).map { #"<row r="\#($0)"><c r="A\#($0)"><v>\#($0)</v></c></row>"# }
        let lines = ["a"] + (2...400).map(String.init) + [#"</row><row r="7"></c>"#] + (402...800).map(String.init)
        for block in [64, 100, 333, 4096] {
            #expect(try Self.export(Self.part(rows), .tsv, block: block) == lines.map { $0 + "\n" }.joined())
            let objects = lines.dropFirst().map {
                $0.first == "<" ? #"{"a":"</row><row r=\"7\"></c>"}"# : #"{"a":\#($0)}"#
            }
            #expect(try Self.export(Self.part(rows), .ndjson, block: block) == objects.map { $0 + "\n" }.joined())
        }
    }

    @Test("a row wider than the sheet declares widens all lines, as long as none has gone out", arguments: [400, 5000])
    func liar(wide: Int) throws {
        let text = String(repeating: "x", count: 150)
        var rows = (1...6000).map {
            #"<row r="\#($0)"><c r="A\#($0)"><v>\#($0)</v></c><c r="B\#($0)" t="inlineStr"><is><t>\#(text)</t></is></c></row>"#
        }
        rows[wide - 1] = rows[wide - 1].replacing("</row>", with: #"<c r="E\#(wide)"><v>5</v></c></row>"#)
        let lines = (1...6000).map { "\($0)\t\(text)\t\t\t" + ($0 == wide ? "5\n" : "\n") }
        #expect(
            try Self.difference(Self.export(Self.part(rows, dimension: "A1:B6000"), .tsv, block: 4096), lines.joined())
                == nil)
    }

    @Test("threads end with a reader that goes before the part's end, whatever they are at")
    func abandoned() throws {
        let rows = (1...3000).map { #"<row r="\#($0)"><c r="A\#($0)"><v>\#($0)</v></c></row>"# }
        let source = try MemoryFile(storedWorkbook(sheet: Self.part(rows)))
        for round in 0..<200 {
            weak var state: PipelineState?
            do {
                let package = try Package(path: source.path)
                let pipeline = PartPipeline(try package.markup(of: "s.xml"), blockSize: 1024, unitEnd: "</row>")
                state = pipeline.state
                pipeline.startWork { { _, _ in true } }
                for _ in 0..<round % 5 { _ = try pipeline.next() }
            }
            #expect(state == nil)
        }
    }

    @Test("shared strings of every length and kind are written alike, at their first place and later")
    func strings() throws {
        // Lengths around those that strings are kept by: in their slot, outside of it, longer than what is copied at once.
        let lengths = Array(0...70) + [126, 127, 128, 300, 16_382, 16_383, 16_384, 20_000]
        let texts = lengths.flatMap { length -> [String] in
            let plain = String("abcdefghijklmnopqrstuvwxyz0123456789 ".cycled(length))
            guard length > 2 else { return [plain] }
            return [plain]
                + ["\t", "\\", "\"", "\u{1}", ",", "\n\"", "é"].map {
                    plain.prefix(length / 2) + $0 + plain.dropFirst(length / 2 + 1)
                }
        }
        let shared =
            "<sst>"
            + texts.map {
                "<si><t xml:space=\"preserve\">\($0.replacing("\n", with: "&#10;").replacing("\t", with: "&#9;"))</t></si>"
            }.joined() + "</sst>"
        // Each three times, so that most are met by threads that render ahead; numbers keep rows from being blank.
        let order = (0..<3).flatMap { turn in texts.indices.map { ($0 * (turn * 2 + 1)) % texts.count } }
        let rows = order.enumerated().map { place, index in
            "<row r=\"\(place + 2)\"><c r=\"A\(place + 2)\"><v>7</v></c><c r=\"B\(place + 2)\" t=\"s\"><v>\(index)</v></c></row>"
        }
        let head =
            #"<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c><c r="B1" t="inlineStr"><is><t>s</t></is></c></row>"#
        for block in [1024, 16 << 10] {
            let export = {
                try Self.export(
                    Self.part([head] + rows, dimension: "A1:B\(rows.count + 1)"), $0, block: block, strings: shared)
            }
            let tsv = try Self.difference(export(.tsv), "n\ts\n" + order.map { "7\t\(Self.tsv(texts[$0]))\n" }.joined())
            #expect(tsv == nil)
            let ndjson = try Self.difference(
                export(.ndjson),
                order.map { texts[$0].isEmpty ? "{\"n\":7}\n" : "{\"n\":7,\"s\":\(Self.json(texts[$0]))}\n" }.joined())
            #expect(ndjson == nil)
            let csv = try Self.difference(
                export(.csv), "n,s\r\n" + order.map { "7,\(Self.csv(texts[$0]))\r\n" }.joined())
            #expect(csv == nil)
        }
    }

    /// As docs say that a TSV field stands. XML cannot hold U+0001, which comes out as U+FFFD.
    private static func tsv(_ text: String) -> String {
        text.replacing("\u{1}", with: "\u{FFFD}").replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing(
            "\n", with: "\\n")
    }

    /// RFC 8259, section 7.
    private static func json(_ text: String) -> String {
        "\"" + tsv(text).replacing("\"", with: "\\\"") + "\""
    }

    /// RFC 4180.
    private static func csv(_ text: String) -> String {
        let text = text.replacing("\u{1}", with: "\u{FFFD}")
        return text.contains { ",\"\n".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    @Test(
        "a sheet whose checksum is another is an error at its end, in every block", arguments: [2000, 30_000, 60_000])
    func checksum(place: Int) throws {
        let rows = (1...3000).map { #"<row r="\#($0)"><c r="A\#($0)"><v>1</v></c></row>"# }
        var package = storedWorkbook(sheet: Self.part(rows))
        // Another digit is as good a sheet.
        let start = try #require(Self.firstIndex(of: Array("<v>1</v>".utf8), in: package, from: place))
        package[start + 3] = UInt8(ascii: "2")
        for format in [SheetFormat.tsv, .ndjson, .grid] {
            for block in [1024, 4096] {
                let failure = #expect(throws: Failure.self) {
                    _ = try Self.export(package: package, format, block: block)
                }
                #expect(failure?.status == .data && failure?.message.text.contains("checksum") == true)
            }
        }
    }

    private static func firstIndex(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        (start..<bytes.count - pattern.count).first { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }

    @Test("report a damaged sheet as reading row by row does")
    func damaged() throws {
        let rows = (1...2000).map { #"<row r="\#($0)"><c r="A\#($0)"><v>\#($0)</v></c></row>"# }
        var markup = Self.part(rows)
        markup.removeLast(20_000)
        for block in [128, 4096] {
            let failure = #expect(throws: Failure.self) { _ = try Self.export(markup, .ndjson, block: block) }
            #expect(failure?.message.code == .corruptWorkbook)
        }
    }

    /// The first line that is not as expected, and what was.
    private static func difference(_ found: String, _ expected: String) -> String? {
        guard found != expected else { return nil }
        let (lines, wanted) = (
            found.split(separator: "\n", omittingEmptySubsequences: false),
            expected.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let index = zip(lines, wanted).enumerated().first { $1.0 != $1.1 }?.offset
        return index.map { "line \($0 + 1): \(lines[$0]), not \(wanted[$0])" }
            ?? "\(lines.count) lines, not \(wanted.count)"
    }

    // MARK: Making sheets

    private static func part(_ rows: [String], dimension: String? = nil) -> [UInt8] {
        let declared = dimension.map { "<dimension ref=\"\($0)\"/>" } ?? ""
        return Array(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\(declared)<sheetData>\(rows.joined())</sheetData></worksheet>"
                .utf8)
    }

    /// Names of columns in the first row, then rows of texts, numbers, days and gaps.
    private static func sheet(rows count: Int, oddity: Int, _ random: inout SeededGenerator) -> Sample {
        let names = (1...24).map { "Column \($0) of the table" }
        var rows = [
            row(1, names.enumerated().map { inline($1, at: CellReference(row: 1, column: $0 + 1)) }.joined(), tail: "")
        ]
        var tsv = names.joined(separator: "\t") + "\n"
        var ndjson = ""
        var number = 1
        for _ in 0..<count {
            let skipped = random.one(in: oddity) ? 2 : 0
            tsv += String(repeating: String(repeating: "\t", count: names.count - 1) + "\n", count: skipped)
            number += skipped + 1
            let cells = (1...names.count).map { cell(at: CellReference(row: number, column: $0), oddity, &random) }
            let isReversed = random.one(in: oddity)
            rows.append(
                row(
                    number, (isReversed ? cells.reversed() : cells).map(\.markup).joined(),
                    tail: random.one(in: oddity) ? " ht='1>2'" : ""))
            if random.one(in: oddity) { rows.append("\n<!-- <row> -->\t") }
            tsv += cells.map(\.text).joined(separator: "\t") + "\n"
            let members = zip(names, cells).filter { !$1.json.isEmpty }.map { "\"\($0)\":\($1.json)" }
            ndjson += "{\(members.joined(separator: ","))}\n"
        }
        return Sample(markup: part(rows), tsv: tsv, ndjson: ndjson)
    }

    private static func row(_ number: Int, _ cells: String, tail: String) -> String {
        "<row r=\"\(number)\" spans=\"1:24\"\(tail)>\(cells)</row>"
    }

    private static func inline(_ text: String, at place: CellReference) -> String {
        "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }

    /// A cell and its texts. The first column always holds a number, so that no row is blank.
    private static func cell(
        at place: CellReference, _ oddity: Int, _ random: inout SeededGenerator
    ) -> (markup: String, text: String, json: String) {
        let kind = random.one(in: oddity) && place.column > 1 ? Int.random(in: 0..<7, using: &random) : place.column % 5
        let number = Int.random(in: 0..<3, using: &random)
        switch kind {
        case 0:
            return (
                "<c r=\"\(place)\" t=\"s\"><v>\(number)</v></c>", ["one", "two\\n2", "th\"ree"][number],
                ["\"one\"", "\"two\\n2\"", "\"th\\\"ree\""][number]
            )
        case 1: return ("<c r=\"\(place)\"><v>\(number).25</v></c>", "\(number).25", "\(number).25")
        case 2:
            return (
                "<c r=\"\(place)\" s=\"1\"><v>4500\(number)</v></c>", "2023-03-1\(number + 5)",
                "\"2023-03-1\(number + 5)\""
            )
        case 3:
            return (
                "<c r=\"\(place)\" s=\"0\"><v>0.1000000000000000\(number)</v></c>",
                ["0.1", "0.1", "0.10000000000000002"][number], ["0.1", "0.1", "0.10000000000000002"][number]
            )
        case 4: return ("<c r=\"\(place)\" s=\"1\"/>", "", "")
        case 5: return (inline("a &amp; \(number)", at: place), "a & \(number)", "\"a & \(number)\"")
        default: return ("<c s=\"0\" r='\(place)' t=\"b\"><v>1</v></c>", "TRUE", "true")
        }
    }

    private static func export(_ markup: [UInt8], _ format: SheetFormat, block: Int, strings: String = threeStrings)
        throws -> String
    {
        let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        return try export(
            package: storedWorkbook(sheet: markup, strings: Array(strings.utf8), styles: Array(styles.utf8)), format,
            block: block)
    }

    private static let threeStrings = "<sst><si><t>one</t></si><si><t>two&#10;2</t></si><si><t>th\"ree</t></si></sst>"

    private static func export(package: [UInt8], _ format: SheetFormat, block: Int) throws -> String {
        let source = try MemoryFile(package)
        let target = try MemoryFile([])
        var limits = Limits()
        limits.block = block
        let workbook = try Workbook(path: source.path, limits: limits)
        let output = Output(descriptor: target.descriptor, name: "test")
        _ = try SheetExport(ExportOptions(format: format)).write(workbook.sheets[0], of: workbook, to: output)
        try output.flush()
        return target.text
    }
}

extension String {
    /// The first `count` letters of the text written again and again.
    fileprivate func cycled(_ count: Int) -> Substring {
        String(repeating: self, count: count / self.count + 1).prefix(count)
    }
}
