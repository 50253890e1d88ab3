import Testing
import Workbooks

/// How a filled tracker looks: number formats, texts in their cells, printed pages.
@Suite("The look of a tracker") struct TrackerLookTests {
    /// Fills the samples' template after a change of its sheet, and gives the tracker.
    private func fill(
        in folder: String, figures: String, change: (String) -> String = { $0 }, template: String? = nil
    ) async throws -> Workbook {
        let extraction = try await runTool(
            "mp-extract",
            [
                "--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/r.tsv", "--fail-on",
                "never",
            ])
        #expect(extraction.status == 0, "\(extraction)")
        var path = template
        if path == nil {
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            let part = "xl/worksheets/sheet1.xml"
            rewrite.replace(part, with: Array(change(String(decoding: try package.data(of: part), as: UTF8.self)).utf8))
            try rewrite.write(to: "\(folder)/template.xlsx")
            path = "\(folder)/template.xlsx"
        }
        let output = "\(folder)/\(figures)\(template == nil ? "" : "-again").xlsx"
        let run = try await runTool(
            "mp-map",
            [
                "-i", "\(folder)/r.tsv", "-t", path!, "-o", output, "--report-dir", "none", "--fail-on", "never",
                "--figures", figures,
            ])
        #expect(run.status == 0, "\(run)")
        return try Workbook(path: output)
    }

    /// The sheet without the formats of its cells.
    private static func unformatted(_ sheet: String) -> String {
        sheet.replacing(/<c r="([A-Z]+\d+)" s="\d+"/) { "<c r=\"\($0.output.1)\" s=\"0\"" }
    }

