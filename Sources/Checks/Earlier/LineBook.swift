import MediaPlans
import Streams
import Workbooks

/// What lines have in common: where they belong, by which reports of changes are grouped.
public struct LineGroup: Sendable, Hashable, Comparable {
    public var type: SourceType
    /// Codes and names as the vocabulary has them, or the text of the record. Empty for none.
    public var platform: String
    public var market: String
    public var stage: String

    public static func < (a: LineGroup, b: LineGroup) -> Bool {
        (a.type.rawValue, a.platform, a.market, a.stage) < (b.type.rawValue, b.platform, b.market, b.stage)
    }
}

/// The identity of a line: its group, its names and its days. Texts are numbers of a `LineBook`.
struct LineKey: Hashable {
    var group: Int32
    var names: Int32
    var start: Int32
    var end: Int32

    static let noDay = Int32.min
}

/// Different values, each as a number. Memory: the different values.
struct Numbering<Value: Hashable> {
    private(set) var values: [Value] = []
    private var index: [Value: Int32] = [:]

    mutating func number(_ value: Value) -> Int32 {
        if let number = index[value] { return number }
        let number = Int32(truncatingIfNeeded: values.count)  // fits: a count
        index[value] = number
        values.append(value)
        return number
    }

    subscript(number: Int32) -> Value { values[Int(number)] }  // fits: Int32
}

/// Tells by which texts a line is known, in the same way for two sets of records.
struct LineBook {
    private var reader: GroupReader
    private(set) var groups = Numbering<LineGroup>()
    /// Names without regard to case, and how they were first written.
    private(set) var names = Numbering<String>()
    private var shownNames: [String] = []
    /// Names of extra columns, currencies, files and sheets.
    private(set) var texts = Numbering<String>()

    /// The columns that name a line. Remarks do not: people change them.
    private static let naming: [RecordColumn] = [
        .campaign, .brand, .platform, .formatType, .placement, .adUnitType, .device, .targetAudience, .buyingModel,
        .creativeName,
    ]
    /// Between the names of a line; no cell holds it.
    private static let between: Character = "\u{1F}"

    init(vocabulary: Vocabulary) { reader = GroupReader(vocabulary: vocabulary) }

    mutating func text(_ text: String?) -> Int32 { texts.number(text ?? "") }

    /// The key of a record, and a hash of the texts behind it that is the same in every run.
    mutating func key(of record: Record) -> (key: LineKey, hash: UInt64) {
        let group = reader.group(of: record)
        var joined = group.stage.isEmpty ? record[.cejObjectives].text ?? "" : ""
        for column in Self.naming {
            joined.append(Self.between)
            if let text = record[column].text { joined += text }
        }
        let days = record.days
        func day(_ date: CivilDate?) -> Int32 {
            date.map { Int32(truncatingIfNeeded: $0.daysSince1970) } ?? LineKey.noDay
        }
        let folded = joined.lowercased()
        let number = names.number(folded)
        if number == shownNames.count { shownNames.append(joined) }
        let key = LineKey(
            group: groups.number(group), names: number, start: day(days?.lowerBound), end: day(days?.upperBound))
        return (key, Self.hash(group, folded, key))
    }

    /// The names of a key for people.
    func words(_ key: LineKey) -> String {
        shownNames[Int(key.names)].split(separator: Self.between).map(String.init).joined(separator: " / ")
    }

    /// FNV-1a.
    private static func hash(_ group: LineGroup, _ names: String, _ key: LineKey) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for text in [group.type.rawValue, group.platform, group.market, group.stage, names] {
            for byte in text.utf8 { mix(byte) }
            mix(0x1E)
        }
        for day in [key.start, key.end] {
            for shift in stride(from: 0, to: 32, by: 8) { mix(UInt8(truncatingIfNeeded: day >> Int32(shift))) }
        }
        // The low bits of the hash decide what is kept: the high ones depend on all bytes.
        return hash ^ hash >> 32
    }
}
