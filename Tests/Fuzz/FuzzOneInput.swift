import Glibc
import Streams

@testable import Workbooks

/// One input for the coverage-guided fuzzer: the first byte chooses what the others are.
///
/// Whatever the bytes, the readers must end with a result or a `Failure`; anything else stops the fuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let mode = Int(start[0]) % (5 + FuzzSources.modes)
    switch mode {
    case 0: readAll(bytes)
    case 1: readAll(storedWorkbook(sheet: bytes))
    case 2: readAll(storedWorkbook(sheet: Array(sheet.utf8), strings: bytes))
    case 3: readAll(storedWorkbook(sheet: Array(sheet.utf8), styles: bytes))
    case 4: show(bytes)
    default: FuzzSources.run(mode - 5, bytes)
    }
    return 0
}

private let namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
private let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
private let sheet = """
    <worksheet xmlns="\(namespace)"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>7</v></c>\
    <c r="C1" s="1"><v>45000.5</v></c><c r="D1" s="2"><v>-3</v></c></row></sheetData></worksheet>
    """

/// A workbook of one sheet in stored parts, made of the bytes that are tried.
func storedWorkbook(sheet: [UInt8], strings: [UInt8] = [], styles: [UInt8] = []) -> [UInt8] {
    func relationships(_ entries: [(String, String)]) -> [UInt8] {
        let list = entries.enumerated().map {
            "<Relationship Id=\"r\($0)\" Type=\"\(types)/\($1.0)\" Target=\"\($1.1)\"/>"
        }
        return Array("<Relationships xmlns=\"p\">\(list.joined())</Relationships>".utf8)
    }
    var zip = StoredZip()
    zip.add("_rels/.rels", relationships([("officeDocument", "w.xml")]))
    zip.add(
        "w.xml",
        Array(
            "<workbook xmlns=\"\(namespace)\" xmlns:r=\"\(types)\"><sheets><sheet name=\"a\" r:id=\"r0\"/></sheets></workbook>"
                .utf8))
    zip.add(
        "_rels/w.xml.rels", relationships([("worksheet", "s.xml"), ("sharedStrings", "t.xml"), ("styles", "y.xml")]))
    zip.add("s.xml", sheet)
    if !strings.isEmpty { zip.add("t.xml", strings) }
    if !styles.isEmpty { zip.add("y.xml", styles) }
    return zip.finished()
}

/// A file without a name in memory (O_TMPFILE, whose macro Swift does not import).
private let file = open("/dev/shm", 0o20000000 | O_DIRECTORY | O_RDWR, 0o600)

/// Opens the bytes as a workbook and exports each of its sheets in every way.
private func readAll(_ bytes: [UInt8]) {
    ftruncate(file, 0)
    _ = pwrite(file, bytes, bytes.count, 0)
    var limits = Limits()
    limits.alwaysAllowed = 4 << 20
    limits.smallPartSize = 1 << 20
    limits.row = 4 << 20
    // Small enough that nearly every sheet is worked on by several threads.
    limits.block = 1024
    do {
        let workbook = try Workbook(path: "/proc/self/fd/\(file)", limits: limits)
        let output = try Output(replacing: "/dev/null")
        for sheet in workbook.worksheets.prefix(3) {
            for options in exports { _ = try? SheetExport(options).write(sheet, of: workbook, to: output) }
            _ = try? workbook.grid(of: sheet)
        }
        _ = try? Metadata.ndjson(of: workbook, report: { _ in })
    } catch is Failure {
    } catch {
        fatalError("\(error)")
    }
}

private let exports: [ExportOptions] = {
    var formulas = ExportOptions(format: .csv)
    formulas.view = .formula
    var displayed = ExportOptions(format: .ndjson)
    displayed.view = .displayed
    displayed.fillsMerged = true
    displayed.hiddenColumns = .skip
    var narrow = ExportOptions()
    narrow.range = SheetRange("B1:D9")
    narrow.hiddenRows = .skip
    return [ExportOptions(), ExportOptions(format: .ndjson), ExportOptions(format: .grid), formulas, displayed, narrow]
}()

/// Takes the bytes as a format code and shows some values under it.
private func show(_ bytes: [UInt8]) {
    let code = String(decoding: bytes, as: UTF8.self)
    _ = NumberFormat.kind(ofCode: code)
    let format = DisplayFormat(code: code)
    for value in [0, 1, -1234.5678, 45000.75, 1e300, -1e-300, 0.5] { _ = format.text(for: value) }
    _ = format.text(for: "text")
}

/// A ZIP archive of stored entries in memory.
struct StoredZip {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8]) {
        let offset = bytes.count
        var hash: UInt32 = 0
        content.withUnsafeBytes { hash = ZipWriter.crc(0, $0) }
        let fields =
            Self.little(UInt32(0)) + Self.little(hash) + Self.little(UInt32(content.count))
            + Self.little(UInt32(content.count))
        let lengths = Self.little(UInt16(name.utf8.count)) + Self.little(UInt16(0))
        bytes += Self.little(UInt32(0x0403_4B50)) + Self.little(UInt16(20)) + Self.little(UInt32(0)) + fields + lengths
        bytes += Array(name.utf8) + content
        directory +=
            Self.little(UInt32(0x0201_4B50)) + Self.little(UInt32(0x0014_0014)) + Self.little(UInt32(0)) + fields
            + lengths
        directory += [UInt8](repeating: 0, count: 10) + Self.little(UInt32(offset)) + Array(name.utf8)
        count += 1
    }

    func finished() -> [UInt8] {
        bytes + directory + Self.little(UInt32(0x0605_4B50)) + Self.little(UInt32(0)) + Self.little(UInt16(count))
            + Self.little(UInt16(count))
            + Self.little(UInt32(directory.count)) + Self.little(UInt32(bytes.count)) + Self.little(UInt16(0))
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
