import Glibc
import Testing

/// What fuzzing found worth keeping, played again: the inputs of `Tests/Fuzz/corpus.bin`, each behind its length.
@Suite("Fuzzing") struct FuzzCorpusTests {
    @Test("every input that was kept ends in a result or a failure")
    func corpus() throws {
        let path = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Fuzz/corpus.bin"
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var count = 0
        while let bytes = next(file) {
            #expect(bytes.withUnsafeBufferPointer { fuzzOneInput($0.baseAddress!, $0.count) } == 0)
            count += 1
        }
        #expect(count > 100)
    }

    /// Four bytes of length, least first, and the input.
    private func next(_ file: UnsafeMutablePointer<FILE>) -> [UInt8]? {
        var length = [UInt8](repeating: 0, count: 4)
        guard fread(&length, 1, 4, file) == 4 else { return nil }
        let size = length.reversed().reduce(0) { $0 << 8 | Int($1) }
        var bytes = [UInt8](repeating: 0, count: size)
        return fread(&bytes, 1, size, file) == size ? bytes : nil
    }
}
