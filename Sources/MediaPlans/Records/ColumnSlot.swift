/// What a line's reader knows of one column of its table before it looks at a cell.
final class ColumnSlot {
    let role: ColumnPlan.Role
    let header: String
    /// The power of ten of the header's unit.
    let power: Int
    /// What stands for its texts.
    let replacing: Replacements?
    /// Record columns of another kind that it feeds besides that of its role.
    let others: [RecordColumn]
    /// Whether neither a name nor a source profile says what it is.
    let isUnknown: Bool
    /// Whether a word for a total in it may name the row.
    let mayLabelTotal: Bool

    /// Whether a metric of the configuration is made of it, so that its texts are read as numbers.
    let isMeasure: Bool
    /// Whether it is such a column and holds amounts of money.
    let isOwnAmount: Bool

    /// Whether its header cell is empty and no value was met under it.
    var isUnnamed: Bool { role == .unnamed }

    init(_ column: Int, _ plan: ColumnPlan, _ replacing: Replacements?) {
        role = plan.role(of: column)
        header = plan.header(of: column)
        power = plan.power(of: column)
        isUnknown = plan.unknownHeaders.contains(column)
        self.replacing = replacing
        let extra: Int? = if case .extra(let index) = role { index } else { nil }
        isMeasure = extra.map(plan.ownMeasures.contains) ?? false
        isOwnAmount = extra.map(plan.ownAmounts.contains) ?? false
        guard case .column(let target) = role else {
            others = []
            mayLabelTotal = true
            return
        }
        others = (plan.also[column] ?? []).filter { $0.kind != target.kind }
        mayLabelTotal = LineReader.labelColumns.contains(target)
    }
}

extension LineReader {
    /// The slots of a plan's columns.
    ///
    /// - Parameter replacements: those of the columns that had a header.
    static func slots(_ plan: ColumnPlan, _ replacements: [Replacements?]) -> [ColumnSlot] {
        plan.columns.enumerated().map { offset, column in
            ColumnSlot(column, plan, offset < replacements.count ? replacements[offset] : nil)
        }
    }
}
