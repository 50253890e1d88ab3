import Streams
import Workbooks

/// Columns of a table of reach that are regions (GCC) beside columns of their members: what a region's column states is held against its
/// members, and is no record.
struct MatrixRegions {
    private struct Column {
        var column: Int
        var name: String
        /// The members' columns, and their names.
        var parts: [Int]
        var names: [String]
        /// All columns that are no region beside its members: a region may hold more than the vocabulary says.
        var others: [Int]
        var agreed = 0
        /// The first cell that differs, with what it states and what the members come to.
        var difference: (cell: CellReference, text: String)?
        var differing = 0
        var first: CellReference?
    }

    private var columns: [Column] = []
    private var sums = MatrixSums()

    init() {}

    init(_ markets: [MatrixColumn], _ vocabulary: Vocabulary) {
        let codes = markets.map { entry in
            entry.market.text.flatMap { vocabulary.market(named: $0)?.code }
        }
        let all = Set(codes.compactMap { $0 })
        let parts = codes.map { $0.map { vocabulary.parts(ofRegion: $0, among: all) } ?? [] }
        let others = markets.indices.filter { parts[$0].isEmpty }
        for (index, entry) in markets.enumerated() where !parts[index].isEmpty {
            let members = others.filter { codes[$0].map(parts[index].contains) ?? false }
            columns.append(
                Column(
                    column: entry.column, name: entry.header, parts: members.map { markets[$0].column },
                    names: members.map { markets[$0].header }, others: others.map { markets[$0].column }))
        }
        sums = MatrixSums(others.map { (markets[$0].column, markets[$0].header) })
    }

    func isRegion(_ column: Int) -> Bool { columns.contains { $0.column == column } }

    /// Holds a row against the members: reach is their sum, a frequency lies between theirs.
    ///
    /// - Returns: the columns that agree.
    mutating func compare(
        _ values: [Int: Double], _ measure: ReachMetric.Measure, _ name: String, row: Int, power: Int
    ) -> Set<Int> {
        var agreed: Set<Int> = []
        if measure == .reach { sums.add(values, name, row: row, power: power) }
        for index in columns.indices {
            let column = columns[index]
            guard let stated = values[column.column] else { continue }
            let cell = CellReference(row: row, column: column.column)
            columns[index].first = column.first ?? cell
            let text: String
            switch measure {
            case .reach:
                let bound = UnitScale.scaled(0.5, power: power) * Double(column.parts.count + 1)
                let sums = [column.parts, column.others].compactMap { Self.sum(values, $0) }
                // A member without a number leaves nothing to compare with.
                guard let sum = sums.first else { continue }
                guard !sums.contains(where: { ($0 - stated).magnitude <= max(bound, $0 * 1e-9) }) else {
                    columns[index].agreed += 1
                    agreed.insert(column.column)
                    continue
                }
                text = "\(name) is \(figureText(stated)), and its members come to \(DecimalText.string(sum))"
            case .frequency:
                let known = column.others.compactMap { values[$0] }
                guard known.count == column.others.count, let low = known.min(), let high = known.max() else {
                    continue
                }
                guard stated < low * 0.99 || stated > high * 1.01 else {
                    columns[index].agreed += 1
                    agreed.insert(column.column)
                    continue
                }
                text =
                    "\(name) is \(figureText(stated)), and its members' are \(figureText(low)) to \(figureText(high))"
            }
            columns[index].differing += 1
            if column.difference == nil { columns[index].difference = (cell, text) }
        }
        return agreed
    }

    private static func sum(_ values: [Int: Double], _ columns: [Int]) -> Double? {
        var sum = 0.0
        for column in columns {
            guard let value = values[column] else { return nil }
            sum += value
        }
        return columns.isEmpty ? nil : sum
    }

    /// What came of it, for a table on that sheet.
    func messages(at sheet: Place) -> [Message] {
        columns.compactMap { column in
            guard let first = column.first else { return nil }
            return RegionWords.message(
                name: column.name, members: column.names, at: sheet,
                cell: (column.difference?.cell ?? first).description,
                difference: column.difference?.text, differing: column.differing, agreed: column.agreed,
                what: "figure")
        } + sums.messages(at: sheet)
    }
}

/// What is said of a region beside its members.
enum RegionWords {
    static func message(
        name: String, members: [String], at sheet: Place, cell: String, difference: String?, differing: Int,
        agreed: Int, what: String
    ) -> Message {
        var place = sheet
        place.cell = cell
        let listed =
            members.prefix(6).joined(separator: ", ") + (members.count > 6 ? " and \(members.count - 6) more" : "")
        guard difference != nil || agreed == 0 else {
            return Message(
                .warning, .regionTotal, at: place,
                "\(foldedBlanks(name)) is the sum of \(listed) in \(counted(agreed, what)): a control total, counted in no figure",
                hint: "no action needed if it is meant as a total")
        }
        let reason =
            difference.map { "\($0)\(differing > 1 ? " (\(differing) such differences)" : "")" }
            ?? "nothing could be compared"
        return Message(
            .error, .regionBesideMembers, at: place,
            "\(foldedBlanks(name)) is beside its members \(listed) and is not their sum: \(reason); it is counted in no figure",
            hint: "take the region or its members out, or correct the numbers")
    }
}
