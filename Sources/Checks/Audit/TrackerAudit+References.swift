import Workbooks

/// Sheets that formulas name and that are gone.
extension TrackerAudit {
    /// Formulas that compute from a sheet which is gone show their saved values until somebody calculates.
    func auditReferences(_ pages: [Page], _ workbook: Workbook) {
        let names = Set(workbook.sheets.map { $0.name.lowercased() })
        for page in pages {
            var lost: [String: (first: CellReference, count: Int)] = [:]
            for (cell, content) in page.reader.grid.cells {
                guard let formula = content.formula else { continue }
                for name in Self.sheets(in: formula) where !names.contains(name.lowercased()) {
                    lost[name] = (min(lost[name]?.first ?? cell, cell), (lost[name]?.count ?? 0) + 1)
                }
            }
            for (name, cells) in lost.sorted(by: { $0.key < $1.key }) {
                let words =
                    name == "#REF!"
                    ? "computes from cells that are gone (#REF!)" : "computes from the sheet \"\(name)\", which is gone"
                add(
                    .structureBroken, page.sheet.name, cells.first,
                    "\(words), as do \(cells.count - 1) more: what they show is what was saved",
                    hint: "fill the tracker again, or put the sheet back")
            }
        }
    }

    /// The sheets that a formula names, and `#REF!` for what was taken from it. Text in it, and other workbooks' sheets, are none.
    private static func sheets(in formula: String) -> Set<String> {
        guard formula.contains("!") else { return [] }
        var found: Set<String> = []
        var word = ""
        var quote: Character?
        for character in formula {
            if let open = quote {
                if character == open { quote = nil } else if open == "'" { word.append(character) }
                continue
            }
            switch character {
            case "\"", "'":
                quote = character
                // A doubled quotation mark inside a name is one.
                if character == "'", !word.isEmpty { word.append("'") }
            case "!":
                if word.hasSuffix("#REF") {
                    found.insert("#REF!")
                } else if !word.isEmpty, !word.contains("[") {
                    found.insert(word)
                }
                word = ""
            case _ where character.isLetter || character.isNumber || "_.[]#".contains(character): word.append(character)
            default: word = ""
            }
        }
        return found
    }
}
