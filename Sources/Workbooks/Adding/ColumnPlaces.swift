extension SheetReferences {
    /// Where the columns of a sheet are that is made anew.
    public struct ColumnPlaces: Sendable, Equatable {
        /// Columns that move or go, by their old number; those that go have no new one. All others stay.
        public var moved: [Int: Int?]
        /// The new names of its table's columns in lower case; nil where they are as before.
        public var names: Set<String>?
        /// The old numbers of the columns, by their names in lower case.
        public var former: [String: Int]

        public init(moved: [Int: Int?] = [:], names: Set<String>? = nil, former: [String: Int] = [:]) {
            (self.moved, self.names, self.former) = (moved, names, former)
        }

        /// Where a range of columns is now: from the first to the last of those that are left of it, as programs grow and shrink a range when
        /// columns come and go inside; nil where none is left. `holdsOthers` tells that there are others between them, or another order.
        func following(_ range: ClosedRange<Int>) -> (columns: ClosedRange<Int>, holdsOthers: Bool)? {
            guard let lastMoved = moved.keys.max() else { return (range, false) }
            // Columns behind all that have a heading hold nothing, and those that go from the end of a range make it shorter.
            var last = min(range.upperBound, max(range.lowerBound, lastMoved))
            let isCut = moved[last] == .some(nil)
            while last >= range.lowerBound, moved[last] == .some(nil) { last -= 1 }
            guard last >= range.lowerBound else { return nil }
            let places = (range.lowerBound...last).map { column in moved[column] ?? column }
            let left = places.compactMap { $0 }
            guard let lowest = left.min(), let highest = left.max() else { return nil }
            let rest = isCut ? 0 : range.upperBound - last
            let end = min(highest + rest, CellReference.maximumColumn)
            let isWhole = places.enumerated().allSatisfy { $1 == lowest + $0 }
            return (lowest...max(lowest, end), !isWhole)
        }
    }

    /// How a formula takes one of several columns: by a number that it holds, or by the column's heading.
    struct ColumnChoice {
        /// Functions that are right over columns that came or went in a range: they ask for headings, or for rows and columns themselves.
        private static let indifferent: Set<String> = [
            "MATCH", "XMATCH", "HLOOKUP", "XLOOKUP", "LOOKUP", "ROW", "ROWS", "COLUMN", "COLUMNS",
        ]
        /// The argument that is the number of a column, by function.
        private static let columnArgument = ["INDEX": 2, "VLOOKUP": 2]

        /// Functions that take a column by a number.
        private var byNumber: Set<String> = []

        init(_ formula: String) {
            let signs = Array(formula.uppercased())
            for (name, place) in Self.columnArgument {
                var index = 0
                while let start = Self.start(of: name, from: index, in: signs) {
                    index = start
                    let arguments = Self.arguments(from: start, in: signs)
                    guard arguments.indices.contains(place) else { continue }
                    if !["MATCH(", "COLUMN(", "COLUMNS("].contains(where: { arguments[place].contains($0) }) {
                        byNumber.insert(name)
                    }
                }
            }
        }

        /// Whether a range in a function that holds other columns may make it show another value.
        func mayTakeAnother(in function: String) -> Bool {
            if Self.indifferent.contains(function.replacing("_XLFN.", with: "")) { return false }
            return Self.columnArgument[function] == nil || byNumber.contains(function)
        }

        /// The index behind the bracket of the next call.
        private static func start(of name: String, from index: Int, in signs: [Character]) -> Int? {
            let call = Array(name + "(")
            var place = index
            while place + call.count <= signs.count {
                if signs[place] == call[0], Array(signs[place..<place + call.count]) == call,
                    place == 0 || !(signs[place - 1].isLetter || signs[place - 1] == "_")
                {
                    return place + call.count
                }
                place += 1
            }
            return nil
        }

        private static func arguments(from start: Int, in signs: [Character]) -> [String] {
            var found = [""]
            var depth = 0
            var quote: Character?
            for sign in signs[start...] {
                if let end = quote {
                    if sign == end { quote = nil }
                } else if "\"'".contains(sign) {
                    quote = sign
                } else if "([{".contains(sign) {
                    depth += 1
                } else if ")]}".contains(sign) {
                    depth -= 1
                    if depth < 0 { return found }
                } else if sign == ",", depth == 0 {
                    found.append("")
                    continue
                }
                found[found.count - 1].append(sign)
            }
            return found
        }
    }
}
