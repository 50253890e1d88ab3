import CZlib
import Glibc
import Streams
import Testing

@testable import Workbooks

/// A ZIP archive whose every field can be made to lie.
private struct CraftedArchive {
    struct Entry {
        var name: String
        var body: [UInt8]
        var localName: String?
        var localMethod: UInt16?
        var localSizes: (compressed: UInt32, uncompressed: UInt32)?
        var flags: UInt16 = 0
        var localFlags: UInt16?
        var localChecksum: UInt32?
        var localExtra: [UInt8] = []
        var extra: [UInt8] = []
        /// Where the directory says that the entry is, when not where it is.
        var offset: UInt32?
        /// Of a ZIP64 extra field: uncompressed size, compressed size and offset, as far as they are given.
        var wide: [UInt64] = []
        var wideFields: (size: Bool, compressed: Bool, offset: Bool) = (false, false, false)

        init(_ name: String, _ body: String) { (self.name, self.body) = (name, Array(body.utf8)) }
    }

    var entries: [Entry]
    /// What the end record says that is not so.
    var count: Int?
    var comment: [UInt8] = []
    /// Between the directory and the end record.
    var between: [UInt8] = []
    var directoryOffset: Int?

    static let usual: [Entry] = [
        Entry("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        Entry(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
        Entry(
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
        ),
        Entry(
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        ),
        Entry(
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>"
        ),
    ]

    private func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    var file: [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let start = UInt32(out.count)
            let crc = UInt32(crc32(0, entry.body, UInt32(entry.body.count)))
            let size = UInt32(entry.body.count)
            let localName = Array((entry.localName ?? entry.name).utf8)
            out +=
                [0x50, 0x4B, 3, 4] + bytes(UInt16(20)) + bytes(entry.localFlags ?? entry.flags)
                + bytes(entry.localMethod ?? 0)
            out += [0, 0, 0, 0] + bytes(entry.localChecksum ?? crc) + bytes(entry.localSizes?.compressed ?? size)
            out += bytes(entry.localSizes?.uncompressed ?? size) + bytes(UInt16(localName.count))
            out += bytes(UInt16(entry.localExtra.count)) + localName + entry.localExtra + entry.body
            let name = Array(entry.name.utf8)
            let extra =
                entry.wide.isEmpty
                ? entry.extra
                : bytes(UInt16(1)) + bytes(UInt16(8 * entry.wide.count)) + entry.wide.flatMap { bytes($0) }
            directory +=
                [0x50, 0x4B, 1, 2] + bytes(UInt16(20)) + bytes(UInt16(20)) + bytes(entry.flags) + bytes(UInt16(0)) + [
                    0, 0, 0, 0,
                ]
            directory += bytes(crc) + bytes(entry.wideFields.compressed ? .max : size)
            directory += bytes(entry.wideFields.size ? UInt32.max : size)
            directory += bytes(UInt16(name.count)) + bytes(UInt16(extra.count)) + [UInt8](repeating: 0, count: 10)
            directory += bytes(entry.wideFields.offset ? UInt32.max : entry.offset ?? start) + name + extra
        }
        let files = bytes(UInt16(truncatingIfNeeded: count ?? entries.count))
        let end = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + files + files + bytes(UInt32(directory.count))
        let place = bytes(UInt32(directoryOffset ?? out.count + between.count))
        return out + between + directory + end + place + bytes(UInt16(comment.count)) + comment
    }

    /// Bytes of the files, before the directory.
    var directoryStart: Int { file.firstRange(of: [0x50, 0x4B, 1, 2])!.lowerBound }
}

