import Redaction

/// Writes what a part of a package says as people read it: the runs of a paragraph joined, the cells of a row beside each other, entities
/// decoded, values with the name that belongs to them. It knows the words of SpreadsheetML, WordprocessingML and DrawingML; of other
/// markup each element is a line.
///
/// Memory: one paragraph or row, at most 1 MiB of a single text.
final class PartText {
    private struct Element {
        var name: [UInt8]
        /// The name that its text is the value of.
        var label: [UInt8]?
        /// The text of a child such as `<key>`, which names the next one.
        var named: [UInt8]?
    }

    private var tokens = MarkupTokens()
    private var path: [Element] = []
    private var line: [UInt8] = []
    /// How many open elements join what is in them to one text.
    private var joining = 0
    /// The text around a phonetic guide, which says how it is pronounced and is not a part of it.
    private var around: [[UInt8]] = []
    private var tableCells = 0
    private var cell: Cell?
    private var grid: SheetGrid
    private let shared: SharedTexts?
    private let sink: (ArraySlice<UInt8>) throws -> Void
    /// Gets each shared text, where the part holds them.
    private let take: (([UInt8]) -> Void)?

    /// A cell of a sheet.
    private struct Cell {
        var column: Int
        var isShared: Bool
        var text: [UInt8] = []
    }

    private static func names(_ words: String) -> Set<[UInt8]> {
        Set(words.split(separator: " ").map { Array($0.utf8) })
    }

    /// Elements whose text is one, whatever is in them.
    private static let joined = names("si is p comment text threadedComment")
    /// Elements of a sheet's rows, whose attributes are places and styles.
    private static let plain = names("c v f row si t r is rPr rFont sz color family scheme")
    private static let attributeNames = names("name key displayName title label sourceName")
    private static let keys = names("key name field property param parameter variable")
    private static let mostText = 1 << 20
    private static let deepest = 4096

    init(
        _ labels: SecretLabel, shared: SharedTexts? = nil, take: (([UInt8]) -> Void)? = nil,
        to sink: @escaping (ArraySlice<UInt8>) throws -> Void
    ) {
        grid = SheetGrid(labels)
        (self.shared, self.take, self.sink) = (shared, take, sink)
    }

    func write(_ piece: ArraySlice<UInt8>, isLast: Bool = false) throws {
        // Tokens call back into this object.
        var tokens = tokens
        try tokens.read(piece, isLast: isLast) { try take($0) }
        self.tokens = tokens
        if isLast {
            try endLine()
            try put(grid.endRow())
        }
    }

    private func take(_ token: MarkupTokens.Token) throws {
        switch token {
        case .start(let tag):
            try begin(tag)
            if tag.isEmpty { try end(tag.name) }
        case .end(let name): try end(name)
        case .text(let text):
            line += text
            if line.count > Self.mostText { try endLine() }
        case .remark(let text): try put(text + [0x0A])
        }
    }

    private func put(_ text: [UInt8]) throws { if !text.isEmpty { try sink(text[...]) } }

    private func isNamed(_ name: [UInt8], _ text: StaticString) -> Bool {
        name.count == text.utf8CodeUnitCount && text.withUTF8Buffer { $0.elementsEqual(name) }
    }

    // MARK: Elements

    private func begin(_ tag: MarkupTokens.Tag) throws {
        guard path.count < Self.deepest else { return try put(attributes(of: tag)) }
        if !Self.plain.contains(tag.name) { try put(attributes(of: tag)) }
        switch tag.name {
        case let name where isNamed(name, "c") && path.last.map({ isNamed($0.name, "row") }) == true:
            try endLine()
            cell = Cell(
                column: tag.value("r").flatMap(SheetGrid.column) ?? grid.nextColumn,
                isShared: tag.value("t").map { $0.elementsEqual("s".utf8) } ?? false)
        case let name where isNamed(name, "rPh"):
            around.append(line)
            line = []
        case let name where isNamed(name, "tc"):
            try endLine()
            tableCells += 1
        case let name where isNamed(name, "br") || isNamed(name, "cr"): line.append(0x0A)
        case let name where isNamed(name, "tab"): line.append(0x09)
        case let name where isNamed(name, "noBreakHyphen"): line.append(UInt8(ascii: "-"))
        default:
            let isInCell = tableCells > 0 && isNamed(tag.name, "p")
            if !isInCell, !isNamed(tag.name, "t"), joining == 0 || Self.joined.contains(tag.name) { try endLine() }
        }
        if Self.joined.contains(tag.name) { joining += 1 }
        let label = tag.attributes.first { Self.attributeNames.contains($0.name) }?.value
        let inherited = label ?? path.last?.named ?? path.last?.label
        path.append(Element(name: tag.name, label: inherited))
        path.indices.dropLast().last.map { path[$0].named = nil }
    }

