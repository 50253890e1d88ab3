import Workbooks

/// A header without a fence that is believed once the next row was seen, and until a better one comes.
struct PlainHeader {
    var match: HeaderMatch
    /// The last of its rows.
    var row: Int
    /// How many columns it names.
    var known: Int
    /// Whether it was enough on its own, without a look at the rows under it.
    var isStrict: Bool
}

extension HeaderRecognition {
    /// A row, or a row of groups and the one under it, as the header of a table without a fence; nil when it names too
    /// few columns: at least three, with a label and a measure among them.
    func plain(upper: SheetRow?, _ row: SheetRow) -> PlainHeader? {
        guard let texts = Self.headerTexts(row), texts.count + (upper?.cells.count ?? 0) >= 3 else { return nil }
        let cells: [Int: (group: String?, text: String)]
        if let upper {
            guard let above = Self.headerTexts(upper), texts.count >= 2 else { return nil }
            cells = Self.joined(above, texts)
        } else {
            cells = texts.mapValues { (nil, $0) }
        }
        guard let first = cells.keys.min(), let last = cells.keys.max() else { return nil }
        let (resolved, groups) = columns(cells)
        var known: Set<RecordColumn> = Set(groups.pivots.values.map(\.measure))
        known.formUnion(groups.unclear.values.map(\.measure))
        var named = groups.pivots.count + groups.otherSide.count + groups.totals.count + groups.unclear.count
        for (column, text) in resolved
        where groups.pivots[column] == nil && !groups.otherSide.contains(column)
            && groups.unclear[column] == nil
        {
            guard let match = naming.column(named: text) else { continue }
            known.insert(match.column)
            named += 1
        }
        guard known.count >= 3, named * 5 >= cells.count * 2, !known.isDisjoint(with: Self.measures),
            !known.isDisjoint(with: Self.labels)
        else { return nil }
        var match = HeaderMatch(
            kind: input == .planned ? .planned : .media, columns: first...last, texts: resolved, start: nil, end: nil,
            beside: nil)
        match.groups = groups
        return PlainHeader(match: match, row: row.number, known: named, isStrict: isPlainHeader(known))
    }

    private static let measures: Set<RecordColumn> = [
        .budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach,
    ]
    private static let labels: Set<RecordColumn> = [
        .market, .campaign, .cejObjectives, .formatType, .placement, .creativeName,
    ]
}
