/// Rows that are repeated on every printed page are names of the workbook (ECMA-376 part 1, 18.2.5 and 18.2.6).
extension XMLScanner {
    /// Adds the names of sheets that the workbook part lists.
    func addPrintTitles(of sheets: [AddedSheet], to patches: inout MarkupPatches) throws(MarkupError) {
        guard let list = try container("sheets") else { return }
        let names = try container("definedNames")
        let there = try titled(in: names)
        var added = ""
        for (index, element) in list.elements.enumerated() where !there.contains(index) {
            guard let tag = try tag(at: element.lowerBound), let name = attribute("name", of: tag).map({ string($0) }),
                let rows = sheets.first(where: { $0.name == name })?.view.repeatedRows
            else { continue }
            let area = "'\(name.replacing("'", with: "''"))'!$\(rows.lowerBound):$\(rows.upperBound)"
            added +=
                "<\(list.prefix)definedName name=\"_xlnm.Print_Titles\" localSheetId=\"\(index)\">\(XMLText.escaped(area))</\(list.prefix)definedName>"
        }
        guard !added.isEmpty else { return }
        if let insertion = names?.insertion {
            patches.insert(added, at: insertion)
            return
        }
        let whole = "<\(list.prefix)definedNames>\(added)</\(list.prefix)definedNames>"
        if let names {
            patches.replace(names.range, with: whole)
        } else {
            let before = [try container("externalReferences"), try container("functionGroups"), list]
            patches.insert(whole, at: before.compactMap { $0?.range.upperBound }[0])
        }
    }

    /// The sheets, counted from 0, that have such a name.
    private func titled(in names: MarkupContainer?) throws(MarkupError) -> Set<Int> {
        var found: Set<Int> = []
        for element in names?.elements ?? [] {
            guard let tag = try tag(at: element.lowerBound), let name = attribute("name", of: tag),
                string(name).lowercased() == "_xlnm.print_titles",
                let index = attribute("localSheetId", of: tag).flatMap({ integer($0) })
            else { continue }
            found.insert(index)
        }
        return found
    }
}
