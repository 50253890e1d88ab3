extension Vocabulary {
    private static let gulf = ["UAE", "KSA", "QAT", "KUW", "BAH", "OMA"]
    private static let levant = ["JOR", "LEB", "SYR", "PSE", "IRQ"]
    private static let northAfrica = ["EGY", "MOR", "TUN", "ALG", "LBY", "SDN"]
    private static let middleEast = ["GCC", "GNE", "LEV", "YEM", "IRN", "ISR", "TUR"] + gulf + levant
    private static let westAfrica = ["SEN", "CIV", "CMR"]
    private static let africa =
        ["NAF", "FWA", "ZAF", "NGA", "KEN", "GHA", "ETH", "TZA", "UGA", "AGO", "MOZ", "ZMB", "ZWE", "MUS", "MAGHREB"]
        + northAfrica
        + westAfrica
    private static let europe = [
        "GBR", "IRL", "FRA", "DEU", "AUT", "CHE", "ITA", "ESP", "PRT", "NLD", "BEL", "LUX", "DNK", "SWE", "NOR", "FIN",
        "ISL", "POL", "CZE", "SVK", "HUN", "ROU", "BGR", "GRC", "CYP", "MLT", "HRV", "SRB", "SVN", "BIH", "MKD", "ALB",
        "EST", "LVA", "LTU", "UKR", "RUS", "TUR",
    ]

    /// Markets that hold others. `*` is every market.
    static let builtInRegions: [Term] = [
        Term("GCC", "GCC", ["Gulf"], members: gulf),
        Term(
            "GNE", "GNE", ["Gulf & Near East", "Gulf and Near East"],
            members: ["GCC", "LEV"] + gulf + levant + ["EGY", "YEM"]),
        Term("LEV", "Levant", members: levant),
        Term(
            "MENA", "MENA", ["Middle East & North Africa"],
            members: ["NAF", "MAGHREB", "MIDDLE_EAST", "ARAB"] + middleEast + northAfrica),
        Term("NAF", "North Africa", members: ["MAGHREB"] + northAfrica),
        Term("FWA", "FWA", ["French West Africa", "Francophone West Africa"], members: westAfrica),
        Term(
            "MEA", "MEA", ["Middle East & Africa", "Middle East and Africa"],
            members: ["MENA", "MIDDLE_EAST", "ARAB", "AFRICA", "MAGHREB"] + middleEast + africa),
        Term(
            "EUROPE", "Europe", ["Pan Europe", "Pan-European"],
            members: ["DACH", "BENELUX", "NORDICS", "BALTICS", "IBERIA"] + europe),
        Term(
            "EMEA", "EMEA", ["Europe, Middle East & Africa", "Europe, Middle East and Africa"],
            members: [
                "MEA", "MENA", "EUROPE", "MIDDLE_EAST", "ARAB", "AFRICA", "MAGHREB", "DACH", "BENELUX", "NORDICS",
                "BALTICS", "IBERIA",
            ] + middleEast + africa + europe),
        Term("AFRICA", "Africa", ["Pan Africa", "Pan-African"], members: africa),
        Term("MIDDLE_EAST", "Middle East", members: middleEast),
        Term("MAGHREB", "Maghreb", members: ["MOR", "TUN", "ALG", "LBY"]),
        Term(
            "ARAB", "Arab World", ["Pan Arab", "Pan-Arab", "Arab Countries"],
            members: ["GCC", "LEV", "NAF", "MAGHREB", "YEM"] + gulf + levant + northAfrica),
        Term("DACH", "DACH", members: ["DEU", "AUT", "CHE"]),
        Term("BENELUX", "Benelux", members: ["BEL", "NLD", "LUX"]),
        Term("NORDICS", "Nordics", ["Nordic"], members: ["DNK", "SWE", "NOR", "FIN", "ISL"]),
        Term("BALTICS", "Baltics", ["Baltic"], members: ["EST", "LVA", "LTU"]),
        Term("IBERIA", "Iberia", members: ["ESP", "PRT"]),
        Term("GLOBAL", "Global", ["Worldwide", "World", "WW", "All Countries", "All Regions"], members: ["*"]),
    ]
}

extension Vocabulary {
    /// Whether a market is a region that holds the other, by their codes.
    public func region(_ code: String, holds other: String) -> Bool {
        guard code != other, let members = members(ofRegion: code) else { return false }
        return members.contains(other) || members.contains("*")
    }

    /// Whether a market is a region.
    public func isRegion(_ code: String) -> Bool { members(ofRegion: code) != nil }

    /// The markets that a region holds: those of the vocabulary, or those that a name joins which the vocabulary does not
    /// have (`UAE & KSA`). Nil where the market is no region.
    private func members(ofRegion code: String) -> Set<String>? {
        regionMembers[code] ?? joinedMarkets(code)
    }

    private static let joiningWords: Set<Substring> = ["and", "und", "et", "y", "plus"]

    /// The markets that a name of several is made of, which is a code in small letters; nil where a word of it is of none.
    private func joinedMarkets(_ code: String) -> Set<String>? {
        // The code of a market that the vocabulary does not have is its name, normalised.
        guard code.utf8.contains(0x20), code.utf8.allSatisfy({ !(0x41...0x5A).contains($0) }) else { return nil }
        var words = code.split(separator: " ")[...]
        var found: Set<String> = []
        while !words.isEmpty {
            if !found.isEmpty, words.count > 1, Self.joiningWords.contains(words[words.startIndex]) {
                words = words.dropFirst()
                continue
            }
            let longest = min(words.count, 5)
            let length = (1...longest).reversed().first {
                market(named: words.prefix($0).joined(separator: " ")) != nil
            }
            guard let length, let market = market(named: words.prefix(length).joined(separator: " ")) else {
                return nil
            }
            found.insert(market.code)
            words = words.dropFirst(length)
        }
        return found.count > 1 ? found : nil
    }

    /// The markets among some that a region beside them holds, those of no region beside them: what the region sums up. Empty where
    /// the market is not a region, or none of its members is beside it.
    public func parts(ofRegion code: String, among codes: Set<String>) -> Set<String> {
        // Nearly no market is a region, and this is asked for each of them.
        guard isRegion(code) else { return [] }
        let held = codes.filter { region(code, holds: $0) }
        return held.filter { member in !isRegion(member) || !codes.contains { region(member, holds: $0) } }
    }

    /// Members with those of regions among them.
    static func regionMembers(_ markets: [Term]) -> [String: Set<String>] {
        let direct = markets.reduce(into: [String: [String]]()) { found, term in
            if !term.members.isEmpty { found[term.code] = term.members }
        }
        return direct.mapValues { members in
            var all = Set(members)
            var open = members
            while let code = open.popLast() {
                for member in direct[code] ?? [] where all.insert(member).inserted { open.append(member) }
            }
            return all
        }
    }
}
