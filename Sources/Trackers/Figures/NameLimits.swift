import MediaPlans
import Streams
import Workbooks

/// Names of platforms and markets that are longer than the tracker's cells or formulas can hold.
struct NameLimits {
    let totals: CampaignTotals

    /// - Parameter inFormulas: whether the names are texts in formulas, which are shorter than those in cells.
    /// - Throws: `Failure` with status 65 that tells the record of the first name that is too long.
    func check(inFormulas: Bool) throws {
        let most = inFormulas ? SheetMarkup.longestTextInFormula : SheetMarkup.longestText
        for platform in totals.platforms {
            for market in platform.markets {
                try check(platform.platform.code, "platform", market, inFormulas, most)
                try check(market.market.code, "market", market, inFormulas, most)
                try check(market.market.displayName, "market", market, false, SheetMarkup.longestText)
            }
        }
    }

    private func check(
        _ name: String, _ kind: String, _ market: CampaignTotals.MarketTotals, _ inFormulas: Bool, _ most: Int
    ) throws {
        // Most names are short, and bytes are no fewer than characters.
        guard name.utf8.count * 2 > most else { return }  // fits: no text has half as many bytes as an Int can count
        // As a condition, without its quotes.
        let text =
            inFormulas ? String(RawData.criterion(name).dropFirst().dropLast()).replacing("\"\"", with: "\"") : name
        guard text.utf16.count > most else { return }
        throw Failure(
            .data, .nameTooLong, at: place(of: market),
            "the \(kind) \"\(shortened(printable(name), to: 40))\" has a name of \(text.utf16.count) characters, and \(inFormulas ? "a text in a formula" : "a cell") holds \(most)",
            hint: "give the \(kind) a shorter name" + (inFormulas ? ", or fill the tracker with --figures values" : ""))
    }

    private func place(of market: CampaignTotals.MarketTotals) -> Place {
        let sources = market.plannedSources + market.actualSources + market.readingSources.values
        guard let run = sources.compactMap({ $0.runs.first }).first else { return Place() }
        let place = totals.places.places[Int(run.place)]
        return Place(file: place.file, sheet: place.sheet, cell: run.first > 0 ? "row \(run.first)" : nil)
    }
}
