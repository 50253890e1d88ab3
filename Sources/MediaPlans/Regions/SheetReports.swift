import Streams
import Workbooks

/// What there is to say about a sheet's headers and fences.
extension SheetExtraction {
    func reportHeader(row: Int, cells: [String]) {
        var place = place
        place.cell = "row \(row)"
        let read = cells.isEmpty ? "nothing" : cells.prefix(4).map { "\"\(foldedBlanks($0))\"" }.joined(separator: ", ")
        report(
            Message(
                .error, .headerUnknown, at: place,
                "the row under START is no header that is known (it reads \(read)): the lines under it are not read",
                hint: "add its names to vocabulary.columns in config/toolkit.json, or to column_mappings of the client")
        )
    }

    func refuseWrongKind(_ match: HeaderMatch, _ plan: ColumnPlan, _ row: SheetRow) throws {
        var place = place
        place.cell = CellReference(row: row.number, column: match.columns.lowerBound).description
        if recognition.input == .planned, match.kind == .reachAndFrequency {
            throw Failure(
                .data, .wrongKind, at: place, "is the header of a table of reach and frequency, so this is no plan",
                hint: WorkbookKind.delivery.correction(of: place.file ?? ""))
        }
        let plans = HeaderRecognition.planColumns.filter { plan.column(of: $0) != nil }
        if recognition.input == .delivered, match.kind == .media, plans.count >= 4 {
            throw Failure(
                .data, .wrongKind, at: place,
                "is the header of a plan (\(plans.map(\.rawValue).sorted().joined(separator: ", "))), so this is no report",
                hint: WorkbookKind.plan.correction(of: place.file ?? ""))
        }
    }

    func reportBeside(row: Int, column: Int) {
        var place = place
        place.cell = CellReference(row: row, column: column).description
        report(
            Message(
                .error, .regionBeside, at: place, "another region begins here, beside the first: not read",
                hint: "move it under the first, or onto a sheet of its own"))
    }

    /// Another table without a fence begins under the first.
    func reportOther(_ row: SheetRow) {
        var place = place
        place.cell = row.cells.first { !$0.value.isBlank }?.reference.description
        report(
            Message(
                .warning, .regionBeside, at: place,
                "another table begins here, under the first: not read, because it may sum the first up",
                hint: "if its lines count, fence both with START and END, or move it onto a sheet of its own"))
    }

    func reportColumns(_ plan: ColumnPlan, _ row: SheetRow) {
        for (column, target) in plan.doubles {
            var place = place
            place.cell = CellReference(row: row.number, column: column).description
            guard case .extra(let index) = plan.role(of: column), let other = plan.column(of: target) else { continue }
            report(
                Message(
                    .warning, .columnTwice, at: place,
                    "\"\(plan.header(of: column))\" means \(target.rawValue), as \(CellReference(row: row.number, column: other)) does, which is taken; this column is kept as \(plan.extras[index])",
                    hint: "rename or remove one of them"))
        }
        reportUnits(plan, row)
        reportMonths(plan, row)
        reportWholeMeasures(plan, row)
        for column in plan.remembered {
            guard case .column(let target) = plan.role(of: column),
                let answer = recognition.naming.answer(for: plan.header(of: column))
            else { continue }
            used(answer)
            var place = place
            place.cell = CellReference(row: row.number, column: column).description
            // A guess that has been used once is none that anybody has looked at.
            let isGuess = answer.isGuess
            report(
                Message(
                    isGuess ? .warning : .note, isGuess ? .columnGuessed : .columnRemembered, at: place,
                    "\"\(plan.header(of: column))\" is read as \(target.rawValue), as was \(isGuess ? "guessed" : "accepted") on \(answer.date) (\(answer.proposer))",
                    hint: "if that is wrong, write null as its destination in \(MappingMemory.fileName)"))
        }
        reportBudget(plan, row)
        for column in recognition.expectedColumns where plan.column(of: column) == nil && !isGiven(column, plan) {
            var place = place
            place.cell = "row \(row.number)"
            report(
                Message(
                    .warning, .columnMissing, at: place,
                    "no header means \(column.rawValue): it is unknown in every line",
                    hint: "name the column so, or add its header to column_mappings of the client"))
        }
    }

