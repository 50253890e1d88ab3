import Testing

@testable import Workbooks

@Suite("Format: built-in identifiers and the compiled form")
struct FormatBuiltInTests {
    @Test(
        "show what the standard's codes say",
        arguments: [
            (0, 1234.5, "1234.5"), (1, 1234.5, "1235"), (2, 1234.5, "1234.50"), (3, 1234.5, "1,235"),
            (4, 1234.5, "1,234.50"),
            (5, -1234.5, "($1,235)"), (8, 1234.5, "$1,234.50 "), (9, 0.0225, "2%"), (10, 0.0225, "2.25%"),
            (11, 1234.5, "1.23E+03"),
            (12, 0.25, " 1/4"), (13, 0.25, "  1/4 "), (14, 45000, "3/15/2023"), (15, 45000, "15-Mar-23"),
            (16, 45000, "15-Mar"),
            (17, 45000, "Mar-23"), (18, 0.7, "4:48 PM"), (19, 0.7, "4:48:00 PM"), (20, 0.7, "16:48"),
            (21, 0.7, "16:48:00"),
            (22, 45000.7, "3/15/2023 16:48"), (37, -1234.5, "(1,235)"), (38, 1234.5, "1,235 "),
            (39, -1234.5, "(1,234.50)"),
            (41, 0, " - "), (42, 5, " $5 "), (43, 0, " -   "), (44, -5, " $(5.00)"), (45, 0.7005, "48:43"),
            (46, 1.5, "36:00:00"),
            (47, 0.7005, "48:43.2"), (48, 12345, "12.3E+3"), (49, 1234.5, "1234.5"), (30, 45000, "3/15/2023"),
            (163, 1.5, "1.5"),
        ] as [(Int, Double, String)])
    func builtIn(id: Int, value: Double, text: String) {
        #expect(DisplayFormat(builtIn: id).text(for: value) == text, "identifier \(id)")
    }

    /// Rounding by scaling must come out as rounding the shortest text by hand does.
    @Test("fifteen digits are those of the shortest text")
    func significantDigits() {
        var random = SeededGenerator(state: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next() & 0x7FFF_FFFF_FFFF_FFFF)
            let cents = Double(random.next() % 1_000_000_000) / 1000
            for number in [value, cents, cents * 1e-9, cents * 1.1] where number.isFinite {
                let decimal = SignificantDecimal(magnitudeOf: number).trimmed
                #expect("\(decimal.coefficient)e\(decimal.exponent)" == Self.rounded(number), "\(number)")
            }
        }
    }

    /// The digits of the shortest text, cut to fifteen with the carry done digit by digit.
    private static func rounded(_ number: Double) -> String {
        let parts = number.description.split(separator: "e")
        let point = parts[0].split(separator: ".")
        var exponent = (parts.count > 1 ? Int(parts[1])! : 0) - (point.count > 1 ? point[1].count : 0)
        var digits = point.joined().drop { $0 == "0" }.map { $0.wholeNumberValue! }
        if digits.count > 15 {
            let carries = digits[15] >= 5
            exponent += digits.count - 15
            digits.removeLast(digits.count - 15)
            if carries {
                var index = digits.count - 1
                while index >= 0, digits[index] == 9 {
                    digits[index] = 0
                    index -= 1
                }
                if index >= 0 { digits[index] += 1 } else { digits.insert(1, at: 0) }
            }
        }
        while let last = digits.last, last == 0 {
            digits.removeLast()
            exponent += 1
        }
        return digits.isEmpty ? "0e0" : digits.map(String.init).joined() + "e\(exponent)"
    }

    @Test("no code and no number stops it")
    func anyCode() {
        let pieces = [
            "0", "#", "?", ".", ",", "%", "E+", "e-", "/", "@", "General", "y", "m", "d", "h", "s", "[h]", "[ss]",
            "AM/PM", ";",
            "\"", "\\", "_", "*", "[", "]", "[$€-407]", "[<5]", "[Red]", "1", "日", "b1", "a/p", " ", "-", "g",
        ]
        let values: [Double] = [
            0, -0.0, 1, -1.5, 0.1, 1e15, 1e16, -1e300, .leastNonzeroMagnitude, 45000.123, 2_958_465.9999999, .infinity,
            .nan,
        ]
        var random = SeededGenerator(state: 11)
        for _ in 0..<5000 {
            let code = (0..<(random.next() % 10)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
                .joined()
            let format = DisplayFormat(code: code)
            for value in values {
                for system in [DateSystem.from1900, .from1904] {
                    #expect(format.text(for: value, dateSystem: system).utf8.count < 1000, "\(code) of \(value)")
                }
            }
            _ = format.text(for: "text")
        }
    }

    @Test("a code longer than Excel allows is General")
    func longCode() {
        #expect(DisplayFormat(code: String(repeating: "0", count: 100_000)).text(for: 1.5) == "1.5")
        #expect(DisplayFormat(code: String(repeating: "0", count: 255)).text(for: 1).utf8.count == 255)
    }

}
