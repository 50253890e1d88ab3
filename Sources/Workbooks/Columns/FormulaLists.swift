/// Lists in a formula that name every group of columns one by one, in any order and form: sums with `+` or commas, texts joined with `&`,
/// references in parentheses.
struct FormulaLists {
    let growth: FormulaGrowth
    let pieces: FormulaPieces

    /// What is to be put before and after pieces.
    struct Additions {
        var before: [Int: String] = [:]
        var after: [Int: String] = [:]
    }

    /// Functions that take any number of values alike, in any order.
    private static let aggregates: Set<String> = [
        "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "PRODUCT", "MEDIAN", "AND", "OR", "XOR", "SUMSQ", "GEOMEAN",
        "HARMEAN", "STDEV", "STDEV.S", "STDEV.P", "VAR", "VAR.S", "VAR.P", "AVERAGEA", "MINA", "MAXA",
    ]
    /// Those for which the order counts.
    private static let joining: Set<String> = ["CONCATENATE", "CONCAT", "TEXTJOIN", "HSTACK", "VSTACK"]

    /// One of a list.
    private struct Item {
        var range: Range<Int>
        /// Whether it is added or taken away.
        var sign = "+"
        /// What goes before another one.
        var separator: String
        /// What it says but for its group, and the group.
        var form = ""
        var group = 0
    }

    func additions() -> Additions {
        var found = Additions()
        if let groups = growth.growth.groups, groups > 1 { visit(0..<pieces.pieces.count, in: "", &found) }
        return found
    }

    private func visit(_ range: Range<Int>, in function: String, _ found: inout Additions) {
        guard function != "{" else { return }
        let arguments = pieces.split(range) { $0 == .comma }
        if arguments.count > 1, function.isEmpty || Self.aggregates.contains(function) {
            let items =
                function == "SUM" ? sums(in: arguments) : arguments.map { Item(range: $0.range, separator: ",") }
            extend(items, isOrdered: false, &found)
        } else if Self.joining.contains(function) {
            extend(arguments.map { Item(range: $0.range, separator: ",") }, isOrdered: true, &found)
        }
        for argument in arguments {
            for side in pieces.split(argument.range, { $0 == .comparison }) {
                let texts = pieces.split(side.range) { $0 == .concatenate }
                if texts.count > 1 {
                    extend(texts.map { Item(range: $0.range, separator: "&") }, isOrdered: true, &found)
                }
                for text in texts {
                    extend(terms(in: text.range), isOrdered: false, &found)
                    for group in pieces.groups(in: text.range) { visit(group.range, in: group.function, &found) }
                }
            }
        }
    }

    // MARK: Items

    /// What is added up between `+` and `-`, also in parentheses and sums of it.
    private func terms(in range: Range<Int>) -> [Item] {
        let parts = pieces.split(range) { if case .sum = $0 { true } else { false } }
        return parts.flatMap { part in
            let sign = part.cut.map { pieces.pieces[$0].text } ?? "+"
            if sign == "+", let inner = pieces.inside(part.range), ["", "SUM"].contains(inner.function) {
                let arguments = pieces.split(inner.range) { $0 == .comma }
                if arguments.count == 1 { return terms(in: inner.range) }
                if inner.function == "SUM" { return sums(in: arguments) }
            }
            return [Item(range: part.range, sign: sign, separator: sign)]
        }
    }

    private func sums(in arguments: [(range: Range<Int>, cut: Int?)]) -> [Item] {
        arguments.flatMap { argument in
            let terms = terms(in: argument.range)
            return terms.count == 1 ? [Item(range: argument.range, separator: ",")] : terms
        }
    }

