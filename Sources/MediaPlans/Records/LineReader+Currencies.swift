import Workbooks

/// Currencies that stand beside a line's amounts.
extension LineReader {
    /// Settles the line's currency by what is written or shown beside its amounts. An amount in another one than the line's is unknown, and so is one whose
    /// sign may mean several where nothing tells which.
    func settleMarks(_ line: inout ReadLine, _ row: SheetRow) {
        defer { countUnsaid(&line, row) }
        for column in plan.headerMarks.keys where line.marks[column] == nil && hasAmount(line, column) {
            line.marks[column] = plan.headerMarks[column]
        }
        guard !line.marks.isEmpty else { return }
        let places = line.marks.keys.sorted()
        let budget = plan.column(of: .budgetLocal).flatMap { line.marks[$0] }
        let written = line.record[.localCurrency].text.flatMap { Currency.code($0) }
        // An amount of another kind tells the line's currency only where no spend does.
        let first =
            places.first { !isOwnAmount($0) && line.marks[$0]?.usual != nil }
            ?? places.first { line.marks[$0]?.usual != nil }
        let known = written ?? budget?.usual ?? first.flatMap { line.marks[$0]?.usual }
        if line.record[.localCurrency].isUnknown, let known { line.record[.localCurrency] = .text(known) }
        for place in places {
            guard let mark = line.marks[place], hasAmount(line, place) else { continue }
            if let known, mark.isWeak || mark.codes.contains(known) { continue }
            let name = mark.codes.count == 1 ? mark.usual ?? mark.text : mark.text
            let what =
                known.map { "\(name) beside \($0)" }
                ?? "\(name), which may be \(mark.codes.sorted().joined(separator: " or "))"
            note(.currencyConflict, "\(what), taken as unknown", row.number, place)
            lose(place, &line)
        }
    }

    /// Whether a line has an amount in that column of the sheet, be it one with two readings.
    private func hasAmount(_ line: ReadLine, _ place: Int) -> Bool {
        if line.undecided.contains(where: { $0.cell.spot.column == place }) { return true }
        switch plan.role(of: place) {
        case .column(let column): return !line.record[column].isUnknown
        case .period: return line.pivoted.contains { $0.place == place && (!$0.value.isUnknown || $0.undecided != nil) }
        case .extra(let index):
            return plan.ownAmounts.contains(index) && index < line.record.extras.count
                && line.record.extras[index].value.number != nil
        case .unnamed, .rowTotal: return false
        }
    }

    private func isOwnAmount(_ place: Int) -> Bool {
        if case .extra(let index) = plan.role(of: place) { plan.ownAmounts.contains(index) } else { false }
    }

    private func lose(_ place: Int, _ line: inout ReadLine) {
        line.undecided.removeAll { $0.cell.spot.column == place }
        switch plan.role(of: place) {
        case .column(let column): line.record[column] = .unknown
        case .extra(let index): line.record.extras[index].value = .unknown
        case .period, .rowTotal, .unnamed: break
        }
        for index in line.pivoted.indices where line.pivoted[index].place == place {
            line.pivoted[index].value = .unknown
            line.pivoted[index].undecided = nil
        }
        line.cells.lose(place)
    }

    /// Counts lines with amounts of which nothing says the currency, and says where their column of it is empty or says another thing.
    private func countUnsaid(_ line: inout ReadLine, _ row: SheetRow) {
        guard line.record[.localCurrency].isUnknown else { return }
        if let code = codeOfExtras(line.record) { return line.record[.localCurrency] = .text(code) }
        let hasAmounts =
            CurrencyConversion.amounts.contains { !line.record[$0].isUnknown }
            || line.pivoted.contains { $0.column.isAmount && !$0.value.isUnknown }
        let hasUndecided = line.undecided.contains {
            if case .column(let column) = $0.slot { column.isAmount } else { false }
        }
        guard hasAmounts || hasUndecided else { return }
        linesWithoutCurrency += 1
        guard let column = plan.column(of: .localCurrency) else { return }
        note(.currencyAssumed, text(row, column)?.trimmed() ?? "", row.number, column)
    }

    /// The one code of a currency that a cell of the line holds, under a header of which nobody knows that it means the currency.
    private func codeOfExtras(_ record: Record) -> String? {
        var found: String?
        for extra in record.extras {
            guard let text = extra.value.text, text.utf8.count == 3, Currency.isCode(text) else { continue }
            guard found == nil || found == text else { return nil }
            found = text
        }
        return found
    }
}
