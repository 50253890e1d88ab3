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

        /// Texts alone part nearly all groups; hashing the rest for every record would cost as much again.
        func hash(into hasher: inout Hasher) {
            hasher.combine(platform)
            hasher.combine(format)
            hasher.combine(CampaignView.slot(stage))
        }
    }

    enum Measure: Int, Sendable, CaseIterable {
        case cpm, ctr, vtr

        var name: String {
            switch self {
            case .cpm: "CPM"
            case .ctr: "CTR"
            case .vtr: "VTR"
            }
        }
    }

    /// An outlier, or as many as a group has on one side.
    struct Outliers {
        var key: Key
        var measure: Measure
        var median: Double
        var count: Int
        var isHigh: Bool
        /// The farthest first.
        var extremes: [(value: Double, spot: Spot)]
    }

    fileprivate struct Spread: Sendable {
        var bins = [UInt32](repeating: 0, count: PeerGroups.bins)
        var count = 0
        var highest: [(value: Double, spot: Spot)] = []
        var lowest: [(value: Double, spot: Spot)] = []
    }

    private let factor: Double
    private let minimum: Int
    private var index: [Key: Int] = [:]
    private var groups: [(key: Key, spreads: [Spread])] = []
    fileprivate static let bins = 400
    private static let mostGroups = 1000
    fileprivate static let mostExtremes = 20

    init(factor: Double, minimum: Int) {
        self.factor = factor
        self.minimum = max(minimum, 3)
    }

    mutating func add(_ record: Record, _ line: LineVolumes, _ meaning: CampaignView.Meaning) {
        let (cpm, ctr, vtr) = (line.cpm ?? 0, line.ctr ?? 0, line.vtr ?? 0)
        guard cpm > 0 || ctr > 0 || vtr > 0 else { return }
        let place = place(
            of: Key(
                platform: meaning.platform.code, type: record.sourceType, stage: meaning.stage,
                format: record[.formatType].text ?? ""))
        if cpm > 0 { groups[place].spreads[Measure.cpm.rawValue].add(cpm, record) }
        if ctr > 0 { groups[place].spreads[Measure.ctr.rawValue].add(ctr, record) }
        if vtr > 0 { groups[place].spreads[Measure.vtr.rawValue].add(vtr, record) }
    }

    /// Where a group stands, which is made if need be. Beyond so many formats, lines are peers of their stage's.
    private mutating func place(of key: Key) -> Int {
        if let place = index[key] { return place }
        var key = key
        if groups.count >= Self.mostGroups { key.format = "" }
        if let place = index[key] { return place }
        groups.append((key, Array(repeating: Spread(), count: Measure.allCases.count)))
        index[key] = groups.count - 1
        return groups.count - 1
    }

    /// The bin of a value: a fourth of an octave wide, from 2^-50.
    static func bin(_ value: Double) -> Int {
        // Zero has an exponent that no sum with it fits: its bin is the first.
        guard value > 0, value.isFinite else { return value > 0 ? bins - 1 : 0 }
        let exponent = Int(value.exponent)
        let quarter =
            value.significand < 1.189207115002721
            ? 0 : value.significand < 1.414213562373095 ? 1 : value.significand < 1.681792830507429 ? 2 : 3
        return min(max((exponent + 50) * 4 + quarter, 0), bins - 1)
    }

    /// The groups' outliers, in a stable order.
    var outliers: [Outliers] {
        groups.sorted { a, b in Self.order(a.key) < Self.order(b.key) }.flatMap { group in
            Measure.allCases.flatMap { outliers(group.key, $0, group.spreads[$0.rawValue]) }
        }
    }

    private func outliers(_ key: Key, _ measure: Measure, _ spread: Spread) -> [Outliers] {
        guard spread.count >= minimum else { return [] }
        let median = spread.median
        let center = Self.bin(median)
        let octaves = Self.bin(median * factor) - center
        return [true, false].compactMap { isHigh in
            let limit = isHigh ? center + octaves : center - octaves
            let count = isHigh ? spread.count(above: limit) : spread.count(below: limit)
            guard count > 0 else { return nil }
            let extremes = (isHigh ? spread.highest : spread.lowest).filter {
                isHigh ? Self.bin($0.value) > limit : Self.bin($0.value) < limit
            }
            return Outliers(
                key: key, measure: measure, median: median, count: count, isHigh: isHigh, extremes: extremes)
        }
    }

    private static func order(_ key: Key) -> String {
        "\(key.platform)\u{0}\(key.type.rawValue)\u{0}\(key.stage?.code ?? "")\u{0}\(key.format)"
    }
}

fileprivate extension PeerGroups.Spread {
    mutating func add(_ value: Double, _ record: Record) {
        let most = PeerGroups.mostExtremes
        bins[PeerGroups.bin(value)] += 1
        count += 1
        if highest.count < most || value > highest[highest.count - 1].value {
            insert(value, record, into: &highest, most) { $0 > $1 }
        }
        if lowest.count < most || value < lowest[lowest.count - 1].value {
            insert(value, record, into: &lowest, most) { $0 < $1 }
        }
    }

    private func insert(
        _ value: Double, _ record: Record, into list: inout [(value: Double, spot: Spot)], _ most: Int,
        _ isBefore: (Double, Double) -> Bool
    ) {
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
