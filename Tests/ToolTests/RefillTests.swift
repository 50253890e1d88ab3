import Glibc
import Streams
import Testing

@testable import Workbooks

/// A tracker that was filled before, and that people worked on, is filled again.
@Suite("A tracker is filled again") struct RefillTests {
    /// `folder/records.tsv` of the samples, and more.tsv with some lines of the plan once more; the count of the latter.
    private func extract(in folder: String) async throws -> Int {
        let run = try await runTool(
            "mp-extract",
            [
                "--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/records.tsv",
                "--fail-on", "never",
            ])
        #expect(run.status == 0, "\(run)")
        let lines = try text(of: "\(folder)/records.tsv").split(separator: "\n")
        let more = lines + lines[1...7].map { $0.replacing("PLANNED_", with: "LATER_") }
        try write(more.joined(separator: "\n") + "\n", to: "\(folder)/more.tsv")
        return more.count - 1
    }

    private func map(_ records: String, _ template: String, to output: String, in folder: String, _ more: [String] = [])
        async throws -> ToolRun
    {
        try await runTool(
            "mp-map",
            [
                "-i", "\(folder)/\(records)", "-t", template.hasPrefix("/") ? template : "\(folder)/\(template)", "-o",
                "\(folder)/\(output)", "--report-dir", "none", "--fail-on", "never",
            ] + more)
    }

    /// Puts a sheet, a name and a pivot table's cache of a client's own into a workbook.
    private func addView(to path: String, formulas: [String]) throws {
        let workbook = try Workbook(path: path)
        let package = workbook.package
        var rewrite = PackageRewrite(of: package)
        func change(_ part: String, _ change: (String) -> String) throws {
            rewrite.replace(part, with: Array(change(String(decoding: try package.data(of: part), as: UTF8.self)).utf8))
        }
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let rows = formulas.enumerated().map {
            "<row r=\"\($0 + 1)\"><c r=\"A\($0 + 1)\"><f>\(XMLText.escaped($1))</f><v>111</v></c></row>"
        }
        rewrite.add(
            "xl/worksheets/view.xml",
            bytes: Array("<worksheet xmlns=\"\(main)\"><sheetData>\(rows.joined())</sheetData></worksheet>".utf8))
        rewrite.add(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            bytes: Array(
                "<pivotCacheDefinition xmlns=\"\(main)\" recordCount=\"0\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:AP\(try lastRow(of: workbook))\" sheet=\"Raw Data\"/></cacheSource><cacheFields count=\"0\"/></pivotCacheDefinition>"
                    .utf8))
        try change("[Content_Types].xml") {
            $0.replacing(
                "</Types>",
                with:
                    "<Override PartName=\"/xl/worksheets/view.xml\" ContentType=\"\(kind).worksheet+xml\"/><Override PartName=\"/xl/pivotCache/pivotCacheDefinition1.xml\" ContentType=\"\(kind).pivotCacheDefinition+xml\"/></Types>"
            )
        }
        try change("xl/_rels/workbook.xml.rels") {
            $0.replacing(
                "</Relationships>",
                with:
                    "<Relationship Id=\"rIdV\" Type=\"\(types)/worksheet\" Target=\"worksheets/view.xml\"/><Relationship Id=\"rIdP\" Type=\"\(types)/pivotCacheDefinition\" Target=\"pivotCache/pivotCacheDefinition1.xml\"/></Relationships>"
            )
        }
        let last = try lastRow(of: workbook)
        try change("xl/workbook.xml") {
            $0.replacing("</sheets>", with: "<sheet name=\"My view\" sheetId=\"77\" r:id=\"rIdV\"/></sheets>")
                .replacing(
                    "</definedNames>",
                    with: "<definedName name=\"MyBudget\">'Raw Data'!$T$2:$T$\(last)</definedName></definedNames>"
                )
                .replacing(
                    "</workbook>",
                    with: "<pivotCaches><pivotCache cacheId=\"1\" r:id=\"rIdP\"/></pivotCaches></workbook>")
        }
        try rewrite.write(to: path)
    }

    private func lastRow(of workbook: Workbook) throws -> Int {
        try workbook.grid(of: workbook.sheet(named: "Raw Data")).cells.keys.map(\.row).max() ?? 0
    }

