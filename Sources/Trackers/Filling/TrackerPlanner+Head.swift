import MediaPlans
import Streams
import Workbooks

extension TrackerPlanner {
    /// Plans the values beside the labels of the tracker's head.
    mutating func fillHead() {
        let found = Set(template.layout.head.map(\.field))
        for field in [HeadField.campaign, .dates, .plannedBudget, .actualBudget] where !found.contains(field) {
            say(.warning, .noHeadLabel, "the template's head has no label for \(field.rawValue)")
        }
        for side in Side.allCases {
            let silent = book.platforms.filter {
                book.figure(.budget, .campaign, side, .total, of: $0).value == nil
            }
            guard !silent.isEmpty, silent.count < book.platforms.count else { continue }
            say(
                .warning, .partialBudget,
                "the \(side.rawValue) budget over all platforms leaves out \(silent.map(\.displayName).joined(separator: ", ")), "
                    + "whose \(side.rawValue) budget is unknown")
        }
        reportHeadCurrencies()
        if !book.totals.leftOut.isEmpty {
            say(
                .warning, .partialBudget,
                "the head's budgets are those of \(book.platforms.map(\.displayName).joined(separator: ", ")) alone: --platform leaves out "
                    + "the records of \(book.totals.leftOut.sorted().joined(separator: ", "))")
        }
        for slot in template.layout.head {
            switch slot.field {
            case .campaign:
                put(text: book.totals.campaigns.joined(by: ", "), beside: slot, "Campaign", from: [.campaign])
            case .dates:
                let part = book.totals.period == nil ? "" : " (a part: the plan in proportion to these days)"
                let dates = book.totals.flight.map { "\($0.lowerBound) to \($0.upperBound)\(part)" }
                put(text: dates, beside: slot, "Campaign dates", from: [.startDate, .endDate])
            case .plannedBudget, .actualBudget:
                let side = slot.field == .plannedBudget ? Side.planned : .actual
                let currencies = Set(book.platforms.flatMap { book.currencies(of: $0) }).sorted()
                let figure = withheld(slot, currencies, "the plan") ?? book.budget(side)
                put(figure, beside: slot, side == .planned ? "Planned budget" : "Actual budget", ofAll: side)
            case .summary, .audience: break
            }
        }
    }

    /// Budgets in different currencies are no budget over all platforms.
    private func reportHeadCurrencies() {
        for side in Side.allCases {
            let gaps = book.budget(side).gaps
            guard let gap = gaps.first(where: { if case .currencies = $0 { true } else { false } }) else { continue }
            let slot = template.layout.head.first { $0.field == (side == .planned ? .plannedBudget : .actualBudget) }
            say(
                mixedLevel, .mixedCurrencies, sheet: slot?.sheet, cell: slot?.value,
                "the \(side.rawValue) budget over all platforms has \(gap.description), which do not add up; it is shown as -",
                hint: mixedHint)
        }
    }

    /// Markets that each have a currency of their own are no mistake: their sum is unknown, and that is said.
    var mixedLevel: Message.Level { book.totals.currenciesFollowMarkets ? .warning : .error }
    var mixedHint: String {
        book.totals.currenciesFollowMarkets
            ? "give exchange rates, if totals are wanted" : "plan each market, and all platforms, in one currency"
    }

    /// Plans target audience and budgets of a block.
    /// - Parameter totals: the platform's; nil when there are no records of it.
    mutating func fillLabels(_ block: PlatformBlock, _ totals: CampaignTotals.PlatformTotals?) {
        let name = block.platform.displayName
        for slot in block.labels {
            switch slot.field {
            case .audience:
                if let totals {
                    fillAudience(slot, name, totals)
                } else if template.isOfEarlierRun(audience: grid(of: slot.sheet)[slot.value].displayText) {
                    put(text: nil, beside: slot, "\(name) \(Lineage.audience)", from: [.targetAudience])
                }
            case .plannedBudget, .actualBudget:
                let side = slot.field == .plannedBudget ? Side.planned : .actual
                let currencies = Array(book.currencies(of: block.platform))
                let figure =
                    withheld(slot, currencies, "the plan of \(name)")
                    ?? book.figure(.budget, .campaign, side, .total, of: block.platform)
                let shown = ShownFigure(platform: block.platform.code, section: .campaign, metric: .budget, side: side)
                put(figure, beside: slot, "\(name) \(side.rawValue) budget", shown)
            case .campaign, .dates, .summary: break
            }
        }
    }