    private func end(_ name: [UInt8]) throws {
        // Of markup that is not well-formed the elements between are left, too.
        guard let index = path.lastIndex(where: { $0.name == name }) else { return try endLine() }
        for element in path[index...].reversed() { try leave(element) }
    }

    private func leave(_ element: Element) throws {
        let name = element.name
        if isNamed(name, "si") { take?(line) }
        if isNamed(name, "rPh"), let text = around.popLast() {
            try put(line + [0x0A])
            line = text
        }
        if isNamed(name, "f"), cell != nil {
            let strings = Self.strings(of: line)
            try endLine()
            try put(strings)
        } else if isNamed(name, "c"), cell != nil {
            endCell()
        }
        if isNamed(name, "row") || isNamed(name, "sheetData") { try put(grid.endRow()) }
        if Self.joined.contains(name) { joining -= 1 }
        if isNamed(name, "tc") {
            tableCells -= 1
            try put(Self.trimmed(line) + [0x09])
            line.removeAll()
        } else if isNamed(name, "tr") {
            try put([0x0A])
        } else if joining == 0, cell == nil {
            // Texts of one element after another are one text.
            if tableCells > 0, isNamed(name, "p") { line.append(0x20) } else if !isNamed(name, "t") { try endLine() }
        }
        path.removeLast()
    }

    private func endCell() {
        guard let ended = cell else { return }
        cell = nil
        var text = Self.trimmed(line)
        line.removeAll(keepingCapacity: true)
        if ended.isShared, let index = Int(String(decoding: text, as: UTF8.self)) { text = shared?[index] ?? text }
        grid.add(text, at: ended.column)
    }

    // MARK: Lines

    /// A tag with its attributes' values decoded, as a line of its own.
    private func attributes(of tag: MarkupTokens.Tag) -> [UInt8] {
        guard !tag.attributes.isEmpty else { return [] }
        var out = Array("<".utf8) + tag.name
        for (name, value) in tag.attributes {
            out += [0x20] + name + Array("=\"".utf8) + value + Array("\"".utf8)
        }
        return out + Array(">\n".utf8)
    }

    /// Ends the text before a tag: a line, with the name that it is the value of.
    private func endLine() throws {
        let text = Self.trimmed(line)
        line.removeAll(keepingCapacity: true)
        guard !text.isEmpty, let element = path.last else { return try put(text.isEmpty ? [] : text + [0x0A]) }
        if Self.isHeaderOrFooter(element.name) { try put(Self.withoutCodes(text) + [0x0A]) }
        let isReference = isNamed(element.name, "definedName") && !text.contains(0x22)
        if let label = element.label, !isReference { try put(label + Array(": ".utf8) + text + [0x0A]) }
        try put((Self.joined.contains(element.name) ? [] : element.name + Array(": ".utf8)) + text + [0x0A])
        if Self.keys.contains(element.name), path.count > 1 { path[path.count - 2].named = text }
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let start = text.firstIndex { !isBlank($0) } ?? text.endIndex
        let end = text.lastIndex { !isBlank($0) } ?? start
        return start == text.endIndex ? [] : Array(text[start...end])
    }

    /// The strings of a formula as one text: `"pass"&"word: "&A1` makes `password: `.
    private static func strings(of formula: [UInt8]) -> [UInt8] {
        let parts = formula.split(separator: 0x22, omittingEmptySubsequences: false)
        guard parts.count > 2 else { return [] }
        return parts.enumerated().filter { $0.offset % 2 == 1 }.flatMap(\.element) + [0x0A]
    }

    private static func isHeaderOrFooter(_ name: [UInt8]) -> Bool {
        let name = String(decoding: name, as: UTF8.self)
        return ["Header", "Footer"].contains(where: name.hasSuffix)
    }

    /// The text of a header or footer without its codes: `&B`, `&12`, `&"Arial,Bold"`, `&KFF0000` (ECMA-376 part 1, section 18.3.1.39).
    static func withoutCodes(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&"), let code = rest.popFirst() else {
                out.append(byte)
                continue
            }
            switch code {
            case UInt8(ascii: "&"): out.append(code)
            case 0x22: rest = rest.drop { $0 != 0x22 }.dropFirst()
            case UInt8(ascii: "K"): rest = rest.dropFirst(6)
            case 0x30...0x39: rest = rest.drop { (0x30...0x39).contains($0) }
            case UInt8(ascii: "L"), UInt8(ascii: "C"), UInt8(ascii: "R"): out.append(0x0A)
            default: break
            }
        }
        return out
    }
}
