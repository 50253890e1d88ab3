import Testing

@testable import Trackers

@Suite("Sums are rounded once")
struct ExactSumTests {
    @Test(
        "The sum is the nearest double to the true sum",
        arguments: [
            ([], 0), ([0.1, 0.2, 0.3], 0.6), (Array(repeating: 0.1, count: 10), 1), ([1e100, 1, -1e100], 1),
            ([1, 1e-16, 1e-16], 1.0000000000000002), ([38922.651513, -38922.651513], 0),
            ([9007199254740992, 1, 1e-9], 9007199254740994), ([9007199254740992, 1], 9007199254740992),
        ] as [([Double], Double)])
    func known(_ summands: [Double], _ expected: Double) {
        var sum = ExactSum()
        for summand in summands { sum.add(summand) }
        #expect(sum.value == expected)
    }

    @Test("No order and no grouping changes a sum", arguments: 0..<50)
    func order(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        let summands = (0..<200).map { _ in
            Double.random(in: -1...1, using: &random) * [1e-9, 1, 1e9, 1e15].randomElement(using: &random)!
        }
        func sum(_ values: some Sequence<Double>) -> ExactSum { values.reduce(into: ExactSum()) { $0.add($1) } }
        let expected = sum(summands).value
        #expect(sum(summands.shuffled(using: &random)).value == expected)
        var halves = sum(summands[..<90])
        halves.add(sum(summands[90...]))
        #expect(halves.value == expected)
    }
}