    /// A figure that is not shown, because its label asks for another currency than the plan's; nil where it does not.
    private func withheld(_ slot: HeadSlot, _ currencies: [String], _ plan: String) -> Figure? {
        guard let label = LabelWords.currency(of: slot.text), let own = currencies.first(where: { $0 != label }) else {
            return nil
        }
        say(
            .error, .foreignCurrency, sheet: slot.sheet, cell: slot.label,
            "\"\(printable(slot.text))\" asks for \(label) and \(plan) is in \(own); the cell shows -",
            hint: "plan in \(label), or take the currency out of the label")
        return Figure(nil, gaps: [.currencies([own, label])])
    }

    /// What a person wrote stays, and is named where the plan says something else.
    private mutating func fillAudience(
        _ slot: HeadSlot, _ name: String, _ totals: CampaignTotals.PlatformTotals
    ) {
        let audience = totals.audiences.joined(by: ";\n")
        let there = grid(of: slot.sheet)[slot.value].displayText
        guard
            there.allSatisfy(\.isWhitespace) || vocabulary.isUnknown(there) || template.isOfEarlierRun(audience: there)
        else {
            if let audience, LineageSheet.inOneLine(audience) != LineageSheet.inOneLine(there) {
                say(
                    .warning, .audienceKept, sheet: slot.sheet, cell: slot.value,
                    "the target audience of \(name) is not the plan's, and stays as somebody wrote it",
                    hint: "empty the cell to have it filled from the plan")
            }
            return
        }
        if totals.audiences.isCut {
            say(
                .warning, .textCut, sheet: slot.sheet, cell: slot.value,
                "the target audiences of \(name) are more than a cell holds (32767 characters); the rest is left out")
        }
        put(text: audience, beside: slot, "\(name) \(Lineage.audience)", from: [.targetAudience])
    }

    private mutating func put(
        _ figure: Figure, beside slot: HeadSlot, _ name: String, _ shown: ShownFigure? = nil, ofAll side: Side? = nil
    ) {
        let edit = figure.value.map { CellEdit.number($0) } ?? .text("-")
        put(
            PlannedWrite(
                sheet: slot.sheet, cell: slot.value, name: name, edit: edit, figure: figure, shows: shown,
                budgetOfAll: side,
                isEcho: shown != nil), slot)
    }

    /// A formula of the template's own stays there; whether it comes to the same is looked at later.
    private mutating func put(_ write: PlannedWrite, _ slot: HeadSlot) {
        guard canWrite(slot) else { return }
        // A formula over amounts in several currencies shows a sum that there is not.
        let isMixed = write.figure?.gaps.contains { if case .currencies = $0 { true } else { false } } ?? false
        let isOurs =
            grid(of: slot.sheet).cells[slot.value]?.formula.map {
                template.isOfEarlierRun($0, on: slot.sheet, at: slot.value)
            } ?? true
        if isMixed || isOurs {
            plan.writes.append(write)
        } else {
            kept.append(write)
        }
    }

    private mutating func put(text: String?, beside slot: HeadSlot, _ name: String, from columns: Set<RecordColumn>) {
        if text != nil { plan.shownColumns.formUnion(columns) }
        let words =
            "what the plan's lines give as \(columns.map(\.rawValue).sorted().reversed().joined(separator: " and "))"
        put(PlannedWrite(sheet: slot.sheet, cell: slot.value, name: name, edit: .text(text ?? "-"), text: words), slot)
    }

    /// Whether the cell beside a label is free: a label is never overwritten.
    private func canWrite(_ slot: HeadSlot) -> Bool {
        let grid = grid(of: slot.sheet)
        let words = template.words
        let there = grid.cells[slot.value]
        let isLabel =
            there.map { cell in
                cell.formula == nil
                    && (cell.value.text.map {
                        words.headField($0) != nil || words.isHeading($0) || words.side($0) != nil || $0.hasSuffix(":")
                    } ?? false)
            } ?? false
        guard isLabel || slot.value <= slot.label else { return true }
        say(
            .error, .noCellForHead, sheet: slot.sheet, cell: slot.value,
            "\(slot.field.rawValue) has no cell of its own: right of its label in \(slot.label) stands "
                + "\"\(printable(there?.value.displayText ?? ""))\"",
            hint: "leave the cell right of the label free")
        return false
    }
}
