/// Formulas that take amounts of different units together, such as money in two currencies.
extension WorkbookRecalculation {
    /// - Parameter units: the cells that hold amounts, and their units. A formula over amounts of one unit has that unit.
    /// - Returns: the formulas that read amounts of several units, with these; not those that only read such a formula.
    public func mixing(_ units: [CellPosition: String]) -> [(position: CellPosition, units: [String])] {
        guard Set(units.values).count > 1 else { return [] }
        var units = units
        var mixed: [CellPosition: [String]] = [:]
        var open = places.compactMap { place -> (CellPosition, [FormulaPrecedents.Area])? in
            guard units[place] == nil, let grid = grids[place.sheet], let formula = grid.cells[place.cell]?.formula,
                !formula.uppercased().hasPrefix("COUNT")
            else { return nil }
            return (place, Self.precedents(of: formula, at: place, grid, scope).areas)
        }
        var isChanged = true
        while isChanged {
            isChanged = false
            var rest: [(CellPosition, [FormulaPrecedents.Area])] = []
            var found: [CellPosition: String] = [:]
            for (place, areas) in open {
                var read: Set<String> = []
                for (cell, unit) in units where !read.contains(unit) {
                    if areas.contains(where: { $0.sheets.contains(cell.sheet) && $0.range.contains(cell.cell) }) {
                        read.insert(unit)
                    }
                }
                if read.count > 1 {
                    mixed[place] = read.sorted()
                } else {
                    if let unit = read.first { found[place] = unit }
                    rest.append((place, areas))
                }
            }
            for (place, unit) in found where units[place] == nil {
                units[place] = unit
                isChanged = true
            }
            open = rest
        }
        return mixed.map { ($0.key, $0.value) }.sorted { $0.position < $1.position }
    }
}