    @Test("No figure shows as General, whichever way it is filled and however often", arguments: ["live", "values"])
    func formats(figures: String) async throws {
        try await withTemporaryFolder { folder in
            let workbook = try await fill(in: folder, figures: figures, change: Self.unformatted)
            let sheet = workbook.sheets[0]
            let grid = try workbook.grid(of: sheet)
            let codes = grid.cells.values.filter { $0.value.number != nil }.map {
                workbook.formatCode(ofStyle: $0.style)
            }
            #expect(codes.count > 600 && !codes.contains("General"))
            // The metrics' own formats.
            let walk = try TrackerWalk(path: workbook.path)
            func code(_ stage: String, _ label: String) -> String? {
                walk.cell("DV360", stage, label, "KSA", isActual: true)
                    .flatMap { grid.cells[$0] }.map { workbook.formatCode(ofStyle: $0.style) }
            }
            #expect(code("AWARENESS", "Impressions") == "#,##0")
            #expect(code("AWARENESS", "Frequency") == "0.00" || code("AWARENESS", "Frequency") == "#,##0.00")
            #expect(code("AWARENESS", "Budget") == "[$$-409]#,##0")
            #expect(code("CONSIDERATION", "VTR%")?.hasSuffix("%") == true)
            let again = try await fill(in: folder, figures: figures, template: workbook.path)
            #expect(
                try again.package.data(of: "xl/styles.xml") == workbook.package.data(of: "xl/styles.xml"),
                "formats were added again")
        }
    }

    @Test(
        "A figure goes into a column of the usual width as the chosen format shows it", arguments: ["live", "values"])
    func room(figures: String) async throws {
        try await withTemporaryFolder { folder in
            let workbook = try await fill(in: folder, figures: figures) { sheet in
                Self.unformatted(sheet).replacing(/<cols>.*<\/cols>/) { _ in "" }
            }
            let sheet = workbook.sheets[0]
            let grid = try workbook.grid(of: sheet)
            let looks = try workbook.looks(of: sheet)
            let styles = try #require(try WorkbookStyles(of: workbook))
            var (checked, large) = (0, 0)
            for cell in grid.cells.values {
                guard let number = cell.value.number else { continue }
                let code = workbook.formatCode(ofStyle: cell.style)
                // Where no format fits it stays General.
                if number > 1e8, ["General", "0"].contains(code) { large += 1 }
                guard code != "General" else { continue }
                let area =
                    grid.merges.first { $0.contains(cell.reference) } ?? CellRange(cell.reference, cell.reference)
                let measure = TextMeasure(font: styles.font(of: cell.style), base: styles.font(of: 0))
                let text = DisplayFormat(code: code).text(for: number)
                #expect(measure.fits(text, width: looks.width(of: area.columns)), "\(cell.reference) \(text)")
                checked += 1
            }
            #expect(checked > 500 && large > 0)
        }
    }

    @Test(
        "A format of the template's own that shows another value than the figure is named",
        arguments: ["yyyy-mm-dd", "0%", "hh:mm", ";;;", "&quot;n/a&quot;", "0.0,,,&quot;B&quot;", "[$$-409]#,##0"])
    func otherValues(code: String) async throws {
        try await withTemporaryFolder { folder in
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            let styles = String(decoding: try package.data(of: "xl/styles.xml"), as: UTF8.self)
            let budget = "formatCode=\"[$$-409]#,##0\""
            #expect(styles.contains(budget))
            rewrite.replace("xl/styles.xml", with: Array(styles.replacing(budget, with: "formatCode=\"\(code)\"").utf8))
            try rewrite.write(to: "\(folder)/template.xlsx")
            let extraction = try await runTool(
                "mp-extract",
                [
                    "--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/r.tsv", "--fail-on",
                    "never",
                ])
            #expect(extraction.status == 0)
            let run = try await runTool(
                "mp-map",
                [
                    "-i", "\(folder)/r.tsv", "-t", "\(folder)/template.xlsx", "-o", "\(folder)/o.xlsx", "--report-dir",
                    "none",
                    "--fail-on", "never",
                ])
            let isOther = code != "[$$-409]#,##0"
            #expect(run.errors.contains("show another value than the figure") == isOther, "\(run)")
        }
    }

    @Test("A long text is broken into lines, and its row is as high as they take", arguments: ["live", "values"])
    func texts(figures: String) async throws {
        try await withTemporaryFolder { folder in
            let workbook = try await fill(in: folder, figures: figures) { sheet in
                // The audience of DV360 is not written by a person there, and its column is narrow.
                sheet.replacing(/<col min="2" max="2" width="[^"]*"/) { _ in "<col min=\"2\" max=\"2\" width=\"9\"" }
            }
            let sheet = workbook.sheets[0]
            let grid = try workbook.grid(of: sheet)
            let looks = try workbook.looks(of: sheet)
            let styles = try #require(try WorkbookStyles(of: workbook))
            var checked = 0
            for cell in grid.cells.values {
                guard let text = cell.value.text, text.contains("Bright Morning Encore") || text.contains("\n") else {
                    continue
                }
                let area =
                    grid.merges.first { $0.contains(cell.reference) } ?? CellRange(cell.reference, cell.reference)
                let measure = TextMeasure(font: styles.font(of: cell.style), base: styles.font(of: 0))
                let lines = measure.lines(of: text, width: looks.width(of: area.columns))
                guard lines > 1 else { continue }
                checked += 1
                #expect(looks.height(of: area.rows) >= Double(lines) * measure.lineHeight - 0.01, "\(cell.reference)")
            }
            #expect(checked > 0)
        }
    }

    @Test("Added sheets stand last, print on one page's width with their header, and leave the active tab")
    func printing() async throws {
        try await withTemporaryFolder { folder in
            let workbook = try await fill(in: folder, figures: "live")
            let own = ["Campaign Insights", "Raw Data", "Lineage"]
            #expect(workbook.sheets.suffix(3).map(\.name) == own)
            for name in own {
                let sheet = try workbook.sheet(named: name)
                let part = String(decoding: try workbook.package.data(of: sheet.partName), as: UTF8.self)
                #expect(part.contains("<pageSetUpPr fitToPage=\"1\"/>"))
                #expect(part.contains("<pageSetup orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/>"))
                #expect(!part.contains("tabSelected"))
                let title = workbook.definedNames.first {
                    $0.name == "_xlnm.Print_Titles" && $0.sheetIndex == sheet.index
                }
                #expect(title?.formula.hasPrefix("'\(name)'!$") == true, "\(name)")
            }
        }
    }
}
