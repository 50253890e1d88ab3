import Glibc
import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Whole workbooks, against tables worked out by another program, and the two ways of reading against each other.
@Suite struct SampleRecordTests {
    private static func table(_ name: String) throws -> [[String: String]] {
        let input = try Input(path: "\(PackagePath.samples)/\(name)")
        guard let header = try input.line().map({ TSV.fields(of: $0) }) else { return [] }
        var rows: [[String: String]] = []
        while let line = try input.line() {
            rows.append(Dictionary(uniqueKeysWithValues: zip(header, TSV.fields(of: line))))
        }
        return rows
    }

    /// One record as the expected table has it.
    private static func row(_ record: Record, _ names: some Collection<String>) -> [String: String] {
        let isMatrix = record.sourceType == .deliveredReachAndFrequency
        let metric = record[.platform].text.flatMap { Vocabulary.builtIn.reachMetric(named: $0) }
        var row: [String: String] = [:]
        for name in names {
            switch name {
            case "metric": row[name] = isMatrix ? record[.platform].text : ""
            case "stage":
                let stage =
                    isMatrix
                    ? metric?.stage : record[.cejObjectives].text.flatMap { Vocabulary.builtIn.stage(named: $0) }
                row[name] = stage?.displayName.uppercased() ?? ""
            default:
                switch record[RecordColumn(rawValue: name)!] {
                case .unknown: row[name] = ""
                case .number(let number): row[name] = DecimalText.string(number)
                case .date(let date): row[name] = date.description
                case .text(let text): row[name] = text
                }
            }
        }
        return row
    }

    @Test func samplesComeToTheExpectedRecords() throws {
        let expected = try Self.table("expected_records.tsv")
        let records =
            try extract(workbook: PackagePath.samplePlanned, as: .planned).records
            + extract(workbook: PackagePath.sampleDelivered, as: .delivered).records
        #expect(records.count == expected.count)
        let names = Array(try #require(expected.first).keys)
        // Cells of one row have no order in the table.
        func key(_ row: [String: String]) -> String {
            ["Source_Type", "Source_Sheet", "Source_Row", "MARKET"].map { row[$0] ?? "" }.joined(separator: "|")
        }
        let found = Dictionary(uniqueKeysWithValues: records.map { Self.row($0, names) }.map { (key($0), $0) })
        for row in expected {
            let mine = try #require(found[key(row)], "no record \(key(row))")
            for name in names {
                let text = row[name]!
                let value = Double(text).map { DecimalText.string($0) } ?? text
                #expect(mine[name] == value, "\(key(row)) \(name)")
            }
        }
    }

    @Test func samplesComeToTheExpectedCounts() throws {
        let records =
            try extract(workbook: PackagePath.samplePlanned, as: .planned).records
            + extract(workbook: PackagePath.sampleDelivered, as: .delivered).records
        for row in try Self.table("expected_counts.tsv") {
            let mine = records.filter {
                $0[.sourceSheet].text == row["Source_Sheet"] && $0.sourceType.rawValue == row["Source_Type"]
            }
            #expect(mine.count == Int(row["records"]!), "\(row)")
            let known = mine.count { record in
                RecordColumn.allCases.contains {
                    !$0.isSource && [.number, .percent].contains($0.kind) && !record[$0].isUnknown
                }
            }
            #expect(known == Int(row["known"]!), "\(row)")
        }
    }

    /// What is wrong in the samples on purpose is said, where it stands.
    @Test(arguments: [
        ("planned", "fence-gap", "DV360", "row 20"), ("planned", "stage-missing", "DV360", "K33"),
        ("planned", "stage-unknown", "META", "C39"), ("planned", "platform-mismatch", "META", "D25:D39"),
        ("planned", "fence-gap", "META", "row 30"), ("planned", "line-outside", "META", "B44"),
        ("planned", "not-a-number", "TIKTOK", "AF31"), ("planned", "error-value", "TIKTOK", "V33"),
        ("planned", "percent-above-one", "DV360", "W23"), ("planned", "sheet-ignored", "OLD PLAN", "B3"),
        ("delivered", "error-value", "DV360", "F11"), ("delivered", "fence-gap", "DV360", "row 8"),
        ("delivered", "fence-gap", "DV360", "row 20"), ("delivered", "fence-gap", "META", "E11"),
        ("delivered", "stage-missing", "META", "F33"), ("delivered", "error-value", "META", "I28"),
        ("delivered", "fence-gap", "TIKTOK", "B6"), ("delivered", "unknown-value", "TIKTOK", "F8:F13"),
    ])
    func trapsAreTold(kind: String, code: String, sheet: String, words: String) throws {
        let path = kind == "planned" ? PackagePath.samplePlanned : PackagePath.sampleDelivered
        let result = try extract(workbook: path, as: InputKind(rawValue: kind)!)
        #expect(
            result.messages.contains {
                $0.code.rawValue == code && $0.place.sheet == sheet && $0.sentence.contains(words)
            })
    }

    @Test(arguments: ["planned", "delivered"]) func aGridGivesTheSameRecordsAndFindings(kind: String) throws {
        let path = kind == "planned" ? PackagePath.samplePlanned : PackagePath.sampleDelivered
        try Self.compareGrid(path, InputKind(rawValue: kind)!)
    }

