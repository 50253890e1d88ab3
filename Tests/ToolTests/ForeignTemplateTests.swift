import Glibc
import Streams
import Testing

@testable import Workbooks

/// Templates as other programs write them: mp-map puts elements and parts of its own into their markup.
@Suite("A template of another writer makes a workbook that opens") struct ForeignTemplateTests {
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    struct Writer: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// The parts that differ from the sample's, made of its own.
        var parts: [String: @Sendable (String) -> [UInt8]]

        init(_ name: String, _ parts: [String: @Sendable (String) -> String]) {
            testDescription = name
            self.parts = parts.mapValues { change in { Array(change($0).utf8) } }
        }

        init(_ name: String, bytes parts: [String: @Sendable (String) -> [UInt8]]) {
            testDescription = name
            self.parts = parts
        }
    }

    private static let book = "xl/workbook.xml"
    private static let bookRelations = "xl/_rels/workbook.xml.rels"
    private static let types = "[Content_Types].xml"

    /// The markup with the prefix before each element's name that has none, and its default namespace under the prefix.
    private static func prefixed(_ prefix: String, _ text: String) -> String {
        text.replacing("xmlns=", with: "xmlns:\(prefix)=").split(separator: "<", omittingEmptySubsequences: false).map {
            piece in
            let name = piece.prefix {
                !" />\n".contains($0) || $0 == "/" && piece.startIndex == piece.firstIndex(of: "/")
            }
            guard !piece.isEmpty, !piece.hasPrefix("?"), !name.contains(":") else { return String(piece) }
            return piece.hasPrefix("/") ? "/\(prefix):\(piece.dropFirst())" : "\(prefix):\(piece)"
        }.joined(separator: "<")
    }

    private static func utf16(_ text: String) -> [UInt8] {
        [0xFF, 0xFE]
            + text.replacing("encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"").utf16.flatMap {
                [UInt8($0 & 0xFF), UInt8($0 >> 8)]
            }
    }

    private static func latin(_ text: String) -> [UInt8] {
        text.replacing("encoding=\"UTF-8\"", with: "encoding=\"ISO-8859-1\"").unicodeScalars.flatMap { scalar in
            scalar.value < 256 ? [UInt8(scalar.value)] : Array("&#\(scalar.value);".utf8)
        }
    }

    static let writers: [Writer] = [
        Writer(
            "openpyxl with lxml: the prefix of relationships on each element",
            [
                book: {
                    $0.replacing(" xmlns:r=\"\(relations)\"", with: "")
                        .replacing("r:id=", with: "xmlns:r=\"\(relations)\" r:id=")
                }
            ]),
        Writer(
            "another prefix of relationships",
            [book: { $0.replacing("xmlns:r=", with: "xmlns:rel=").replacing("r:id=", with: "rel:id=") }]),
        Writer(
            "the prefix r for something else",
            [
                book: {
                    $0.replacing("xmlns:r=\"\(relations)\"", with: "xmlns:r=\"urn:other\" xmlns:d4p1=\"\(relations)\"")
                        .replacing("r:id=", with: "d4p1:id=")
                }
            ]),
        Writer(
            "the prefix of relationships on the list of sheets",
            [
                book: {
                    $0.replacing(" xmlns:r=\"\(relations)\"", with: "")
                        .replacing("<sheets>", with: "<sheets xmlns:r=\"\(relations)\">")
                        .replacing("<externalReference ", with: "<externalReference xmlns:r=\"\(relations)\" ")
                }
            ]),
        Writer("a prefixed workbook part", [book: { prefixed("x", $0) }]),
        Writer(
            "prefixed relationships and content types",
            [bookRelations: { prefixed("p", $0) }, types: { prefixed("ct", $0) }]),
        Writer("prefixed styles", ["xl/styles.xml": { prefixed("x", $0) }]),
        Writer("a prefixed worksheet", ["xl/worksheets/sheet1.xml": { prefixed("x", $0) }]),
        Writer(
            "identifiers of relationships beyond 64 bits",
            [
                book: { $0.replacing("rId93", with: "rId9223372036854775807") },
                bookRelations: { $0.replacing("rId93", with: "rId9223372036854775807") },
            ]),
        Writer(
            "relationships called otherwise",
            [book: { $0.replacing("rId", with: "RID") }, bookRelations: { $0.replacing("rId", with: "RID") }]),
        Writer(
            "the largest identifier of a sheet", [book: { $0.replacing("sheetId=\"1\"", with: "sheetId=\"65534\"") }]),
        Writer(
            "no default content type of relationships",
            [
                types: { text in
                    let parts = [
                        "/_rels/.rels", "/xl/_rels/workbook.xml.rels", "/xl/worksheets/_rels/sheet1.xml.rels",
                        "/xl/drawings/_rels/drawing1.xml.rels", "/xl/externalLinks/_rels/externalLink1.xml.rels",
                        "/customXml/_rels/item1.xml.rels",
                    ]
                    let type = "application/vnd.openxmlformats-package.relationships+xml"
                    return text.replacing("<Default Extension=\"rels\" ContentType=\"\(type)\"/>", with: "")
                        .replacing(
                            "</Types>",
                            with: parts.map { "<Override PartName=\"\($0)\" ContentType=\"\(type)\"/>" }.joined()
                                + "</Types>")
                }
            ]),
        Writer("a workbook part in UTF-16", bytes: [book: utf16]),
        Writer(
            "styles, relationships and content types in UTF-16",
            bytes: ["xl/styles.xml": utf16, bookRelations: utf16, types: utf16]),
        Writer("a worksheet in ISO 8859-1", bytes: ["xl/worksheets/sheet1.xml": latin]),
        Writer("a worksheet in UTF-16", bytes: ["xl/worksheets/sheet1.xml": utf16]),
    ]

    @Test("mp-map fills it, live and as values, and every figure is the same", arguments: writers)
    func filled(writer: Writer) async throws {
        try await withTemporaryFolder { folder in
            try await Self.extract(to: "\(folder)/records.tsv")
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            for (part, change) in writer.parts {
                rewrite.replace(part, with: change(String(decoding: try package.data(of: part), as: UTF8.self)))
            }
            let output = try Output(replacing: "\(folder)/t.xlsx")
            try rewrite.write(to: output)
            try output.finish()
            for (kind, expected) in try await Self.expected.value {
                let workbook = try await Self.fill("\(folder)/t.xlsx", kind, in: folder)
                #expect(workbook.sheets.count == (kind == "live" ? 4 : 1))
                #expect(try workbook.grid(of: workbook.sheets[0]).cells == expected.cells, "\(kind)")
                for part in workbook.package.partNames where part.hasSuffix(".xml") || part.hasSuffix(".rels") {
                    try XMLReader(partName: part, package: "").parse(try workbook.package.data(of: part)) { _ in }
                }
            }
        }
    }

    /// The tracker's sheet of the sample template, by kind of figures.
    private static let expected = Task {
        try await withTemporaryFolder { folder in
            try await extract(to: "\(folder)/records.tsv")
            var grids: [String: SheetGrid] = [:]
            for kind in ["live", "values"] {
                let workbook = try await fill(Sample.template, kind, in: folder)
                grids[kind] = try workbook.grid(of: workbook.sheets[0])
            }
            return grids
        }
    }

    private static func fill(_ template: String, _ kind: String, in folder: String) async throws -> Workbook {
        let run = try await runTool(
            "mp-map",
            [
                "-i", "\(folder)/records.tsv", "-t", template, "-o", "\(folder)/o.xlsx", "--figures", kind,
                "--report-dir",
                "none", "--fail-on", "never",
            ])
        #expect(run.status == 0, "\(run)")
        return try Workbook(path: "\(folder)/o.xlsx")
    }

    private static func extract(to path: String) async throws {
        let run = try await runTool(
            "mp-extract",
            ["--planned", Sample.planned, "--delivered", Sample.delivered, "-o", path, "--fail-on", "never"])
        #expect(run.status == 0, "\(run)")
    }

    @Test("A template in the strict variant gets live figures, and sheets of its variant")
    func strict() async throws {
        try await withTemporaryFolder { folder in
            try await Self.extract(to: "\(folder)/records.tsv")
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            for part in package.partNames where part.hasSuffix(".xml") || part.hasSuffix(".rels") {
                let text = String(decoding: try package.data(of: part), as: UTF8.self)
                // Those of the package itself are the same in both variants.
                let changed = text.replacing(
                    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    with: "http://purl.oclc.org/ooxml/spreadsheetml/main"
                ).replacing(
                    "http://schemas.openxmlformats.org/officeDocument/2006/",
                    with: "http://purl.oclc.org/ooxml/officeDocument/"
                ).replacing(
                    "http://schemas.openxmlformats.org/drawingml/2006/", with: "http://purl.oclc.org/ooxml/drawingml/")
                if changed != text { rewrite.replace(part, with: Array(changed.utf8)) }
            }
            try rewrite.write(to: "\(folder)/t.xlsx")
            let expected = try #require(try await Self.expected.value["live"])
            let workbook = try await Self.fill("\(folder)/t.xlsx", "live", in: folder)
            #expect(
                workbook.sheets.map(\.name) == ["Campaign Tracker", "Campaign Insights", "Raw Data", "Lineage"])
            #expect(try workbook.grid(of: workbook.sheets[0]).cells == expected.cells)
            for part in workbook.package.partNames where part.hasSuffix(".xml") || part.hasSuffix(".rels") {
                let text = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
                for namespace in ["spreadsheetml", "officeDocument", "drawingml"] {
                    #expect(!text.contains("http://schemas.openxmlformats.org/\(namespace)/2006/"), "\(part)")
                }
            }
        }
    }

    @Test("A workbook with as many cell formats as Excel takes gets no more of them")
    func formats() async throws {
        try await withTemporaryFolder { folder in
            try await Self.extract(to: "\(folder)/records.tsv")
            let package = try Package(path: Sample.template)
            let styles = String(decoding: try package.data(of: "xl/styles.xml"), as: UTF8.self)
            let there = try Workbook(path: Sample.template).styles.formatIDs.count
            let format = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            var rewrite = PackageRewrite(of: package)
            rewrite.replace(
                "xl/styles.xml",
                with: Array(
                    styles.replacing("<cellXfs count=\"\(there)\"", with: "<cellXfs count=\"65489\"")
                        .replacing("</cellXfs>", with: String(repeating: format, count: 65_489 - there) + "</cellXfs>")
                        .utf8))
            try rewrite.write(to: "\(folder)/t.xlsx")
            for kind in ["live", "values"] {
                let workbook = try await Self.fill("\(folder)/t.xlsx", kind, in: folder)
                #expect(workbook.sheets.count == 1 && workbook.styles.formatIDs.count == 65_489)
            }
        }
    }

    @Test("A campaign of characters that XML does not take fills COMBINED.xlsx and the tracker; each part is XML")
    func characters() async throws {
        try await withTemporaryFolder { folder in
            try await Self.extract(to: "\(folder)/plain.tsv")
            let campaign = "Bright\u{FFFF} _x0041_ \u{FFFE}\u{7}Morning"
            let records = try text(of: "\(folder)/plain.tsv").replacing("Bright Morning", with: campaign)
            try #require(records.contains(campaign))
            try write(records, to: "\(folder)/records.tsv")
            let run = try await runTool(
                "mp-map",
                [
                    "-i", "\(folder)/records.tsv", "-t", Sample.template, "-o", "\(folder)/o.xlsx", "--report-dir",
                    "none", "--fail-on", "never",
                ])
            #expect(run.status == 0, "\(run)")
            let split = try await runTool(
                "mp-validate",
                [
                    "\(folder)/records.tsv", "--invalid", "\(folder)/invalid.xlsx", "--valid", "\(folder)/valid.xlsx",
                    "--fail-on", "never",
                ])
            #expect(split.status == 0, "\(split)")
            for file in ["o.xlsx", "valid.xlsx"] {
                let workbook = try Workbook(path: "\(folder)/\(file)")
                for part in workbook.package.partNames where part.hasSuffix(".xml") {
                    try XMLReader(partName: part, package: file).parse(try workbook.package.data(of: part)) { _ in }
                }
                let texts = try workbook.worksheets.flatMap {
                    try workbook.grid(of: $0).cells.values.compactMap(\.value.text)
                }
                #expect(texts.contains { $0.contains("Bright\u{FFFF} _x0041_ \u{FFFE}") }, "\(file)")
            }
        }
    }

    @Test("A text that no cell takes is cut and said, in the tracker and in a workbook of records")
    func longText() async throws {
        try await withTemporaryFolder { folder in
            try await Self.extract(to: "\(folder)/plain.tsv")
            let long = String(repeating: "long ", count: 8000)
            var records = try text(of: "\(folder)/plain.tsv")
            records.replace("Bright Morning", with: long, maxReplacements: 2)
            try write(records, to: "\(folder)/records.tsv")
            let run = try await runTool(
                "mp-map",
                [
                    "-i", "\(folder)/records.tsv", "-t", Sample.template, "-o", "\(folder)/o.xlsx", "--report-dir",
                    "none", "--fail-on", "never",
                ])
            #expect(
                run.status == 0
                    && run.errors.contains("longer than a cell takes (32767 characters); the sheet of raw data"),
                "\(run)")
            let split = try await runTool(
                "mp-validate", ["\(folder)/records.tsv", "--valid", "\(folder)/valid.xlsx", "--fail-on", "never"])
            #expect(split.errors.contains("longer than a cell takes (32767 characters)"), "\(split)")
            for file in ["o.xlsx", "valid.xlsx"] {
                let workbook = try Workbook(path: "\(folder)/\(file)")
                let lengths = try workbook.worksheets.flatMap {
                    try workbook.grid(of: $0).cells.values.compactMap { $0.value.text?.utf16.count }
                }
                #expect(lengths.max() == 32_767, "\(file)")
            }
        }
    }
}
