extension Vocabulary {
    /// The words known without any configuration. `config/toolkit.json` as shipped says the same; a test
    /// keeps the two alike.
    public static let builtIn = Vocabulary(
        platforms: builtInPlatforms, markets: builtInMarkets, stages: builtInStages, columns: builtInColumns,
        metrics: MetricWords(
            campaign: ["Campaign", "Total", "Overall"], reach: ["Reach", "Uniques"], frequency: ["Freq", "Frequency"],
            fillers: ["Abs", "Absl", "Absolute", "Avg", "Average", "Level", "Number", "Stage"]),
        unknownWords: [
            "n/a", "n.a", "n.a.", "na", "n\\a", "#n/a", "-", "–", "—", "--", "?", "tbc", "t.b.c", "t.b.c.", "tbd",
            "nil",
            "none", "null", "not available", "not applicable", "not reported", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?",
            "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        ],
        totalWords: [
            "Total", "Totals", "Grand Total", "Sub Total", "Subtotal", "Sum", "All Markets", "Total All Markets",
        ])

    private static let builtInPlatforms: [Term] = [
        Term(
            "DV360", "DV360", ["YouTube", "YT", "Google", "Google Ads", "GoogleAds", "DV 360", "Display & Video 360"]),
        Term("META", "META", ["Facebook", "Instagram", "FB", "IG", "FB & IG", "FB/IG", "Facebook & Instagram"]),
        Term("TIKTOK", "TIKTOK", ["Tik Tok", "TT"]),
        Term("SNAPCHAT", "Snapchat", ["Snap", "SC"]),
        Term("LINKEDIN", "LinkedIn", ["Linked In"]),
        Term("X", "X", ["Twitter", "X (Twitter)"]),
        Term("PINTEREST", "Pinterest"),
        Term("SHAHID", "Shahid"),
        Term("AMAZON", "Amazon", ["Amazon Ads"]),
    ]

    private static let builtInStages: [Stage: [String]] = [
        .awareness: ["Awa", "Aware", "Upper Funnel"],
        .consideration: ["Consider", "Con", "Mid Funnel", "Middle Funnel"],
        .purchase: ["Conversion", "Lower Funnel"],
    ]

    private static let builtInColumns: [RecordColumn: [String]] = [
        .market: ["MARKET", "Metrics/ Market", "MARKETS", "COUNTRY"],
        .brand: ["BRAND"],
        .campaign: ["CAMPAIGN", "Campaign Name"],
        .platform: ["PLATFORM"],
        .cejObjectives: ["CEJ", "CEJ Objectives", "CEJ Objective", "FUNNEL STAGE", "STAGE"],
        .formatType: ["FORMAT", "AD FORMAT"],
        .placement: ["PLACEMENT"],
        .adUnitType: ["AD UNIT TYPE", "AD UNIT"],
        .device: ["DEVICE", "DEVICES"],
        .targetAudience: ["TARGET AUDIENCE", "AUDIENCE"],
        .buyingModel: ["BUYING MODEL", "BUY MODEL"],
        .startDate: ["START DATE", "FLIGHT START"],
        .endDate: ["END DATE", "FLIGHT END"],
        .weeks: ["# WEEKS", "NO OF WEEKS", "NUMBER OF WEEKS"],
        .localCurrency: ["LOCAL CURRENCY", "CURRENCY"],
        .budgetLocal: [
            "BUDGET [LOCAL]", "BUDGET [LOC CURRENCY]", "BUDGET [LOCAL CURRENCY]", "NTM (Spend)", "NTM BUDGET [LOCAL]",
            "NTM", "SPEND [LOCAL]", "SPEND", "SPENT", "BUDGET",
        ],
        .impressions: ["IMPRESSIONS", "IMPS", "IMPRESSION"],
        .clicksActions: ["CLICKS / ACTIONS", "CLICKS", "LINK CLICKS"],
        .videoViews: ["VIDEO VIEWS", "VIEWS"],
        .frequency: ["FREQUENCY", "FREQ", "AVG FREQUENCY"],
        .uniquesReach: ["UNIQUES / REACH", "REACH", "UNIQUES", "UNIQUE REACH"],
        .percentUniques: ["% UNIQUES", "UNIQUES %", "REACH %", "% REACH"],
        .cpmLocal: [
            "CPM BUYING RATE [LOCAL]", "CPM BUYING RATE [LOC CURRENCY]", "CPM BUYING RATE", "CPM [LOCAL]", "CPM",
        ],
        .cpcLocal: [
            "CPC BUYING RATE [LOCAL]", "CPC BUYING RATE [LOC CURRENCY]", "CPC BUYING RATE", "CPC [LOCAL]", "CPC",
        ],
        .cpvLocal: [
            "CPV BUYING RATE [LOCAL]", "CPV BUYING RATE [LOC CURRENCY]", "CPV BUYING RATE", "CPV [LOCAL]", "CPV",
        ],
        .ctrPercent: ["CTR%", "CTR"],
        .vtrPercent: ["VTR%", "VTR"],
        .platformFeeLocal: ["PLATFORM FEE [LOCAL]", "PLATFORM FEE [LOC CURRENCY]", "PLATFORM FEE"],
        .platformBudgetLocal: ["PLATFORM BUDGET [LOCAL]", "PLATFORM BUDGET [LOC CURRENCY]", "PLATFORM BUDGET"],
        .taSize: ["TA SIZE", "TARGET AUDIENCE SIZE", "AUDIENCE SIZE"],
        .mediaKPIs: ["MEDIA KPIs", "MEDIA KPI", "KPIs", "KPI"],
        .comments: ["COMMENTS", "COMMENT", "NOTES", "REMARKS"],
        .creativeName: ["Creative Name (Optional)", "CREATIVE NAME", "CREATIVE"],
    ]
}
