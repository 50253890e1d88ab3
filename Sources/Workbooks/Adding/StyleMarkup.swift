/// Single elements of a styles part's lists (ECMA-376 part 1, 18.8): compared, read and changed as bytes.
enum StyleMarkup {
    private static func scanning<T>(_ markup: [UInt8], _ body: (XMLScanner) throws(MarkupError) -> T)
        throws(MarkupError)
        -> T
    {
        try markup.withUnsafeBufferPointer { buffer throws(MarkupError) in
            guard let base = buffer.baseAddress else { throw MarkupError(text: "a cell format is empty") }
            return try body(XMLScanner(base: base, end: buffer.count))
        }
    }

    // MARK: Comparing

    /// The element in a form in which elements that mean the same are the same text: without prefixes, defaults and
    /// empty sides of borders, attributes and children in order of their names. What cannot be read is equal to nothing else.
    static func canonical(_ markup: [UInt8]) -> String {
        let form = try? scanning(markup) { scanner throws(MarkupError) in
            guard let tag = try scanner.nextTag(from: 0) else { return [UInt8]?.none }
            var position = tag.next
            var form: [UInt8] = []
            try appendCanonical(tag, scanner, &position, depth: 0, to: &form)
            return form
        }
        return String(decoding: form.flatMap { $0 } ?? markup, as: UTF8.self)
    }

    /// Appends the element's form; nothing for one that means nothing.
    private static func appendCanonical(
        _ tag: MarkupTag, _ scanner: XMLScanner, _ position: inout Int, depth: Int, to form: inout [UInt8]
    ) throws(MarkupError) {
        let start = form.count
        let name = UnsafeBufferPointer(start: scanner.base + tag.nameStart, count: tag.nameEnd - tag.nameStart)
        form.append(contentsOf: name)
        form.append(UInt8(ascii: "["))
        var parts: [[UInt8]] = []
        scanner.forEachAttribute(of: tag) { attribute, value in
            guard !scanner.holds(UInt8(ascii: ":"), attribute), !scanner.isEqual(attribute, "xmlns") else { return }
            let part = attributePart(attribute, value, scanner)
            if !isDefault(part, of: name, nameCount: attribute.count) { parts.append(part) }
        }
        append(parts, to: &form)
        form.append(contentsOf: "](".utf8)
        parts.removeAll(keepingCapacity: true)
        if tag.kind == .start {
            while let child = try scanner.nextTag(from: position) {
                position = child.next
                if child.kind == .end { break }
                guard depth < 16 else { throw MarkupError(text: "a cell format is too deep") }
                var part: [UInt8] = []
                try appendCanonical(child, scanner, &position, depth: depth + 1, to: &part)
                if !part.isEmpty { parts.append(part) }
            }
        }
        let isBare = parts.isEmpty && form[form.count - 3] == UInt8(ascii: "[")
        append(parts, to: &form)
        form.append(UInt8(ascii: ")"))
        if depth > 0, isBare, empty.contains(where: { $0.utf8.elementsEqual(name) }) {
            form.removeLast(form.count - start)
        }
    }

    /// `name=value`, the value in the one spelling of several.
    private static func attributePart(_ name: Range<Int>, _ value: Range<Int>, _ scanner: XMLScanner) -> [UInt8] {
        var part = scanner.bytes(name)
        part.append(UInt8(ascii: "="))
        if scanner.isEqual(value, "true") {
            part.append(UInt8(ascii: "1"))
        } else if scanner.isEqual(value, "false") {
            part.append(UInt8(ascii: "0"))
        } else {
            let start = part.count
            scanner.appendText(value, to: &part)
            if scanner.isEqual(name, "rgb") {
                for index in start..<part.count where (97...122).contains(part[index]) { part[index] &= 0xDF }
            }
        }
        return part
    }

    /// Appends parts in their order, with commas between them.
    private static func append(_ parts: [[UInt8]], to form: inout [UInt8]) {
        let parts = parts.count > 1 ? parts.sorted { $0.lexicographicallyPrecedes($1) } : parts
        for (index, part) in parts.enumerated() {
            if index > 0 { form.append(UInt8(ascii: ",")) }
            form.append(contentsOf: part)
        }
    }

