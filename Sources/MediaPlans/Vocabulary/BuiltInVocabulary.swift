extension Vocabulary {
    /// The words known without any configuration. `config/toolkit.json` as shipped says the same; a test
    /// keeps the two alike.
    public static let builtIn = Vocabulary(
        platforms: builtInPlatforms, markets: builtInMarkets, stages: builtInStages,
        columns: builtInColumns.merging(columnsOfLanguages) { $0 + $1 },
        metrics: MetricWords(
            campaign: ["Campaign", "Total", "Overall"], reach: ["Reach", "Uniques"], frequency: ["Freq", "Frequency"],
            fillers: ["Abs", "Absl", "Absolute", "Avg", "Average", "Level", "Number", "Stage"],
            remarks: ["All", "Formats", "Only", "Combined", "Markets", "Platforms", "Buys", "Placements"]),
        unknownWords: [
            "n/a", "n.a", "n.a.", "na", "n\\a", "#n/a", "-", "–", "—", "--", "---", "?", "tbc", "t.b.c", "t.b.c.",
            "tbd",
            "nil",
            "none", "null", "not available", "not applicable", "not reported", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?",
            "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        ],
        totalWords: [
            "Total", "Totals", "Grand Total", "Sub Total", "Subtotal", "Sum", "All Markets", "Total All Markets",
            "TTL", "Grand TTL", "Sub TTL", "Gesamt", "Gesamtsumme", "Summe", "Zwischensumme", "Somme", "Sous-total",
            "Total général", "Totaux", "Suma", "Suma total", "Subtotales", "Totale", "Somma", "Subtotale", "Totaal",
            "Subtotaal", "Toplam", "Genel toplam", "Ara toplam", "Total geral", "Soma", "Razem", "Łącznie", "Итого",
            "Всего", "المجموع", "مجموع", "الإجمالي", "إجمالي", "اجمالي", "المجموع الكلي", "合计", "总计", "小计", "合計",
            "総計", "小計", "합계", "총계", "소계",
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
        Term("MICROSOFT", "Microsoft", ["Microsoft Advertising", "Microsoft Ads", "Bing", "Bing Ads"]),
    ]

    private static let builtInStages: [Stage] = [
        Stage("awareness", "Awareness", ["Awa", "Aware", "Upper Funnel"], goal: .reach, index: 0),
        Stage(
            "consideration", "Consideration", ["Consider", "Con", "Mid Funnel", "Middle Funnel"], goal: .views, index: 1
        ),
        Stage("purchase", "Purchase", ["Pur", "Conversion", "Lower Funnel"], goal: .clicks, index: 2),
    ]
}
