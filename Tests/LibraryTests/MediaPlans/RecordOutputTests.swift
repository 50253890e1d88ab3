import Glibc
import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Records come back from every format as they were.
@Suite struct RecordOutputTests {
    private static let pieces = [
        "a", "Z", "é", "日本", "👩‍👩‍👧", "\t", "\n", "\\", "\\t", "\"", "'", "<&>", "{", "PK", " x ", "\u{1}", "_x0041_",
        "\r\n", "–", "0", "%",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }
            .joined()
        return text.isEmpty ? "x" : text
    }

    private static func number(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: Double(Int.random(in: -1_000_000...1_000_000, using: &random))
        case 1: Double.random(in: -1...1, using: &random)
        case 2: Double(Int.random(in: 0...1_000_000, using: &random)) / 1e6
        case 3:
            [
                0, 1e21, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 9_007_199_254_740_992,
                18374.150000000001,
            ].randomElement(using: &random)!
        default:
            {
                let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
                return value.isFinite ? value : 1
            }()
        }
    }

    private static func date(_ random: inout SeededGenerator) -> CivilDate {
        CivilDate(daysSince1970: Int.random(in: -25_000...2_000_000, using: &random))
    }

    private static func record(_ random: inout SeededGenerator, extras: [String]) -> Record {
        let type = SourceType.allCases.randomElement(using: &random)!
        var record = Record(sourceType: type, sheetPlatform: ["DV360", "META"].randomElement(using: &random)!)
        let suffix = ["", "_MEDIA", "_RF"][SourceType.allCases.firstIndex(of: type)!]
        for column in RecordColumn.allCases where !column.isSource && Bool.random(using: &random) {
            switch column.kind {
            case .number, .percent: record[column] = .number(number(&random))
            case .date: record[column] = .date(date(&random))
            default: record[column] = .text(text(&random))
            }
        }
        record[.sourceFile] = .text("plan \(Int.random(in: 0...9, using: &random)).xlsx")
        record[.sourceSheet] = .text(record.sheetPlatform + suffix)
        record[.sourceRow] = .number(Double(Int.random(in: 1...1_048_576, using: &random)))
        record.extras = extras.map { name in
            let value: FieldValue =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: .unknown
                case 1: .number(number(&random))
                case 2: .date(date(&random))
                default: .text("t" + text(&random))
                }
            return (name, value)
        }
        return record
    }

    /// Minus zero is written as zero, and an extra that is not given need not come back.
    private static func comparable(_ record: Record, _ names: [String]) -> Record {
        var record = record
        let extras = record.extras
        record.extras = names.map { name in (name, extras.first { $0.name == name }?.value ?? .unknown) }
        return record
    }

    private static func write(_ records: [Record], _ format: RecordFormat, _ path: String) throws {
        let writer: any RecordWriter
        switch format {
        case .tsv: writer = TSVRecordWriter(try Output(replacing: path))
        case .ndjson: writer = NDJSONRecordWriter(try Output(replacing: path))
        case .xlsx:
            writer = try WorkbookRecordWriter(path: path, sheet: "Records", extras: ["ONE", "TWO"], report: { _ in })
        }
        for record in records { try writer.write(record) }
        try writer.finish()
    }

    private static func read(_ path: String) throws -> [Record] {
        var records: [Record] = []
        try RecordReader(path: path).forEach { records.append($0) }
        return records
    }

    private static func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
        var template = Array("/tmp/records-test.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        close(descriptor)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(path) }
        return try body(path)
    }

    @Test(arguments: RecordFormat.allCases, [1, 2, 3, 4] as [UInt64]) func recordsComeBackAsTheyWere(
        format: RecordFormat, seed: UInt64
    ) throws {
        var random = SeededGenerator(state: seed)
        let records = (0..<200).map { _ in
            Self.record(&random, extras: [[], ["ONE"], ["TWO", "ONE"]].randomElement(using: &random)!)
        }
        let back = try Self.withFile { path in
            try Self.write(records, format, path)
            return try Self.read(path)
        }
        #expect(back.count == records.count)
        for (a, b) in zip(records, back) {
            #expect(
                Self.comparable(a, ["ONE", "TWO"]) == Self.comparable(b, ["ONE", "TWO"]), "\(format) seed \(seed)")
        }
    }

    @Test func theSpoolGivesBackWhatItWasGiven() throws {
        var random = SeededGenerator(state: 7)
        let spool = RecordSpool()
        // More than fits into its memory.
        let records = (0..<20_000).map { _ in
            Self.record(&random, extras: [[], ["ONE"], ["TWO", "ONE"]].randomElement(using: &random)!)
        }
        for record in records { try spool.write(record) }
        for _ in 0..<2 {
            var index = 0
            try spool.forEach { record in
                #expect(record == records[index])
                index += 1
            }
            #expect(index == records.count)
        }
        #expect(Set(spool.extras) == ["ONE", "TWO"])
    }

    @Test func tsvIsRectangularThoughColumnsComeUpLate() throws {
        var records = [
            Record(sourceType: .planned, sheetPlatform: "DV360"), Record(sourceType: .planned, sheetPlatform: "META"),
        ]
        records[1].extras = [("LATE", .number(1))]
        let text = try Self.withFile { path in
            try Self.write(records + [records[0]], .tsv, path)
            let input = try Input(path: path)
            var lines: [String] = []
            while let line = try input.line() { lines.append(String(decoding: line, as: UTF8.self)) }
            return lines
        }
        #expect(text.count == 4)
        #expect(text.map { $0.utf8.count { $0 == 9 } } == [37, 37, 37, 37])
        #expect(text[0].hasSuffix("\tCREATIVE_NAME\tLATE"))
        #expect(text[1].hasSuffix("\t"))
        #expect(text[2].hasSuffix("\t1"))
    }

    @Test func ndjsonHasKeysInColumnOrderAndNumbersAsNumbers() throws {
        var record = Record(sourceType: .planned, sheetPlatform: "DV360")
        record[.sourceRow] = .number(20)
        record[.budgetLocal] = .number(18374.150000000001)
        record[.startDate] = .date(CivilDate(year: 2025, month: 4, day: 15))
        record.extras = [("BUDGET_AED", .number(1)), ("NOTE", .unknown)]
        let line = try Self.withFile { path in
            try Self.write([record], .ndjson, path)
            return String(decoding: try Input(path: path).line() ?? [], as: UTF8.self)
        }
        #expect(
            line
                == #"{"Source_Row":20,"Source_Type":"PLANNED","START_DATE":"2025-04-15","BUDGET_LOCAL":18374.15,"BUDGET_AED":1}"#
        )
    }

    @Test func keysOfNDJSONMayStandInAnyOrderAndBeLeftOut() throws {
        let members = [
            #""Source_Type":"PLANNED""#, #""Source_Sheet":"META""#, #""CLICKS_ACTIONS":7"#, #""NOTE":"n""#,
            #""MARKET":"UAE""#, #""CREATIVE_NAME":"c""#,
        ]
        var random = SeededGenerator(state: 7)
        for _ in 0..<50 {
            let lines = (0..<4).map { _ in "{" + members.shuffled(using: &random).joined(separator: ",") + "}" }
            let without = #"{"CREATIVE_NAME":"d","Source_Type":"PLANNED"}"#
            try Self.withFile { path in
                let output = try Output(replacing: path)
                try output.write((lines + [without]).joined(separator: "\n"))
                try output.finish()
                let records = try Self.read(path)
                #expect(
                    records.count == 5 && records.last?[.market] == .unknown
                        && records.last?[.creativeName] == .text("d"))
                for record in records.dropLast() {
                    #expect(
                        record[.clicksActions] == .number(7) && record[.market] == .text("UAE")
                            && record[.creativeName] == .text("c"))
                    #expect(record.extras.map(\.name) == ["NOTE"] && record.extras.map(\.value) == [.text("n")])
                }
            }
        }
    }

    @Test(arguments: [
        ("", "is empty"), ("MARKET\tBRAND\n", "line 1"), ("Source_Sheet\tSource_Type\tSource_Type\n", "twice"),
        ("Source_Sheet\tSource_Type\nDV360\n", "line 2"), ("Source_Sheet\tSource_Type\nDV360\tWISHED\n", "line 2"),
        ("Source_Sheet\tSource_Type\tCLICKS_ACTIONS\nDV360\tPLANNED\tmany\n", "line 2"),
        ("Source_Sheet\tSource_Type\tSTART_DATE\nDV360\tPLANNED\t15/04/25\n", "line 2"),
        (#"{"Source_Type":"PLANNED"}"# + "\n{", "line 2"), (#"{"Source_Sheet":"DV360"}"#, "line 1"),
        (#"{"Source_Type":"PLANNED","MARKET":[]}"#, "line 1"),
        (#"{"Source_Type":"PLANNED","IMPRESSIONS":"x"}"#, "line 1"),
    ])
    func whatIsNoRecordsIsStatus65WithItsLine(text: String, words: String) throws {
        try Self.withFile { path in
            let output = try Output(replacing: path)
            try output.write(text)
            try output.finish()
            #expect { try Self.read(path) } throws: { error in
                guard let failure = error as? Failure else { return false }
                return failure.status == .data && failure.message.sentence.contains(words)
            }
        }
    }
}
