import Streams
import Testing

@testable import MediaPlans

/// What the rows say of the platform counts more than the name of the file.
@Suite struct NamedPlatformTests {
    private static let tiktok =
        "Campaign name,By Day,Country/Region,Currency,Cost,Impressions,Clicks (destination)\nLumo_AE_AWA,2026-04-13,UAE,USD,10,1000,10\n"
    private static let google =
        "Campaign,Currency code,Cost,Impr.,Clicks\nLumo_AE_AWA,USD,10,1000,5\nTotal: Campaigns,,10,1000,5\n"
    private static let meta =
        "Campaign name,Amount spent (USD),Impressions,Link clicks,Country,Reporting starts,Reporting ends\nLumo AE,1,2,3,AE,2026-04-01,2026-04-01\n"

    @Test(
        "an export is of the platform whose headers it has, whatever its file is called",
        arguments: [
            ("DELIVERED_meta_apr.csv", tiktok, "TIKTOK", "META"),
            ("DELIVERED_amazon_uae.csv", google, "DV360", "AMAZON"),
            ("TikTok_May.csv", meta, "META", "TIKTOK"), ("x_tiktok_may.csv", tiktok, "TIKTOK", ""),
        ])
    func headers(file: String, text: String, platform: String, named: String) throws {
        let result = try extract(TextFile(file, text), sources: .shipped())
        #expect(result.records.map(\.sheetPlatform) == [platform])
        #expect(result.records.map { $0.texts([.market, .cejObjectives]).hasPrefix("UAE") } == [true])
        let messages = result.messages(.platformMismatch)
        #expect(messages.map(\.level) == (named.isEmpty ? [] : [.warning]))
        if let message = messages.first {
            #expect(message.text.contains("name says \(named)") && message.text.contains("its lines are \(platform)'s"))
        }
    }

