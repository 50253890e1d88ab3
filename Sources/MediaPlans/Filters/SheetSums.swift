/// Sums of the lines of a file's sheets by platform, to find a sheet that is the sum of others.
struct SheetSums {
    private var sheets: [(name: String, sums: [String: LineSums.Sum])] = []
    private var all: [String: LineSums.Sum] = [:]
    private var isTaken = false
    /// More sheets than these are not compared.
    private static let most = 200

    mutating func begin(_ name: String) {
        guard sheets.count < Self.most else { return }
        sheets.append((name, [:]))
    }

    mutating func add(_ record: Record) {
        guard !sheets.isEmpty, sheets.count < Self.most else { return }
        let sum = LineSums.Sum(record)
        sheets[sheets.count - 1].sums[record.sheetPlatform, default: .init()] += sum
        all[record.sheetPlatform, default: .init()] += sum
    }

    /// A sheet whose lines come, for each of its platforms, to the sum of those of at least two other sheets, in two measures at least.
    mutating func take() -> (sheet: String, others: [String])? {
        guard !isTaken, sheets.count > 2 else { return nil }
        for index in sheets.indices {
            guard !sheets[index].sums.isEmpty, let others = others(summedUpBy: index) else { continue }
            isTaken = true
            return (sheets[index].name, others)
        }
        return nil
    }

    private func others(summedUpBy index: Int) -> [String]? {
        let own = sheets[index].sums
        for (platform, sum) in own {
            guard let all = all[platform], all.since(sum).matches(sum) ?? 0 >= 2 else { return nil }
        }
        let others = sheets.indices.filter { other in
            other != index && sheets[other].sums.keys.contains { own[$0] != nil }
        }
        return others.count >= 2 ? others.map { sheets[$0].name } : nil
    }
}