    /// Amounts of which nothing says the currency are in the plan's, or wrong.
    func reportCurrency(_ region: OpenRegion) {
        let plan = region.reader.plan
        guard recognition.input == .delivered, !hasFence, region.reader.linesWithoutCurrency > 0,
            let column = plan.column(of: .budgetLocal), plan.column(of: .localCurrency) == nil
        else { return }
        var place = place
        place.cell = CellReference(row: region.headerRow, column: column).description
        report(
            Message(
                .note, .currencyAssumed, at: place,
                "nothing says the currency of \"\(plan.header(of: column))\": the amounts are taken to be in the plan's",
                hint: "write it into the header, such as Spend (AED), or as \"currency\" into a source profile"))
    }

    /// A report's "Budget" is most often what a platform may spend, not what was spent.
    private func reportBudget(_ plan: ColumnPlan, _ row: SheetRow) {
        guard recognition.input == .delivered, let column = plan.column(of: .budgetLocal) else { return }
        let words = normalised(plan.header(of: column)).split(separator: " ")
        guard words.contains("budget"), recognition.naming.profile == nil, !plan.isPivoted(.budgetLocal) else { return }
        var place = place
        place.cell = CellReference(row: row.number, column: column).description
        report(
            Message(
                .warning, .budgetAsSpend, at: place,
                "no header names what was spent: \"\(plan.header(of: column))\" is taken, which may be a cap",
                hint: "name the column Spend if it is what was spent, or remove it"))
    }

    /// Columns of months of which nothing says the year.
    private func reportMonths(_ plan: ColumnPlan, _ row: SheetRow) {
        let months = plan.pivots.filter { $0.month != nil || $0.isPartOfYear }
        let word = months.allSatisfy { $0.month != nil } ? "month" : "period"
        guard let first = months.first, !hasDates(plan) else { return }
        var place = place
        place.cell = "row \(row.number)"
        report(
            Message(
                .warning, .monthWithoutYear, at: place,
                "\(counted(months.count, word)), such as \"\(first.text)\", of which nothing says the year: the lines have no dates",
                hint: "write the year, such as \(word == "month" ? "Apr 2026" : "Q2 2026")"))
    }

    /// Whether lines have days of their own.
    private func hasDates(_ plan: ColumnPlan) -> Bool {
        [RecordColumn.startDate, .endDate].contains { plan.column(of: $0) != nil || isGiven($0, plan) }
            || !plan.periods.isEmpty
    }

    /// Headers that give their numbers a unit.
    private func reportUnits(_ plan: ColumnPlan, _ row: SheetRow) {
        for column in plan.columns {
            var place = place
            place.cell = CellReference(row: row.number, column: column).description
            let header = plan.header(of: column)
            if let unit = plan.units[column] {
                report(
                    Message(
                        .note, .unitScaled, at: place,
                        "\"\(header)\" gives its numbers in another unit (\(unit.text)): each is multiplied by \(unit.factor)"
                    ))
            } else if case .extra(let index) = plan.role(of: column),
                let unit = recognition.naming.vocabulary.unit(of: header),
                let target = recognition.naming.column(named: unit.rest)?.column, target.isScalable
            {
                report(
                    Message(
                        .warning, .unitUnclear, at: place,
                        "\"\(header)\" may be \(target.rawValue) times \(unit.factor), or something else: kept as \(plan.extras[index]), and in no figure",
                        hint: "write the unit in brackets, \"\(unit.rest) (\(unit.text))\", if it is one"))
            }
        }
    }

