// swift-format-ignore-file
// Written by scripts/make-built-in-sources from config/metrics.json.

/// The metrics that are built in, as config/metrics.json has them.
enum BuiltInMetrics {
    static let text = #"""
        {
        "$schema": "metrics.schema.json",
        "$comment": "The metrics that trackers show, and columns of plans and reports that metrics are made of. Those that are here are built in: a file may leave them out, give them labels, a name, a format or decimals, and add metrics. See mp-config(5).",
        "columns": {},
        "metrics": {
        "census_ta": {
        "name": "Census TA",
        "labels": ["Census TA", "Census", "Census Target Audience", "Census Population", "Census TA Size"],
        "typed": true,
        "unit": "count"
        },
        "ta_population": {
        "name": "TA Population",
        "labels": [
        "TA Population", "Target Audience Population", "Population", "TA Size", "Target Population",
        "TA", "Target Audience Size", "TA Universe", "Universe"
        ],
        "typed": true,
        "unit": "count"
        },
        "reach": {
        "name": "Reach",
        "labels": [
        "Reach", "Total Reach", "Reach Total", "Unique", "Uniques / Reach", "Unique Reach",
        "Reach Unique", "Net Reach", "Unique User", "Campaign Reach"
        ],
        "formula": "UNIQUES_REACH",
        "unit": "count",
        "additive": ["lines", "stages", "markets"],
        "reported": "reach"
        },
        "reach_percent": {
        "name": "Reach %",
        "labels": [
        "Reach %", "% Reach", "Total Reach %", "% Total Reach", "Reach Rate", "% Unique",
        "Unique %", "Reach % of TA", "Campaign Reach %"
        ],
        "formula": "UNIQUES_REACH / ta_population",
        "unit": "share",
        "decimals": 1,
        "additive": ["lines", "stages", "markets"]
        },
        "frequency": {
        "name": "Frequency",
        "labels": [
        "Frequency", "Freq", "Total Frequency", "Total Freq", "Average Frequency", "Avg Frequency",
        "Avg Freq", "Campaign Frequency", "Campaign Freq"
        ],
        "formula": "IMPRESSIONS / UNIQUES_REACH",
        "unit": "ratio",
        "decimals": 2,
        "additive": ["lines", "stages", "markets"],
        "reported": "frequency"
        },
        "impressions": {
        "name": "Impressions",
        "labels": ["Impressions", "Imps", "Impr", "Imp", "Total Impressions", "Served Impressions"],
        "formula": "IMPRESSIONS",
        "unit": "count"
        },
        "views": {
        "name": "Views",
        "labels": ["Views", "Video Views", "Total Views", "Total Video Views"],
        "formula": "VIDEO_VIEWS",
        "unit": "count"
        },
        "clicks": {
        "name": "Clicks",
        "labels": ["Clicks", "Total Clicks", "Clicks / Actions", "Link Clicks"],
        "formula": "CLICKS_ACTIONS",
        "unit": "count"
        },
        "budget": {
        "name": "Budget",
        "labels": [
        "Budget", "Total Budget", "Spend", "Total Spend", "Spends", "Spent", "Amount Spent", "Cost",
        "Investment", "Media Budget", "Media Spend", "Net Budget", "NTM", "NTM Spend", "NTM Budget",
        "Net Media Budget", "Media Cost", "Media Investment", "Total Investment", "Net Spend"
        ],
        "formula": "BUDGET_LOCAL",
        "unit": "money",
        "decimals": 0
        },
        "cpm": {
        "name": "CPM",
        "labels": [
        "CPM", "Avg CPM", "Average CPM", "Total CPM", "CPM Avg.", "Cost per Mille",
        "Cost per Thousand"
        ],
        "formula": "BUDGET_LOCAL / IMPRESSIONS * 1000",
        "unit": "money",
        "decimals": 2
        },
        "cpv": {
        "name": "CPV",
        "labels": ["CPV", "Avg CPV", "Average CPV", "CPV Avg.", "Cost per View"],
        "formula": "BUDGET_LOCAL / VIDEO_VIEWS",
        "unit": "money",
        "decimals": 3
        },
        "cpc": {
        "name": "CPC",
        "labels": ["CPC", "Avg CPC", "Average CPC", "CPC Avg.", "Cost per Click"],
        "formula": "BUDGET_LOCAL / CLICKS_ACTIONS",
        "unit": "money",
        "decimals": 2
        },
        "vtr_percent": {
        "name": "VTR%",
        "labels": [
        "VTR", "VTR %", "% VTR", "View Through Rate", "View Through Rate %", "View Rate",
        "View Rate %"
        ],
        "formula": "VIDEO_VIEWS / IMPRESSIONS",
        "unit": "share",
        "decimals": 1
        },
        "ctr_percent": {
        "name": "CTR%",
        "labels": [
        "CTR", "CTR %", "% CTR", "Click Through Rate", "Click Through Rate %", "Click Rate",
        "Click Rate %"
        ],
        "formula": "CLICKS_ACTIONS / IMPRESSIONS",
        "unit": "share",
        "decimals": 2
        }
        }
        }
        """#
}
