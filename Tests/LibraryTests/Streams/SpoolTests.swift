import Glibc
import Streams
import Testing

@Suite("Spools") struct SpoolTests {
    @Test("give back what was written, in memory, in a file, and across both", arguments: [1 << 20, 8, 5])
    func bytes(capacity: Int) throws {
        let spool = Spool(capacity: capacity)
        let text = Array("one\ntwo\nthree".utf8)
        for byte in text { try spool.write([byte]) }
        for offset in 0...text.count {
            for most in [0, 1, 4, 100] {
                let bytes = try spool.bytes(at: offset, most: most)
                #expect(text[offset...].starts(with: bytes) && bytes.isEmpty == (most == 0 || offset == text.count))
            }
        }
        var lines = SpoolLines(spool, in: 4..<8)
        #expect(try lines.next().map { String(decoding: $0, as: UTF8.self) } == "two")
        #expect(try lines.next() == nil)
    }

    @Test("tell whether a file or another spool holds the same", arguments: [0, 3, 70_000, 200_000])
    func comparing(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let (spool, other) = (Spool(capacity: 1 << 15), Spool(capacity: 1 << 22))
        try spool.write(content)
        try other.write(Array("head".utf8) + content)
        #expect(try other.isEqual(from: 4, to: spool) && spool.isEqual(from: 0, to: spool))
        try other.write([0])
        #expect(try !other.isEqual(from: 4, to: spool))
        // The file holds the content, and an end.
        var template = Array("/tmp/spool-test.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        defer {
            close(descriptor)
            unlink(template)
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let output = Output(descriptor: descriptor, name: path)
        try output.write(content + [1, 2])
        try output.flush()
        for (end, isSame) in [([1, 2], true), ([1], false), ([1, 3], false), ([1, 2, 3], false), ([], false)]
            as [([UInt8], Bool)]
        {
            #expect(try spool.isContent(of: path, followedBy: end) == isSame, "\(end)")
        }
        #expect(try !spool.isContent(of: path + "x", followedBy: []))
    }
}
