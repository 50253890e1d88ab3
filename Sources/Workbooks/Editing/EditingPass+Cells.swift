/// Cells that are there already.
extension EditingPass {
    /// Replaces one cell when it has an edit, and watches for formulas that reach over other cells.
    mutating func visitCell(
        _ cell: MarkupTag, until end: Int, _ reference: CellReference, _ edit: CellEdit?
    ) throws(MarkupError) {
        var formula: [UInt8]?
        var kept: [UInt8] = []
        if cell.kind == .start {
            var position = cell.next
            while let child = try scanner.nextTag(from: position), child.kind != .end {
                let childEnd = try self.end(of: child)
                let range = opening(of: child)..<childEnd
                if scanner.isNamed(child, "f") {
                    noteFormula(child, at: reference, edit)
                    let alone = try takenApart(child, range, at: reference, edit)
                    formula = alone ?? bytes(range)
                    if let alone, edit == nil { patches.append(Patch(range: range, bytes: alone)) }
                } else if !scanner.isNamed(child, "v"), !scanner.isNamed(child, "is") {
                    kept += bytes(range)
                }
                position = childEnd
            }
        }
        guard let edit else { return restyle(cell, reference) }
        if edit.keepsFormula, formula == nil, !filled.contains(where: { $0.contains(reference) }) {
            refusals[reference] = "there is no formula whose value could be brought up to date"
        }
        if edit.setsFormula || (formula != nil && !edit.keepsFormula) { changesFormulas = true }

        var out = startTag(of: cell, edit, style: restyling.styles[reference])
        let body = out.count
        out.append(UInt8(ascii: ">"))
        let content = CellMarkup(prefix: prefix(of: cell))
        content.appendContent(of: edit, keeping: formula?[...] ?? [], to: &out)
        out += kept
        if out.count == body + 1 {
            out.removeLast()
            out += Array("/>".utf8)
        } else {
            content.close("c", to: &out)
        }
        patches.append(Patch(range: opening(of: cell)..<end, bytes: out))
    }

    /// The start tag without its end, with `t` as the edit needs it. Metadata of the old value (`vm`) goes
    /// with it, metadata of the old formula (`cm`) with that.
    func startTag(of cell: MarkupTag, _ edit: CellEdit, style: Int?) -> [UInt8] {
        var dropped: Set<String> = ["t", "vm"]
        if !edit.keepsFormula { dropped.insert("cm") }
        if style != nil { dropped.insert("s") }
        var out = bytes(opening(of: cell)..<cell.nameEnd)
        for attribute in scanner.attributes(of: cell) where !dropped.contains(attribute.name) {
            out.append(UInt8(ascii: " "))
            out += bytes(attribute.range)
        }
        if let style { out += Array(" s=\"\(style)\"".utf8) }
        if let type = CellMarkup.type(of: edit) { out += Array(" t=\"\(type)\"".utf8) }
        return out
    }

    /// Gives a cell that keeps its content another format.
    private mutating func restyle(_ cell: MarkupTag, _ reference: CellReference) {
        guard let style = restyling.styles[reference] else { return }
        if let old = scanner.attribute("s", of: cell) {
            patches.append(Patch(range: old, bytes: Array("\(style)".utf8)))
        } else {
            insert(Array(" s=\"\(style)\"".utf8), at: cell.nameEnd)
        }
    }

    /// Refuses edits of cells that a formula of several cells covers.
    mutating func noteFormula(_ formula: MarkupTag, at cell: CellReference, _ edit: CellEdit?) {
        guard let type = scanner.attribute("t", of: formula).map({ scanner.string($0) }),
            type == "array" || type == "dataTable"
        else { return }
        let range = scanner.attribute("ref", of: formula).flatMap { CellRange(scanner.string($0)) }
        // Any cell of the range, whether the scan is past it already or not.
        let covered = range ?? CellRange(cell, cell)
        guard covered.first != covered.last else { return }
        filled.append(covered)
        for (key, edit) in edits where covered.contains(key) && !edit.keepsFormula {
            let kind = type == "array" ? "an array formula" : "a data table"
            refusals[key] = "the cell belongs to \(kind) over \(covered)"
        }
    }

    /// The formula element of a cell whose group of shared formulas has lost its first cell to an edit: by itself, moved from
    /// there. Nil for all others, which stay as they are.
    mutating func takenApart(
        _ formula: MarkupTag, _ range: Range<Int>, at cell: CellReference, _ edit: CellEdit?
    ) throws(MarkupError) -> [UInt8]? {
        guard let type = scanner.attribute("t", of: formula), scanner.string(type) == "shared",
            let group = scanner.attribute("si", of: formula).flatMap({ scanner.integer($0) })
        else { return nil }
        var text = ""
        if formula.kind == .start, let close = try scanner.endTag(named: "f", from: formula.next) {
            text = scanner.string(formula.next..<close.start)
        }
        guard text.isEmpty, let first = groups[group] else {
            let isReplaced = edit.map { !$0.keepsFormula } ?? false
            groups[group] = SharedGroup(text: text, cell: cell, isBroken: isReplaced)
            return nil
        }
        guard first.isBroken else { return nil }
        let shift = FormulaShift(rows: cell.row - first.cell.row, columns: cell.column - first.cell.column)
        let markup = CellMarkup(prefix: prefix(of: formula))
        var out: [UInt8] = []
        markup.open("f", to: &out)
        XMLText.append(formula: shift.apply(to: first.text), to: &out)
        markup.close("f", to: &out)
        return out
    }
}
