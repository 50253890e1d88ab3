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
        guard formula.utf8.contains(UInt8(ascii: "!")) else { return [] }
        var found: Set<String> = []
        var word: [UInt8] = []
        var quote: UInt8?
        var last: [UInt8] = []
        for byte in formula.utf8 {
            if let open = quote {
                if byte == open { quote = nil } else if open == UInt8(ascii: "'") { word.append(byte) }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                quote = byte
                // A doubled quotation mark inside a name is one.
                if byte == UInt8(ascii: "'"), !word.isEmpty { word.append(byte) }
            case UInt8(ascii: "!"):
                // Formulas name the same sheet again and again.
                if word != last {
                    let name = String(decoding: word, as: UTF8.self)
                    if name.hasSuffix("#REF") {
                        found.insert("#REF!")
                    } else if !name.isEmpty, !name.contains("[") {
                        found.insert(name)
                    }
                    swap(&last, &word)
                }
                word.removeAll(keepingCapacity: true)
            case _ where isOfName(byte): word.append(byte)
            default: word.removeAll(keepingCapacity: true)
            }
        }
        return found
    }

    /// Letters, digits and signs of names that need no quotation marks. Operators and blanks are ASCII, so bytes of other
    /// characters are taken as letters.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF, UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "#"):
            true
        default: false
        }
    }
}
