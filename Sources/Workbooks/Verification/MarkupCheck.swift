/// Holds the text of a part against XML 1.0 and Namespaces in XML 1.0 while it passes: characters, references, nesting, attributes,
/// declared prefixes. It shares nothing with what wrote the part.
///
/// Memory: the names of open elements, and the longest tag or text of the part.
///
/// Unsafe: reads through raw pointers, because it sees every byte of the sheets that are written. Each read is behind a
/// comparison with the buffer's end.
struct MarkupCheck {
    /// Relationship identifiers that the part uses.
    private(set) var relationships: Set<String> = []
    /// The largest index of a cell format that a cell or row uses.
    var largestFormat = 0

    private var carry: [UInt8] = []
    var names: [UInt8] = []
    var starts: [Int] = []
    var bindings: [Binding] = []
    private var hasRoot = false
    private var hasStarted = false
    private var attributes: [Attribute] = []

    struct Binding {
        var prefix: [UInt8]
        var isRelationships: Bool
        var isNone: Bool
        var depth: Int
    }

    private struct Attribute {
        var name: Range<Int>
        /// Where the colon of the name stands.
        var colon: Int?
        var value: Range<Int>
    }

    typealias Base = UnsafePointer<UInt8>

    /// Takes a piece of the part, however it is cut.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(MarkupError) {
        guard !bytes.isEmpty else { return }
        guard carry.isEmpty else {
            carry.append(contentsOf: bytes)
            var joined: [UInt8] = []
            swap(&joined, &carry)
            let done = try joined.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try pass(buffer, isLast: false)
            }
            carry = Array(joined[done...])
            return
        }
        let done = try pass(bytes, isLast: false)
        carry.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[done...]))
    }

    /// The part has ended.
    mutating func finish() throws(MarkupError) {
        let rest = carry
        carry = []
        let done = try rest.withUnsafeBufferPointer { buffer throws(MarkupError) in try pass(buffer, isLast: true) }
        guard done == rest.count, starts.isEmpty else { throw MarkupError(text: "it ends inside of an element") }
        guard hasRoot else { throw MarkupError(text: "it has no element") }
    }

    /// Reads whole tokens, and returns where the first that is not whole begins.
    private mutating func pass(_ buffer: UnsafeBufferPointer<UInt8>, isLast: Bool) throws(MarkupError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        let scanner = XMLScanner(base: base, end: buffer.count)
        var position = 0
        if !hasStarted, buffer.count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { position = 3 }
        while position < buffer.count {
            guard let open = scanner.find(UInt8(ascii: "<"), from: position) else {
                guard isLast else { return position }
                try text(base, position..<buffer.count)
                return buffer.count
            }
            if open > position {
                try text(base, position..<open)
                position = open
            }
            guard open + 1 < buffer.count else { return open }
            let next: Int?
            switch base[open + 1] {
            case UInt8(ascii: "!"): next = try declaration(scanner, open)
            case UInt8(ascii: "?"):
                next = scanner.position(after: "?>", from: open + 2)
                if let next { try characters(base, open..<next, stops: false) }
            default:
                if let plain = plainTag(base, open, buffer.count) {
                    next = plain
                } else {
                    next = try tag(scanner, open)
                }
            }
            guard let next else { return open }
            hasStarted = true
            position = next
        }
        return position
    }

    /// Behind a comment or CDATA section; nil when the buffer ends before it does.
    private func declaration(_ scanner: XMLScanner, _ open: Int) throws(MarkupError) -> Int? {
        let next: Int?
        if scanner.begins("<!--", at: open) {
            next = scanner.position(after: "-->", from: open + 4)
        } else if scanner.begins("<![CDATA[", at: open) {
            next = scanner.position(after: "]]>", from: open + 9)
            guard !starts.isEmpty else { throw MarkupError(text: "it has text outside of its root") }
        } else if open + 9 > scanner.end {
            return nil
        } else {
            throw MarkupError(text: "it declares a DTD, which packages may not")
        }
        if let next { try characters(scanner.base, open..<next, stops: false) }
        return next
    }

    // MARK: Tags

    private mutating func tag(_ scanner: XMLScanner, _ open: Int) throws(MarkupError) -> Int? {
        let base = scanner.base
        guard base[open + 1] != UInt8(ascii: "/") else {
            guard let close = scanner.find(UInt8(ascii: ">"), from: open) else { return nil }
            try end(base, open + 2..<close)
            return close + 1
        }
        guard let tag = try scanner.tag(at: open) else { return nil }
        let name = open + 1..<tag.nameEnd
        try check(name: name, base)
        guard !starts.isEmpty || !hasRoot else { throw MarkupError(text: "it has more than one root") }
        hasRoot = true
        try readAttributes(scanner, tag)
        let depth = starts.count + 1
        var hasBindings = false
        for attribute in attributes where isDeclaration(attribute, base) {
            bind(attribute, base, depth)
            hasBindings = true
        }
        if tag.nameStart > name.lowerBound {
            guard binding(base, name.lowerBound..<tag.nameStart - 1) != nil else { throw unbound(base, name) }
        }
        for attribute in attributes { try visit(attribute, of: tag, scanner) }
        if tag.kind == .start {
            starts.append(names.count)
            names.append(contentsOf: UnsafeBufferPointer(start: base + name.lowerBound, count: name.count))
        } else if hasBindings {
            unbind(from: depth)
        }
        return tag.next
    }

    private mutating func end(_ base: Base, _ range: Range<Int>) throws(MarkupError) {
        var end = range.upperBound
        while end > range.lowerBound, base[end - 1] <= 0x20 { end -= 1 }
        let count = end - range.lowerBound
        guard let start = starts.popLast() else { throw MarkupError(text: "it ends an element that it did not begin") }
        let isSame =
            names.count - start == count
            && names.withUnsafeBufferPointer { names in
                (0..<count).allSatisfy { names[start + $0] == base[range.lowerBound + $0] }
            }
        guard isSame else {
            let name = String(
                decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: count), as: UTF8.self)
            throw MarkupError(
                text: "</\(name)> ends the element \(String(decoding: names[start...], as: UTF8.self))")
        }
        names.removeLast(count)
        if !bindings.isEmpty { unbind(from: starts.count + 1) }
    }

    private func check(name: Range<Int>, _ base: Base) throws(MarkupError) {
        var colons = 0
        for index in name {
            let byte = base[index]
            let isLetter = (65...90).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte >= 0x80
            let isFirst = index == name.lowerBound || base[index - 1] == UInt8(ascii: ":")
            if byte == UInt8(ascii: ":") { colons += 1 }
            guard
                isLetter || !isFirst && ((45...46).contains(byte) || (48...58).contains(byte))
            else { throw MarkupError(text: "it has an element or attribute without a right name") }
        }
        guard !name.isEmpty, colons < 2, base[name.upperBound - 1] != UInt8(ascii: ":") else {
            throw MarkupError(text: "it has an element or attribute without a right name")
        }
    }

    private mutating func readAttributes(_ scanner: XMLScanner, _ tag: MarkupTag) throws(MarkupError) {
        attributes.removeAll(keepingCapacity: true)
        let (base, end) = (scanner.base, tag.attributesEnd)
        var index = tag.nameEnd
        while true {
            let blank = index
            while index < end, base[index] <= 0x20 { index += 1 }
            guard index < end else { return }
            guard index > blank else { throw MarkupError(text: "its attributes are not apart") }
            let start = index
            var colon: Int?
            while index < end, base[index] != UInt8(ascii: "="), base[index] > 0x20 {
                if base[index] == UInt8(ascii: ":") { colon = index }
                index += 1
            }
            let name = start..<index
            try check(name: name, base)
            while index < end, base[index] <= 0x20 { index += 1 }
            guard index < end, base[index] == UInt8(ascii: "=") else {
                throw MarkupError(text: "an attribute has no value")
            }
            index += 1
            while index < end, base[index] <= 0x20 { index += 1 }
            guard index < end, base[index] == UInt8(ascii: "\"") || base[index] == UInt8(ascii: "'"),
                let close = scanner.find(base[index], from: index + 1), close < end
            else { throw MarkupError(text: "an attribute has no value in quotes") }
            let value = index + 1..<close
            try characters(base, value, stops: true)
            for other in attributes where other.name.count == name.count {
                guard !(0..<name.count).allSatisfy({ base[other.name.lowerBound + $0] == base[start + $0] }) else {
                    throw MarkupError(text: "an element has an attribute twice")
                }
            }
            attributes.append(Attribute(name: name, colon: colon, value: value))
            index = close + 1
        }
    }

    private mutating func visit(_ attribute: Attribute, of tag: MarkupTag, _ scanner: XMLScanner) throws(MarkupError) {
        let base = scanner.base
        guard let colon = attribute.colon else {
            if attribute.name.count == 1, base[attribute.name.lowerBound] == UInt8(ascii: "s"),
                scanner.isNamed(tag, "c") || scanner.isNamed(tag, "row"), let format = scanner.integer(attribute.value)
            {
                largestFormat = max(largestFormat, format)
            }
            return
        }
        let prefix = attribute.name.lowerBound..<colon
        if isDeclaration(attribute, base) || prefix.count == 3 && scanner.begins("xml", at: prefix.lowerBound) {
            return
        }
        guard let binding = binding(base, prefix) else { throw unbound(base, attribute.name) }
        if binding.isRelationships, !attribute.value.isEmpty {
            relationships.insert(scanner.string(attribute.value))
        }
    }

    // MARK: Namespaces

    private func isDeclaration(_ attribute: Attribute, _ base: Base) -> Bool {
        attribute.name.count >= 5
            && XMLScanner(base: base, end: attribute.name.upperBound).begins("xmlns", at: attribute.name.lowerBound)
            && (attribute.colon.map { $0 == attribute.name.lowerBound + 5 } ?? (attribute.name.count == 5))
    }

    private mutating func bind(_ attribute: Attribute, _ base: Base, _ depth: Int) {
        guard let colon = attribute.colon else { return }
        let uri = String(
            decoding: UnsafeBufferPointer(start: base + attribute.value.lowerBound, count: attribute.value.count),
            as: UTF8.self)
        let prefix = Array(
            UnsafeBufferPointer(start: base + colon + 1, count: attribute.name.upperBound - colon - 1))
        bindings.append(
            Binding(
                prefix: prefix, isRelationships: Namespaces.all.contains { $0.relationships == uri },
                isNone: uri.isEmpty, depth: depth))
    }

    private mutating func unbind(from depth: Int) {
        while let last = bindings.last, last.depth >= depth { bindings.removeLast() }
    }

    private func binding(_ base: Base, _ prefix: Range<Int>) -> Binding? {
        let found = bindings.last { binding in
            binding.prefix.count == prefix.count
                && (0..<prefix.count).allSatisfy { binding.prefix[$0] == base[prefix.lowerBound + $0] }
        }
        return found.flatMap { $0.isNone ? nil : $0 }
    }

    private func unbound(_ base: Base, _ name: Range<Int>) -> MarkupError {
        let text = String(
            decoding: UnsafeBufferPointer(start: base + name.lowerBound, count: name.count), as: UTF8.self)
        return MarkupError(text: "the prefix of \(text) is not declared")
    }
}