    @Test("a row of a platform's name over lines gives them their platform, and ends what was said of the one before")
    func headings() throws {
        let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS"
        func read(_ rows: String) throws -> Extracted {
            try extract(TextSheets("\(header)\n\(rows)", sheet: "Plan"), as: .planned)
        }
        let line = { (market: String, budget: Int) in "\(market)|Glow|Awareness|Reels|\(budget)|1000" }
        let result = try read(
            "META\n\(line("UAE", 1))\n\(line("Kuwait", 2))\nTIKTOK\n\(line("UAE", 3))\n\(line("Kuwait", 4))")
        #expect(
            result.records.map { $0.texts([.sourceSheet, .market, .budgetLocal]) } == [
                "META UAE 1", "META Kuwait 2", "TIKTOK UAE 3", "TIKTOK Kuwait 4",
            ])
        #expect(result.messages.filter { $0.level == .error }.isEmpty && result.coverage.unaccounted == 0)
        // A market in a heading holds for the lines of its platform only.
        let nested = try read("META\nUAE\n\(line(".", 1))\nTIKTOK\n\(line(".", 3))")
        #expect(nested.records.map { $0.texts([.sourceSheet, .market]) } == ["META UAE", "TIKTOK -"])
        let unknown = try read("META\n\(line("UAE", 1))\nAnghami\n\(line("UAE", 3))")
        #expect(unknown.records.map { $0.texts([.sourceSheet, .budgetLocal]) } == ["META 1"])
        #expect(unknown.messages(.noPlatform).map(\.level) == [.error])
    }

    @Test("headers that are nobody's own leave it to the file's name")
    func commonHeaders() throws {
        let text = "Market,Campaign,Objective,Format,Cost,Impressions,Clicks\nUAE,Lumo,Awareness,Reels,1,100,1\n"
        let result = try extract(TextFile("DELIVERED_tiktok.csv", text), sources: .shipped())
        #expect(result.records.map(\.sheetPlatform) == ["TIKTOK"])
        #expect(result.messages(.platformMismatch).isEmpty)
        #expect(
            try extract(TextFile("DELIVERED_may.csv", text), sources: .shipped()).records.map(\.sheetPlatform) == [
                "DV360"
            ])
    }

    @Test("a home's own profile is used under any file's name, and one that a sheet's name rules out is named")
    func ownProfile() throws {
        let own = try SourceBook.shipped(and: [
            "own":
                #"{"kind": "delivered", "match": {"header": ["Campaign name", "Amount spent*"]}, "platform": {"constant": "LinkedIn"}, "constants": {"BRAND": "Own"}}"#
        ])
        for (file, count) in [("exp.csv", 0), ("exp_meta.csv", 1)] {
            let result = try extract(TextFile(file, Self.meta), sources: own)
            #expect(result.records.map { $0.texts([.sourceSheet, .brand]) } == ["LINKEDIN_MEDIA Own"])
            #expect(result.messages(.platformMismatch).count == count)
        }
        let sheet = TextSheets(
            "MARKET|Campaign name|Stage|Format|Amount spent|Impressions\nUAE|Lumo|Awareness|Reels|1|2", sheet: "META")
        var messages: [Message] = []
        var platforms: [String] = []
        let extraction = Extraction(
            vocabulary: .builtIn, sources: own, emit: { platforms.append($0.sheetPlatform) },
            report: { messages.append($0) })
        try extraction.read(sheet, as: .delivered)
        #expect(platforms == ["META"])
        #expect(messages.contains { $0.code == .platformMismatch && $0.text.contains("profile own matches") })
    }

    private static let columns = "Platform,Market,Campaign,Objective,Format,Spend (USD),Impressions,Clicks\n"

    @Test("a platform column decides, and not the file's name")
    func column() throws {
        let text =
            Self.columns + "facebook,UAE,Sun,Awareness,Reels,1,100,1\nYouTube Shorts,UAE,Sun,Awareness,Reels,7,100,1\n"
            + "DV360 - YouTube,UAE,Sun,Awareness,Reels,8,100,1\nTikTok,UAE,Sun,Awareness,Reels,10,100,1\n"
        let result = try extract(TextFile("DELIVERED_sun_meta_x.csv", text), sources: .shipped())
        #expect(
            result.records.map { $0.texts([.sourceSheet, .budgetLocal]) } == [
                "META_MEDIA 1", "DV360_MEDIA 7", "DV360_MEDIA 8", "TIKTOK_MEDIA 10",
            ])
        #expect(result.messages(.platformMismatch).map(\.level) == [.warning])
        let plan = Self.columns.split(separator: ",").joined(separator: ",")
            .split(separator: "Spend").joined(separator: "Budget")
        let planned = try extract(
            TextFile(
                "PLANNED_meta.csv",
                plan + "Meta,UAE,Sun,Awareness,Reels,1,100,1\nTikTok,UAE,Sun,Awareness,Reels,2,1,1\n"),
            as: .planned, sources: .shipped())
        #expect(planned.records.map(\.sheetPlatform) == ["META", "TIKTOK"])
    }

    @Test("a platform that comes late in a long file is its own, too")
    func lateLine() throws {
        let lines = (1...80).map { "Facebook,UAE,Sun,Awareness,F\($0),1,100,1\n" }.joined()
        let text = Self.columns + lines + "TikTok,UAE,Sun,Awareness,Reels,10,100,1\n"
        let result = try extract(TextFile("DELIVERED_meta.csv", text), sources: .shipped())
        #expect(result.records.count == 81 && result.records.last?.sheetPlatform == "TIKTOK")
    }

    @Test("a placement in that column is of the file's platform, and an error where other lines contradict the name")
    func placements() throws {
        let text = Self.columns + "Audience Network,UAE,Sun,Awareness,Reels,1,100,1\n"
        let result = try extract(
            TextFile("DELIVERED_meta.csv", text + "Instagram,UAE,Sun,Awareness,Reels,2,100,1\n"), sources: .shipped())
        #expect(result.records.map(\.sheetPlatform) == ["META", "META"])
        #expect(result.messages(.platformUnknown).map(\.level) == [.note])
        let other = try extract(
            TextFile("DELIVERED_meta.csv", text + "Snapchat,UAE,Sun,Awareness,Reels,2,100,1\n"), sources: .shipped())
        #expect(other.messages(.platformUnknown).map(\.level) == [.error])
    }

    private static let plan = "Platform|Market|Campaign|Objective|Format|Budget (USD)|Impressions\n"

    @Test("a sheet with a platform column is read beside sheets of other platforms")
    func besideSheets() throws {
        let lines = "Facebook|UAE|Sun|Awareness|Reels|1|100\nTikTok|UAE|Sun|Awareness|Reels|2|100"
        let google = ("Google plan", Self.plan + "Google|UAE|Sun|Awareness|Reels|4|100")
        let result = try extract(TextSheets([("Meta & TikTok Plan", Self.plan + lines), google]), as: .planned)
        #expect(
            result.records.map { $0.texts([.sourceSheet, .budgetLocal]) } == ["META 1", "TIKTOK 2", "DV360 4"])
        #expect(result.messages(.sheetIgnored).isEmpty)
    }

    @Test("beside a sheet of their own, lines of a platform are not added, and that is said")
    func besideItsOwnSheet() throws {
        let lines = "Facebook|UAE|Sun|Awareness|Reels|1|100\nTikTok|UAE|Sun|Awareness|Reels|2|100"
        let own = { (name: String, value: Int) in (name, Self.plan + "\(name)|UAE|Sun|Awareness|Reels|\(value)|100") }
        let mixed = try extract(TextSheets([("Overview", Self.plan + lines), own("Meta", 1)]), as: .planned)
        #expect(mixed.records.map { $0.texts([.sourceSheet, .budgetLocal]) } == ["TIKTOK 2", "META 1"])
        #expect(mixed.messages(.sheetIgnored).map(\.level) == [.error])
        #expect(
            mixed.messages(.sheetIgnored).first?.text.contains("1 line of META, which has the sheet \"Meta\"") == true)
        #expect(mixed.coverage.unaccounted == 2)
        let sum = try extract(
            TextSheets([("Overview", Self.plan + lines), own("Meta", 1), own("TikTok", 2)]), as: .planned)
        #expect(sum.records.map { $0.texts([.sourceSheet, .budgetLocal]) } == ["META 1", "TIKTOK 2"])
        #expect(sum.messages(.sheetIgnored).first?.text.contains("have sheets of their own") == true)
    }

    @Test(
        "a column of platforms under another usual name is one, where each cell names a platform",
        arguments: ["Channel", "Vendor", "Media", "Site", "Network"])
    func otherHeaders(header: String) throws {
        let columns = header + Self.plan.dropFirst("Platform".count)
        let lines = "Facebook|UAE|Sun|Awareness|Reels|1|100\nTikTok|UAE|Sun|Awareness|Reels|2|100"
        let result = try extract(TextSheets(columns + lines, sheet: "Plan"), as: .planned)
        #expect(result.records.map { $0.texts([.sourceSheet, .platform]) } == ["META Facebook", "TIKTOK TikTok"])
        #expect(throws: Failure.self) {
            try extract(
                TextSheets(columns + lines + "\nPaid Search|UAE|Sun|Awareness|x|1|1", sheet: "Plan"), as: .planned)
        }
    }

    @Test("of lines that name no platform the message says how a blank cell repeats the one above")
    func blankPlatforms() throws {
        let lines =
            "Facebook|UAE|Sun|Awareness|Reels|1|100\n|Kuwait|Sun|Awareness|Reels|2|100\n|Qatar|Sun|Awareness|Reels|2|100"
        let result = try extract(TextSheets(Self.plan + lines, sheet: "Plan"), as: .planned)
        let message = try #require(result.messages(.noPlatform).first)
        #expect(message.text.hasPrefix("2 lines name no platform"))
        #expect(message.hint?.contains("repeat_above") == true)
    }

    @Test("reach on a sheet whose name names no platform is one finding, that says what to call the sheet")
    func reachWithoutPlatform() throws {
        let text = """
            .|START|START|START|START
            START|Metrics / Markets|UAE|Qatar|END
            START|Campaign Reach|900|300|END
            START|Campaign Freq.|5|4|END
            .|END|END|END|END
            .|.
            .|START|START|START|START|START|START
            START|Metrics/ Market|Platform|CEJ Objectives|NTM (Spend)|Impressions|END
            START|UAE|META|Awareness|34|3000|END
            START|Qatar|\(Self.other)|Awareness|12|1000|END
            .|END|END|END|END|END|END
            """
        func message(_ other: String) throws -> Message {
            let sheet = TextSheets(text.replacing(Self.other, with: other), sheet: "Sheet7")
            let result = try extract(sheet, as: .delivered)
            #expect(result.records.count == 2)
            #expect(result.messages(.noPlatform).count == 1)
            return try #require(result.messages(.noPlatform).first)
        }
        let one = try message("META")
        #expect(one.level == .error)
        #expect(one.text.hasPrefix("2 rows of reach and frequency"))
        #expect(one.text.contains("(rows 3–4)"))
        #expect(one.hint == "give the sheet its platform's name: META")
        #expect(try message("TikTok").hint == "give each platform a sheet with its name")
    }

    private static let other = "OTHER"
}
