/// Which of a workbook's formulas, and other things that are made of cells, depend on cells that change, directly or
/// through others.
struct FormulaDependence {
    /// Something that is made of cells and shows in cells: a formula, an array formula, a pivot table; or in none, as a
    /// chart does.
    struct Node {
        /// The cells that show it; nil for none.
        var shownIn: FormulaPrecedents.Area?
        var madeOf: FormulaPrecedents
    }

    private let nodes: [Node]
    private var trees: [Int: RangeTree]
    private(set) var isDependent: [Bool]

    init(_ nodes: [Node]) {
        self.nodes = nodes
        isDependent = [Bool](repeating: false, count: nodes.count)
        var ranges: [Int: [(range: CellRange, value: Int)]] = [:]
        for (index, node) in nodes.enumerated() {
            for area in node.madeOf.areas {
                for sheet in area.sheets { ranges[sheet, default: []].append((area.range, index)) }
            }
        }
        trees = ranges.mapValues { RangeTree($0) }
    }

    /// Marks all that depends on these cells, and what may depend on anything.
    mutating func mark(from changes: [FormulaPrecedents.Area]) {
        var open = changes
        for index in nodes.indices where nodes[index].madeOf.isAnything && !isDependent[index] {
            isDependent[index] = true
            if let area = nodes[index].shownIn { open.append(area) }
        }
        var found: [Int] = []
        while let area = open.popLast() {
            for sheet in area.sheets {
                found.removeAll(keepingCapacity: true)
                trees[sheet]?.take(area.range, into: &found)
                for index in found where !isDependent[index] {
                    isDependent[index] = true
                    if let area = nodes[index].shownIn { open.append(area) }
                }
            }
        }
    }
}
