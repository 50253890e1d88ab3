import Streams

/// Lines that have something in common: how many they are, where, and what they come to.
public struct LineTally {
    private var rows = RowTally()
    private var sum = LineSums.Sum()
    private var currencies: Set<String> = []

    public init() {}

    public mutating func add(_ record: Record) {
        rows.add(Int(record[.sourceRow].number ?? 0))  // fits: a row of a sheet or file
        sum += LineSums.Sum(record)
        if record[.budgetLocal].number != nil { currencies.insert(record[.localCurrency].text ?? "") }
    }

    public var count: Int { rows.count }

    /// `3 lines`
    var lines: String { counted(rows.count, "line") }

    /// `rows 2–4: BUDGET_LOCAL 11, IMPRESSIONS 1100`. Amounts of several currencies have no sum.
    var figures: String {
        let stated = LineSums.measures.enumerated().compactMap { index, column -> String? in
            guard sum.isKnown[index], column != .budgetLocal || currencies.count <= 1 else { return nil }
            let currency = column == .budgetLocal ? currencies.first ?? "" : ""
            return
                "\(column.rawValue) \(figureText(sum.values[index]))\(currency.isEmpty ? "" : " " + currency)"
        }
        return stated.isEmpty ? rows.rows : "\(rows.rows): \(stated.joined(separator: ", "))"
    }
}
