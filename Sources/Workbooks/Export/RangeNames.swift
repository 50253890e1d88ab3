import Streams

extension Workbook {
    /// A range, and the sheet that it is on when that is decided.
    public typealias FoundRange = (range: SheetRange, sheet: Sheet?)

    /// Finds what `--range` names: cells, whole columns or rows, a defined name, or a table; with a sheet in front or without.
    ///
    /// A name comes before a column of the same letters. Of names that are alike, the one that is local to the sheet wins over that of the
    /// workbook (ECMA-376 part 1, 18.2.5).
    ///
    /// - Parameter chosen: the sheet that is asked for besides; nil for the first visible one.
    /// - Throws: `Failure` with status 65 when there is no such thing, when it is not a single range, or on another sheet than the chosen one.
    public func range(named text: String, on chosen: Sheet? = nil) throws -> FoundRange {
        if let mark = text.utf8.lastIndex(of: UInt8(ascii: "!")) {
            let sheet = try self.sheet(quoted: text[..<mark])
            try require(sheet, chosen, text)
            let name = String(text[text.utf8.index(after: mark)...])
            if let found = try named(name, on: sheet, isQualified: true) { return found }
            return (try cells(name), sheet)
        }
        if let found = try named(text, on: chosen, isQualified: false) { return found }
        return (try cells(text), nil)
    }

    /// The range of a defined name or table.
    private func named(_ text: String, on chosen: Sheet?, isQualified: Bool) throws -> FoundRange? {
        let alike = definedNames.filter { $0.name.lowercased() == text.lowercased() }
        let asked = chosen ?? worksheets.first { $0.state == .visible } ?? worksheets.first
        let known =
            alike.first { $0.sheetIndex != nil && $0.sheetIndex == asked?.index }
            ?? alike.first { $0.sheetIndex == nil }
        if let name = known ?? alike.first {
            if known == nil, alike.count > 1 {
                throw noSuchRange(
                    "has the name \(text) on \(alike.count) sheets",
                    hint: "put one of them in front, as in 'Sheet'!\(text)")
            }
            let found = try area(of: name)
            try require(found.sheet, chosen, "the defined name \(name.name)")
            return found
        }
        // A damaged table keeps nobody from the others.
        let tables = try tables { _ in }
        guard !text.isEmpty, let table = tables.first(where: { $0.name.lowercased() == text.lowercased() }) else {
            return nil
        }
        let sheet = sheets[table.sheetIndex - 1]
        try require(sheet, chosen, "the table \(table.name)")
        return (SheetRange(table.range), sheet)
    }

    private func require(_ sheet: Sheet?, _ chosen: Sheet?, _ what: String) throws {
        guard let sheet, let chosen, sheet.index != chosen.index else { return }
        throw Failure(
            .data, .noSuchRange, at: Place(file: path, sheet: chosen.name), "\(what) is on the sheet \"\(sheet.name)\"",
            hint: "leave out the option that names the sheet, or give a range of \"\(chosen.name)\"")
    }

    /// The single area that a defined name stands for, such as `Plan!$A$1:$K$40` or `'My plan'!$A:$C`.
    private func area(of name: DefinedName) throws -> FoundRange {
        let formula = name.formula.trimmingBlanks()
        func refused(_ why: String) -> Failure {
            noSuchRange("the defined name \(name.name) stands for \(formula): \(why)", hint: "give the range itself")
        }
        if formula.contains("#REF!") { throw refused("what it named was deleted") }
        if Self.signs(in: Self.withoutParentheses(formula)).contains(",") { throw refused("these are several areas") }
        if Self.signs(in: formula).contains(" ") { throw refused("that is the intersection of areas") }
        let (sheetName, cells) = Self.parts(of: formula)
        guard let sheetName, let range = SheetRange(cells) else {
            throw refused("that is no range that can be read off")
        }
        if sheetName.contains("[") { throw refused("that is in another workbook") }
        if Self.signs(in: String(sheetName)).contains(":") { throw refused("these are cells of several sheets") }
        return (range, try sheet(quoted: sheetName))
    }

    /// The formula without parentheses around the whole of it.
    private static func withoutParentheses(_ formula: String) -> String {
        formula.hasPrefix("(") && formula.hasSuffix(")") ? String(formula.dropFirst().dropLast()) : formula
    }