@Suite("Ambiguous packages") struct AmbiguousPackageTests {
    /// What reading the first cell of the archive comes to: the cell, or the failure.
    private func read(_ file: [UInt8]) throws -> Result<[String], Failure> {
        var template = Array("/tmp/mp-test.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(path) }
        #expect(Glibc.write(descriptor, file, file.count) == file.count)
        close(descriptor)
        do {
            let workbook = try Workbook(path: path)
            return .success(try workbook.grid(of: workbook.sheets[0]).cells.map { "\($0.key)" })
        } catch let failure as Failure {
            return .failure(failure)
        }
    }

    private func refusal(_ change: (inout [CraftedArchive.Entry]) -> Void) throws -> Message {
        var archive = CraftedArchive(entries: CraftedArchive.usual)
        change(&archive.entries)
        return try refusal(of: archive.file)
    }

    private func refusal(of file: [UInt8]) throws -> Message {
        switch try read(file) {
        case .success(let cells):
            Issue.record("was read: \(cells)")
            return Message(.note, .internalError, "")
        case .failure(let failure):
            #expect(failure.status == .data)
            return failure.message
        }
    }

    @Test("the archive without a lie is read") func usual() throws {
        #expect(try read(CraftedArchive(entries: CraftedArchive.usual).file).get() == ["A1"])
        // Sizes that follow the data are zero before them.
        var later = CraftedArchive.usual
        later[4].flags = 8
        later[4].localSizes = (0, 0)
        #expect(try read(CraftedArchive(entries: later).file).get() == ["A1"])
    }

    @Test(
        "two entries of one part are refused, with both names",
        arguments: [
            "xl/worksheets/sheet1.xml", "XL/Worksheets/SHEET1.xml", "/xl/worksheets/sheet1.xml",
            "xl\\worksheets\\sheet1.xml", "//xl/worksheets/sheet1.xml", "./xl/worksheets/sheet1.xml",
            "xl//worksheets/sheet1.xml",
            "xl/a/../worksheets/sheet1.xml", "xl/worksheets/sheet1.xml.", "xl/worksheets/sheet%31.xml",
        ])
    func twins(name: String) throws {
        for place in [0, 5] {
            let message = try refusal { $0.insert(.init(name, "<other/>"), at: place) }
            #expect(
                message.text.contains("\"\(name)\"") && message.text.contains("\"xl/worksheets/sheet1.xml\""),
                "\(message)")
        }
    }

    @Test("two entries of one part that hold the same bytes can be read in one way only")
    func identicalTwins() throws {
        for name in ["xl/worksheets/sheet1.xml", "XL/Worksheets/SHEET1.xml", "/xl/worksheets/sheet1.xml"] {
            var archive = CraftedArchive(entries: CraftedArchive.usual)
            archive.entries.append(.init(name, String(decoding: archive.entries[4].body, as: UTF8.self)))
            #expect(try read(archive.file).get() == ["A1"])
        }
        // As long as the first, and of other bytes.
        let message = try refusal {
            let body = String(decoding: $0[4].body, as: UTF8.self)
            $0.append(.init("xl/worksheets/sheet1.xml", body.replacing("<v>1</v>", with: "<v>2</v>")))
        }
        #expect(message.text.contains("the same part"), "\(message)")
    }

