import MediaPlans
import Streams

/// Lines of one platform, kind, stage and format, and how their rates are spread.
///
/// One pass in bounded memory: a histogram over the logarithm, four bins to the octave, counts exactly how many
/// lines lie beyond a bin's edge, and since outliers are always the extremes, the highest and lowest lines are kept
/// to name them. A line is an outlier when it lies beyond the bin that holds the limit, so that how many there are
/// does not depend on the order of records.
struct PeerGroups: Sendable {
    struct Key: Hashable, Sendable {
        var platform: String
        var type: SourceType
        var stage: Stage?
        var format: String
        var measure: Measure
    }

    enum Measure: String, Sendable, Hashable { case cpm = "CPM", ctr = "CTR", vtr = "VTR" }

    /// An outlier, or as many as a group has on one side.
    struct Outliers {
        var key: Key
        var median: Double
        var count: Int
        var isHigh: Bool
        /// The farthest first.
        var extremes: [(value: Double, spot: Spot)]
    }

    fileprivate struct Group: Sendable {
        var bins = [UInt32](repeating: 0, count: PeerGroups.bins)
        var count = 0
        var highest: [(value: Double, spot: Spot)] = []
        var lowest: [(value: Double, spot: Spot)] = []
    }

    private let factor: Double
    private let minimum: Int
    private var groups: [Key: Group] = [:]
    fileprivate static let bins = 400
    private static let mostGroups = 2000
    private static let mostExtremes = 20

    init(factor: Double, minimum: Int) {
        self.factor = factor
        self.minimum = max(minimum, 3)
    }

    mutating func add(_ record: Record, _ line: LineVolumes, _ meaning: CampaignView.Meaning) {
        let format = record[.formatType].text ?? ""
        add(.cpm, line.cpm, record, meaning, format)
        add(.ctr, line.ctr, record, meaning, format)
        add(.vtr, line.vtr, record, meaning, format)
    }

    private mutating func add(_ measure: Measure, _ value: Double?, _ record: Record, _ meaning: CampaignView.Meaning, _ format: String) {
        guard let value, value > 0 else { return }
        var key = Key(platform: meaning.platform.code, type: record.sourceType, stage: meaning.stage, format: format, measure: measure)
        // Beyond so many formats, lines are peers of their stage's.
        if groups.count >= Self.mostGroups, groups[key] == nil { key.format = "" }
        groups[key, default: Group()].add(value, record, most: Self.mostExtremes)
    }

    /// The bin of a value: a fourth of an octave wide, from 2^-50.
    static func bin(_ value: Double) -> Int {
        let exponent = Int(value.exponent)
        let quarter = value.significand < 1.189207115002721 ? 0 : value.significand < 1.414213562373095 ? 1 : value.significand < 1.681792830507429 ? 2 : 3
        return min(max((exponent + 50) * 4 + quarter, 0), bins - 1)
    }

    /// The groups' outliers, in a stable order.
    var outliers: [Outliers] {
        groups.sorted { a, b in Self.order(a.key) < Self.order(b.key) }.flatMap { key, group -> [Outliers] in
            guard group.count >= minimum else { return [] }
            let median = group.median
            let octaves = Self.bin(median * factor) - Self.bin(median)
            let center = Self.bin(median)
            return [(true, group.count(above: center + octaves)), (false, group.count(below: center - octaves))].compactMap { isHigh, count in
                guard count > 0 else { return nil }
                let limit = isHigh ? center + octaves : center - octaves
                let extremes = (isHigh ? group.highest : group.lowest).filter { isHigh ? Self.bin($0.value) > limit : Self.bin($0.value) < limit }
                return Outliers(key: key, median: median, count: count, isHigh: isHigh, extremes: extremes)
            }
        }
    }

    private static func order(_ key: Key) -> String {
        "\(key.platform)\u{0}\(key.type.rawValue)\u{0}\(key.stage?.rawValue ?? "")\u{0}\(key.format)\u{0}\(key.measure.rawValue)"
    }
}

fileprivate extension PeerGroups.Group {
    mutating func add(_ value: Double, _ record: Record, most: Int) {
        bins[PeerGroups.bin(value)] += 1
        count += 1
        if highest.count < most || value > highest[highest.count - 1].value {
            insert(value, record, into: &highest, most) { $0 > $1 }
        }
        if lowest.count < most || value < lowest[lowest.count - 1].value {
            insert(value, record, into: &lowest, most) { $0 < $1 }
        }
    }

    private func insert(_ value: Double, _ record: Record, into list: inout [(value: Double, spot: Spot)], _ most: Int, _ isBefore: (Double, Double) -> Bool) {
        let place = list.firstIndex { isBefore(value, $0.value) } ?? list.count
        list.insert((value, Spot(record, nil)), at: place)
        if list.count > most { list.removeLast() }
    }

    /// The middle of the bin that holds the median.
    var median: Double {
        var passed = 0
        for (bin, count) in bins.enumerated() {
            passed += Int(count)
            if passed * 2 > self.count { return PeerGroups.middle(of: bin) }
        }
        return 1
    }

    func count(above bin: Int) -> Int { bins.dropFirst(max(bin + 1, 0)).reduce(0) { $0 + Int($1) } }
    func count(below bin: Int) -> Int { bins.prefix(max(bin, 0)).reduce(0) { $0 + Int($1) } }
}

extension PeerGroups {
    /// The bin's geometric middle.
    fileprivate static func middle(of bin: Int) -> Double {
        let eighths = [1.0905077326652577, 1.2968395546510096, 1.5422108254079407, 1.8340080864093424]
        return Double(sign: .plus, exponent: bin / 4 - 50, significand: eighths[bin % 4])
    }
}