    /// Elements that mean nothing without attributes and children.
    private static let empty = [
        "left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal", "alignment",
        "protection",
    ]

    /// By element.
    private static let defaults: [(element: String, attributes: [String])] = [
        ("xf", ["xfId=0", "quotePrefix=0", "pivotButton=0"]),
        (
            "alignment",
            [
                "horizontal=general", "vertical=bottom", "wrapText=0", "indent=0", "textRotation=0", "shrinkToFit=0",
                "justifyLastLine=0", "readingOrder=0",
            ]
        ),
        ("protection", ["locked=1", "hidden=0"]), ("b", ["val=1"]), ("i", ["val=1"]), ("strike", ["val=1"]),
        ("u", ["val=single"]), ("border", ["diagonalUp=0", "diagonalDown=0"]),
    ]

    private static func isDefault(_ part: [UInt8], of element: UnsafeBufferPointer<UInt8>, nameCount: Int) -> Bool {
        if element.elementsEqual("xf".utf8), part.starts(with: "apply".utf8) {
            return part.count == nameCount + 2 && part[nameCount + 1] == UInt8(ascii: "1")
        }
        return defaults.contains { entry in
            entry.element.utf8.elementsEqual(element) && entry.attributes.contains { $0.utf8.elementsEqual(part) }
        }
    }

    // MARK: Reading

    /// The value of an attribute of the element itself.
    static func attribute(_ name: StaticString, of markup: [UInt8]) -> String? {
        let value = try? scanning(markup) { scanner throws(MarkupError) in
            try scanner.nextTag(from: 0).flatMap { scanner.attribute(name, of: $0) }.map { scanner.string($0) }
        }
        return value.flatMap { $0 }
    }

    /// What a `font` element says (18.8.22).
    static func font(_ markup: [UInt8]) -> CellFont {
        var font = CellFont.usual
        _ = try? scanning(markup) { scanner throws(MarkupError) in
            var position = 0
            while let tag = try scanner.nextTag(from: position) {
                position = tag.next
                let value = scanner.attribute("val", of: tag).map { scanner.string($0) }
                if scanner.isNamed(tag, "sz"), let size = value.flatMap({ Double($0) }), size > 0, size <= 409 {
                    font.size = size
                } else if scanner.isNamed(tag, "b"), tag.kind != .end {
                    font.isBold = value != "0" && value != "false"
                } else if scanner.isNamed(tag, "name"), let value {
                    font.name = value
                }
            }
        }
        return font
    }

    // MARK: Changing

    /// An `xf` element with another number format, and with text that is broken into lines (18.8.45, 18.8.1).
    static func changed(_ markup: [UInt8], prefix: String, formatID: Int?, wraps: Bool) throws(MarkupError) -> String {
        var patches = MarkupPatches(markup)
        try scanning(markup) { scanner throws(MarkupError) in
            guard let xf = try scanner.nextTag(from: 0) else {
                throw MarkupError(text: "a cell format is not an element")
            }
            if let formatID {
                set("numFmtId", "\(formatID)", of: xf, scanner, &patches)
                set("applyNumberFormat", "1", of: xf, scanner, &patches)
            }
            guard wraps else { return }
            set("applyAlignment", "1", of: xf, scanner, &patches)
            let alignment = "<\(prefix)alignment wrapText=\"1\"/>"
            guard xf.kind == .start else {
                patches.replace(xf.attributesEnd..<xf.next, with: ">\(alignment)</\(scanner.prefix(of: xf))xf>")
                return
            }
            if let child = try scanner.nextTag(from: xf.next), scanner.isNamed(child, "alignment"), child.kind != .end {
                set("wrapText", "1", of: child, scanner, &patches)
            } else {
                patches.insert(alignment, at: xf.next)
            }
        }
        return String(decoding: patches.result, as: UTF8.self)
    }

    private static func set(
        _ name: StaticString, _ value: String, of tag: MarkupTag, _ scanner: XMLScanner, _ patches: inout MarkupPatches
    ) {
        if let old = scanner.attribute(name, of: tag) {
            patches.replace(old, with: value)
        } else {
            patches.insert(" \(name)=\"\(value)\"", at: tag.nameEnd)
        }
    }
}
