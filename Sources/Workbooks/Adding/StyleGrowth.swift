import Streams

/// Adds cell formats to a styles part (ECMA-376 part 1, 18.8).
///
/// What the part has already is used again, so that a workbook that is filled every month does not grow. Everything else is
/// appended to its list and the list's count brought up to date; every other byte stays, so that the indices which cells
/// have stay true.
struct StyleGrowth {
    private struct List {
        var container: MarkupContainer
        var added: [String] = []
        /// The index of each element by its canonical form; nil until it is asked for.
        var known: [String: Int]?

        /// The index that the next one gets.
        var next: Int { container.children + added.count }
    }

    private let bytes: [UInt8]
    private let prefix: String
    private let afterRoot: Int
    private var numberFormats: MarkupContainer?
    private var nextFormatID: Int
    /// Identifiers by format code.
    private var codes: [String: Int] = [:]
    private var addedCodes: [String] = []
    private var fonts: List
    private var fills: List
    private var borders: List
    private var formats: List
    private var indices: [CellFormat: Int] = [:]
    /// What changes of formats came to.
    private var changed: [Change: Int] = [:]

    private struct Change: Hashable {
        var style: Int
        var change: StyleChange
    }

    /// Nil when the part lacks one of the lists that every writer makes.
    ///
    /// - Parameter codes: the format codes that the part defines, by identifier.
    init?(_ bytes: [UInt8], codes: [Int: String]) throws(MarkupError) {
        self.bytes = bytes
        let found = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
            let scanner = XMLScanner(base: buffer.baseAddress!, end: buffer.count)
            let root = try scanner.root()
            return (
                root.map { (scanner.prefix(of: $0), $0.next) }, try scanner.container("numFmts"),
                try scanner.container("fonts"),
                try scanner.container("fills"), try scanner.container("borders"), try scanner.container("cellXfs")
            )
        }
        guard let (prefix, afterRoot) = found.0, let fonts = found.2, let fills = found.3, let borders = found.4,
            let formats = found.5, [fonts, fills, borders, formats].allSatisfy({ $0.insertion != nil })
        else { return nil }
        self.prefix = prefix
        self.afterRoot = afterRoot
        numberFormats = found.1
        nextFormatID = max(163, codes.keys.max() ?? 0) + 1
        for id in Self.sharedBuiltIns where codes[id] == nil { self.codes[BuiltInFormats.code(of: id)!] = id }
        for (id, code) in codes.sorted(by: { $0.key > $1.key }) { self.codes[code] = id }
        self.fonts = List(container: fonts)
        self.fills = List(container: fills)
        self.borders = List(container: borders)
        self.formats = List(container: formats)
    }

    /// Built-in formats that mean the same in every edition of Excel.
    private static let sharedBuiltIns = [0, 1, 2, 3, 4, 9, 10, 49]

    /// Whether so many more cell formats are within what Excel takes.
    func hasRoom(for count: Int) -> Bool { formats.next + count <= ExcelLimits.cellFormatsToAddTo }

    /// Whether the part is to be written anew.
    var isChanged: Bool { !addedCodes.isEmpty || [fonts, fills, borders, formats].contains { !$0.added.isEmpty } }

    // MARK: Formats of cells

    /// The index under which cells name a format.
    mutating func index(of format: CellFormat) -> Int {
        if let index = indices[format] { return index }
        let (id, font) = (formatID(format.numberFormat), add(font(format), to: \.fonts))
        let fill = add(self.fill(format.fill), to: \.fills)
        let border = add(self.border(format.line), to: \.borders)
        var alignment = ""
        if format.alignment != nil || format.wraps {
            alignment = "<\(prefix)alignment"
            if let side = format.alignment { alignment += " horizontal=\"\(side.rawValue)\"" }
            alignment +=
                " vertical=\"center\"\(format.wraps ? " wrapText=\"1\"" : "")\(format.indent > 0 ? " indent=\"\(format.indent)\"" : "")/>"
        }
        let start =
            "<\(prefix)xf numFmtId=\"\(id)\" fontId=\"\(font)\" fillId=\"\(fill)\" borderId=\"\(border)\" xfId=\"0\""
            + " applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\""
        let index = add(
            alignment.isEmpty ? start + "/>" : start + " applyAlignment=\"1\">\(alignment)</\(prefix)xf>", to: \.formats
        )
        indices[format] = index
        return index
    }

    /// The index of a format that differs from another by a change.
    mutating func index(of style: Int, with change: StyleChange) throws(MarkupError) -> Int {
        let key = Change(style: style, change: change)
        if let index = changed[key] { return index }
        let index = try added(style, with: change)
        changed[key] = index
        return index
    }

    private mutating func added(_ style: Int, with change: StyleChange) throws(MarkupError) -> Int {
        // A workbook that has all formats that it may have keeps the cell's own.
        guard change != StyleChange(), let markup = markup(ofFormat: style), hasRoom(for: 1) else { return style }
        let id = change.numberFormat.map { formatID($0) }
        let changed = try StyleMarkup.changed(markup, prefix: prefix, formatID: id, wraps: change.wraps)
        guard StyleMarkup.canonical(Array(changed.utf8)) != StyleMarkup.canonical(markup) else { return style }
        return add(changed, to: \.formats)
    }

    /// The font of a format; nil where the part defines none.
    func font(of style: Int) -> CellFont? {
        guard let format = markup(ofFormat: style),
            let id = StyleMarkup.attribute("fontId", of: format).flatMap({ Int($0) }),
            let font = markup(id, in: fonts)
        else { return nil }
        return StyleMarkup.font(font)
    }

    var firstFont: CellFont? { markup(0, in: fonts).map(StyleMarkup.font) }

    /// Whether a format says `shrinkToFit`.
    func shrinks(_ style: Int) -> Bool {
        guard let format = markup(ofFormat: style) else { return false }
        let text = String(decoding: format, as: UTF8.self)
        return ["1", "true"].contains { text.contains("shrinkToFit=\"\($0)\"") }
    }

    /// A format's element; that of the first format where there is no such style, as readers do.
    private func markup(ofFormat style: Int) -> [UInt8]? { markup(style, in: formats) ?? markup(0, in: formats) }

    private func markup(_ index: Int, in list: List) -> [UInt8]? {
        let stored = list.container.elements
        if stored.indices.contains(index) { return Array(bytes[stored[index]]) }
        let added = index - stored.count
        return list.added.indices.contains(added) ? Array(list.added[added].utf8) : nil
    }

    // MARK: Lists

    private mutating func add(_ markup: String, to list: WritableKeyPath<StyleGrowth, List>) -> Int {
        if self[keyPath: list].known == nil {
            var known: [String: Int] = [:]
            for (index, range) in self[keyPath: list].container.elements.enumerated() {
                let form = StyleMarkup.canonical(Array(bytes[range]))
                if known[form] == nil { known[form] = index }
            }
            self[keyPath: list].known = known
        }
        let form = StyleMarkup.canonical(Array(markup.utf8))
        if let index = self[keyPath: list].known?[form] { return index }
        let index = self[keyPath: list].next
        self[keyPath: list].known?[form] = index
        self[keyPath: list].added.append(markup)
        return index
    }

    private mutating func formatID(_ code: String?) -> Int {
        guard let code else { return 0 }
        if let id = codes[code] { return id }
        defer { nextFormatID += 1 }
        codes[code] = nextFormatID
        addedCodes.append("<\(prefix)numFmt numFmtId=\"\(nextFormatID)\" formatCode=\"\(XMLText.attribute(code))\"/>")
        return nextFormatID
    }

    private func font(_ format: CellFormat) -> String {
        "<\(prefix)font>\(format.isBold ? "<\(prefix)b/>" : "")<\(prefix)sz val=\"\(DecimalText.string(format.size))\"/>"
            + "<\(prefix)color rgb=\"FF\(format.colour ?? "1A1A1A")\"/><\(prefix)name val=\"Calibri\"/><\(prefix)family val=\"2\"/></\(prefix)font>"
    }

    private func fill(_ colour: String?) -> String {
        guard let colour else { return "<\(prefix)fill><\(prefix)patternFill patternType=\"none\"/></\(prefix)fill>" }
        return "<\(prefix)fill><\(prefix)patternFill patternType=\"solid\"><\(prefix)fgColor rgb=\"FF\(colour)\"/>"
            + "<\(prefix)bgColor indexed=\"64\"/></\(prefix)patternFill></\(prefix)fill>"
    }

    private func border(_ colour: String?) -> String {
        let line = colour.map { "<\(prefix)bottom style=\"thin\"><\(prefix)color rgb=\"FF\($0)\"/></\(prefix)bottom>" }
        return
            "<\(prefix)border><\(prefix)left/><\(prefix)right/><\(prefix)top/>\(line ?? "<\(prefix)bottom/>")<\(prefix)diagonal/></\(prefix)border>"
    }

    /// The part with what was added.
    var result: [UInt8] {
        var patches = MarkupPatches(bytes)
        for list in [fonts, fills, borders, formats] where !list.added.isEmpty {
            patches.insert(list.added.joined(), at: list.container.insertion!)
            if let count = list.container.count { patches.replace(count, with: "\(list.next)") }
        }
        guard !addedCodes.isEmpty else { return patches.result }
        let elements = addedCodes.joined()
        if let numberFormats, let insertion = numberFormats.insertion {
            patches.insert(elements, at: insertion)
            if let count = numberFormats.count {
                patches.replace(count, with: "\(numberFormats.children + addedCodes.count)")
            }
        } else {
            let list = "<\(prefix)numFmts count=\"\(addedCodes.count)\">\(elements)</\(prefix)numFmts>"
            if let numberFormats {
                patches.replace(numberFormats.range, with: list)
            } else {
                patches.insert(list, at: afterRoot)
            }
        }
        return patches.result
    }
}
