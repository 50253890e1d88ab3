import Streams

/// How a cell of an added sheet looks.
public struct CellFormat: Hashable, Sendable {
    public enum Alignment: String, Sendable { case left, center, right }

    public var isBold = false
    /// In points.
    public var size: Double = 10
    /// Red, green, blue in hexadecimal: `1F3864`.
    public var colour: String?
    public var fill: String?
    /// The colour of a thin line under the cell.
    public var line: String?
    /// A format code (ECMA-376 part 1, 18.8.31); nil is General.
    public var numberFormat: String?
    public var alignment: Alignment?
    public var wraps = false
    /// Widths of a blank between the cell's edge and its content.
    public var indent = 0

    public init() {}

    /// This format with changes.
    public func with(_ change: (inout CellFormat) -> Void) -> CellFormat {
        var copy = self
        change(&copy)
        return copy
    }
}

/// Adds cell formats to a styles part (ECMA-376 part 1, 18.8).
///
/// Fonts, fills, borders, number formats and cell formats are appended to their lists and the lists' counts
/// brought up to date; every other byte stays, so that the indices which cells have stay true.
struct StyleGrowth {
    private struct List {
        var container: MarkupContainer
        var added: [String] = []

        /// The index that the next one gets.
        var next: Int { container.children + added.count }
    }

    private let bytes: [UInt8]
    private let prefix: String
    private let afterRoot: Int
    private var numberFormats: MarkupContainer?
    private var nextFormatID: Int
    private var codes: [String: Int] = [:]
    private var addedCodes: [String] = []
    private var fonts: List
    private var fills: List
    private var borders: List
    private var formats: List
    private var indices: [CellFormat: Int] = [:]

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
        self.fonts = List(container: fonts)
        self.fills = List(container: fills)
        self.borders = List(container: borders)
        self.formats = List(container: formats)
    }

    /// The index under which cells name a format.
    mutating func index(of format: CellFormat) -> Int {
        if let index = indices[format] { return index }
        let (id, font) = (formatID(format.numberFormat), add(font(format), to: \.fonts))
        let fill = format.fill.map { add(self.fill($0), to: \.fills) } ?? 0
        let border = format.line.map { add(self.border($0), to: \.borders) } ?? 0
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
        let index = formats.next
        formats.added.append(
            alignment.isEmpty ? start + "/>" : start + " applyAlignment=\"1\">\(alignment)</\(prefix)xf>")
        indices[format] = index
        return index
    }

    private mutating func add(_ markup: String, to list: WritableKeyPath<StyleGrowth, List>) -> Int {
        if let index = self[keyPath: list].added.firstIndex(of: markup) {
            return self[keyPath: list].container.children + index
        }
        defer { self[keyPath: list].added.append(markup) }
        return self[keyPath: list].next
    }

    private mutating func formatID(_ code: String?) -> Int {
        guard let code else { return 0 }
        if let id = codes[code] { return id }
        defer { nextFormatID += 1 }
        codes[code] = nextFormatID
        addedCodes.append("<\(prefix)numFmt numFmtId=\"\(nextFormatID)\" formatCode=\"\(XMLText.escaped(code))\"/>")
        return nextFormatID
    }

    private func font(_ format: CellFormat) -> String {
        "<\(prefix)font>\(format.isBold ? "<\(prefix)b/>" : "")<\(prefix)sz val=\"\(DecimalText.string(format.size))\"/>"
            + "<\(prefix)color rgb=\"FF\(format.colour ?? "1A1A1A")\"/><\(prefix)name val=\"Calibri\"/><\(prefix)family val=\"2\"/></\(prefix)font>"
    }

    private func fill(_ colour: String) -> String {
        "<\(prefix)fill><\(prefix)patternFill patternType=\"solid\"><\(prefix)fgColor rgb=\"FF\(colour)\"/>"
            + "<\(prefix)bgColor indexed=\"64\"/></\(prefix)patternFill></\(prefix)fill>"
    }

    private func border(_ colour: String) -> String {
        "<\(prefix)border><\(prefix)left/><\(prefix)right/><\(prefix)top/><\(prefix)bottom style=\"thin\">"
            + "<\(prefix)color rgb=\"FF\(colour)\"/></\(prefix)bottom><\(prefix)diagonal/></\(prefix)border>"
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
