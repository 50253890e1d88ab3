import MediaPlans
import Streams

/// What the media lines of reports call their campaign, by platform and file. Memory: the different names, up to a number.
struct ReportedCampaigns: Sendable {
    struct Entry: Sendable {
        var name: String
        var platform: String
        var file: String?
        var lines = StageLines()
    }

    private(set) var entries: [Entry] = []
    private var index: [Key: Int] = [:]
    private var last: (name: String, file: String?, platform: String, place: Int)?
    private static let most = 1000

    private struct Key: Hashable {
        var name: String
        var platform: String
        var file: String?
    }

    mutating func add(_ record: Record, platform: String) {
        guard let name = record[.campaign].text, !name.isEmpty else { return }
        let file = record[.sourceFile].text
        if let last, last.name == name, last.platform == platform, last.file == file {
            return entries[last.place].lines.add(record)
        }
        let key = Key(name: normalised(name), platform: platform, file: file)
        let place: Int
        if let known = index[key] {
            place = known
        } else {
            guard entries.count < Self.most else { return }
            place = entries.count
            index[key] = place
            entries.append(Entry(name: name, platform: platform, file: file))
        }
        last = (name, file, platform, place)
        entries[place].lines.add(record)
    }
}
