import Streams
import Testing

@Suite("Decimal text") struct DecimalTextTests {
    @Test(
        "is the shortest that reads back",
        arguments: [
            (18374.150000000001, "18374.15"), (0.1 + 0.2, "0.30000000000000004"),
            (74060340.18870707, "74060340.18870707"),
            (0, "0"), (-0.0, "0"), (5, "5"), (-5, "-5"), (1e15, "1000000000000000"), (1e16, "10000000000000000"),
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e300, "1.5e+300"),
            (123456789012345683968, "123456789012345680000"),
            (0.0001, "0.0001"), (1e-5, "0.00001"), (1.25e-7, "0.000000125"), (1e-8, "1e-8"),
            (Double.leastNonzeroMagnitude, "5e-324"),
            (-2.5e-10, "-2.5e-10"), (9007199254740992, "9007199254740992"), (0.3, "0.3"),
        ])
    func shortest(value: Double, text: String) { #expect(DecimalText.string(value) == text) }

    @Test("appending writes what the string says")
    func appending() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value =
                Bool.random()
                ? Double(bitPattern: generator.next()) : (Double.random(in: -1e7...1e7) * 1000).rounded() / 1000
            guard value.isFinite else { continue }
            var bytes: [UInt8] = []
            DecimalText.append(value, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == DecimalText.string(value))
        }
    }

    @Test("reads back to the same double, whatever its bits")
    func roundTrip() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(Double(DecimalText.string(value)) == value)
        }
    }
}
