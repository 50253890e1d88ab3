/// Cells that are there already.
extension EditingPass {
    /// Replaces one cell when it has an edit, and watches for formulas that reach over other cells.
    mutating func visitCell(
        _ cell: MarkupTag, until end: Int, _ reference: CellReference, _ edit: CellEdit?
    ) throws(MarkupError) {
        var formula: Range<Int>?
        var kept: [UInt8] = []
        if cell.kind == .start {
            var position = cell.next
            while let child = try scanner.nextTag(from: position), child.kind != .end {
                let childEnd = try self.end(of: child)
                let range = opening(of: child)..<childEnd
                if scanner.isNamed(child, "f") {
                    formula = range
                    noteFormula(child, at: reference, edit)
                } else if !scanner.isNamed(child, "v"), !scanner.isNamed(child, "is") {
                    kept += bytes(range)
                }
                position = childEnd
            }
        }
        guard let edit else { return }
        if edit.keepsFormula, formula == nil {
            refusals[reference] = "there is no formula whose value could be brought up to date"
        }
        if edit.setsFormula || (formula != nil && !edit.keepsFormula) { changesFormulas = true }

        var out = startTag(of: cell, edit)
        let body = out.count
        out.append(UInt8(ascii: ">"))
        let content = CellMarkup(prefix: prefix(of: cell))
        content.appendContent(of: edit, keeping: formula.map { bytes($0) }?[...] ?? [], to: &out)
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
    func startTag(of cell: MarkupTag, _ edit: CellEdit) -> [UInt8] {
        var dropped: Set<String> = ["t", "vm"]
        if !edit.keepsFormula { dropped.insert("cm") }
        var out = bytes(opening(of: cell)..<cell.nameEnd)
        for attribute in scanner.attributes(of: cell) where !dropped.contains(attribute.name) {
            out.append(UInt8(ascii: " "))
            out += bytes(attribute.range)
        }
        if let type = CellMarkup.type(of: edit) { out += Array(" t=\"\(type)\"".utf8) }
        return out
    }

    /// Refuses edits of cells that a formula of several cells covers.
    mutating func noteFormula(_ formula: MarkupTag, at cell: CellReference, _ edit: CellEdit?) {
        guard let type = scanner.attribute("t", of: formula).map({ scanner.string($0) }) else { return }
        let range = scanner.attribute("ref", of: formula).flatMap { CellRange(scanner.string($0)) }
        switch type {
        case "array", "dataTable":
            // Any cell of the range, whether the scan is past it already or not.
            let covered = range ?? CellRange(cell, cell)
            guard covered.first != covered.last else { return }
            for (key, edit) in edits where covered.contains(key) && !edit.keepsFormula {
                let kind = type == "array" ? "an array formula" : "a data table"
                refusals[key] = "the cell belongs to \(kind) over \(covered)"
            }
        case "shared":
            // The first cell carries the formula's text for the others; a dependent may go by itself.
            guard let edit, !edit.keepsFormula, let range, range.first != range.last else { return }
            refusals[cell] = "the cell carries a formula that \(range) shares"
        default: break
        }
    }
}
