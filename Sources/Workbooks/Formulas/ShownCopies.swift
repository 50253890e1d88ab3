import Streams

/// What drawings and charts repeat of cells: the text of a box that is linked to a cell, the caches of a chart's references (ECMA-376 part 1,
/// 20.5.2.29 sp, 21.2.2.121 numRef, 21.2.2.201 strRef), the fields of its labels ([MS-ODRAWXML] 2.24.3.19, dlblFieldTable), and properties of the
/// document that are linked to a name (ECMA-376 part 1, 22.3.2.2, linkTarget). What repeats cells that change is brought up to date or goes.
///
/// Unsafe like `EditingPass`: it must not outlive the buffer that it reads.
struct ShownCopies {
    let scanner: XMLScanner
    /// Whether a formula names cells that change.
    let isTouched: (String) -> Bool
    /// What the cell shows that a formula names; nil where that is not a single cell, or cannot be told.
    let text: (String) -> String?
    /// What it holds.
    let value: (String) -> CellValue?
    private(set) var patches: [EditingPass.Patch] = []
    /// How many texts and caches went, because what they should show is not known here.
    private(set) var removed = 0
    /// How many linked pictures show cells that change: nothing here can draw them anew.
    private(set) var pictures = 0

    private static let caches: Set<String> = ["numCache", "strCache", "multiLvlStrCache", "dlblRangeCache", "lvl"]

    init(
        scanner: XMLScanner, isTouched: @escaping (String) -> Bool, text: @escaping (String) -> String?,
        value: @escaping (String) -> CellValue?
    ) {
        (self.scanner, self.isTouched, self.text, self.value) = (scanner, isTouched, text, value)
    }

    /// Fills `patches`.
    mutating func run() throws(MarkupError) {
        let fields = try linkedFields()
        var position = 0
        var formula: String?
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind != .end else {
                // A copy comes right behind the formula, in the same element.
                formula = nil
                continue
            }
            let name = String(decoding: scanner.bytes(tag.nameStart..<tag.nameEnd), as: UTF8.self)
            if name == "f", let end = try scanner.end(of: tag) {
                let text = scanner.string(content(of: tag, until: end))
                formula = isTouched(text) ? text : nil
                position = end
            } else if Self.caches.contains(name), let source = formula, let end = try scanner.end(of: tag) {
                renew(tag, name, source, until: end)
                position = end
                // Extended charts cache one list for each level of a reference.
                if name != "lvl" { formula = nil }
            } else if name == "v", let source = formula, let end = try scanner.end(of: tag) {
                // The title of an extended chart, or the name of its series ([MS-ODRAWXML] 2.24.3, txData).
                renewText(of: tag, source, until: end)
                position = end
                formula = nil
            } else if name == "fld",
                let link = scanner.attribute("id", of: tag).flatMap({ fields[scanner.string($0)] }),
                let end = try scanner.end(of: tag)
            {
                try renewTexts(of: tag, link, until: end)
                position = end
            } else if let target = scanner.attribute("linkTarget", of: tag), let end = try scanner.end(of: tag) {
                let target = scanner.string(target)
                if isTouched(target) { try renewProperty(tag, target, until: end) }
                position = end
            } else if name == "cameraTool", let range = scanner.attribute("cellRange", of: tag) {
                if isTouched(scanner.string(range)) { pictures += 1 }
            } else if let link = scanner.attribute("textlink", of: tag), let end = try scanner.end(of: tag) {
                let link = scanner.string(link)
                if !link.isEmpty, isTouched(link) {
                    try renewTexts(of: tag, link, until: end)
                    position = end
                }
            }
        }
    }

    /// The formulas of fields in labels that name cells which change, by the fields' identifiers: they follow the fields.
    private func linkedFields() throws(MarkupError) -> [String: String] {
        var found: [String: String] = [:]
        var position = 0
        var field: String?
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind == .start else { continue }
            if scanner.isNamed(tag, "txfldGUID"), let end = try scanner.end(of: tag) {
                field = scanner.string(content(of: tag, until: end))
            } else if let id = field, scanner.isNamed(tag, "f"), let end = try scanner.end(of: tag) {
                let formula = scanner.string(content(of: tag, until: end))
                if isTouched(formula) { found[id] = formula }
                field = nil
            }
        }
        return found
    }

    /// Gives a property of the document what the cell holds that its name means, or nothing.
    private mutating func renewProperty(_ tag: MarkupTag, _ name: String, until end: Int) throws(MarkupError) {
        guard tag.kind == .start, let inner = try scanner.nextTag(from: tag.next), inner.kind != .end,
            let innerEnd = try scanner.end(of: inner)
        else { return }
        let value = value(name)
        if value == nil { removed += 1 }
        let (type, text) =
            value?.number.map { ("r8", DecimalText.string($0)) } ?? ("lpwstr", value?.displayText ?? "")
        let prefix = scanner.prefix(of: inner)
        var out = Array("<\(prefix)\(type)>".utf8)
        XMLText.append(formula: text, to: &out)
        out += Array("</\(prefix)\(type)>".utf8)
        patches.append(.init(range: scanner.opening(of: inner)..<innerEnd, bytes: out))
    }

    private func content(of tag: MarkupTag, until end: Int) -> Range<Int> {
        guard tag.kind == .start else { return tag.next..<tag.next }
        var close = end - 1
        while scanner.base[close] != UInt8(ascii: "<") { close -= 1 }
        return tag.next..<close
    }

    /// Gives the cache of a single cell its new text, and takes all others away: programs make them anew.
    private mutating func renew(_ cache: MarkupTag, _ name: String, _ source: String, until end: Int) {
        let range = scanner.opening(of: cache)..<end
        guard name == "strCache", let text = text(source) else {
            removed += 1
            patches.append(.init(range: range, bytes: []))
            return
        }
        let prefix = scanner.prefix(of: cache)
        var out = Array("<\(prefix)strCache><\(prefix)ptCount val=\"1\"/><\(prefix)pt idx=\"0\"><\(prefix)v>".utf8)
        XMLText.append(formula: text, to: &out)
        out += Array("</\(prefix)v></\(prefix)pt></\(prefix)strCache>".utf8)
        patches.append(.init(range: range, bytes: out))
    }

    /// Gives a text beside a formula what the formula's cell shows, or takes it away.
    private mutating func renewText(of tag: MarkupTag, _ source: String, until end: Int) {
        var out: [UInt8] = []
        if let text = text(source), tag.kind == .start {
            XMLText.append(formula: text, to: &out)
            patches.append(.init(range: content(of: tag, until: end), bytes: out))
        } else {
            removed += 1
            patches.append(.init(range: scanner.opening(of: tag)..<end, bytes: []))
        }
    }

    /// Gives a linked box its new text: its first piece holds all of it, the others nothing.
    private mutating func renewTexts(of shape: MarkupTag, _ link: String, until end: Int) throws(MarkupError) {
        var rest = text(link)
        if rest == nil { removed += 1 }
        var position = shape.next
        while position < end, let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind == .start, scanner.isNamed(tag, "t"), let close = try scanner.end(of: tag) else { continue }
            var out: [UInt8] = []
            XMLText.append(formula: rest ?? "", to: &out)
            rest = ""
            patches.append(.init(range: content(of: tag, until: close), bytes: out))
            position = close
        }
    }
}