    /// The signs of a formula that are outside of quotes and parentheses.
    private static func signs(in formula: String) -> Set<Character> {
        var isQuoted = false
        var depth = 0
        var found: Set<Character> = []
        for sign in formula.unicodeScalars.map(Character.init) {
            switch sign {
            case "'": isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted: depth -= 1
            default: if !isQuoted, depth == 0 { found.insert(sign) }
            }
        }
        return found
    }

    /// The sheet of a formula as it is written there, and its cells without `$`; of `Plan!$A$1:Plan!$B$2` both ends name the sheet.
    private static func parts(of formula: String) -> (sheet: Substring?, cells: String) {
        guard let mark = formula.utf8.lastIndex(of: UInt8(ascii: "!")) else { return (nil, formula) }
        let last = formula[formula.utf8.index(after: mark)...].replacing("$", with: "")
        let front = formula[..<mark]
        guard let first = front.firstIndex(of: "!"), let colon = front[first...].firstIndex(of: ":"),
            front[..<first] == front[front.index(after: colon)...]
        else { return (front, String(last)) }
        return (front[..<first], front[front.index(after: first)..<colon].replacing("$", with: "") + ":" + last)
    }

    /// The sheet of a name as formulas write it, in apostrophes or not, whatever the case of its letters.
    private func sheet(quoted text: some StringProtocol) throws -> Sheet {
        var name = String(text)
        let signs = Array(name.unicodeScalars)
        if signs.count >= 2, signs.first == "'", signs.last == "'" {
            name = Self.unquoted(signs.dropFirst().dropLast())
        }
        let alike = sheets.filter { $0.name.lowercased().utf8.elementsEqual(name.lowercased().utf8) }
        return try alike.count == 1 ? alike[0] : sheet(named: name)
    }

    /// The text between apostrophes: two of them stand for one.
    private static func unquoted(_ signs: ArraySlice<Unicode.Scalar>) -> String {
        var out = String.UnicodeScalarView()
        var isSecond = false
        for sign in signs {
            isSecond = sign == "'" && !isSecond
            if !isSecond { out.append(sign) }
        }
        return String(out)
    }

    private func cells(_ text: String) throws -> SheetRange {
        if let range = SheetRange(text) { return range }
        throw noSuchRange(SheetRange.mistake(in: text) ?? "has no range, defined name or table \"\(text)\"", hint: nil)
    }

    private func noSuchRange(_ what: String, hint: String?) -> Failure {
        let tables = (try? tables()) ?? []
        let known = (definedNames.filter { !$0.isHidden }.map(\.name) + tables.map(\.name)).prefix(20)
        let names =
            known.isEmpty ? "give a range such as A1:K40, A:C or 3:7" : "its names are " + known.joined(separator: ", ")
        return Failure(.data, .noSuchRange, at: Place(file: path), what, hint: hint ?? names)
    }
}

extension SheetRange {
    /// What is wrong with a text that looks like a range and is none; nil when it does not look like one.
    static func mistake(in text: String) -> String? {
        let parts = text.replacing("$", with: "").split(separator: ":", omittingEmptySubsequences: false)
        let shapes = parts.map { part in
            let letters = part.prefix { $0.isASCII && $0.isLetter }
            let digits = part.dropFirst(letters.count)
            return (
                hasLetters: !letters.isEmpty, hasDigits: !digits.isEmpty,
                isPlain: digits.allSatisfy { $0.isASCII && $0.isNumber }
            )
        }
        guard shapes.allSatisfy({ $0.isPlain }),
            parts.count > 1 || shapes.contains(where: { $0.hasLetters && $0.hasDigits })
        else { return nil }
        if parts.count > 2 { return "\(text) is no range: it has more than two ends" }
        if parts.contains(where: \.isEmpty) { return "\(text) is no range: it lacks an end" }
        if parts.count == 2, shapes[0].hasLetters != shapes[1].hasLetters || shapes[0].hasDigits != shapes[1].hasDigits
        {
            return "\(text) is no range: its ends are not alike; write cells (A1:B7), columns (A:B) or rows (3:7)"
        }
        return "\(text) is outside of a worksheet: columns are A to XFD, rows 1 to \(CellReference.maximumRow)"
    }
}
