import Streams

/// The words by which the lines of a file name their campaigns. Memory: so many words.
struct CampaignWords {
    private var words: Set<String> = []
    private var last: String?
    /// Too many campaigns are an export of everything; then nothing is another campaign's.
    private var isFull = false
    private static let most = 5000

    /// Words of many campaigns' names, which tell none from another.
    private static let common: Set<String> = [
        "campaign", "brand", "lift", "study", "always", "awareness", "consideration", "purchase", "video", "phase",
        "2023", "2024", "2025", "2026", "2027", "2028",
    ]

    mutating func add(_ name: String?) {
        guard let name, name != last, !isFull else { return }
        last = name
        words.formUnion(Self.telling(name))
        isFull = words.count > Self.most
    }

    /// Whether a name has no word of any line's; not where the lines or the name have none that tell.
    func isOther(_ name: String) -> Bool {
        let own = Self.telling(name)
        return !isFull && !own.isEmpty && !words.isEmpty && words.isDisjoint(with: own)
    }

    private static func telling(_ name: String) -> Set<String> {
        Set(normalised(name).split(separator: " ").map(String.init).filter { $0.count > 2 && !common.contains($0) })
    }
}

extension BrandLiftReader {
    /// The results; those of a campaign that no media line of the file names are unknown, and told once for each campaign.
    func ofOwnCampaigns() -> [BrandLiftResult] {
        var told: Set<String> = []
        return results.map { result in
            guard !result.campaign.isEmpty, campaigns.isOther(result.campaign) else { return result }
            if told.insert(result.campaign).inserted { report(Self.message(result)) }
            var result = result
            if result.written.isEmpty { result.written = result.value.map { DecimalText.string($0) } ?? "" }
            (result.value, result.status) = (nil, .unknown)
            return result
        }
    }

    private static func message(_ result: BrandLiftResult) -> Message {
        Message(
            .warning, .liftUnclear, at: result.place,
            "is a result of the campaign \"\(foldedBlanks(result.campaign))\", and no line of the file names one like it: unknown",
            hint: "take the study out, or give the campaign one name")
    }
}