    /// Measures of whole rows beside those of periods or markets.
    private func reportWholeMeasures(_ plan: ColumnPlan, _ row: SheetRow) {
        guard let first = plan.wholeMeasures.first.flatMap({ plan.column(of: $0) }) else { return }
        var place = place
        place.cell = CellReference(row: row.number, column: first).description
        let names = plan.wholeMeasures.map(\.rawValue).joined(separator: ", ")
        let pivoted = RecordColumn.allCases.filter { plan.isPivoted($0) }.map(\.rawValue).joined(separator: ", ")
        if plan.sumsPeriods {
            report(
                Message(
                    .note, .periodsSummed, at: place,
                    "\(pivoted) is given for \(plan.pivots.count) periods, \(names) for the whole row: the periods are summed, one record for each row"
                ))
        } else {
            let what = plan.pivots.lazy.compactMap(\.part).first ?? "market"
            report(
                Message(
                    .warning, .measureUnparted, at: place,
                    "\(pivoted) is given for each \(what), \(names) for the whole row: \(names) is unknown for each \(what)",
                    hint: "give it for each \(what), too, or one line for each \(what)"))
        }
    }

    /// Whether lines have the column although no header of their own names it.
    private func isGiven(_ column: RecordColumn, _ plan: ColumnPlan) -> Bool {
        plan.isPivoted(column) || plan.pivots.contains { $0.gives(column) }
            || recognition.naming.profile?.gives(column) ?? false
            || !hasFence && given.values[column] != nil
    }

    func reportNoteInBottom(_ row: SheetRow) {
        guard let cell = row.cells.first(where: { $0.value.marker == nil && !$0.value.isBlank }) else { return }
        var place = place
        place.cell = cell.reference.description
        report(
            Message(
                .warning, .markerAmongData, at: place,
                "\"\(foldedBlanks(cell.value.displayText))\" stands in the row of END: not read",
                hint: "write END there"))
    }

    /// Rows right under a table without a fence that hold numbers, and are no lines of it.
    func reportUnread(_ held: [SheetRow], _ found: Region) {
        guard found.isUnfenced, found.kind == .reachAndFrequency || found.lines == 0 else { return }
        var rows = RowTally()
        var first: String?
        var next = found.range.last.row + 1
        for row in held {
            guard row.number == next else { break }
            next += 1
            let numbers = row.cells.count {
                found.range.columns.contains($0.reference.column) && $0.value.number != nil
            }
            guard numbers >= 2 else { continue }
            rows.add(row.number)
            if first == nil { first = row.cells.first { !$0.value.isBlank }?.value.displayText }
        }
        guard rows.count > 0 else { return }
        var place = place
        place.cell = found.range.description
        report(
            Message(
                .error, .noRegion, at: place,
                "\(rows.rows) under the table \(rows.count == 1 ? "holds" : "hold") numbers and \(rows.count == 1 ? "is no line" : "are no lines") of it (\(first.map { "\"\(foldedBlanks($0))\"" } ?? "no name") first): not read",
                hint: "write a market into each line; a table with a market per column holds reach and frequency only"))
    }

    /// - Parameter isProved: whether a total of the table is the sum of all its lines.
    func reportFence(_ region: Region, isProved: Bool) {
        if region.lines == 0 {
            var place = place
            place.cell = region.range.description
            report(Message(.note, .regionEmpty, at: place, "the region has no lines"))
        }
        guard !region.lacks.isEmpty else { return }
        var place = place
        place.cell = region.range.description
        if region.isUnfenced {
            report(
                Message(
                    sheet.isText || isProved ? .note : .warning, .fenceMissing, at: place,
                    "the region has no fence; taken are the header and the \(counted(region.lines, "line")) right under it"
                        + (isProved ? ", to which a total adds up" : ""),
                    hint: sheet.isText || isProved ? nil : "fence it with START and END"))
        } else {
            let isNormal = region.lacks == [Fence.headerEnd]
            report(
                Message(
                    isNormal ? .note : .warning, .fenceGap, at: place,
                    "the fence lacks \(region.lacks.joined(separator: "; "))",
                    hint: isNormal ? nil : "complete it, and see that the \(counted(region.lines, "line")) read are all"
                ))
        }
    }
}
