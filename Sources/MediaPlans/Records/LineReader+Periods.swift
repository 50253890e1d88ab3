import Workbooks

/// Days that stand in one cell: a month, a week, a flight.
extension LineReader {
    /// Gives a line the days under Month, Week, Flight or Period where its own columns of days say nothing, or only the days of the whole report.
    func settlePeriod(_ line: inout ReadLine, _ row: SheetRow) {
        for (column, length) in plan.periods {
            guard let cell = row.cells.first(where: { $0.reference.column == column }), !cell.value.isBlank else {
                continue
            }
            let days: ClosedRange<CivilDate>
            switch period(cell.value, length, column) {
            case .days(let found): days = found
            case .ambiguous:
                note(.notADate, cell.value.displayText, row.number, column)
                continue
            case .month(let month):
                guard let found = PeriodText.days(ofMonth: month, of: line.record) else {
                    note(.monthWithoutYear, cell.value.displayText, row.number, column)
                    continue
                }
                days = found
            case .unclear: continue
            }
            if let own = line.record.days {
                let isInside = own.lowerBound <= days.lowerBound && days.upperBound <= own.upperBound
                guard isInside, own.lowerBound != own.upperBound else { continue }
            }
            line.record[.startDate] = .date(days.lowerBound)
            line.record[.endDate] = .date(days.upperBound)
        }
    }

    private func period(_ value: CellValue, _ length: PeriodText.Length, _ column: Int) -> PeriodText.Reading {
        switch value {
        case .date(let serial):
            guard serial.style.hasDay, let day = serial.date, (1990...2099).contains(day.year) else { return .unclear }
            return length == .range ? .unclear : .days(PeriodText.days(from: day, length))
        case .text(let text):
            guard !vocabulary.isUnknown(text.trimmed()) else { return .unclear }
            let shown = cells.order(ofColumn: column)
            let reading = PeriodText.read(text, as: length, order: shown)
            // One day under Flight may be its start only.
            if length == .range, case .days(let days) = reading, days.lowerBound == days.upperBound { return .unclear }
            return reading
        case .number, .boolean, .error, .empty: return .unclear
        }
    }
}

extension PivotKey {
    /// The days of a record about the period: the part of the record's own days that is in it, or all of it where the record has none there.
    func days(of record: Record) -> ClosedRange<CivilDate>? {
        if let first, let last {
            guard let own = record.days, own.overlaps(first...last) else { return first...last }
            return own.clamped(to: first...last)
        }
        return month.flatMap { PeriodText.days(ofMonth: $0, of: record) }
    }
}

extension PeriodText {
    /// A month of no year, where a record's own days tell the year.
    static func days(ofMonth month: Int, of record: Record) -> ClosedRange<CivilDate>? {
        guard let days = record.days, days.lowerBound.year <= days.upperBound.year else { return nil }
        let found = (days.lowerBound.year...days.upperBound.year).map {
            monthDays(of: CivilDate(year: $0, month: month, day: 1))
        }.filter { $0.overlaps(days) }
        return found.count == 1 ? found.first?.clamped(to: days) : nil
    }
}

extension CellReader {
    /// The order of day and month that a column or the file has shown, or that the profile says.
    func order(ofColumn column: Int) -> NumberReading.DateOrder? {
        for shown in [evidence(of: column).dateOrder, fileEvidence.evidence.dateOrder] {
            if case .one(let order) = shown { return order }
        }
        return numbers.dateOrder
    }
}
