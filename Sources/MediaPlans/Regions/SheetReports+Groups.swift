import Streams
import Workbooks

extension SheetExtraction {
    /// Measures under groups of columns of which nothing says what they are.
    func reportGroups(_ groups: HeaderGroups, _ row: SheetRow) {
        let columns = groups.unclear.keys.sorted()
        guard let first = columns.first, let last = columns.last else { return }
        func cell(_ column: Int) -> String { CellReference(row: row.number, column: column).description }
        var names: [String] = []
        for column in columns {
            if let group = groups.unclear[column]?.group, !names.contains(group) { names.append(group) }
        }
        let measures = RecordColumn.allCases.filter { measure in
            groups.unclear.values.contains { $0.measure == measure }
        }
        .map(\.rawValue).joined(separator: ", ")
        let listed = names.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")
        var place = place
        place.cell = "\(cell(first)):\(cell(last))"
        let isKnown = groups.unclear.values.contains { entry in
            recognition.naming.vocabulary.stage(named: entry.group) != nil
        }
        let what =
            isKnown
            ? "and a column gives the stage of each line, too"
            : "which are no months, markets, stages or platforms of this sheet"
        report(
            Message(
                groups.hasOthers ? .warning : .error, .groupsUnclear, at: place,
                "\(measures) \(measures.contains(",") ? "stand" : "stands") under the groups \(listed), \(what): "
                    + (groups.hasOthers ? "the columns outside of them are taken" : "unknown in every line"),
                hint:
                    "write one line for each group, or name the columns that count in a source profile, such as \"\(names[0]) …\""
            ))
    }
}

extension PivotKey {
    /// What it is a part of, for messages; nil for a period.
    var part: String? { market != nil ? "market" : stage != nil ? "stage" : platform != nil ? "platform" : nil }

    /// Whether lines get a column from it.
    func gives(_ column: RecordColumn) -> Bool {
        switch column {
        case .market: market != nil
        case .cejObjectives: stage != nil
        case .platform: platform != nil
        default: false
        }
    }
}