    /// What an item says but for the group that it reads; nil when it reads none, or several.
    private func form(of range: Range<Int>) -> (text: String, group: Int)? {
        var text = ""
        var group: Int?
        for index in pieces.trimmed(range) {
            guard case .reference(let reference) = pieces.pieces[index].piece, let own = self.group(of: reference)
            else {
                text += pieces.pieces[index].text
                continue
            }
            guard group == nil || group == own else { return nil }
            group = own
            text += shifted(reference, by: -own * growth.growth.step).description
        }
        return group.map { (text, $0) }
    }

    /// The group that a reference lies in.
    private func group(of reference: FormulaTokens.Reference) -> Int? {
        let columns = growth.growth
        guard growth.applies(reference), let first = reference.first.column, first >= columns.firstColumn,
            first <= columns.source.upperBound
        else { return nil }
        let group = (first - columns.firstColumn) / columns.step
        let last = reference.last?.column ?? first
        guard (last - columns.firstColumn) / columns.step == group, last >= first else { return nil }
        if let row = reference.first.row {
            let rows = min(row, reference.last?.row ?? row)...max(row, reference.last?.row ?? row)
            guard columns.rows.contains(where: { $0.overlaps(rows) }) else { return nil }
        }
        return group
    }

    private func shifted(_ reference: FormulaTokens.Reference, by columns: Int) -> FormulaTokens.Reference {
        var reference = reference
        reference.first.column! += columns
        if let last = reference.last?.column { reference.last!.column = last + columns }
        return reference
    }

    // MARK: Additions

    /// Adds the copies to each set of items that say the same of every group once.
    private func extend(_ items: [Item], isOrdered: Bool, _ found: inout Additions) {
        guard let groups = growth.growth.groups, items.count >= groups else { return }
        var sets: [String: [Item]] = [:]
        for item in items {
            guard let form = form(of: item.range) else { continue }
            var item = item
            (item.form, item.group) = form
            sets[item.sign + form.text, default: []].append(item)
        }
        for set in sets.values where set.count == groups && Set(set.map(\.group)).count == groups {
            add(to: set, isOrdered: isOrdered, &found)
        }
    }

    private func add(to set: [Item], isOrdered: Bool, _ found: inout Additions) {
        let gap = gap(in: set, takesConstants: isOrdered)
        let last = set.count - 1
        let rises = set.indices.allSatisfy { set[$0].group == $0 }
        let falls = set.indices.allSatisfy { set[$0].group == last - $0 }
        guard !isOrdered || (gap != nil && (rises || falls)), let item = set.first(where: { $0.group == last }) else {
            return
        }
        let range = pieces.trimmed(item.range)
        let copies = (1...growth.growth.copies).map { copy(of: range, $0) }
        if falls, !rises, let gap {
            found.before[range.lowerBound] = copies.reversed().map { $0 + gap }.joined()
        } else {
            let separator = rises ? gap ?? item.separator : item.separator
            found.after[range.upperBound - 1] = copies.map { separator + $0 }.joined()
        }
    }

    /// What is between the items, where that is the same everywhere and no more than separators and, in texts, constants.
    private func gap(in set: [Item], takesConstants: Bool) -> String? {
        var gaps: Set<String> = []
        for (one, next) in zip(set, set.dropFirst()) {
            let (start, end) = (pieces.trimmed(one.range).upperBound, pieces.trimmed(next.range).lowerBound)
            guard start < end else { return nil }
            let between = pieces.pieces[start..<end]
            let isPlain = between.allSatisfy {
                switch $0.piece {
                case .open, .close, .reference, .comparison: false
                case .word: takesConstants
                default: true
                }
            }
            guard isPlain else { return nil }
            gaps.insert(between.map(\.text).joined())
        }
        return gaps.count == 1 ? gaps.first : nil
    }

    private func copy(of range: Range<Int>, _ copy: Int) -> String {
        range.map { index in
            if case .reference(let reference) = pieces.pieces[index].piece, group(of: reference) != nil {
                return shifted(reference, by: copy * growth.growth.step).description
            }
            return growth.text(of: pieces.pieces[index])
        }.joined()
    }
}
