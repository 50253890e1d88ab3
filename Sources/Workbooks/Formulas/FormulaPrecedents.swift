/// The cells that a formula reads, as far as its text tells; never fewer than it reads.
///
/// Reads the text by its words alone, so that nothing has to be understood to be followed. What could read any cell
/// (references made of text, macros, other workbooks, words that nobody defines) counts as reading everything.
struct FormulaPrecedents: Equatable {
    struct Area: Hashable {
        var sheets: ClosedRange<Int>
        var range: CellRange
    }

    private(set) var areas: [Area] = []
    /// Whether it may read any cell.
    private(set) var isAnything = false

    /// - Parameters:
    ///   - formula: its text without `=`. An empty one, of which nothing is known, reads everything.
    ///   - cell: where it stands, or where the first cell is that a name's formula is relative to.
    init(of formula: String, at cell: CellReference, on sheet: Int, in scope: FormulaScope) {
        var scan = PrecedentScan(text: Array(formula.utf8), cell: cell, sheet: sheet, scope: scope, depth: 0)
        scan.run()
        isAnything = scan.isAnything || scan.text.allSatisfy { $0 <= 0x20 }
        areas = isAnything ? [] : scan.areas
    }

    init(areas: [Area]) { self.areas = areas }

    mutating func formUnion(_ other: FormulaPrecedents) {
        isAnything = isAnything || other.isAnything
        areas = isAnything ? [] : areas + other.areas
    }

    /// Those of something of which nothing is known.
    static let anything: FormulaPrecedents = {
        var all = FormulaPrecedents(areas: [])
        all.isAnything = true
        return all
    }()
}

/// One pass over the text of a formula.
private struct PrecedentScan {
    let text: [UInt8]
    let cell: CellReference
    let sheet: Int
    let scope: FormulaScope
    /// How many names were followed to get here.
    let depth: Int
    var areas: [FormulaPrecedents.Area] = []
    var isAnything = false
    private var index = 0

    private static let deepestName = 32

    init(text: [UInt8], cell: CellReference, sheet: Int, scope: FormulaScope, depth: Int) {
        self.text = text
        self.cell = cell
        self.sheet = sheet
        self.scope = scope
        self.depth = depth
    }

    private var sign: UInt8 { index < text.count ? text[index] : 0 }

