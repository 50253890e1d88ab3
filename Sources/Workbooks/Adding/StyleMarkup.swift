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
            guard let tag = try scanner.nextTag(from: 0) else { return String?.none }
            var position = tag.next
            return try canonical(tag, scanner, &position, depth: 0)
        }
        return form.flatMap { $0 } ?? String(decoding: markup, as: UTF8.self)
    }

    private static func canonical(
        _ tag: MarkupTag, _ scanner: XMLScanner, _ position: inout Int, depth: Int
    ) throws(MarkupError) -> String {
        let name = String(decoding: scanner.bytes(tag.nameStart..<tag.nameEnd), as: UTF8.self)
        var attributes: [String] = []
        for attribute in scanner.attributes(of: tag) where !attribute.name.contains(":") && attribute.name != "xmlns" {
            var value = scanner.string(attribute.value)
            if value == "true" { value = "1" } else if value == "false" { value = "0" }
            if attribute.name == "rgb" { value = value.uppercased() }
            if !isDefault(attribute.name, value, of: name) { attributes.append("\(attribute.name)=\(value)") }
        }
        var children: [String] = []
        if tag.kind == .start {
            while let child = try scanner.nextTag(from: position) {
                position = child.next
                if child.kind == .end { break }
                guard depth < 16 else { throw MarkupError(text: "a cell format is too deep") }
                let form = try canonical(child, scanner, &position, depth: depth + 1)
                if !form.hasSuffix("[]()") || !empty.contains(String(form.dropLast(4))) { children.append(form) }
            }
        }
        return "\(name)[\(attributes.sorted().joined(separator: ","))](\(children.sorted().joined(separator: ",")))"
    }

    /// Elements that mean nothing without attributes and children.
    private static let empty: Set<String> = [
        "left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal", "alignment",
        "protection",
    ]

    private static let defaults: Set<String> = [
        "xf xfId=0", "xf quotePrefix=0", "xf pivotButton=0", "alignment horizontal=general",
        "alignment vertical=bottom",
        "alignment wrapText=0", "alignment indent=0", "alignment textRotation=0", "alignment shrinkToFit=0",
        "alignment justifyLastLine=0", "alignment readingOrder=0", "protection locked=1", "protection hidden=0",
        "b val=1", "i val=1", "strike val=1", "u val=single", "border diagonalUp=0", "border diagonalDown=0",
    ]

    private static func isDefault(_ attribute: String, _ value: String, of element: String) -> Bool {
        (element == "xf" && attribute.hasPrefix("apply") && value == "1")
            || defaults.contains("\(element) \(attribute)=\(value)")
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
