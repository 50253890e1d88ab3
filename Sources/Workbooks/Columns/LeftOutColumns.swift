/// What reads the columns of all groups that a sheet had before it grew, and not those that it gained.
public struct LeftOutColumns {
    let growth: ColumnGrowth
    let sheet: Int

    public init(_ growth: ColumnGrowth, of sheet: Workbook.Sheet) {
        self.growth = growth
        self.sheet = sheet.index
    }

    /// The formulas that leave the new columns out, directly or through cells that each read a part of the groups.
    ///
    /// - Parameter grids: the sheets that hold formulas, after the growth.
    public func formulas(in workbook: Workbook, _ grids: [Int: SheetGrid]) throws -> [CellPosition] {
        guard let groups = growth.groups, groups > 1 else { return [] }
        let scope = try FormulaScope(of: workbook)
        var nodes: [(position: CellPosition, madeOf: FormulaPrecedents)] = []
        for (index, grid) in grids {
            for (cell, stored) in grid.cells {
                guard let formula = stored.formula else { continue }
                let madeOf = FormulaPrecedents(of: formula, at: cell, on: index, in: scope)
                nodes.append((CellPosition(sheet: index, cell: cell), madeOf))
            }
        }
        var ranges: [Int: [(range: CellRange, value: Int)]] = [:]
        var read = [Set<Int>](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for area in node.madeOf.areas {
                if area.sheets.contains(sheet) { read[index].formUnion(columns(in: area.range)) }
                for sheet in area.sheets { ranges[sheet, default: []].append((area.range, index)) }
            }
        }
        var open = nodes.indices.filter { passesOn(nodes[$0].position, read[$0]) }
        while let index = open.popLast() {
            let position = nodes[index].position
            for (range, reader) in ranges[position.sheet] ?? []
            where range.contains(position.cell) && !read[reader].isSuperset(of: read[index]) {
                // What reads all groups by itself is judged by itself.
                guard !readsAll(read[reader]) else { continue }
                read[reader].formUnion(read[index])
                if passesOn(nodes[reader].position, read[reader]) { open.append(reader) }
            }
        }
        return nodes.indices.filter { isLeftOut(read[$0]) }.map { nodes[$0].position }.sorted()
    }

    /// Whether references taken together leave the new columns out.
    func isLeftOut(by references: [CellRange]) -> Bool {
        isLeftOut(references.reduce(into: []) { $0.formUnion(columns(in: $1)) })
    }

    /// A cell that reads some groups stands for them where it is read; one in a group is a cell of that group.
    private func passesOn(_ position: CellPosition, _ columns: Set<Int>) -> Bool {
        let isInGroup =
            position.sheet == sheet && growth.contains(row: position.cell.row)
            && (growth.firstColumn...growth.newColumns.upperBound).contains(position.cell.column)
        return !columns.isEmpty && !isInGroup && !readsAll(columns)
    }

    /// The columns of groups, old and new, that a range covers in the rows of the groups. One over several groups that ends in the first half
    /// of a new one reads all that it is to read of it.
    private func columns(in range: CellRange) -> Set<Int> {
        guard growth.rows.contains(where: { $0.overlaps(range.rows) }) else { return [] }
        let all = growth.firstColumn...growth.newColumns.upperBound
        guard range.columns.overlaps(all) else { return [] }
        let columns = range.columns.clamped(to: all)
        guard columns.count > growth.step, growth.newColumns.contains(columns.upperBound) else { return Set(columns) }
        let rest = (columns.upperBound - growth.start) % growth.step
        return Set(columns.lowerBound...columns.upperBound - rest + growth.step - 1)
    }

    private func isOld(_ offset: Int, _ columns: Set<Int>) -> Bool {
        (0..<(growth.groups ?? 0)).allSatisfy { columns.contains(growth.firstColumn + $0 * growth.step + offset) }
    }

    private func readsAll(_ columns: Set<Int>) -> Bool {
        (0..<growth.step).contains { isOld($0, columns) }
    }

    private func isLeftOut(_ columns: Set<Int>) -> Bool {
        guard growth.groups ?? 0 > 1 else { return false }
        return (0..<growth.step).contains { offset in
            isOld(offset, columns)
                && !(0..<growth.copies).allSatisfy { columns.contains(growth.start + $0 * growth.step + offset) }
        }
    }
}
