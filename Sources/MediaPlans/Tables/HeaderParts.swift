/// Groups of columns that are parts of what ran: stages, platforms, or something that is not known.
extension HeaderRecognition {
    private typealias Cell = (column: Int, group: String)

    /// Takes measures that stand under several groups of columns (`Awareness | Purchase`, `Facebook | Instagram`).
    ///
    /// Each group is a line of its own where it is known what it is. Else none of the columns counts: the first would be
    /// taken for the whole.
    func takeParts(
        _ cells: [Int: (group: String?, text: String)], _ texts: inout [Int: String], _ groups: inout HeaderGroups
    ) {
        var free: Set<RecordColumn> = []
        var parts: [RecordColumn: [Cell]] = [:]
        for (column, cell) in cells where groups.isNamed(column) {
            guard let measure = naming.column(named: cell.text)?.column, [.number, .percent].contains(measure.kind)
            else { continue }
            guard let group = cell.group, !isTotal(group) else {
                free.insert(measure)
                continue
            }
            if !isNamed("\(group) \(cell.text)", besides: measure) {
                parts[measure, default: []].append((column, group))
            }
        }
        parts = parts.filter { Set($0.value.map { normalised($0.group) }).count > 1 }
        guard !parts.isEmpty else { return }
        let names = Set(parts.values.joined().map(\.group))
        let hasStage = texts.contains {
            groups.isNamed($0.key) && naming.column(named: $0.value)?.column == .cejObjectives
        }
        var keys: [String: PivotKey] = [:]
        for name in names { keys[name] = part(name, hasStage: hasStage) }
        let areKnown = unpivots && keys.count == names.count
        // On the sheet of one platform a total over others is not its figure.
        let hasForeign = names.contains { name in
            naming.vocabulary.platform(inWordsOf: name).map { $0 != platform && platform != nil } ?? false
        }
        for (measure, columns) in parts {
            for (column, group) in columns {
                if let key = keys[group], areKnown || unpivots && (!free.contains(measure) || hasForeign) {
                    groups.pivots[column] = (key, measure)
                } else {
                    groups.unclear[column] = (group, measure)
                    texts[column] = "\(group) \(cells[column]?.text ?? "")"
                }
            }
        }
        groups.hasOthers = !hasForeign && groups.unclear.values.allSatisfy { free.contains($0.measure) }
    }

    private func isTotal(_ group: String) -> Bool { naming.vocabulary.totalRest(of: group)?.isEmpty ?? false }

    /// Whether the group and the text together name another column (`Platform` over `Fee`), or the client or a profile
    /// says what they mean.
    private func isNamed(_ whole: String, besides measure: RecordColumn) -> Bool {
        naming.column(named: whole).map { $0.column != measure || naming.isAsked($0) } ?? false
    }

    private func part(_ group: String, hasStage: Bool) -> PivotKey? {
        let vocabulary = naming.vocabulary
        if let stage = vocabulary.stage(named: group) { return hasStage ? nil : PivotKey(text: group, stage: stage) }
        guard let found = vocabulary.platform(inWordsOf: group), platform.map({ $0 == found }) ?? true else {
            return nil
        }
        return PivotKey(platform: group)
    }
}
