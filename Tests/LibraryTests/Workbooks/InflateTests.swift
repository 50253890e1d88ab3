import CInflate
import CZlib
import Testing

/// Our inflater beside zlib's, with what zlib deflates in every way that it knows.
@Suite("Inflating") struct InflateTests {
    /// What one piece of input or output holds at most.
    enum Pieces: CaseIterable {
        case whole, tiny, mixed

        func size(_ random: inout SystemRandomNumberGenerator) -> Int {
            switch self {
            case .whole: 1 << 20
            case .tiny: Int.random(in: 1...7, using: &random)
            case .mixed: Int.random(in: 1...100_000, using: &random)
            }
        }
    }

    @Test("gives back what was deflated, whatever the pieces of input and output", arguments: Pieces.allCases)
    func roundTrip(pieces: Pieces) throws {
        var random = SystemRandomNumberGenerator()
        for round in 0..<150 {
            let content = Self.content(round, &random)
            let deflated = try Self.deflated(
                content, level: Int32(round % 10), strategy: Int32(round / 10 % 5), memory: Int32(round % 9 + 1))
            let found = Self.inflated(deflated, pieces, limit: content.count + 1, &random)
            #expect(found?.elementsEqual(content) == true, "round \(round): \(content.count) bytes")
        }
    }

    @Test("refuses what is cut off, at every byte")
    func cutOff() throws {
        var random = SystemRandomNumberGenerator()
        for round in 0..<12 {
            let content = Array(Self.content(round, &random).prefix(600))
            let deflated = try Self.deflated(content, level: Int32(round % 10), strategy: Int32(round % 5), memory: 8)
            for end in 0..<deflated.count {
                #expect(
                    Self.inflated(Array(deflated[..<end]), .mixed, limit: 1 << 20, &random) == nil,
                    "round \(round), \(end) bytes")
            }
        }
    }

    @Test("takes and refuses damaged streams as zlib does, and gives the same bytes")
    func damaged() throws {
        var random = SystemRandomNumberGenerator()
        var taken = 0
        for round in 0..<2000 {
            let content = Array(Self.content(round, &random).prefix(4000))
            var deflated = try Self.deflated(
                content, level: Int32(round % 10), strategy: Int32(round % 5), memory: Int32(round % 9 + 1))
            for _ in 0...round % 3 { deflated[Int.random(in: 0..<deflated.count)] ^= 1 << UInt8.random(in: 0..<8) }
            let expected = Self.inflatedByZlib(deflated, limit: 1 << 16)
            let found = Self.inflated(deflated, Pieces.allCases[round % 3], limit: 1 << 16, &random)
            #expect(found == expected, "round \(round): \(deflated)")
            if found != nil { taken += 1 }
        }
        #expect(taken > 0)
    }

    @Test(
        "refuses blocks that RFC 1951 does not know",
        arguments: [
            // A block of type 3; a stored one whose size and complement differ; no code for the end; a code of lengths that is not complete.
            [0x07], [0x01, 0x05, 0x00, 0x05, 0x00, 1, 2, 3, 4, 5], [0x05, 0xE0, 0x81, 0x08, 0, 0, 0, 0, 0],
            [0x05, 0, 0, 0, 0, 0, 0, 0],
            // A distance that reaches before the first byte, by the fixed codes: `a`, then 3 bytes from 2 before.
            [0x4B, 0x04, 0x11, 0x00],
        ] as [[UInt8]])
    func unknown(bytes: [UInt8]) {
        var random = SystemRandomNumberGenerator()
        #expect(Self.inflated(bytes + Array(repeating: 0, count: 64), .whole, limit: 1 << 16, &random) == nil)
        #expect(Self.inflatedByZlib(bytes + Array(repeating: 0, count: 64), limit: 1 << 16) == nil)
    }

    // MARK: Both ways

    /// Nil for what is damaged, cut off or longer than the limit.
    private static func inflated(
        _ bytes: [UInt8], _ pieces: Pieces, limit: Int, _ random: inout SystemRandomNumberGenerator
    ) -> [UInt8]? {
        let state = UnsafeMutablePointer<mp_inflate>.allocate(capacity: 1)
        defer { state.deallocate() }
        mp_inflate_begin(state)
        var given = 0
        var out: [UInt8] = []
        // What is not used up is moved to memory of its own each time, so that a read outside of it shows under the address sanitizer.
        var input: [UInt8] = []
        while true {
            // Half of the pieces have the window before them.
            let before = Bool.random(using: &random) ? MP_WINDOW : 0
            var piece = [UInt8](repeating: 0xEE, count: before + pieces.size(&random))
            var size = piece.count - before
            let (status, used) = input.withUnsafeBufferPointer { buffer in
                state.pointee.next = buffer.baseAddress
                state.pointee.end = buffer.baseAddress.map { $0 + buffer.count }
                return piece.withUnsafeMutableBufferPointer { piece in
                    let start = piece.baseAddress! + before
                    if before > 0 { mp_inflate_put_window(state, start) }
                    return (
                        mp_inflate_run(state, start, &size, before),
                        buffer.baseAddress.map { state.pointee.next - $0 } ?? 0
                    )
                }
            }
            out += piece[before..<before + size]
            guard out.count <= limit else { return nil }
            input.removeFirst(used)
            switch status {
            case MP_INFLATE_DONE: return out
            case MP_INFLATE_FULL: continue
            case MP_INFLATE_STARVED:
                guard given < bytes.count else { return nil }
                let end = min(bytes.count, given + pieces.size(&random))
                input += bytes[given..<end]
                given = end
            default: return nil
            }
        }
    }

    private static func inflatedByZlib(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var bytes = bytes
        var out = [UInt8](repeating: 0, count: limit)
        let status = bytes.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                return inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END ? Array(out[..<Int(stream.total_out)]) : nil
    }

    private static func deflated(_ content: [UInt8], level: Int32, strategy: Int32, memory: Int32) throws -> [UInt8] {
        var stream = z_stream()
        try #require(
            deflateInit2_(
                &stream, level, Z_DEFLATED, -15, memory, strategy, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
                == Z_OK)
        defer { deflateEnd(&stream) }
        var content = content
        var out = [UInt8](repeating: 0, count: 2 * content.count + 4096)
        let status = content.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                return deflate(&stream, Z_FINISH)
            }
        }
        try #require(status == Z_STREAM_END)
        return Array(out[..<Int(stream.total_out)])
    }

    /// Noise, few letters, a pattern, matches from far back, runs of one byte; mostly short.
    private static func content(_ round: Int, _ random: inout SystemRandomNumberGenerator) -> [UInt8] {
        let count = Int.random(in: round % 4 == 0 ? 0..<90_000 : 0..<3000, using: &random)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count {
            switch round % 5 {
            case 0: bytes.append(UInt8.random(in: 0...255, using: &random))
            case 1: bytes.append(UInt8.random(in: 97...100, using: &random))
            case 2: bytes.append(UInt8(index % 97))
            case 3:
                bytes.append(
                    index > 30_003 && index % 10 > 0 ? bytes[index - 30_000] : UInt8.random(in: 0..<60, using: &random))
            default:
                bytes.append(index > 0 && index % 50 > 0 ? bytes[index - 1] : UInt8.random(in: 0...255, using: &random))
            }
        }
        return bytes
    }
}