    /// Writes a grid to a pipe's place in memory and reads it back.
    static func compareGrid(_ path: String, _ kind: InputKind) throws {
        let workbook = try Workbook(path: path)
        let file = "/tmp/grid-\(UInt64.random(in: 0...UInt64.max)).ndjson"
        defer { unlink(file) }
        let output = try Output(replacing: file)
        var options = ExportOptions(format: .grid)
        for sheet in workbook.worksheets {
            options.sheetNames = sheet.name == workbook.worksheets.first?.name ? workbook.worksheets.map(\.name) : []
            _ = try SheetExport(options).write(sheet, of: workbook, to: output)
        }
        try output.finish()
        let fromGrid = try extract(GridSource(Input(path: file)), as: kind)
        let fromWorkbook = try extract(WorkbookSource(workbook), as: kind)
        #expect(fromGrid.records == fromWorkbook.records)
        #expect(fromGrid.messages == fromWorkbook.messages)
        #expect(fromGrid.regions == fromWorkbook.regions)
        #expect(!fromGrid.records.isEmpty)
    }

    @Test(arguments: [
        ("[1]", "is no JSON object"), ("{", "is no JSON"), (#"{"file":"a","sheet":"DV360","row":1}"#, "lacks"),
        (#"{"file":"a","sheet":"DV360","row":0,"cells":[]}"#, "lacks"),
        (#"{"file":"a","sheet":"DV360","row":1,"cells":[[1]]}"#, "cell A1 is not understood"),
        (#"{"file":"a","sheet":"DV360","row":1,"cells":[null,{"time":1}]}"#, "cell B1 is not understood"),
        (#"{"file":"a","sheet":"DV360","state":"gone","row":1,"cells":[]}"#, "state"),
        (
            #"{"file":"a","sheet":"DV360","row":2,"cells":[]}"# + "\n"
                + #"{"file":"a","sheet":"DV360","row":2,"cells":[]}"#, "line 2"
        ),
    ])
    func aMalformedGridIsStatus65WithItsLine(text: String, words: String) throws {
        let file = "/tmp/grid-\(UInt64.random(in: 0...UInt64.max)).ndjson"
        defer { unlink(file) }
        let output = try Output(replacing: file)
        try output.write(text)
        try output.finish()
        #expect { try extract(GridSource(Input(path: file)), as: .planned) } throws: { error in
            guard let failure = error as? Failure else { return false }
            return failure.status == .data && failure.message.code == .malformedGrid
                && failure.message.sentence.contains(words)
        }
    }
}

/// The real workbooks, where they are.
@Suite(.enabled(if: PackagePath.hasFixtures)) struct FixtureRecordTests {
    @Test func plansHaveTheirLines() throws {
        let result = try extract(workbook: PackagePath.fixturePlanned, as: .planned)
        #expect(["DV360", "META", "TIKTOK"].map(result.count) == [37, 21, 21])
        #expect(result.records.count == 79)
        let budget = result.records.filter { $0.sheetPlatform == "DV360" }.compactMap { $0[.budgetLocal].number }
            .reduce(0, +)
        #expect(budget == 65750)
        let uae = result.records.filter { $0.sheetPlatform == "DV360" && $0[.market].text == "UAE" }
        #expect(uae.compactMap { $0[.budgetLocal].number }.reduce(0, +) == 35095)
        // No marker, note or fee row is among them.
        for record in result.records {
            #expect(Vocabulary.builtIn.market(named: record[.market].text ?? "") != nil)
            #expect(!record.values.contains { $0 == .text("START") || $0 == .text("END") })
        }
        #expect(result.messages(.stageUnknown).map(\.place.cell) == ["I55"])
        #expect(result.messages(.stageUnknown)[0].hint?.contains("COMMENTS (F55) reads \"Consideration\"") == true)
        #expect(result.messages(.stageMissing).map(\.place.cell) == ["I56"])
        #expect(result.messages(.platformMismatch).map(\.place.cell) == ["E22:E42"])
        #expect(result.messages(.notANumber).map(\.place.cell) == ["AD35", "AD35"])
    }

    @Test func reportsHaveTheirLinesAndCells() throws {
        let result = try extract(workbook: PackagePath.fixtureDelivered, as: .delivered)
        #expect(["DV360_MEDIA", "META_MEDIA", "TIKTOK_MEDIA"].map(result.count) == [25, 15, 14])
        #expect(["DV360_RF", "META_RF", "TIKTOK_RF"].map(result.count) == [30, 30, 30])
        let cells = result.records.filter { $0.sourceType == .deliveredReachAndFrequency }
        #expect(cells.count { !$0[.uniquesReach].isUnknown || !$0[.frequency].isUnknown } == 84)
        let spend = { (sheet: String, market: String) in
            result.records.filter { $0[.sourceSheet].text == sheet && (market.isEmpty || $0[.market].text == market) }
                .compactMap { $0[.budgetLocal].number }.reduce(0, +)
        }
        #expect(abs(spend("DV360_MEDIA", "UAE") - 38922.651513) < 1e-6)
        #expect(abs(spend("TIKTOK_MEDIA", "") - 62536.03) < 1e-6)
    }

    @Test func aGridGivesTheSame() throws {
        try SampleRecordTests.compareGrid(PackagePath.fixturePlanned, .planned)
        try SampleRecordTests.compareGrid(PackagePath.fixtureDelivered, .delivered)
    }
}
