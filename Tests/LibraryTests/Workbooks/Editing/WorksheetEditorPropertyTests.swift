import Streams
import Testing
import Workbooks

/// Reads a worksheet part with string searches only, as an oracle that shares no code with the editor.
private struct PlainSheet {
    /// Cell by cell: its whole element.
    var cells: [CellReference: String] = [:]
    /// The part with every cell of `taken` cut out, and rows without any cell and attribute beside `r`.
    var rest = ""

    init(_ part: [UInt8], prefix: String, without taken: Set<CellReference>, newRows: Set<Int>) {
        var text = Substring(String(decoding: part, as: UTF8.self))
        var row = 0
        var column = 0
        while let open = text.firstIndex(of: "<") {
            rest += text[..<open]
            text = text[open...]
            if text.hasPrefix("<!--") {
                let end = text.range(of: "-->").upperBound
                rest += text[..<end]
                text = text[end...]
                continue
            }
            let end = text.index(after: text.firstIndex(of: ">")!)
            let tag = text[..<end]
            if tag.hasPrefix("<\(prefix)row") {
                row = Self.attribute("r", tag).flatMap { Int($0) } ?? row + 1
                column = 0
                if newRows.contains(row) {
                    let close = text.range(of: "</\(prefix)row>").upperBound
                    for cell in text[end..<close].split(separator: "<\(prefix)c ", omittingEmptySubsequences: false)
                        .dropFirst()
                    {
                        let whole = "<\(prefix)c " + cell.split(separator: "</\(prefix)c>")[0] + "</\(prefix)c>"
                        cells[CellReference(Self.attribute("r", Substring(whole))!)!] = whole
                    }
                    text = text[close...]
                    continue
                }
            }
            if tag.hasPrefix("<\(prefix)c ") || tag.hasPrefix("<\(prefix)c>") || tag.hasPrefix("<\(prefix)c/>") {
                let after = tag.hasSuffix("/>") ? end : text.range(of: "</\(prefix)c>").upperBound
                let reference =
                    Self.attribute("r", tag).flatMap { CellReference($0) }
                    ?? CellReference(row: row, column: column + 1)
                column = reference.column
                cells[reference] = String(text[..<after])
                if !taken.contains(reference) { rest += text[..<after] }
                text = text[after...]
            } else {
                rest += tag
                text = text[end...]
            }
        }
        rest += text
    }

