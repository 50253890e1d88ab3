import Streams
import Testing
import Workbooks

@testable import SourceFiles

@Suite("Source files") struct SourceFileTests {
    /// What a file holds, in words.
    private func contents(_ path: String) throws -> [String] {
        var found: [String] = []
        try SourceFile.open(path, report: { found.append("\($0.level.rawValue): \($0.text)") }) { content in
            switch content {
            case .workbook(let workbook): found.append("workbook \(workbook.sheets.map(\.name))")
            case .grid: found.append("grid")
            case .table(let text, let sheet):
                var rows: [String] = []
                while try text.next() {
                    rows.append((0..<text.fieldCount).map { "\(text.field($0))" }.joined(separator: " "))
                }
                found.append("table \(sheet) \(rows.count)")
            }
        }
        return found
    }

    private static let csv = Array("a,b\n1,2\n3,4\n".utf8)

    @Test("a table is a table whatever its name")
    func table() throws {
        #expect(try withFile(Self.csv, contents) == ["table  3"])
    }

    @Test("a compressed table is read, in one member and in several")
    func gzip() throws {
        #expect(try withFile(gzipped(Self.csv), contents) == ["table  3"])
        #expect(try withFile(gzipped(Self.csv) + gzipped(Array("5,6\n".utf8)), contents) == ["table  4"])
        let large = Array(String(repeating: "1,22,333\n", count: 200_000).utf8)
        #expect(try withFile(gzipped(large), contents) == ["table  200000"])
    }

    @Test("a compressed table that is cut off or changed is refused, at every byte")
    func damagedGzip() throws {
        let whole = try gzipped(Self.csv)
        for end in 10..<whole.count {
            #expect(throws: Failure.self) { try withFile(Array(whole[..<end]), contents) }
        }
        for index in 10..<whole.count {
            var bytes = whole
            bytes[index] ^= 0x40
            // A bit that pads the compressed data says nothing.
            let found = try? withFile(bytes, contents)
            #expect(found == nil || found == ["table  3"], "byte \(index)")
        }
    }

    @Test("an archive gives its tables in the order of their names, and says what it leaves out")
    func archive() throws {
        let bytes = zipped([
            ("b.csv", Self.csv), ("a/a.txt", Array("x;y\n1;2\n".utf8)), ("readme.pdf", Array("%PDF-1.7".utf8)),
            ("__MACOSX/._b.csv", [0, 1, 2]),
        ])
        #expect(
            try withFile(bytes, contents) == [
                "table a/a.txt 2", "table b.csv 3",
                "warning: \"readme.pdf\" in the archive is neither a table nor a workbook: not read",
            ])
    }

    @Test("an archive in an archive is read, one in that is not, and notes without a delimiter are no tables")
    func innerArchives() throws {
        let inner = zipped([("a.csv", Self.csv), ("deep.zip", zipped([("c.csv", Self.csv)]))])
        let bytes = zipped([
            ("README.txt", Array("Read me first.\nThen the rest.\n".utf8)), ("b.csv", Self.csv), ("inner.zip", inner),
        ])
        #expect(
            try withFile(bytes, contents) == [
                "table b.csv 3", "table a.csv 3",
                "warning: \"deep.zip\" in the archive is neither a table nor a workbook: not read",
                "warning: \"README.txt\" in the archive is neither a table nor a workbook: not read",
            ])
    }

    @Test("an archive of a workbook gives the workbook")
    func archivedWorkbook() throws {
        let plan = try bytes(of: PackagePath.samplePlanned)
        let found = try withFile(zipped([("plan.xlsx", plan)]), contents)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("workbook [") == true)
    }

    @Test("an archive without anything to read is an error")
    func uselessArchive() throws {
        for members in [[], [("a.pdf", Array("%PDF-1.7".utf8))]] as [[(name: String, bytes: [UInt8])]] {
            let failure = try #require(throws: Failure.self) { try withFile(zipped(members), contents) }
            #expect(failure.status == .data)
            #expect(failure.message.code == .unreadableKind)
        }
    }

    @Test("what is not read says what it is")
    func refusals() throws {
        for (bytes, words) in [
            ([], "it is empty"), (Array("%PDF-1.7".utf8), "it is a PDF"),
            (Array("<html><table>".utf8), "it is text in XML or HTML"),
            ([0, 1, 2, 3, 4, 5], "it does not begin as a ZIP archive does"),
            (Array("\n%PDF-1.4\n".utf8), "it is a PDF"),
            ([0xFF, 0xFE] + "<html><table>".utf8.flatMap { [$0, 0] }, "it is text in XML or HTML"),
            ("<?xml version".utf8.flatMap { [0, $0] }, "it is text in XML or HTML"),
            (Array(" [ {\"a\":1}]".utf8), "it is one array in JSON (jq -c '.[]' writes an object a line)"),
            ([0x28, 0xB5, 0x2F, 0xFD, 0, 1], "it is compressed by zstd"),
        ] as [([UInt8], String)] {
            let failure = try #require(throws: Failure.self) { try withFile(bytes, contents) }
            #expect(failure.message.text == "is not a plan or report: \(words)")
        }
    }

    @Test("the kind of a file is told by its bytes")
    func kinds() throws {
        let opc: [UInt8] = Array("<Types/>".utf8)
        for (bytes, kind) in [
            (Self.csv, .text), ([0xFF, 0xFE, 0x61, 0], .text), (Array("{\"a\":1}\n".utf8), .jsonLines),
            ([0x1F, 0x8B, 8], .gzip),
            (zipped([("[Content_Types].xml", opc), ("xl/workbook.xml", opc)]), .workbook),
            (zipped([("[Content_Types].xml", opc), ("xl/workbook.bin", opc)]), .legacy(.xlsb)),
            (zipped([("[Content_Types].xml", opc), ("word/document.xml", opc)]), .otherPackage),
            (zipped([("mimetype", opc), ("content.xml", opc)]), .legacy(.ods)), (zipped([("a.csv", opc)]), .archive),
            (Array("[Media],Cost\n".utf8), .text), (Array("BZIP,Cost\n".utf8), .text),
            (
                Array("<br />\n<b>Warning</b>: x<br />\n".utf8)
                    + zipped([("[Content_Types].xml", opc), ("xl/workbook.xml", opc)]), .workbook
            ),
            (
                Array("HTTP junk\r\n\r\n".utf8) + zipped([("[Content_Types].xml", opc), ("xl/workbook.xml", opc)]),
                .workbook
            ),
        ] as [([UInt8], FileKind)] {
            #expect(try withFile(bytes) { try FileKind(path: $0) } == kind)
        }
    }

    private func bytes(of path: String) throws -> [UInt8] {
        let input = try Input(path: path)
        var bytes: [UInt8] = []
        while case let chunk = try input.chunk(), !chunk.isEmpty { bytes += chunk }
        return bytes
    }
}
