import Streams
import Workbooks

/// Lines of a region (GCC) in a table that has lines of its members: a control total where they add up, else a mistake; never lines.
///
/// Lines wait from the first one of a region until one of its members comes, 4096 at most.
struct RegionLines {
    private struct Key: Hashable {
        /// Of a table for all platforms, as the line writes it; else empty.
        var platform: String
        var market: String
    }

    /// What is known of a region beside members.
    private struct Total {
        var key: Key
        var name: String
        var sum = LineSums.Sum()
        var first: Int
        var cells: [SettledTotal] = []
    }

    private let vocabulary: Vocabulary
    private let hasPlatforms: Bool
    private let pivots: [PivotKey]
    private var codes: [String: String] = [:]
    private var last: (key: Key, index: Int)?
    private var index: [Key: Int] = [:]
    private var sums: [LineSums.Sum] = []
    private var names: [String] = []
    private var waiting: [(line: ReadLine, region: Key?)] = []
    /// Lines of regions that were handed on because too many waited.
    private var released: Set<Key> = []
    private var totals: [Total] = []
    private static let mostKeys = 10_000

    init(_ vocabulary: Vocabulary, hasPlatforms: Bool, pivots: [PivotKey]) {
        self.vocabulary = vocabulary
        self.hasPlatforms = hasPlatforms
        self.pivots = pivots
    }

    /// How many lines were taken as totals.
    private(set) var taken = 0

    /// Takes a line; gives those that are ready, in their order, nil for nothing but the line itself.
    mutating func add(_ line: ReadLine) -> [ReadLine]? {
        guard line.total == nil, let name = line.record[.market].text, let key = key(line.record, name) else {
            return hold(line, region: nil)
        }
        let isRegion = vocabulary.isRegion(key.market)
        if isRegion,
            index.keys.contains(where: {
                $0.platform == key.platform && vocabulary.region(key.market, holds: $0.market)
            })
        {
            take(line, key, name)
            return []
        }
        let position = note(key, name)
        if let position { sums[position] += LineSums.Sum(line.summed(pivots)) }
        // A member ends the waiting of its region's lines.
        if !waiting.isEmpty { dropRegions(of: key) }
        return hold(line, region: isRegion ? key : nil)
    }

    /// Hands on all that wait.
    mutating func flush() -> [ReadLine] {
        let lines = waiting.map(\.line)
        waiting = []
        return lines
    }

    private mutating func hold(_ line: ReadLine, region: Key?) -> [ReadLine]? {
        if waiting.isEmpty, region == nil { return nil }
        guard region != nil || waiting.contains(where: { $0.region != nil }) else { return flush() + [line] }
        if let region, released.contains(region) { return flush() + [line] }
        waiting.append((line, region))
        guard waiting.count >= LineQueue.mostHeld else { return [] }
        released.formUnion(waiting.compactMap(\.region))
        return flush()
    }

    private mutating func key(_ record: Record, _ name: String) -> Key? {
        let platform = hasPlatforms ? record[.platform].text ?? "" : ""
        if let code = codes[name] { return Key(platform: platform, market: code) }
        guard codes.count < Self.mostKeys else { return nil }
        let code = vocabulary.market(named: name)?.code ?? name
        codes[name] = code
        return Key(platform: platform, market: code)
    }

    /// The place of a market's sums.
    private mutating func note(_ key: Key, _ name: String) -> Int? {
        if let last, last.key == key { return last.index }
        guard let known = index[key] else {
            guard sums.count < Self.mostKeys else { return nil }
            index[key] = sums.count
            sums.append(LineSums.Sum())
            names.append(name)
            last = (key, sums.count - 1)
            return sums.count - 1
        }
        last = (key, known)
        return known
    }

    private mutating func dropRegions(of member: Key) {
        var rest: [(line: ReadLine, region: Key?)] = []
        for entry in waiting {
            if let region = entry.region, region.platform == member.platform,
                vocabulary.region(region.market, holds: member.market)
            {
                if let place = index[region] { sums[place] = LineSums.Sum() }
                take(entry.line, region, entry.line.record[.market].text ?? "")
                index[region] = nil
                last = nil
            } else {
                rest.append(entry)
            }
        }
        waiting = rest
    }

    private mutating func take(_ line: ReadLine, _ key: Key, _ name: String) {
        taken += 1
        let row = line.record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0
        if !totals.contains(where: { $0.key == key }) { totals.append(Total(key: key, name: name, first: row)) }
        guard let place = totals.firstIndex(where: { $0.key == key }) else { return }
        totals[place].sum += LineSums.Sum(line.summed(pivots))
        totals[place].cells.append(SettledTotal(line.cells, isProved: true))
    }

    /// What became of the cells of regions' lines.
    var settled: [SettledTotal] {
        totals.flatMap { total in
            let isProved = agreed(total, parts(of: total)) > 0
            return total.cells.map { cells in
                var cells = cells
                cells.isProved = isProved
                return cells
            }
        }
    }

    private func markets(of total: Total) -> Set<String> {
        Set(index.keys.filter { $0.platform == total.key.platform }.map(\.market))
    }

    private func parts(of total: Total) -> Set<String> {
        vocabulary.parts(ofRegion: total.key.market, among: markets(of: total))
    }

    private func sum(_ codes: Set<String>, _ total: Total) -> LineSums.Sum {
        // In one order, so that the last digits are the same in each run.
        codes.sorted().reduce(into: LineSums.Sum()) { sum, code in
            if let place = index[Key(platform: total.key.platform, market: code)] { sum += sums[place] }
        }
    }

    /// In how many measures a region's lines are the sum of its members, or of all markets.
    private func agreed(_ total: Total, _ parts: Set<String>) -> Int {
        sum(parts, total).matches(total.sum) ?? sum(markets(of: total), total).matches(total.sum) ?? 0
    }

    /// What came of it, for a table whose markets are in that column.
    func messages(at sheet: Place, column: Int) -> [Message] {
        totals.map { total in
            let parts = parts(of: total)
            let agreed = agreed(total, parts)
            let names = parts.sorted().compactMap { code in
                index[Key(platform: total.key.platform, market: code)].map { self.names[$0] }
            }
            return RegionWords.message(
                name: total.name, members: names, at: sheet,
                cell: CellReference(row: total.first, column: column).description,
                difference: agreed > 0 ? nil : Self.words(TotalCheck.difference(total.sum, sum(parts, total))),
                differing: 1, agreed: agreed,
                what: "measure")
        }
    }

    private static func words(_ difference: TotalCheck.Difference) -> String? {
        difference.measure.map {
            "its \($0.rawValue) is \(figureText(difference.stated)), and theirs come to \(figureText(difference.sum))"
        }
    }

    /// Regions whose lines were handed on before their members came.
    func lateMessages(at sheet: Place) -> [Message] {
        released.filter { region in
            index.keys.contains { $0.platform == region.platform && vocabulary.region(region.market, holds: $0.market) }
        }.map { region in
            Message(
                .error, .regionBesideMembers, at: sheet,
                "\(region.market) is beside its members, thousands of lines below it, and was read like them: their sums count twice",
                hint: "take the region's lines out")
        }
    }
}
