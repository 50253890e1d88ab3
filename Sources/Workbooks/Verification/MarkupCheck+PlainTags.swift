/// A short way for the tags that nearly all are: names of letters and digits without prefixes, few attributes, values without anything
/// special. It takes only what the other way would take.
///
/// Unsafe: see `MarkupCheck`.
extension MarkupCheck {
    /// Whether a byte may stand in a plain name: a letter or digit of ASCII.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }

    /// Behind a tag of the kind that nearly all are: names of letters and digits without prefixes, few attributes, values without anything
    /// special. Nil for all others, of which nothing is taken.
    mutating func plainTag(_ base: Base, _ open: Int, _ end: Int) -> Int? {
        guard !starts.isEmpty else { return nil }
        var index = open + 1
        let isEnd = base[index] == UInt8(ascii: "/")
        if isEnd { index += 1 }
        let name = index
        while index < end, Self.isPlain(base[index]) { index += 1 }
        let length = index - name
        guard index < end, length > 0, base[name] > 0x39 else { return nil }
        if isEnd {
            guard base[index] == UInt8(ascii: ">"), ends(base, name, length) else { return nil }
            return index + 1
        }
        var format = 0
        if base[index] != UInt8(ascii: ">") {
            guard let behind = plainAttributes(base, index, end, &format) else { return nil }
            index = behind
            let isRowOrCell =
                length == 1 && base[name] == UInt8(ascii: "c")
                || length == 3 && base[name] == 0x72 && base[name + 1] == 0x6F && base[name + 2] == 0x77
            if !isRowOrCell { format = 0 }
        }
        let isEmpty = base[index] == UInt8(ascii: "/")
        if isEmpty { index += 1 }
        guard index < end, base[index] == UInt8(ascii: ">") else { return nil }
        largestFormat = max(largestFormat, format)
        guard !isEmpty else { return index + 1 }
        starts.append(names.count)
        for offset in 0..<length { names.append(base[name + offset]) }
        return index + 1
    }

    /// Behind the last of the attributes, at `>` or `/`.
    ///
    /// - Parameter format: takes the value of `s`.
    private func plainAttributes(
        _ base: Base, _ start: Int, _ end: Int, _ format: inout Int
    ) -> Int? {
        var index = start
        // The first eight bytes of each name and its length; longer names and more attributes are for the other way.
        var seen: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
        var count = 0
        var hasSpace = false
        let scanner = XMLScanner(base: base, end: end)
        while index < end, base[index] == 0x20 {
            index += 1
            // The one attribute with a prefix that needs no declaration.
            if index + 5 < end, base[index] == UInt8(ascii: "x"), scanner.begins("xml:space=\"preserve\"", at: index) {
                guard !hasSpace else { return nil }
                hasSpace = true
                index += 20
                continue
            }
            var name: UInt64 = 0
            let first = index
            while index < end, Self.isPlain(base[index]) {
                name = name << 8 | UInt64(base[index])
                index += 1
            }
            let length = index - first
            guard (1...8).contains(length), base[first] > 0x39, count < 6, !(length == 5 && name == Self.xmlns),
                index + 1 < end, base[index] == UInt8(ascii: "="), base[index + 1] == UInt8(ascii: "\"")
            else { return nil }
            guard name != seen.0, name != seen.1, name != seen.2, name != seen.3, name != seen.4, name != seen.5 else {
                return nil
            }
            switch count {
            case 0: seen.0 = name
            case 1: seen.1 = name
            case 2: seen.2 = name
            case 3: seen.3 = name
            case 4: seen.4 = name
            default: seen.5 = name
            }
            count += 1
            index += 2
            let value = index
            while index < end, base[index] != UInt8(ascii: "\"") {
                guard !Self.isSpecial(base[index]) else { return nil }
                index += 1
            }
            guard index < end else { return nil }
            if name == UInt64(UInt8(ascii: "s")),
                let number = scanner.integer(value..<index)
            {
                format = number
            }
            index += 1
        }
        return index < end ? index : nil
    }

    /// `xmlns` in one number.
    private static let xmlns: UInt64 = 0x78_6D6C_6E73

    /// Ends the innermost element when it has this name.
    @inline(__always)
    private mutating func ends(_ base: Base, _ name: Int, _ length: Int) -> Bool {
        guard bindings.isEmpty || bindings[bindings.count - 1].depth < starts.count else { return false }
        let start = starts[starts.count - 1]
        guard names.count - start == length else { return false }
        for offset in 0..<length where names[start + offset] != base[name + offset] { return false }
        starts.removeLast()
        for _ in 0..<length { names.removeLast() }
        return true
    }
}
