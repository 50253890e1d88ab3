import Glibc
import Streams
import Testing
import Workbooks

@Suite("What a template holds besides its figures survives")
struct PreservationTests {
    /// The samples' records, with KSA's lines of META repeated for further markets.
    private func records(in folder: String, more markets: [String] = []) async throws -> String {
        let run = try await runTool("mp-extract", ["--planned", Sample.planned, "--delivered", Sample.delivered])
        var lines = run.output.split(separator: "\n").map(String.init)
        for line in lines where line.contains("\tKSA\t") && line.contains("\tMETA") {
            lines += markets.map { line.replacing("\tKSA\t", with: "\t\($0)\t") }
        }
        try write(lines.joined(separator: "\n") + "\n", to: "\(folder)/records.tsv")
        return "\(folder)/records.tsv"
    }

    private func text(_ part: String, of path: String) throws -> String {
        String(decoding: try Package(path: path).data(of: part), as: UTF8.self)
    }

    /// Parts that filling may touch.
    private static let touched: Set<String> = [
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        // Figures without a number format get one.
        "xl/styles.xml",
    ]

    @Test("Macros, charts, tables, slicers, pivots, comments, extensions, theme and unknown parts are byte-identical")
    func everything() async throws {
        try await withTemporaryFolder { folder in
            try FullTemplate().write(to: "\(folder)/full.xlsm")
            let run = try await runTool(
                "mp-map",
                [
                    "-i", records(in: folder), "-t", "\(folder)/full.xlsm", "-o", "\(folder)/t.xlsm", "--report-dir",
                    "none", "--receipt", "\(folder)/receipt.ndjson", "--figures", "values",
                ])
            #expect(run.status == 0 && run.errors.contains("the sheet is protected"), "\(run)")
            let (before, after) = (try Package(path: "\(folder)/full.xlsm"), try Package(path: "\(folder)/t.xlsm"))
            for part in before.partNames where !Self.touched.contains(part) {
                let isSame = try after.contains(part) && before.data(of: part) == after.data(of: part)
                #expect(isSame, "\(part)")
            }
            let kinds = [
                "vbaProject", "chart1", "table1", "slicer1", "slicerCache1", "pivotTable1", "pivotCacheRecords1",
                "threadedComment1", "person", "comments1",
                "vmlDrawing1", "image1", "externalLink1", "item1", "printerSettings1", "theme1", "custom.xml",
                "notes.dat",
            ]
            for kind in kinds { #expect(after.partNames.contains { $0.contains(kind) }, "\(kind)") }
            // In the sheet itself, everything outside of its rows is the same.
            let sheets = try ["full.xlsm", "t.xlsm"].map { try text("xl/worksheets/sheet1.xml", of: "\(folder)/\($0)") }
            let heads = sheets.map { $0.split(separator: "<sheetData>")[0] }
            let tails = sheets.map { String($0[$0.range("</sheetData>")!...]) }
            #expect(
                heads[0] == heads[1] && tails[0] == tails[1] && tails[0].contains("sheetProtection")
                    && tails[0].contains("x14:dataBar"))
            try checkReceipt("\(folder)/receipt.ndjson", before, after)
        }
    }

    private func checkReceipt(_ path: String, _ before: Package, _ after: Package) throws {
        let input = try Input(path: path)
        var (parts, cells) = (0, 0)
        while let line = try input.line() {
            let object = try JSON(parsing: Array(line))
            switch object["kind"]?.string {
            case "part":
                parts += 1
                let part = try #require(object["part"]?.string)
                let isSame = object["change"]?.string == "same"
                #expect(isSame == !Self.touched.contains(part), "\(part)")
                let hash = SHA256.digest(of: try before.data(of: part))
                #expect(object["before"]?.string == hash)
                if isSame { #expect(object["after"]?.string == hash) }
            case "cell":
                cells += 1
                if object["cell"]?.string == "C3" {
                    #expect(object["before"] == .null && object["after"] == .string("2026-03-09 to 2026-06-14"))
                }
                #expect(object["before"] != object["after"] || object["formula_before"] != object["formula_after"])
            default: #expect(object["template_sha256"]?.string?.count == 64)
            }
        }
        #expect(parts == before.partNames.count && cells > 500)
    }

    @Test("Seven markets in a template of six columns: widths, print area, sparklines and what stands right follow")
    func seven() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runTool(
                "mp-map",
                [
                    "-i", records(in: folder, more: ["Oman", "Qatar"]), "-t", Sample.template, "-o", "\(folder)/t.xlsx",
                    "--report-dir", "none",
                ])
            #expect(run.status == 0 && run.errors.contains("it gets R:U, copied from P:Q"), "\(run)")
            let sheet = try text("xl/worksheets/sheet1.xml", of: "\(folder)/t.xlsx")
            for mark in [
                "<col min=\"21\" max=\"21\" width=\"13\"", "<col min=\"22\" max=\"22\" width=\"16\"",
                "'Campaign Tracker'!F96:U96</xm:f><xm:sqref>V96<", "ref=\"T88:U88\"",
            ] {
                #expect(sheet.contains(mark), "\(mark)")
            }
            #expect(try text("xl/workbook.xml", of: "\(folder)/t.xlsx").contains("'Campaign Tracker'!$A$1:$U$115"))
            let walk = try TrackerWalk(path: "\(folder)/t.xlsx")
            for market in ["KSA", "Oman", "Qatar"] {
                #expect(
                    walk.value("META", "AWARENESS", "Budget", market, isActual: false)?.number
                        == walk.value("META", "AWARENESS", "Budget", "KSA", isActual: false)?.number)
            }
        }
    }

    @Test("Macros, which may name cells, are a reason not to move any")
    func macros() async throws {
        try await withTemporaryFolder { folder in
            try FullTemplate().write(to: "\(folder)/full.xlsm")
            let run = try await runTool(
                "mp-map",
                [
                    "-i", records(in: folder, more: ["Oman"]), "-t", "\(folder)/full.xlsm", "-o", "\(folder)/t.xlsm",
                    "--report-dir", "none",
                ])
            #expect(run.status == 1 && run.errors.contains("None can be added: the workbook has macros"), "\(run)")
        }
    }

    @Test("A signed template is refused, since filling would break its signature")
    func signed() async throws {
        try await withTemporaryFolder { folder in
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            let origin =
                "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin\" Target=\"_xmlsignatures/origin.sigs\"/>"
            let relations = String(decoding: try package.data(of: "_rels/.rels"), as: UTF8.self)
            rewrite.replace(
                "_rels/.rels",
                with: Array(relations.replacing("</Relationships>", with: origin + "</Relationships>").utf8))
            rewrite.add("_xmlsignatures/origin.sigs", bytes: [])
            let output = try Output(replacing: "\(folder)/signed.xlsx")
            try rewrite.write(to: output)
            try output.finish()
            let run = try await runTool(
                "mp-map", ["-i", records(in: folder), "-t", "\(folder)/signed.xlsx", "-o", "\(folder)/t.xlsx"])
            #expect(
                run.status == 65 && run.errors.contains("is digitally signed") && !names(in: folder).contains("t.xlsx"),
                "\(run)")
        }
    }
}

extension String {
    /// Where a text begins.
    fileprivate func range(_ text: String) -> Index? { ranges(of: text).first?.lowerBound }
}