    mutating func run() {
        while index < text.count, !isAnything {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""): _ = quoted()
            case UInt8(ascii: "'"): scanQuotedSheet()
            case UInt8(ascii: "["): scanBracket()
            case UInt8(ascii: "{"): skipArray()
            case UInt8(ascii: "#"): skipErrorOrSpill()
            case UInt8(ascii: "!"):
                index += 1
                scanTarget(on: sheet...sheet)
            // Between two cells it is read with them; elsewhere what it spans is not known before it is calculated.
            case UInt8(ascii: ":"): isAnything = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): scanNumber()
            case _ where Self.isWord(byte): scanWord()
            default: index += 1
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "$"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "\\"), UInt8(ascii: "?"), 0x80...:
            true
        default: false
        }
    }

    // MARK: What stands for no cell

    /// The text inside of quotes, doubled ones made one.
    private mutating func quoted() -> String {
        let quote = text[index]
        var out: [UInt8] = []
        index += 1
        while index < text.count {
            if text[index] == quote {
                guard index + 1 < text.count, text[index + 1] == quote else { break }
                index += 1
            }
            out.append(text[index])
            index += 1
        }
        index += 1
        return String(decoding: out, as: UTF8.self)
    }

    private mutating func skipArray() {
        while index < text.count, text[index] != UInt8(ascii: "}") {
            if text[index] == UInt8(ascii: "\"") { _ = quoted() } else { index += 1 }
        }
    }

    /// `#DIV/0!` and the like; behind a reference, `#` means what spills from there, which is the cell's own doing.
    private mutating func skipErrorOrSpill() {
        index += 1
        guard sign | 0x20 >= UInt8(ascii: "a"), sign | 0x20 <= UInt8(ascii: "z") else { return }
        while Self.isWord(sign) || sign == UInt8(ascii: "/") { index += 1 }
        if sign == UInt8(ascii: "!") { index += 1 }
    }

    private mutating func scanNumber() {
        let start = index
        let isDigit = { (byte: UInt8) in byte &- 48 < 10 }
        while isDigit(sign) { index += 1 }
        if sign == UInt8(ascii: ":") {
            index = start
            return scanWord()
        }
        if sign == UInt8(ascii: ".") {
            index += 1
            while isDigit(sign) { index += 1 }
        }
        if sign | 0x20 == UInt8(ascii: "e") {
            let next = index + 1 < text.count ? text[index + 1] : 0
            if isDigit(next) || next == UInt8(ascii: "+") || next == UInt8(ascii: "-") {
                index += 2
                while isDigit(sign) { index += 1 }
            }
        }
        // Words may begin with digits, such as the name of a sheet.
        if Self.isWord(sign) || sign == UInt8(ascii: "!") {
            index = start
            scanWord()
        }
    }

    // MARK: Words

    private mutating func word() -> String {
        let start = index
        while Self.isWord(sign) { index += 1 }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func scanWord() {
        let word = word()
        switch sign {
        case UInt8(ascii: "("):
            let name = FormulaFunctions.plainName(word)
            guard !FormulaFunctions.readsArgumentsOnly(name) else { return }
            // A name may stand for a function of the workbook's own.
            if scope.formula(ofName: word, on: sheet) != nil { follow(word, on: sheet) } else { isAnything = true }
        case UInt8(ascii: "!"):
            index += 1
            scanTarget(on: scope.sheet(named: word).map { $0...$0 })
        case UInt8(ascii: "["): scanTable(scope.table(named: word))
        case UInt8(ascii: ":"): scanRange(from: word, on: sheet...sheet)
        default: note(word, on: sheet...sheet)
        }
    }

    /// A cell, a constant, or a name.
    private mutating func note(_ word: String, on sheets: ClosedRange<Int>) {
        if let cell = CellReference(word) {
            areas.append(.init(sheets: sheets, range: CellRange(cell, cell)))
            return
        }
        let upper = word.uppercased()
        guard upper != "TRUE", upper != "FALSE", !upper.hasPrefix("_XLPM.") else { return }
        follow(word, on: sheets.lowerBound)
    }

    /// A name's own precedents. Its relative references count from the cell that uses it.
    private mutating func follow(_ name: String, on sheet: Int) {
        guard depth < Self.deepestName, let formula = scope.formula(ofName: name, on: sheet) else {
            isAnything = true
            return
        }
        let moved = FormulaShift(rows: cell.row - 1, columns: cell.column - 1).apply(to: formula)
        var scan = PrecedentScan(text: Array(moved.utf8), cell: cell, sheet: self.sheet, scope: scope, depth: depth + 1)
        scan.run()
        isAnything = isAnything || scan.isAnything
        areas += scan.areas
    }

    /// What stands behind `A1` and a colon: another cell, or the last sheet of several.
    private mutating func scanRange(from first: String, on sheets: ClosedRange<Int>) {
        index += 1
        let last = word()
        if sign == UInt8(ascii: "!") {
            index += 1
            let from = scope.sheet(named: first)
            let to = scope.sheet(named: last)
            return scanTarget(on: from.flatMap { from in to.map { min(from, $0)...max(from, $0) } })
        }
        guard sign != UInt8(ascii: ":"), sign != UInt8(ascii: "("), sign != UInt8(ascii: "["),
            let range = CellRange(corners: first, last)
        else {
            isAnything = true
            return
        }
        areas.append(.init(sheets: sheets, range: range))
    }

    /// What stands behind a sheet's name and `!`; nil for a sheet that the workbook does not have.
    private mutating func scanTarget(on sheets: ClosedRange<Int>?) {
        guard let sheets else {
            isAnything = true
            return
        }
        guard Self.isWord(sign) else { return }
        let word = word()
        switch sign {
        case UInt8(ascii: ":"): scanRange(from: word, on: sheets)
        case UInt8(ascii: "("), UInt8(ascii: "["): isAnything = true
        default: note(word, on: sheets)
        }
    }

    private mutating func scanQuotedSheet() {
        let name = quoted()
        guard sign == UInt8(ascii: "!"), !name.contains("[") else {
            isAnything = true
            return
        }
        index += 1
        let ends = name.split(separator: ":", omittingEmptySubsequences: false).map { scope.sheet(named: String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
            isAnything = true
            return
        }
        scanTarget(on: min(first, last)...max(first, last))
    }

    // MARK: Tables

    /// `[@Budget]` of the formula's own table; `[1]Sheet!A1` is another workbook's.
    private mutating func scanBracket() { scanTable(scope.table(around: cell, on: sheet)) }

    /// All of a table, whichever of its columns and rows the brackets name.
    private mutating func scanTable(_ table: SheetTable?) {
        var depth = 0
        while index < text.count {
            // `'` takes a sign's meaning from it.
            if text[index] == UInt8(ascii: "'") { index += 1 }
            if sign == UInt8(ascii: "[") { depth += 1 }
            if sign == UInt8(ascii: "]") { depth -= 1 }
            index += 1
            if depth == 0 { break }
        }
        guard let table, !Self.isWord(sign), sign != UInt8(ascii: "!"), sign != UInt8(ascii: "'") else {
            isAnything = true
            return
        }
        areas.append(.init(sheets: table.sheetIndex...table.sheetIndex, range: table.range))
    }
}

extension CellRange {
    /// The range between two corners that are both cells, both columns or both rows, with or without `$`; nil for others.
    init?(corners first: String, _ last: String) {
        if let a = CellReference(first), let b = CellReference(last) {
            self.init(a, b)
            return
        }
        let (a, b) = (first.replacing("$", with: ""), last.replacing("$", with: ""))
        if let x = CellReference(a + "1"), let y = CellReference(b + "1"), a.allSatisfy(\.isLetter),
            b.allSatisfy(\.isLetter)
        {
            self.init(x, CellReference(row: CellReference.maximumRow, column: y.column))
            return
        }
        guard let x = CellReference("A" + a), let y = CellReference("A" + b), a.allSatisfy(\.isNumber),
            b.allSatisfy(\.isNumber)
        else { return nil }
        self.init(x, CellReference(row: y.row, column: CellReference.maximumColumn))
    }
}
