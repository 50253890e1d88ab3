import Runs
import Streams

extension FindingLog {
    /// The findings of one rule.
    public struct Group: Sendable {
        public let code: MessageCode
        public private(set) var level: Message.Level
        public let title: String
        /// How many things there are to fix: the same in several rows of one column is one.
        public private(set) var count = 0
        /// In how many places they were met, at least `count`.
        public private(set) var cells = 0
        /// The first of them.
        public private(set) var findings: [Finding] = []
        /// Which of them are alike: the index among `findings`, nil for those that are not listed.
        private var known: [Finding.Likeness: Int?] = [:]

        /// Findings of a rule that are compared with each other; of those beyond, each place counts as one.
        private static let mostKnown = 1000

        init(code: MessageCode, level: Message.Level, title: String) {
            (self.code, self.level, self.title) = (code, level, title)
        }

        /// What another step of a run found.
        init(_ found: Found, kept: Int) {
            self.init(code: MessageCode(rawValue: found.code), level: found.level, title: found.title)
            (count, cells) = (found.count, found.cells)
            findings = found.cases.prefix(kept).map {
                Finding(code, found.level, at: Spot($0.place), $0.text, hint: $0.hint)
            }
        }

        /// `3`, or `1, 21 cells` where they are more: how many it holds.
        public var counted: String {
            grouped(count) + (cells > count ? ", \(grouped(cells)) cells" : "")
        }

        /// Whether further findings are compared with those that are known.
        var isOpen: Bool { known.count < Self.mostKnown }

        /// Counts a finding, and lists it if it is one of the first that are unlike.
        mutating func add(_ finding: Finding?, _ level: Message.Level, kept: Int) {
            self.level = max(self.level, level)
            cells += 1
            guard let finding = finding?.cut, let likeness = finding.likeness else {
                if let finding = finding?.cut { list(finding, kept: kept) }
                count += 1
                return
            }
            if let index = known[likeness] {
                guard let index else { return }
                if findings[index].take(finding) { return }
            }
            let index = list(finding, kept: kept)
            if isOpen { known[likeness] = .some(index) }
            count += 1
        }

        /// Counts one more when too many are known to compare it.
        mutating func countUncompared() {
            count += 1
            cells += 1
        }

        @discardableResult
        private mutating func list(_ finding: Finding, kept: Int) -> Int? {
            guard findings.count < kept else { return nil }
            findings.append(finding)
            return findings.count - 1
        }

        /// Gives its findings the addresses of their cells.
        mutating func locate(with locator: CellLocator) {
            for index in findings.indices {
                if let place = locator.place(of: findings[index].spot) { findings[index].locate(place) }
            }
        }
    }
}