    @Test("What a client built on the raw data is extended to the new rows, without its old value, or named")
    func extended() async throws {
        try await withTemporaryFolder { folder in
            let count = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            let old = try lastRow(of: Workbook(path: "\(folder)/1.xlsx"))
            let new = count + 1
            try #require(new > old)
            let formulas = [
                ("SUM('Raw Data'!$T$2:$T$\(old))", "SUM('Raw Data'!$T$2:$T$\(new))"),
                ("SUM(RawData[BUDGET_LOCAL])", "SUM(RawData[BUDGET_LOCAL])"),
                ("COUNTA('Raw Data'!A:A)", "COUNTA('Raw Data'!A:A)"),
                (
                    "SUMIFS('raw data'!T1:T\(old),'Raw Data'!$E$1:$E$\(old),\"KSA\")",
                    "SUMIFS('raw data'!T1:T\(new),'Raw Data'!$E$1:$E$\(new),\"KSA\")"
                ),
                ("'Raw Data'!T\(old)", "'Raw Data'!T\(old)"), ("SUM('Raw Data'!T5:T9)", "SUM('Raw Data'!T5:T9)"),
                ("'Campaign Insights'!B6", "'Campaign Insights'!B6"),
                ("LEN(\"'Raw Data'!T2:T\(old)\")", "LEN(\"'Raw Data'!T2:T\(old)\")"),
            ]
            try addView(to: "\(folder)/1.xlsx", formulas: formulas.map(\.0))
            let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder)
            #expect(run.status == 0 && !run.errors.contains("the template's formula"), "\(run)")
            let workbook = try Workbook(path: "\(folder)/2.xlsx")
            #expect(
                workbook.sheets.map(\.name) == [
                    "Campaign Tracker", "Campaign Insights", "Raw Data", "Lineage", "My view",
                ])
            let view = try workbook.grid(of: workbook.sheet(named: "My view"))
            for (index, formula) in formulas.enumerated() {
                let cell = view.cells[CellReference(row: index + 1, column: 1)]
                #expect(cell?.formula == formula.1)
                // The new rows are not calculated here, and nothing must not pass for 0. The last names nothing and keeps its value.
                if index < formulas.count - 1 { #expect(cell?.value == .empty, "\(formula.1)") }
            }
            #expect(run.errors.contains("My view: 3 formulas (A5, A6, A7) are built on single cells"), "\(run)")
            #expect(workbook.definedNames.first { $0.name == "MyBudget" }?.formula == "'Raw Data'!$T$2:$T$\(new)")
            let cache = String(
                decoding: try workbook.package.data(of: "xl/pivotCache/pivotCacheDefinition1.xml"), as: UTF8.self)
            #expect(cache.contains("ref=\"A1:AP\(new)\"") && cache.contains("refreshOnLoad=\"1\""), "\(cache)")
            #expect(run.errors.contains("a pivot table shows"), "\(run)")
        }
    }

    @Test(
        "Figures as values take the sheets of the earlier run away, asked for or because of a limit",
        arguments: [["--figures", "values"], ["--live-limit", "10"]])
    func taken(option: [String]) async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            try addView(
                to: "\(folder)/1.xlsx",
                formulas: ["SUM('Raw Data'!$T$2:$T$9)", "SUM(RawData[BUDGET_LOCAL])", "'Campaign Tracker'!C4"])
            let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder, option)
            #expect(run.status == 0 && !run.errors.contains("the template's formula"), "\(run)")
            #expect(
                run.errors.contains("My view: 2 formulas (A1, A2) are built on sheets of the earlier run"), "\(run)")
            let workbook = try Workbook(path: "\(folder)/2.xlsx")
            #expect(workbook.sheets.map(\.name) == ["Campaign Tracker", "My view"])
            let view = try workbook.grid(of: workbook.sheets[1])
            #expect(
                view.cells[CellReference("A1")!]?.formula == "SUM(#REF!)"
                    && view.cells[CellReference("A2")!]?.formula == "SUM(#REF!)")
            #expect(!workbook.package.partNames.contains { $0.contains("table") || $0.contains("chart") })
            // The same as filling the client's own template.
            #expect(try await map("more.tsv", Sample.template, to: "3.xlsx", in: folder, option).status == 0)
            let (refilled, fresh) = (try workbook.grid(of: workbook.sheets[0]), try grid("\(folder)/3.xlsx"))
            for (cell, content) in fresh.cells { #expect(refilled.cells[cell]?.value == content.value, "\(cell)") }
            let explained = try await runTool("mp-map", ["--explain", "F25", "\(folder)/2.xlsx"])
            #expect(explained.status == 65, "\(explained)")
        }
    }

    @Test("References made of text or by an offset do not follow, and are named")
    func reached() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            try addView(
                to: "\(folder)/1.xlsx",
                formulas: [
                    "SUM(OFFSET('Raw Data'!T1,1,0,9,1))", "SUM(INDIRECT(\"'raw data'!T2:T9\"))",
                    "SUM(INDIRECT(\"A1\"))", "SUM('Raw Data'!T:T)",
                ])
            let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder)
            #expect(run.errors.contains("My view: 2 formulas (A1, A2) are built on single cells"), "\(run)")
        }
    }

    /// Changes the part of a sheet as text.
    private func change(_ path: String, _ name: String, _ change: (String) -> String) throws {
        let workbook = try Workbook(path: path)
        let part = try workbook.sheet(named: name).partName
        let text = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
        let changed = change(text)
        try #require(changed != text)
        var rewrite = PackageRewrite(of: workbook.package)
        rewrite.replace(part, with: Array(changed.utf8))
        try rewrite.write(to: path)
    }

    @Test("Our sheets are found when people changed a heading, and what people added to them is named")
    func edited() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            let path = "\(folder)/1.xlsx"
            let added =
                "<row r=\"90000\"><c r=\"B90000\" t=\"inlineStr\"><is><t>Agreed with the client</t></is></c></row></sheetData>"
            for (name, old, new) in [
                ("Raw Data", ">SOURCE_FILE<", ">Source file<"), ("Lineage", ">Sheet<", ">Tab<"),
                ("Campaign Insights", ">CAMPAIGN INSIGHTS<", ">KPI SUMMARY<"),
            ] {
                try change(path, name) {
                    $0.replacing(old, with: new, maxReplacements: 1).replacing("</sheetData>", with: added)
                }
            }
            for figures in ["live", "values"] {
                let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder, ["--figures", figures])
                #expect(run.status == 0 && !run.errors.contains("stands in the head twice"), "\(run)")
                let names = try Workbook(path: "\(folder)/2.xlsx").sheets.map(\.name)
                let ours = ["Campaign Insights", "Raw Data", "Lineage"]
                #expect(names == ["Campaign Tracker"] + (figures == "live" ? ours : []))
                for name in ours {
                    #expect(
                        run.errors.contains("!\(name): people added a cell (B90000 \"Agreed with the client\")"),
                        "\(run)")
                }
            }
            // Nothing is said where nobody added anything.
            #expect(try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder).status == 0)
            let again = try await map("more.tsv", "2.xlsx", to: "3.xlsx", in: folder)
            #expect(again.status == 0 && !again.errors.contains("people added"), "\(again)")
        }
    }

    @Test("A formula of the template's own that looks like one of ours stays when the tracker is filled again")
    func lookalike() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            let cell = CellReference("D30")!
            let formula = "IF(COUNT(F30,H30,J30,L30,N30)=0,\"-\",SUM(F30,H30,J30,L30,N30))"
            let template = try Workbook(path: Sample.template)
            let editor = WorksheetEditor(
                part: try template.package.text(of: template.sheets[0].partName), place: Place(file: "t.xlsx"))
            var rewrite = PackageRewrite(of: template.package)
            rewrite.replace(
                template.sheets[0].partName, with: try editor.applying([cell: .formula(formula, cached: .empty)]).part)
            try rewrite.write(to: "\(folder)/t.xlsx")
            #expect(try await map("records.tsv", "t.xlsx", to: "1.xlsx", in: folder).status == 0)
            let run = try await map("records.tsv", "1.xlsx", to: "2.xlsx", in: folder, ["--figures", "values"])
            #expect(run.status == 0, "\(run)")
            let cells = try grid("\(folder)/2.xlsx").cells
            #expect(cells[cell]?.formula == formula)
            // Our own sum beside it became a value.
            #expect(cells[CellReference("E30")!]?.formula == nil && cells[CellReference("E30")!]?.value.number != nil)
        }
    }

    private func grid(_ path: String) throws -> SheetGrid {
        let workbook = try Workbook(path: path)
        return try workbook.grid(of: workbook.sheets[0])
    }

    @Test("Sheets of the template's own under our names stay; ours are found by what they are, and renamed ones too")
    func named() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            func change(_ part: String, _ change: (String) -> String) throws {
                rewrite.replace(
                    part, with: Array(change(String(decoding: try package.data(of: part), as: UTF8.self)).utf8))
            }
            let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            for (index, text) in ["Sheet", "CAMPAIGN INSIGHTS", "Source_File"].enumerated() {
                rewrite.add(
                    "xl/worksheets/own\(index).xml",
                    bytes: Array(
                        "<worksheet xmlns=\"\(main)\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\(text)</t></is></c></row></sheetData></worksheet>"
                            .utf8))
            }
            try change("[Content_Types].xml") { text in
                text.replacing(
                    "</Types>",
                    with: (0..<3).map {
                        "<Override PartName=\"/xl/worksheets/own\($0).xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
                    }.joined() + "</Types>")
            }
            try change("xl/_rels/workbook.xml.rels") { text in
                text.replacing(
                    "</Relationships>",
                    with: (0..<3).map {
                        "<Relationship Id=\"own\($0)\" Type=\"\(types)/worksheet\" Target=\"worksheets/own\($0).xml\"/>"
                    }.joined() + "</Relationships>")
            }
            try change("xl/workbook.xml") { text in
                text.replacing(
                    "</sheets>",
                    with: ["Lineage", "Campaign Insights", "Raw Data"].enumerated().map {
                        "<sheet name=\"\($1)\" sheetId=\"\($0 + 20)\" r:id=\"own\($0)\"/>"
                    }.joined() + "</sheets>")
            }
            try rewrite.write(to: "\(folder)/t.xlsx")
            var template = "t.xlsx"
            for round in 1...3 {
                let run = try await map("records.tsv", template, to: "\(round).xlsx", in: folder)
                #expect(
                    run.status == 0 && !run.errors.contains("error:") && !run.errors.contains("the template's formula"),
                    "\(run)")
                var names = [
                    "Campaign Tracker", "Lineage", "Campaign Insights", "Raw Data", "Campaign Insights 2", "Raw Data 2",
                    "Lineage 2",
                ]
                if round == 3 { names = names.map { $0 == "Raw Data 2" ? "Client's data" : $0 } }
                let workbook = try Workbook(path: "\(folder)/\(round).xlsx")
                #expect(workbook.sheets.map(\.name) == names)
                let explained = try await runTool("mp-map", ["--explain", "F25", "\(folder)/\(round).xlsx"])
                #expect(explained.status == 0, "\(explained)")
                template = "\(round).xlsx"
                if round == 2 {
                    // Excel changes the formulas, too.
                    var renamed = PackageRewrite(of: workbook.package)
                    for part in ["xl/workbook.xml"] + workbook.worksheets.map(\.partName) {
                        let text = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
                        renamed.replace(
                            part,
                            with: Array(
                                text.replacing("'Raw Data 2'", with: "'Client''s data'").replacing(
                                    "name=\"Raw Data 2\"", with: "name=\"Client's data\""
                                ).utf8))
                    }
                    try renamed.write(to: "\(folder)/2.xlsx")
                }
            }
        }
    }

    @Test("The target audience of an earlier campaign is replaced, and what a person wrote there stays and is named")
    func audiences() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            let change = try await runShell(
                "awk -F'\t' -v OFS='\t' 'NR > 1 { $14 = \"New audience 35-60\" } 1' records.tsv >other.tsv", in: folder)
            #expect(change.status == 0, "\(change)")
            func audience(_ name: String) throws -> CellValue {
                let workbook = try Workbook(path: "\(folder)/\(name)")
                return try workbook.grid(of: workbook.worksheets[0])[CellReference("C10")!]
            }
            for figures in ["live", "values"] {
                let first = try await map(
                    "records.tsv", Sample.template, to: "1.xlsx", in: folder, ["--figures", figures])
                #expect(first.status == 0 && !first.errors.contains("target audience of DV360"), "\(first)")
                let old = try audience("1.xlsx")
                let run = try await map("other.tsv", "1.xlsx", to: "2.xlsx", in: folder, ["--figures", "values"])
                #expect(run.status == 0)
                if figures == "live" {
                    #expect(try audience("2.xlsx") == .text("New audience 35-60"))
                    #expect(!run.errors.contains("the target audience of DV360"), "\(run)")
                } else {
                    // Without the sheet of lineage nobody knows whose it is.
                    #expect(try audience("2.xlsx") == old)
                    #expect(run.errors.contains("C10: the target audience of DV360 is not the plan's"), "\(run)")
                }
            }
        }
    }

    /// Takes the saved values of all formulas out of a workbook, as programs do that do not calculate.
    private func dropValues(of path: String) throws {
        let workbook = try Workbook(path: path)
        var rewrite = PackageRewrite(of: workbook.package)
        for sheet in workbook.worksheets {
            let text = String(decoding: try workbook.package.data(of: sheet.partName), as: UTF8.self)
            rewrite.replace(
                sheet.partName, with: Array(text.replacing(/(<\/f>|<f[^>]*\/>)<v>[^<]*<\/v>/) { $0.output.1 }.utf8))
        }
        try rewrite.write(to: path)
    }

    @Test(
        "A block without records is cleared, too, where nobody saved the values of its formulas",
        arguments: ["live", "values"])
    func unsaved(figures: String) async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            try dropValues(of: "\(folder)/1.xlsx")
            let less = try await runShell("grep -v TIKTOK records.tsv >less.tsv", in: folder)
            #expect(less.status == 0)
            let run = try await map("less.tsv", "1.xlsx", to: "2.xlsx", in: folder, ["--figures", figures])
            #expect(run.errors.contains("no records of TIKTOK; the figures in its block are cleared to -"), "\(run)")
            let workbook = try Workbook(path: "\(folder)/2.xlsx")
            let grid = try workbook.grid(of: workbook.worksheets[0])
            for cell in grid.cells.values {
                #expect(!(cell.formula ?? "").contains("#REF!"), "\(cell)")
                if case .error = cell.value { Issue.record("\(cell)") }
            }
            // TIKTOK's rows; the head's sum counts the other two.
            for cell in ["F60", "D60", "C48", "C49"] {
                #expect(grid[CellReference(cell)!] == .text("-"), "\(cell)")
            }
            #expect(grid.cells[CellReference("C5")!]?.formula == "IF(COUNT(C12,C49,C85)=0,\"-\",SUM(C12,C49,C85))")
        }
    }

    /// Puts a column in front of a sheet, as a person does, with a remark at its head.
    private func addColumn(to name: String, of path: String) throws {
        let workbook = try Workbook(path: path)
        let sheet = try workbook.sheet(named: name)
        var rewrite = PackageRewrite(of: workbook.package)
        func moved(_ text: Substring) -> String {
            text.split(separator: ":").map { part in
                var cell = CellReference(String(part))!
                cell.column += 1
                return cell.description
            }.joined(separator: ":")
        }
        func move(_ part: String) throws {
            let text = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
                .replacing(/(<c r|ref)="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"/) {
                    "\($0.output.1)=\"\(moved($0.output.2))\""
                }
                .replacing(/<row r="1"[^>]*>/) {
                    $0.output + "<c r=\"A1\" t=\"inlineStr\"><is><t>My note</t></is></c>"
                }
            rewrite.replace(part, with: Array(text.utf8))
        }
        try move(sheet.partName)
        for relationship in try workbook.package.relationships(of: sheet.partName) where relationship.isOfType("table")
        {
            try move(relationship.target)
        }
        try rewrite.write(to: path)
    }

    @Test(
        "Our sheets are found when people put a column in front, and what was built on them is named",
        arguments: ["live", "values"])
    func movedColumns(figures: String) async throws {
        try await withTemporaryFolder { folder in
            let count = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            let last = try lastRow(of: Workbook(path: "\(folder)/1.xlsx"))
            try addView(
                to: "\(folder)/1.xlsx", formulas: ["SUM('Raw Data'!$U$2:$U$\(last))", "SUM(RawData[BUDGET_LOCAL])"])
            for sheet in ["Raw Data", "Lineage"] { try addColumn(to: sheet, of: "\(folder)/1.xlsx") }
            let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder, ["--figures", figures])
            #expect(run.status == 0 && !run.errors.contains("stands in the head twice"), "\(run)")
            #expect(
                run.errors.contains("people added a cell (A1 \"My note\") to the sheet of an earlier run"), "\(run)")
            let workbook = try Workbook(path: "\(folder)/2.xlsx")
            let names = workbook.sheets.map(\.name)
            let sum = try workbook.grid(of: workbook.sheet(named: "My view")).cells[CellReference("A1")!]?.formula
            // Followed by the heading, which is in T again.
            #expect(sum == (figures == "live" ? "SUM('Raw Data'!$T$2:$T$\(count + 1))" : "SUM(#REF!)"))
            #expect(
                names.filter { $0.hasPrefix("Raw Data") || $0.hasPrefix("Lineage") }
                    == (figures == "live" ? ["Raw Data", "Lineage"] : []), "\(names)")
            guard figures == "live" else { return }
            #expect(
                try workbook.grid(of: workbook.sheet(named: "Raw Data"))[CellReference("A1")!] == .text("Source_File"))
            let explained = try await runTool("mp-map", ["--explain", "F30", "\(folder)/2.xlsx"])
            #expect(explained.status == 0, "\(explained)")
        }
    }

    @Test("References to a further column of the raw data follow its heading, and are named when it is gone")
    func furtherColumns() async throws {
        try await withTemporaryFolder { folder in
            let count = try await extract(in: folder) + 1
            func add(_ columns: String, _ output: String) async throws {
                let run = try await runShell(
                    "awk -F'\t' -v OFS='\t' '{ print $0, \(columns) }' more.tsv >\(output).tsv", in: folder)
                #expect(run.status == 0, "\(run)")
            }
            try await add("NR == 1 ? \"NOTE_EUR\" : 2", "one")
            try await add("NR == 1 ? \"NOTE_EUR\" : 2, NR == 1 ? \"AAA_NO\" : 7", "two")
            #expect(try await map("one.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            let first = try Workbook(path: "\(folder)/1.xlsx")
            let header = try first.grid(of: first.sheet(named: "Raw Data")).cells.values.first {
                $0.value == .text("NOTE_EUR")
            }
            let column = try #require(header?.reference.column)
            func letters(_ offset: Int) -> String { CellReference.letters(ofColumn: column + offset) }
            try addView(
                to: "\(folder)/1.xlsx",
                formulas: [
                    "SUM('Raw Data'!\(letters(0))2:\(letters(0))\(count))",
                    "SUM('Raw Data'!$\(letters(0)):$\(letters(0)))",
                    "SUM(RawData[NOTE_EUR])", "COUNTA('Raw Data'!A1:\(letters(0))\(count))",
                    "SUM('Raw Data'!T2:T\(count))",
                    // Right with a column more: found by the heading, or of one column.
                    "HLOOKUP(\"NOTE_EUR\",'Raw Data'!A1:\(letters(0))\(count),2,FALSE)",
                    "INDEX(RawData[],1,MATCH(\"NOTE_EUR\",RawData[#Headers],0))", "ROWS(RawData[])",
                    // By the column's number.
                    "INDEX(RawData[],1,\(column))", "VLOOKUP(\"PLANNED\",'Raw Data'!D2:\(letters(0))\(count),9,0)",
                    "SUM(RawData[[TA_SIZE]:[NOTE_EUR]])",
                ])
            func formulas(_ name: String, _ rows: ClosedRange<Int> = 1...5) throws -> [String] {
                let workbook = try Workbook(path: "\(folder)/\(name)")
                let grid = try workbook.grid(of: workbook.sheet(named: "My view"))
                return rows.map { grid.cells[CellReference(row: $0, column: 1)]?.formula ?? "" }
            }
            let moved = try await map("two.tsv", "1.xlsx", to: "2.xlsx", in: folder)
            #expect(moved.status == 0 && !moved.errors.contains("are not in this run's records"), "\(moved)")
            #expect(
                try formulas("2.xlsx") == [
                    "SUM('Raw Data'!\(letters(1))2:\(letters(1))\(count))",
                    "SUM('Raw Data'!$\(letters(1)):$\(letters(1)))",
                    "SUM(RawData[NOTE_EUR])", "COUNTA('Raw Data'!A1:\(letters(1))\(count))",
                    "SUM('Raw Data'!T2:T\(count))",
                ])
            #expect(
                try formulas("2.xlsx", 6...11) == [
                    "HLOOKUP(\"NOTE_EUR\",'Raw Data'!A1:\(letters(1))\(count),2,FALSE)",
                    "INDEX(RawData[],1,MATCH(\"NOTE_EUR\",RawData[#Headers],0))", "ROWS(RawData[])",
                    "INDEX(RawData[],1,\(column))", "VLOOKUP(\"PLANNED\",'Raw Data'!D2:\(letters(1))\(count),9,0)",
                    "SUM(RawData[[TA_SIZE]:[NOTE_EUR]])",
                ])
            #expect(
                moved.errors.contains("My view: 4 formulas (A4, A9, A10, A11) name several columns"), "\(moved)")
            #expect(!moved.errors.contains("built on single cells"), "\(moved)")
            let gone = try await map("more.tsv", "1.xlsx", to: "3.xlsx", in: folder)
            #expect(gone.errors.contains("(\(letters(0)) \"NOTE_EUR\")"), "\(gone)")
            #expect(gone.errors.contains("or on columns that are gone"), "\(gone)")
            #expect(
                try formulas("3.xlsx") == [
                    "SUM(#REF!)", "SUM(#REF!)", "SUM(#REF!)", "COUNTA('Raw Data'!A1:\(letters(-1))\(count))",
                    "SUM('Raw Data'!T2:T\(count))",
                ])
        }
    }

    @Test("A copy of a sheet of ours that somebody keeps is not searched for figures")
    func copies() async throws {
        try await withTemporaryFolder { folder in
            _ = try await extract(in: folder)
            #expect(try await map("records.tsv", Sample.template, to: "1.xlsx", in: folder).status == 0)
            let path = "\(folder)/1.xlsx"
            let workbook = try Workbook(path: path)
            let part = try workbook.sheet(named: "Campaign Insights").partName
            var rewrite = PackageRewrite(of: workbook.package)
            let text = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
                .replacing(/<drawing[^>]*\/>/, with: "").replacing(/<extLst>.*<\/extLst>/, with: "")
            rewrite.add("xl/worksheets/copy.xml", bytes: Array(text.utf8))
            func change(_ part: String, _ end: String, _ added: String) throws {
                let old = String(decoding: try workbook.package.data(of: part), as: UTF8.self)
                rewrite.replace(part, with: Array(old.replacing(end, with: added + end).utf8))
            }
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
            let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            try change(
                "[Content_Types].xml", "</Types>",
                "<Override PartName=\"/xl/worksheets/copy.xml\" ContentType=\"\(kind).worksheet+xml\"/>")
            try change(
                "xl/_rels/workbook.xml.rels", "</Relationships>",
                "<Relationship Id=\"rIdC\" Type=\"\(types)/worksheet\" Target=\"worksheets/copy.xml\"/>")
            try change(
                "xl/workbook.xml", "</sheets>", "<sheet name=\"Insights of April\" sheetId=\"78\" r:id=\"rIdC\"/>")
            try rewrite.write(to: path)
            let run = try await map("more.tsv", "1.xlsx", to: "2.xlsx", in: folder)
            #expect(run.status == 0 && !run.errors.contains("error:"), "\(run)")
            #expect(
                run.errors.contains("Insights of April: looks like the Campaign Insights of an earlier run"), "\(run)")
            #expect(try Workbook(path: "\(folder)/2.xlsx").sheets.map(\.name).contains("Insights of April"))
        }
    }
}
