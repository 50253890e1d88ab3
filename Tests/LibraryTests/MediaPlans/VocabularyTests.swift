import Testing

@testable import MediaPlans

@Suite struct VocabularyTests {
    let vocabulary = Vocabulary.builtIn

    @Test(arguments: [
        ("CPM BUYING RATE\n[LOCAL]", "cpm buying rate local"), ("CAMPAIGN ", "campaign"), ("# WEEKS", "weeks"),
        ("VTR%", "vtr %"), ("% UNIQUES", "% uniques"), ("UNIQUES / REACH", "uniques reach"),
        ("BUDGET_LOCAL", "budget local"), ("Metrics/ Market", "metrics market"), ("\u{FEFF}Türkiye\u{A0}", "türkiye"),
        ("", ""), (" - ", ""), ("D\u{200B}V360", "dv360"),
    ])
    func normalisedTextIsWordsInLowerCase(text: String, expected: String) {
        #expect(normalised(text) == expected)
    }

    @Test(arguments: [
        ("BUDGET [AED]", "BUDGET_AED"), ("CPM %", "CPM_PERCENT"), (" Ad-Serving | DCM ", "AD_SERVING_DCM"),
        ("Größe", "GRÖSSE"),
    ])
    func cleanedNamesAreUpperCaseWithUnderscores(text: String, expected: String) {
        #expect(cleanedName(text) == expected)
    }

    @Test(arguments: [
        ("MARKET", RecordColumn.market), ("Metrics/ Market", .market), ("CAMPAIGN ", .campaign),
        ("Campaign Name", .campaign),
        ("CEJ", .cejObjectives), ("CEJ Objectives", .cejObjectives), ("# WEEKS", .weeks), ("NTM (Spend)", .budgetLocal),
        ("BUDGET [LOCAL]", .budgetLocal), ("CPM BUYING RATE\n[LOCAL]", .cpmLocal), ("UNIQUES / REACH", .uniquesReach),
        ("% UNIQUES", .percentUniques), ("VTR%", .vtrPercent), ("CLICKS / ACTIONS", .clicksActions),
        ("PLATFORM BUDGET \n[LOCAL]", .platformBudgetLocal), ("Creative Name (Optional)", .creativeName),
        ("Views", .videoViews), ("AD_UNIT_TYPE", .adUnitType),
    ])
    func headersNameTheirColumn(header: String, column: RecordColumn) {
        #expect(vocabulary.column(named: header)?.column == column)
    }

    @Test(arguments: ["BUDGET [AED]", "BUDGET [USD]", "MARKET SUMMARY", "REACH % OF MARKET", "START", "CPM (USD)", ""])
    func headersInAnotherUnitAreNoKnownColumn(header: String) {
        #expect(vocabulary.column(named: header) == nil)
    }

    @Test func everyColumnIsFoundByItsOwnName() {
        for column in RecordColumn.allCases {
            #expect(vocabulary.column(named: column.rawValue)?.column == column)
        }
    }

    @Test(arguments: [
        ("YouTube", "DV360"), ("google", "DV360"), ("DV360", "DV360"), ("Facebook", "META"), ("IG", "META"),
        ("Tiktok", "TIKTOK"), (" TIKTOK ", "TIKTOK"),
    ])
    func platformsHaveAliases(name: String, code: String) {
        #expect(vocabulary.platform(named: name)?.code == code)
    }

    @Test(arguments: [
        ("Quatar", "Qatar"), ("QAT", "Qatar"), ("LEB", "Lebanon"), ("LBN", "Lebanon"), ("BHR", "Bahrain"),
        ("BAH", "Bahrain"),
        ("OMN", "Oman"), ("KWT", "Kuwait"), ("Saudi Arabia", "KSA"), ("MAR", "Morocco"), ("uae", "UAE"),
        ("U.A.E.", "UAE"), ("Côte d’Ivoire", "Ivory Coast"),
    ])
    func marketsHaveAliases(name: String, displayName: String) {
        #expect(vocabulary.market(named: name)?.displayName == displayName)
    }

    @Test(arguments: ["N/A", "TOTAL", "", "NET TO MEDIA ", "AWARENESS KPI", "Ad Recall"])
    func whatIsNoMarketIsNone(name: String) {
        #expect(vocabulary.market(named: name) == nil)
    }

    @Test func noNameOfAMarketPlatformOrStageIsClaimedTwice() {
        for terms in [vocabulary.markets, vocabulary.platforms] {
            var owners: [String: String] = [:]
            for term in terms {
                for name in [term.code, term.name] + term.aliases {
                    let key = normalised(name)
                    #expect(!key.isEmpty)
                    #expect(owners[key] == nil || owners[key] == term.code, "\(name)")
                    owners[key] = term.code
                }
            }
        }
    }

    @Test(arguments: [
        ("Campaign Reach (Absl)", ReachMetric(.reach, of: .campaign)),
        ("Campaign Freq.", ReachMetric(.frequency, of: .campaign)),
        ("Awareness Reach Absl", ReachMetric(.reach, of: .stage(.awareness))),
        ("Awareness Freq. ", ReachMetric(.frequency, of: .stage(.awareness))),
        ("Consideration Reach Absl - FOR GNE", ReachMetric(.reach, of: .stage(.consideration))),
        ("Consideration Reach Absl - FOR GNE (COMBINE PROG BUYS)", ReachMetric(.reach, of: .stage(.consideration))),
        ("Purchase Reach Absl - GNE only", ReachMetric(.reach, of: .stage(.purchase))),
        ("Total Reach", ReachMetric(.reach, of: .campaign)),
        ("Reach - Awareness", ReachMetric(.reach, of: .stage(.awareness))),
        ("Total Reach - Awareness", ReachMetric(.reach, of: .stage(.awareness))),
        ("Consideration Reach Absl - ALL FORMATS", ReachMetric(.reach, of: .stage(.consideration))),
        ("Awareness Reach Absl - in thousands", ReachMetric(.reach, of: .stage(.awareness))),
    ])
    func metricNamesAreUnderstoodWord(name: String, metric: ReachMetric) {
        #expect(vocabulary.reachMetric(named: name) == metric)
    }

    @Test(arguments: [
        "Campaign Reach - 3+", "Campaign Reach - for 3+ contacts", "Campaign Reach - organic", "Awareness Reach M",
        "Awareness Freq. - in thousands", "Awareness Reach - %",
        "Awareness Reach %", "Cost per Reach Awareness", "Awareness", "Reach", "Awareness Consideration Reach", "",
    ])
    func metricNamesAreNotGuessedAt(name: String) {
        #expect(vocabulary.reachMetric(named: name) == nil)
    }

    @Test(arguments: ["n/a", "N.A", " n.a. ", "-", "–", "TBC", "#DIV/0!", "#REF!"])
    func wordsForUnknownAreKnown(word: String) {
        #expect(vocabulary.isUnknown(word))
    }

    @Test(arguments: ["0", "No", "Nairobi", "", "Optional"])
    func otherWordsAreValues(word: String) {
        #expect(!vocabulary.isUnknown(word))
    }

    @Test func columnIndicesAreTheOrderOfTheColumns() {
        #expect(RecordColumn.allCases.map(\.index) == Array(RecordColumn.allCases.indices))
    }
}