    static func attribute(_ name: String, _ tag: Substring) -> Substring? {
        guard let start = tag.firstRange(of: " \(name)=\"")?.upperBound else { return nil }
        return tag[start...].prefix { $0 != "\"" }
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index> { firstRange(of: text)! }
}

@Suite("Random edits of random sheets")
struct WorksheetEditorPropertyTests {
    /// A part with holes, self-closing rows and cells, cells without `r`, comments and formulas.
    private func randomPart(prefix: String, using random: inout SeededGenerator) -> (
        part: [UInt8], rows: Set<Int>, formulas: Set<CellReference>
    ) {
        var rows: Set<Int> = []
        var formulas: Set<CellReference> = []
        var out = "<\(prefix)worksheet xmlns=\"m\"><\(prefix)dimension ref=\"A1:ZZ999\"/>\n<\(prefix)sheetData>"
        var row = 0
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let step = Int.random(in: 1...3, using: &random)
            row += step
            rows.insert(row)
            let number = step == 1 && Bool.random(using: &random) ? "" : " r=\"\(row)\""
            if Int.random(in: 0..<5, using: &random) == 0 {
                out += "<\(prefix)row\(number) ht=\"12\"/>"
                continue
            }
            out += "<\(prefix)row\(number)>"
            var column = 0
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let step = Int.random(in: 1...3, using: &random)
                column += step
                let cell = CellReference(row: row, column: column)
                let name = step == 1 && Bool.random(using: &random) ? "" : " r=\"\(cell)\""
                switch Int.random(in: 0..<6, using: &random) {
                case 0: out += "<\(prefix)c\(name) s=\"4\"/>"
                case 1: out += "<\(prefix)c\(name) t=\"s\"><\(prefix)v>17</\(prefix)v></\(prefix)c>"
                case 2: out += "<\(prefix)c\(name) t='b'>\n<\(prefix)v>1</\(prefix)v> </\(prefix)c>"
                case 3:
                    out +=
                        "<\(prefix)c\(name) s=\"9\"><\(prefix)f>A1+1</\(prefix)f><\(prefix)v>2.50</\(prefix)v></\(prefix)c>"
                    formulas.insert(cell)
                case 4:
                    out +=
                        "<!-- > <\(prefix)c r=\"A1\"/> --><\(prefix)c\(name)><\(prefix)v>1e5</\(prefix)v></\(prefix)c>"
                default:
                    out +=
                        "<\(prefix)c\(name) t=\"inlineStr\"><\(prefix)is><\(prefix)t>a &amp; b</\(prefix)t></\(prefix)is></\(prefix)c>"
                }
            }
            out += "</\(prefix)row>\n"
        }
        out += "</\(prefix)sheetData><\(prefix)pageMargins left=\"0.7\"/></\(prefix)worksheet>"
        return (Array(out.utf8), rows, formulas)
    }

    private func randomEdit(_ isFormula: Bool, using random: inout SeededGenerator) -> CellEdit {
        switch Int.random(in: 0..<(isFormula ? 5 : 4), using: &random) {
        case 0: .number(Double.random(in: -1e9...1e9, using: &random))
        case 1: .text(["-", " a<b&c ", "2025-03-01 to 2025-05-30", "", "é\u{1F600}"].randomElement(using: &random)!)
        case 2: .formula("E25/$E$17", cached: Bool.random(using: &random) ? .text("-") : .number(0.25))
        case 3: .clear
        default: .cachedValue(.number(3))
        }
    }

    /// What a cell's element should hold after an edit, by string search.
    private func holds(_ element: String?, _ edit: CellEdit, _ prefix: String) -> Bool {
        func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }
        switch edit {
        case .clear: return element == nil || element!.hasSuffix("/>")
        case .number(let value):
            return element.map {
                $0.contains("<\(prefix)v>\(DecimalText.string(value))</\(prefix)v></\(prefix)c>") && !$0.contains(" t=")
            } ?? false
        case .text(let text):
            return element.map {
                $0.contains("t=\"inlineStr\"")
                    && $0.contains(">\(escaped(text))</\(prefix)t></\(prefix)is></\(prefix)c>")
            } ?? false
        case .formula(let formula, _):
            return element?.contains("<\(prefix)f>\(formula)</\(prefix)f><\(prefix)v>") ?? false
        case .cachedValue: return element?.contains("<\(prefix)f>A1+1</\(prefix)f><\(prefix)v>3</\(prefix)v>") ?? false
        }
    }

    @Test("Everything outside of the edited cells is byte-identical, and they hold what was asked", arguments: 0..<300)
    func property(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let prefix = Bool.random(using: &random) ? "" : "x:"
        let (part, rows, formulas) = randomPart(prefix: prefix, using: &random)
        var edits: [CellReference: CellEdit] = [:]
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let cell = CellReference(
                row: Int.random(in: 1...14, using: &random), column: Int.random(in: 1...12, using: &random))
            edits[cell] = randomEdit(formulas.contains(cell), using: &random)
        }
        let result = try WorksheetEditor(part: part).applying(edits).part
        let taken = Set(edits.keys)
        let newRows = Set(taken.map(\.row)).subtracting(rows)
        let before = PlainSheet(part, prefix: prefix, without: taken, newRows: [])
        let after = PlainSheet(
            result, prefix: prefix, without: taken,
            newRows: newRows.filter { row in
                edits.contains { $0.key.row == row && $0.value != .clear }
            })
        let selfClosed = { (text: String) in
            text.replacing("/>", with: ">").replacing("</\(prefix)row>", with: "").replacing(
                "</\(prefix)sheetData>", with: "")
        }
        #expect(selfClosed(before.rest) == selfClosed(after.rest))
        for (cell, edit) in edits { #expect(holds(after.cells[cell], edit, prefix), "\(cell) \(edit)") }
        for (cell, element) in before.cells where edits[cell] == nil { #expect(after.cells[cell] == element) }
        #expect(Set(after.cells.keys).subtracting(taken) == Set(before.cells.keys).subtracting(taken))
    }
}
