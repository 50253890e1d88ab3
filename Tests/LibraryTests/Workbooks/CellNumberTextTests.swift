import Glibc
import Streams
import Testing

@testable import Workbooks

@Suite("Numbers in sheets") struct NumberTextTests {
    /// What the fast way writes; nil when it leaves the number to the long way.
    private func fast(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes += Array(repeating: 0x3C, count: 64)
        var out = ByteBuffer(capacity: 8)
        let isWritten = bytes.withUnsafeBufferPointer { CellNumberText.append($0.baseAddress!, count, to: &out) }
        return isWritten ? String(decoding: out.bytes, as: UTF8.self) : nil
    }

    private func printed(_ value: Double, _ format: String) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        withVaList([value]) { _ = vsnprintf(&buffer, buffer.count, format, $0) }
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    @Test(
        "are written the shortest, whatever digits the file has",
        arguments: [
            ("18374.150000000001", "18374.15"), ("0.30000000000000004", "0.30000000000000004"), ("5", "5"), ("0", "0"),
            ("-12.5", "-12.5"), ("1.6000000000000001E-4", "0.00016"), ("2.9999999999999997e-4", "0.0003"),
            ("9120.3333333333339", "9120.333333333334"), ("0.1", "0.1"), ("0.0022499999999999998", "0.00225"),
            ("12345678.9", "12345678.9"), ("1.5E-3", "0.0015"), (".5", "0.5"), ("0.500", "0.5"),
            ("-8.3333333333333329E-2", "-0.08333333333333333"),
        ])
    func shortest(text: String, expected: String) {
        #expect(fast(text) == expected)
        #expect(DecimalText.string(Double(text)!) == expected)
    }

    @Test(
        "the fast way writes what the long way would, or nothing",
        arguments: ["%.17g", "%.16g", "%.15g", "%.6g", "%.3f", "%.16e", "%.0f"])
    func agreement(format: String) {
        var taken = 0
        for _ in 0..<30_000 {
            let magnitude = Double.random(in: -9...12)
            let value = Double.random(in: -1...1) * pow(10, magnitude)
            let text = printed(value, format)
            guard let written = fast(text) else { continue }
            taken += 1
            #expect(written == DecimalText.string(Double(text)!), "\(text)")
        }
        #expect(taken > 0)
    }

    @Test("of two equally near it takes the one that the long way takes")
    func ties() {
        for _ in 0..<30_000 {
            // Sums of a large whole number and some halves, quarters …: their exact decimals end in 5.
            let value = Double(Int64.random(in: 1 << 36..<1 << 43)) + Double(Int.random(in: 0..<4096)) / 4096
            let text = printed(value, "%.17g")
            #expect(fast(text) ?? DecimalText.string(value) == DecimalText.string(value), "\(text)")
        }
    }

    @Test(
        "what is no number, or odd, is left to the long way",
        arguments: ["", "-", ".", "1.", "1e5", "abc", "1.2.3", "--1", "00", "1,5", "+1", "1E+20", " 1"])
    func left(text: String) { #expect(fast(text) == nil) }

    @Test("numbers of every count of digits on both sides of the point are written as the long way does")
    func lengths() throws {
        for before in 0...18 {
            for after in 0...22 {
                for _ in 0..<20 {
                    let digits = (0..<before + after).map { _ in String(Int.random(in: 0...9)) }
                    let text =
                        (before == 0 ? "0" : digits.prefix(before).joined())
                        + (after == 0 ? "" : "." + digits.suffix(after).joined())
                    guard let written = fast(text) else { continue }
                    #expect(written == DecimalText.string(try #require(Double(text))), "\(text)")
                }
            }
        }
    }

    @Test("the tables of powers hold powers")
    func powers() {
        for (exponent, power) in Powers.ofTen.enumerated() {
            #expect(power == (0..<exponent).reduce(UInt64(1)) { product, _ in product * 10 })
        }
        for (exponent, power) in Powers.ofFive.enumerated() {
            #expect(power == (0..<exponent).reduce(UInt64(1)) { product, _ in product * 5 })
            let bits = 63 + UInt128(64 - power.leadingZeroBitCount)
            #expect(exponent == 0 || UInt128(Powers.ofOneFifth[exponent]) == (UInt128(1) << bits) / UInt128(power))
        }
        #expect(Powers.ofFive.count == Powers.ofOneFifth.count)
    }
}
