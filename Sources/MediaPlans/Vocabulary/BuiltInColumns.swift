extension Vocabulary {
    /// Header texts of each record column, the best first. A report's spend comes before its budget, which is a cap there.
    static let builtInColumns: [RecordColumn: [String]] = [
        .market: [
            "MARKET", "Metrics/ Market", "MARKETS", "COUNTRY", "Metrics / Markets", "Market/Region",
            "Region", "Market Name", "Country/Territory (User location)", "Country/Region",
            "Country Name", "Location",
        ],
        .brand: ["BRAND", "Brand Name", "Product", "Product Name"],
        .campaign: [
            "CAMPAIGN", "Campaign Name", "Ad set name", "Adset Name", "Insertion Order",
            "Campaign Group Name", "Campaigns", "Order name",
        ],
        .platform: ["PLATFORM", "Media Platform", "Media Owner", "Publisher", "Platform Name"],
        .cejObjectives: [
            "CEJ", "CEJ Objectives", "CEJ Objective", "FUNNEL STAGE", "STAGE", "Objectives",
            "Business Objective", "Objective", "Campaign Objective", "Funnel", "Stage of Funnel",
            "Campaign Objective Type", "Advertising objective", "Phase",
        ],
        .formatType: ["FORMAT", "AD FORMAT", "Format Type", "Media Format", "Type", "Creative Format"],
        .placement: [
            "PLACEMENT", "Media Placement", "Platform Placement", "Ad Placement", "Placement name",
            "Line Item",
        ],
        .adUnitType: ["AD UNIT TYPE", "AD UNIT", "Ad Type", "Unit Type", "Unit"],
        .device: [
            "DEVICE", "DEVICES", "Device Type", "Targeting: Device", "Device Platform",
            "Device breakdown", "Device category",
        ],
        .targetAudience: [
            "TARGET AUDIENCE", "AUDIENCE", "TA", "Target", "Targeting", "Target Group",
            "Target Demographics", "Target Demographic",
        ],
        .buyingModel: [
            "BUYING MODEL", "BUY MODEL", "Buy Type", "Buying Type", "Campaign type", "Buying method",
        ],
        .startDate: [
            "START DATE", "FLIGHT START", "Campaign Start", "Plan Start", "Campaign start date",
            "Start Time", "Day", "Reporting starts", "Date", "Start Date (in UTC)", "Reporting Date",
            "By Day", "Gregorian date", "Flight Start Date",
        ],
        .endDate: [
            "END DATE", "FLIGHT END", "Campaign End", "Plan End", "Campaign end date", "End Time",
            "Reporting ends", "Flight End Date", "Until",
        ],
        .weeks: [
            "# WEEKS", "NO OF WEEKS", "NUMBER OF WEEKS", "Week Count", "Total Weeks", "Duration (weeks)",
        ],
        .localCurrency: [
            "LOCAL CURRENCY", "CURRENCY", "Account Currency", "Reporting Currency", "Currency code",
            "Advertiser Currency", "Buying currency",
        ],
        .budgetLocal: [
            "BUDGET [LOCAL]", "BUDGET [LOC CURRENCY]", "BUDGET [LOCAL CURRENCY]", "NTM (Spend)",
            "NTM BUDGET [LOCAL]", "NTM", "SPEND [LOCAL]", "SPEND", "SPENT", "Local Budget",
            "Media Cost (Local)", "Cost Local", "Amount spent", "Total Spend", "Cost", "Total Cost",
            "Media Cost", "Media Spend", "Total Media Spend", "Investment", "Total investment",
            "Actual spend", "Actual cost", "Delivered Spend", "Delivered Cost",
            "Media Cost (Advertiser Currency)", "Revenue (Adv Currency)", "Total Spent", "Costs",
            "Spends", "Media Investment",
            "Spend to date", "BUDGET",
        ],
        .impressions: [
            "IMPRESSIONS", "IMPS", "IMPRESSION", "Total Impressions", "Delivered Impressions",
            "Impressions delivered", "Imps Delivered", "Total Imps", "Impressions served",
            "Served Impressions", "Impr.", "Paid impressions", "Est. Impressions",
            "Estimated Impressions", "Booked Impressions", "Planned Impressions",
        ],
        .clicksActions: [
            "CLICKS / ACTIONS", "CLICKS", "LINK CLICKS", "Actions", "Total Clicks", "Total Actions",
            "Clicks delivered", "Total engagements", "Engagement", "Clicks (all)", "Clicks (destination)",
            "Outbound clicks", "Swipe Ups", "Pin clicks", "Estimated Clicks", "Landing page clicks",
        ],
        .videoViews: [
            "VIDEO VIEWS", "VIEWS", "Video Completions", "Total Video Views", "Total Views",
            "Video completes", "Complete Video Views", "Complete views",
            "2-second continuous video plays", "TrueView views", "ThruPlays", "3-second video plays",
            "2-second video views", "6-second video views", "Complete Views (Video)", "ThruPlay",
            "15-second video views", "Estimated Views", "Completed Views",
        ],
        .frequency: [
            "FREQUENCY", "FREQ", "AVG FREQUENCY", "Average Frequency", "Frequency (Impr./Reach)",
        ],
        .uniquesReach: [
            "UNIQUES / REACH", "REACH", "UNIQUES", "UNIQUE REACH", "Unique Users", "Total Reach",
            "People reached", "Reach (unique users)", "Reach (people)", "Post reach",
            "Total unique users", "Unique Viewers", "Estimated Reach", "Paid Reach", "Accounts reached",
        ],
        .percentUniques: [
            "% UNIQUES", "UNIQUES %", "REACH %", "% REACH", "Percent Uniques", "% Unique Reach",
            "Reach Rate (%)", "% People Reached", "Percent reach",
        ],
        .cpmLocal: [
            "CPM BUYING RATE [LOCAL]", "CPM BUYING RATE [LOC CURRENCY]", "CPM BUYING RATE", "CPM [LOCAL]",
            "CPM", "Cost Per Mille", "Cost per 1,000 impressions (CPM)",
            "CPM (cost per 1,000 impressions)", "Cost per thousand impressions",
            "Cost per 1000 impressions", "Avg. CPM", "eCPM", "Average CPM", "Net CPM",
        ],
        .cpcLocal: [
            "CPC BUYING RATE [LOCAL]", "CPC BUYING RATE [LOC CURRENCY]", "CPC BUYING RATE", "CPC [LOCAL]",
            "CPC", "Cost Per Click", "Cost per click (CPC)", "CPC (cost per click)",
            "Cost per link click", "Avg. CPC", "CPC (cost per link click)", "CPC (destination)",
            "Average CPC", "eCPC", "Net CPC",
        ],
        .cpvLocal: [
            "CPV BUYING RATE [LOCAL]", "CPV BUYING RATE [LOC CURRENCY]", "CPV BUYING RATE", "CPV [LOCAL]",
            "CPV", "Cost Per View", "Cost per video view", "CPV (cost per view)",
            "Cost per 2-second continuous video play", "Cost per video play", "Avg. CPV", "Average CPV",
            "eCPV", "Net CPV", "Cost per ThruPlay",
        ],
        .ctrPercent: [
            "CTR%", "CTR", "Click-Through Rate", "Link click-through rate", "Clickthrough rate", "LCTR",
            "Link CTR", "CTR (link click-through rate)", "CTR (destination)", "Click Rate (CTR)",
            "Average CTR", "Click Rate",
        ],
        .vtrPercent: [
            "VTR%", "VTR", "View-Through Rate", "Video completion rate", "View completion rate", "VCR",
            "Video through rate", "Video play rate", "Video view rate", "View Rate", "Completion Rate",
        ],
        .platformFeeLocal: [
            "PLATFORM FEE [LOCAL]", "PLATFORM FEE [LOC CURRENCY]", "PLATFORM FEE", "Tech Fee",
            "Fee (Local)", "Technology Fee", "Tech Cost", "Platform commission", "Platform tech fee",
        ],
        .platformBudgetLocal: [
            "PLATFORM BUDGET [LOCAL]", "PLATFORM BUDGET [LOC CURRENCY]", "PLATFORM BUDGET",
            "Budget w/ Fee", "Total Budget", "Budget with Tech Fee", "Budget with fee",
            "Total budget incl. fee", "Total cost with fee",
        ],
        .taSize: [
            "TA SIZE", "TARGET AUDIENCE SIZE", "AUDIENCE SIZE", "Target Size", "Universe Size",
            "Potential Reach", "Audience reach", "Maximum potential reach",
        ],
        .mediaKPIs: [
            "MEDIA KPIs", "MEDIA KPI", "KPIs", "KPI", "Campaign KPIs", "Media Key Performance Indicators",
            "Performance KPIs", "Campaign performance KPIs", "Media objectives",
        ],
        .comments: [
            "COMMENTS", "COMMENT", "NOTES", "REMARKS", "Additional notes", "Campaign notes",
            "Additional information", "Special instructions",
        ],
        .creativeName: [
            "Creative Name (Optional)", "CREATIVE NAME", "CREATIVE", "Ad Name", "Ad Creative",
            "Creative Description", "Creative Asset", "Creative Title", "Creative details",
            "Creative content",
        ],
    ]
}
