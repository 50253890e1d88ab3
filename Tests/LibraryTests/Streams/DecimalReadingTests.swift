import Testing

@testable import Streams

/// Doubles from the bytes of decimals, against the standard library.
@Suite("Reading decimals") struct DecimalReadingTests {
    private func read(_ text: String) -> Double? { Array(text.utf8).withUnsafeBufferPointer { DecimalText.number($0) } }

    @Test("the shortest text of any double reads back to it") func shortest() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(read(DecimalText.string(value)) == value)
        }
    }

    @Test("decimals of up to 19 digits and 27 places round as the standard library rounds") func plain() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50_000 {
            let digits = String(
                UInt64.random(in: 0..<UInt64.random(in: 1...10_000_000_000_000_000_000, using: &random), using: &random)
            )
            let places = Int.random(in: 0...27, using: &random)
            let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
            let text =
                (Bool.random() ? "-" : "") + padded.dropLast(places) + (places > 0 ? "." + padded.suffix(places) : "")
            #expect(read(text) == Double(text), "\(text)")
        }
    }

    @Test(
        "halfway cases go to the even neighbour",
        arguments: [
            "9007199254740993", "9007199254740995", "4503599627370497.5", "4503599627370496.5",
            "0.500000000000000166533453693773481063544750213623046875",
        ])
    func ties(text: String) { #expect(read(text) == Double(text)) }

    @Test(
        "a few forms",
        arguments: [
            ("0", 0), ("-0.5", -0.5), ("1e3", 1000), ("1.5E-7", 1.5e-7), ("007", 7), (".5", 0.5), ("5.", 5), ("+3", 3),
        ] as [(String, Double)])
    func forms(text: String, value: Double) { #expect(read(text) == value) }

    @Test("as many digits as a cell holds") func long() {
        let ones = String(repeating: "1", count: 2000)
        #expect(read("0." + ones) == 1.0 / 9 && read("0." + String(repeating: "0", count: 2000) + "1") == 0)
        #expect(read(ones) == nil, "beyond a double")
    }

    @Test(
        "what is no decimal is none",
        arguments: [
            "", "-", ".", "-.", "0..08", "1,5", "0x10", "inf", "nan", "1e999", "12a", " 1", "1 ", "--1", "1-2", "1.2.3",
            "\u{661}",
        ])
    func others(text: String) { #expect(read(text) == nil, "\(text)") }
}
