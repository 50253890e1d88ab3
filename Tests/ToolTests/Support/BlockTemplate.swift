import Workbooks

/// A template with one block, of META with two markets.
enum BlockTemplate {
    /// - Parameter sections: the labels of each section's rows, in order; PLANNED and ACTUALS stand below the campaign level.
    static func write(_ path: String, _ sections: [(String, [String])]) throws {
        let book = try WorkbookWriter(path: path)
        try book.beginSheet(named: "Tracker")
        func row(_ texts: [String]) throws { try book.writeRow(texts.map { $0.isEmpty ? .empty : .text($0) }) }
        try row(["CAMPAIGN"])
        try row(["META - MEDIA METRICS"])
        try row(["", "", "META TOTAL", "", "Market 1", "", "Market 2"])
        for (section, metrics) in sections {
            for (index, metric) in metrics.enumerated() { try row([index == 0 ? section : "", metric]) }
            if section == "Campaign Level" {
                try row(["", "", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS"])
            }
        }
        try book.finish()
    }
}