extension WorkbookRecalculation {
    /// Parts that repeat cells which change, and what they become.
    public struct RenewedParts: Sendable {
        /// New content by part name.
        public var parts: [String: [UInt8]] = [:]
        /// How many texts and caches were taken away because what they should show is not known here.
        public var removed = 0
        /// How many linked pictures show cells that change.
        public var pictures = 0
    }

    /// Whether a part may repeat what cells show.
    static func repeatsCells(_ part: String) -> Bool {
        let name = part.lowercased()
        return name == "docprops/custom.xml"
            || name.hasSuffix(".xml") && (name.contains("/drawings/") || name.contains("/charts/"))
    }

    /// Brings the texts and caches of drawings and charts up to date, and properties that are linked to cells.
    ///
    /// - Parameter left: parts that are not looked at.
    /// - Parameter text: how a cell shows a value.
    /// - Throws: `Failure` with status 65 for malformed parts.
    public func renewedParts(
        of workbook: Workbook, besides left: Set<String>, text: @escaping (CellPosition, CellValue) -> String
    ) throws -> RenewedParts {
        var found = RenewedParts()
        for part in workbook.package.partNames where Self.repeatsCells(part) && !left.contains(part) {
            let bytes = try workbook.package.text(of: part)
            do throws(MarkupError) {
                let pass = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                    var pass = ShownCopies(
                        scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count),
                        isTouched: { self.isTouched($0, on: 1) },
                        text: { formula in
                            self.cell(of: formula).flatMap { cell in self.shown(at: cell).map { text(cell, $0) } }
                        }, value: { formula in self.cell(of: formula).flatMap { self.shown(at: $0) } })
                    try pass.run()
                    return pass
                }
                found.removed += pass.removed
                found.pictures += pass.pictures
                if !pass.patches.isEmpty { found.parts[part] = pass.patches.applied(to: bytes) }
            } catch {
                throw Failure.corrupt(workbook.path, "part \(part): \(error.text)")
            }
        }
        return found
    }
}