    @Test("a relationship's identifier that stands for two parts is refused; the same twice is one")
    func relationshipTwins() throws {
        let worksheet =
            "<Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target="
        func file(_ target: String) -> [UInt8] {
            var archive = CraftedArchive(entries: CraftedArchive.usual)
            let list = String(decoding: archive.entries[3].body, as: UTF8.self)
            archive.entries[3].body = Array(
                list.replacing("</Relationships>", with: "\(worksheet)\"\(target)\"/></Relationships>").utf8)
            return archive.file
        }
        let message = try refusal(of: file("worksheets/sheet2.xml"))
        #expect(
            message.text.contains(
                "the relationship s is there twice, for xl/worksheets/sheet1.xml and xl/worksheets/sheet2.xml"),
            "\(message)")
        #expect(try read(file("/xl/worksheets/sheet1.xml")).get() == ["A1"])
    }

    @Test("a local header that contradicts the directory is refused") func localHeaders() throws {
        let name = try refusal { $0[4].localName = "xl/worksheets/sheet2.xml" }
        #expect(name.text.contains("sheet2.xml") && name.text.contains("sheet1.xml"), "\(name)")
        let letters = try refusal { $0[4].localName = "xl/worksheets/SHEET1.xml" }
        #expect(letters.text.contains("SHEET1.xml") && letters.text.contains("sheet1.xml"), "\(letters)")
        let method = try refusal { $0[4].localMethod = 8 }
        #expect(method.text.contains("method"), "\(method)")
        let size = try refusal { $0[4].localSizes = (7, 7) }
        #expect(size.text.contains("7 before its data"), "\(size)")
        let checksum = try refusal { $0[4].localChecksum = 7 }
        #expect(checksum.text.contains("checksum") && checksum.text.contains("7 before its data"), "\(checksum)")
        let wide = try refusal {
            $0[4].localSizes = (.max, .max)
            $0[4].localExtra = [1, 0, 16, 0] + [7, 0, 0, 0, 0, 0, 0, 0] + [9, 0, 0, 0, 0, 0, 0, 0]
        }
        #expect(wide.text.contains("7 before its data"), "\(wide)")
        let path = try refusal { $0[4].extra = [0x75, 0x70, 8, 0, 1, 0, 0, 0, 0] + Array("b.c".utf8) }
        #expect(path.text.contains("\"b.c\" in an extra field"), "\(path)")
        let encrypted = try refusal { $0[4].localFlags = 1 }
        #expect(encrypted.text.contains("encrypted"), "\(encrypted)")
    }

    @Test("a part that is the folder of another one is refused, and so is a folder with content") func partsInParts()
        throws
    {
        for name in ["xl/worksheets/sheet1.xml/a", "XL/worksheets/SHEET1.xml/b/c", "xl/worksheets/sheet1.xml/"] {
            let message = try refusal { $0.append(.init(name, "<other/>")) }
            #expect(message.text.contains("\"\(name)\"") && message.text.contains("the folder of"), "\(message)")
        }
    }

    @Test("an end record that two readers understand in two ways is refused") func endRecords() throws {
        var other = CraftedArchive(entries: CraftedArchive.usual)
        other.entries[4].body = Array(
            String(decoding: other.entries[4].body, as: UTF8.self).replacing("<v>1</v>", with: "<v>9</v>").utf8)
        for count in [3, 4, 6, 0] {
            var archive = CraftedArchive(entries: CraftedArchive.usual)
            archive.count = count
            let message = try refusal(of: archive.file)
            #expect(message.text.contains("counts \(count) files") && message.text.contains("lists 5"), "\(message)")
        }
        var commented = CraftedArchive(entries: CraftedArchive.usual)
        commented.comment = CraftedArchive(entries: [.init("a", "b")]).file
        #expect(try refusal(of: commented.file).text.contains("whose comment holds another one"))
        // Both have their files in the same places, so that the second's offsets lead to the first's.
        let joined = try refusal(of: other.file + CraftedArchive(entries: CraftedArchive.usual).file)
        #expect(joined.text.contains("a directory is at byte \(other.directoryStart)"), "\(joined)")
        var doubled = CraftedArchive(entries: CraftedArchive.usual)
        doubled.directoryOffset = doubled.directoryStart
        doubled.between = Array(other.file[other.directoryStart...].dropLast(22))
        #expect(try refusal(of: doubled.file).text.contains("and another at byte"))
        // Bytes before an archive make no second one, nor does a comment.
        var plain = CraftedArchive(entries: CraftedArchive.usual)
        plain.comment = Array("made for the tests".utf8)
        #expect(try read(Array("MZ prefix".utf8) + plain.file).get() == ["A1"])
    }

    @Test("entries that share bytes are refused, with both names") func overlap() throws {
        // The second entry's header and data lie within the first's data.
        let inner = CraftedArchive(entries: [.init("xl/media/a.bin", "inner")]).file.prefix(30 + 14 + 5)
        let message = try refusal { entries in
            let before = CraftedArchive(entries: entries).file
            let place = before.firstRange(of: [0x50, 0x4B, 1, 2])!.lowerBound
            var outer = CraftedArchive.Entry("xl/media/outer.bin", "")
            outer.body = Array(inner)
            var hidden = CraftedArchive.Entry("xl/media/a.bin", "inner")
            hidden.offset = UInt32(place + 30 + 18)
            entries += [outer, hidden]
        }
        #expect(
            message.text.contains("outer.bin") && message.text.contains("a.bin")
                && message.text.contains("share bytes"), "\(message)")
    }

    @Test(
        "sizes and offsets of any width are an error and no trap",
        arguments: [UInt64(Int.max), UInt64(Int.max) - 1, .max, 1 << 63, 1 << 62, 1 << 40], 0..<5)
    func wideNumbers(number: UInt64, entry: Int) throws {
        for fields in [(true, false, false), (false, true, false), (false, false, true), (true, true, true)] {
            var archive = CraftedArchive(entries: CraftedArchive.usual)
            archive.entries[entry].wideFields = fields
            archive.entries[entry].wide = [fields.0, fields.1, fields.2].filter { $0 }.map { _ in number }
            for prefix in [[], Array("MZ".utf8) + [UInt8](repeating: 0, count: 99)] {
                switch try read(prefix + archive.file) {
                case .success: Issue.record("was read")
                case .failure(let failure): #expect(failure.status == .data)
                }
            }
        }
    }
}
