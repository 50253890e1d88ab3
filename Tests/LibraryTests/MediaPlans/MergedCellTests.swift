import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Cells that are merged over several lines.
@Suite("Merged cells of lines") struct MergedCellTests {
    /// A sheet drawn as text, some of whose cells are merged.
    private struct MergedSource: SheetSource {
        var text: String
        var merges: [String]
        /// Whether the merges were asked for.
        final class Calls { var count = 0 }
        let asked = Calls()

        var name: String { "plan.xlsx" }

        func walk(_ visitor: some SheetVisitor) throws {
            let ranges = merges
            let merges = RowMerges {
                asked.count += 1
                return ranges.map { CellRange($0)! }
            }
            if try visitor.begin(SourceSheet(file: name, name: "DV360"), merges: merges) {
                for row in TextSheets.rows(text) { guard try visitor.row(row) else { break } }
            }
            try visitor.end()
        }
    }

    private func read(_ source: MergedSource, as input: InputKind = .planned) throws -> (
        records: [Record], messages: [Message]
    ) {
        var (records, messages): ([Record], [Message]) = ([], [])
        let extraction = Extraction(vocabulary: .builtIn, emit: { records.append($0) }, report: { messages.append($0) })
        try extraction.read(source, as: input)
        return (records, messages)
    }

    private static let fenced = """
        .|START|START|START|START|START|START
        START|MARKET|CEJ|FORMAT|START DATE|BUDGET [LOCAL]|END
        START|UAE|Awareness|VRC|2025-04-01|50|END
        START|.|.|VAC|.|60|END
        START|.|Purchase|VAC|.|.|END
        START|Qatar|.|VAC|2025-05-01|70|END
        .|END|END|END|END|END|END
        """

    @Test("a market, stage or date merged over lines is that of each of them; a number is the first line's")
    func merged() throws {
        let (records, messages) = try read(
            MergedSource(text: Self.fenced, merges: ["B3:B5", "C3:C4", "E3:E5", "F4:F5", "C5:C6"]))
        #expect(records.map { $0[.market].text } == ["UAE", "UAE", "UAE", "Qatar"])
        #expect(records.map { $0[.cejObjectives].text } == ["Awareness", "Awareness", "Purchase", "Purchase"])
        let day = CivilDate(iso: "2025-04-01").map { FieldValue.date($0) }
        #expect(records.prefix(3).allSatisfy { $0[.startDate] == day })
        #expect(records.map { $0[.budgetLocal].number } == [50, 60, nil, 70])
        #expect(!messages.contains { $0.code == .marketMissing || $0.code == .stageMissing })
        let notes = messages.filter { $0.code == .mergedCell }
        #expect(
            notes.count == 1 && notes[0].level == .note && notes[0].text.contains("2 under MARKET (B4:B5)"), "\(notes)")
    }

    @Test("a number merged over lines of several markets or stages is an error; over lines of one it is not")
    func mergedNumbers() throws {
        let text =
            "MARKET|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nUAE|Awareness|VRC|50|10\nUAE|Awareness|VAC|.|20\nUAE|Purchase|VAC|.|30"
        func cells(_ merges: [String]) throws -> [String?] {
            let messages = try read(MergedSource(text: text, merges: merges)).messages.filter {
                $0.code == .mergedNumber
            }
            #expect(messages.allSatisfy { $0.level == .error })
            return messages.map(\.place.cell)
        }
        #expect(try cells(["D2:D3"]).isEmpty)
        #expect(try cells(["D2:D4"]) == ["D4"])
        #expect(try cells([]).isEmpty)
    }

    @Test("a reach merged over several markets is an error at each of the others; empty cells are not")
    func mergedReach() throws {
        let text =
            "START|Metrics / Markets|UAE|Qatar|Kuwait|END\n START|Campaign Reach (Absl)|500|.|.|END\nSTART|Campaign Freq.|2|3|4|END"
            .replacing(" START|", with: "START|")
        func found(_ merges: [String]) throws -> [Message] {
            try read(MergedSource(text: text, merges: merges), as: .delivered).messages.filter {
                $0.code == .mergedNumber
            }
        }
        func cells(_ merges: [String]) throws -> [String?] { try found(merges).map(\.place.cell) }
        let all = try found(["C2:E2"])
        #expect(all.map(\.place.cell) == ["D2"] && all[0].text.hasPrefix("2 cells are merged"), "\(all)")
        #expect(try cells(["C2:D2"]) == ["D2"])
        #expect(try cells([]).isEmpty)
        #expect(try cells(["C1:E1"]).isEmpty)
    }

    @Test("without markers beside the lines they are known all the same")
    func unfenced() throws {
        let text =
            "MARKET|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nUAE|Awareness|VRC|50|10\n.|Purchase|VAC|60|20\nQatar|Purchase|VAC|70|30"
        let (records, _) = try read(MergedSource(text: text, merges: ["A2:A3"]))
        #expect(records.map { $0[.market].text } == ["UAE", "UAE", "Qatar"])
    }

    @Test("a line under a merge, and one beside a merge of other columns, still lacks its market")
    func beyond() throws {
        let (records, messages) = try read(MergedSource(text: Self.fenced, merges: ["B3:B4", "D3:D5", "A5:B5"]))
        #expect(records.map { $0[.market].text } == ["UAE", "UAE", nil, "Qatar"])
        #expect(messages.contains { $0.code == .marketMissing && $0.place.cell == "B5" })
    }

    @Test("merges are not read where every line is whole, and once where they are needed")
    func lazily() throws {
        let whole = MergedSource(
            text: "MARKET|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nUAE|Awareness|VRC|50|10\nQatar|Purchase|VAC|70|30",
            merges: [])
        _ = try read(whole)
        #expect(whole.asked.count == 0)
        let needed = MergedSource(text: Self.fenced, merges: ["B3:B5"])
        _ = try read(needed)
        #expect(needed.asked.count == 1)
    }

    @Test("a header above the lines, merged into the first of them, is no line's value")
    func header() throws {
        let (records, _) = try read(
            MergedSource(text: Self.fenced.replacing("START|UAE|", with: "START|.|"), merges: ["B2:B5"]))
        #expect(records.prefix(3).allSatisfy { $0[.market].isUnknown })
    }

    @Test("a workbook's merges are found without its rows, across windows of a large part too")
    func workbook() throws {
        let template = try Workbook(path: Self.sample)
        for sheet in template.worksheets { #expect(try template.merges(of: sheet) == template.grid(of: sheet).merges) }
        try withScratchFolder { folder in
            var part = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
            for row in 1...60_000 {
                part +=
                    "<row r=\"\(row)\"><c r=\"A\(row)\" t=\"inlineStr\"><is><t>text of row \(row)</t></is></c></row>"
            }
            part +=
                "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A2:A9\"/><mergeCell ref=\"B1:C1\"/></mergeCells></worksheet>"
            var rewrite = PackageRewrite(of: template.package)
            rewrite.replace(template.worksheets[0].partName, with: Array(part.utf8))
            try rewrite.write(to: "\(folder)/tracker.xlsx")
            let large = try Workbook(path: "\(folder)/tracker.xlsx")
            #expect(try large.merges(of: large.worksheets[0]).map(\.description) == ["A2:A9", "B1:C1"])
        }
    }

    private static let sample =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        + "/Samples/OUTPUT_TEMPLATE_Quillmere Bright Morning (Q2 2026).xlsx"
}
