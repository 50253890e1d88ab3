import Streams

/// The three workbooks of a run, and the names by which a run finds them in `input/`.
public enum WorkbookKind: CaseIterable, Sendable {
    case plan, delivery, template

    /// The beginning of the file names.
    public var prefix: String {
        switch self {
        case .plan: "PLANNED_"
        case .delivery: "DELIVERED_"
        case .template: "OUTPUT_TEMPLATE_"
        }
    }

    /// The endings of the file names.
    public var endings: [String] {
        self == .delivery ? [".xlsx", ".xlsm", ".csv", ".tsv"] : [".xlsx", ".xlsm"]
    }

    public var noun: String {
        switch self {
        case .plan: "plan"
        case .delivery: "delivery report"
        case .template: "template"
        }
    }

    public var option: String {
        switch self {
        case .plan: "--planned"
        case .delivery: "--delivered"
        case .template: "--template"
        }
    }

    /// What to do with a workbook that is of this kind and was given as another.
    ///
    /// - Parameter path: as it was given; a name that says another kind is what misled the run.
    public func correction(of path: String) -> String {
        let name = lastPart(of: path)
        guard let other = Self.allCases.first(where: { $0 != self && name.hasPrefix($0.prefix) }) else {
            return "give the workbook with \(option)"
        }
        return "its name says \(other.noun): rename it to \"\(rightName(for: name))\"; if two files have each other's "
            + "names, exchange them"
    }
}

// MARK: Names that are nearly right

extension WorkbookKind {
    /// The word of the prefix that says the kind, and the letters of a usual word that also says it.
    private var word: String {
        switch self {
        case .plan: "planned"
        case .delivery: "delivered"
        case .template: "template"
        }
    }

    /// All endings of workbooks and exports. A run chooses few of them by itself.
    private static let allEndings = [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"]

    /// Whether a file has the ending of a workbook or of an export, and is not Excel's note about an open workbook.
    public static func isWorkbook(_ name: String) -> Bool {
        !name.hasPrefix("~$") && allEndings.contains(where: name.lowercased().hasSuffix)
    }

    /// Whether a run finds a file of this name.
    public func isRight(_ name: String) -> Bool {
        name.hasPrefix(prefix) && endings.contains(where: name.hasSuffix)
    }

    /// Whether a file of this name would be read once its ending is written in small letters.
    public func canBeRead(_ name: String) -> Bool { endings.contains(where: name.lowercased().hasSuffix) }

    /// Whether a name is probably meant for this kind: a word of it is the kind's word but for two letters, or the word's
    /// beginning, and it is not a name of another kind.
    public func isNear(_ name: String) -> Bool {
        guard Self.isWorkbook(name), !Self.allCases.contains(where: { $0 != self && name.hasPrefix($0.prefix) }) else {
            return false
        }
        return distance(of: name) != nil
    }

    /// How many letters of a name's word differ from the kind's; nil when no word is near.
    public func distance(of name: String) -> Int? { match(in: name)?.distance }

    /// The name by which a run would find the file: `DELIVRED_x.xlsx` becomes `DELIVERED_x.xlsx`.
    public func rightName(for name: String) -> String {
        let (stem, ending) = Self.parts(name)
        let other = Self.allCases.first { $0 != self && name.hasPrefix($0.prefix) }
        var before = Substring()
        var after = stem[...]
        if let other {
            after = after.dropFirst(other.prefix.count)
        } else if let found = match(in: name) {
            before = stem[..<found.range.lowerBound]
            after = stem[found.range.upperBound...]
        }
        let rest = [before, after].map { $0.trimmed(of: " _-.") }.filter { !$0.isEmpty }.joined(separator: " ")
        let lowered = ending.lowercased()
        return prefix + (rest.isEmpty ? "1" : rest) + (endings.contains(lowered) ? lowered : ".xlsx")
    }

    /// The name without its ending, and the ending with its dot.
    private static func parts(_ name: String) -> (stem: String, ending: String) {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// The word of a name that is nearest to the kind's word.
    private func match(in name: String) -> (range: Range<String.Index>, distance: Int)? {
        let stem = Self.parts(name).stem
        let wanted = Array(word.unicodeScalars)
        var best: (range: Range<String.Index>, distance: Int)?
        var previous: Range<String.Index>?
        for range in Self.words(of: stem) {
            let letters = Array(stem[range].lowercased().unicodeScalars)
            // A shorter word is the beginning of the kind's, as in "Media plan" or "deliv"; a longer one begins with it.
            let isBeginning = letters.count >= 4 && wanted.starts(with: letters)
            let isBegun = letters.starts(with: wanted)
            // A word that says little is less near than the whole one with a letter wrong.
            let distance = isBegun ? 0 : isBeginning ? 2 : editDistance(wanted, letters)
            if distance <= 2, distance < best?.distance ?? 3 {
                var whole = range
                if isBegun { whole = range.lowerBound..<stem.index(range.lowerBound, offsetBy: word.count) }
                if self == .template, let previous,
                    editDistance(Array("output".unicodeScalars), Array(stem[previous].lowercased().unicodeScalars)) <= 2
                {
                    whole = previous.lowerBound..<whole.upperBound
                }
                best = (whole, distance)
            }
            previous = range
        }
        return best
    }

    private static func words(of text: String) -> [Range<String.Index>] {
        var words: [Range<String.Index>] = []
        var start: String.Index?
        for index in text.indices {
            if text[index].isLetter {
                start = start ?? index
            } else if let begin = start {
                words.append(begin..<index)
                start = nil
            }
        }
        if let start { words.append(start..<text.endIndex) }
        return words
    }
}

extension Substring {
    /// The text without these characters at its ends.
    fileprivate func trimmed(of characters: String) -> Substring {
        var rest = self
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return rest
    }
}

/// The last part of a path.
private func lastPart(of path: String) -> String { path.pathName }
