import Glibc
import Testing

@testable import Workbooks

@Suite("mp-extract") struct MPExtractTests {
    private static let both = ["--planned", Sample.planned, "--delivered", Sample.delivered]

    private func fields(_ line: Substring) -> [Substring] {
        line.split(separator: "\t", omittingEmptySubsequences: false)
    }

    @Test("writes planned and delivered records as one rectangular table")
    func table() async throws {
        let run = try await runTool("mp-extract", Self.both)
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.count == 166)
        #expect(Set(run.lines.map { fields($0).count }) == [39])
        #expect(run.lines[0].hasPrefix("Source_File\tSource_Sheet\tSource_Row\tSource_Type\tMARKET\t"))
        #expect(run.lines[0].hasSuffix("\tCREATIVE_NAME\tBUDGET_EUR\tAGENCY_REF"))
        #expect(run.lines[1].hasPrefix("PLANNED_Quillmere Bright Morning (Q2 2026).xlsx\tDV360\t16\tPLANNED\tKSA\t"))
        #expect(run.lines[1].contains("\t18374.15\t"))
        #expect(run.errors.contains("mp-extract: warning: \(Sample.planned)!META!B44: looks like a line"), "\(run)")
    }

    @Test("NDJSON has an object a record")
    func objects() async throws {
        let run = try await runTool("mp-extract", Self.both + ["--format", "ndjson"])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.count == 165)
        #expect(run.lines.allSatisfy { $0.hasPrefix("{\"Source_File\":") && $0.hasSuffix("}") && !$0.contains("null") })
    }

    @Test("a grid through a pipe gives the same records and the same messages", arguments: ["planned", "delivered"])
    func grid(kind: String) async throws {
        let path = kind == "planned" ? Sample.planned : Sample.delivered
        let direct = try await runTool("mp-extract", ["--\(kind)", path])
        let piped = try await runShell(
            "xlsx2tsv --all-sheets --grid \"$WORKBOOK\" | mp-extract --\(kind) -", environment: ["WORKBOOK": path])
        #expect(piped.status == 0, "\(piped)")
        #expect(piped.output == direct.output)
        #expect(piped.errors == direct.errors)
    }

    @Test("with --output it writes workbooks and tables, and prints their paths")
    func folder() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runTool("mp-extract", Self.both + ["--output", "made/out"], in: folder)
            #expect(run.status == 0, "\(run)")
            let files = names(in: folder + "/made/out")
            #expect(run.lines.map { String($0.dropFirst("made/out/".count)) }.sorted() == files)
            // Two of each kind, what became of the cells, and the results of brand lift below the report's tables.
            #expect(files.count == 8)
            let lift = try #require(files.first { $0.hasPrefix("BRAND_LIFT_") })
            let asked = try await runTool("mp-extract", ["--delivered", Sample.delivered, "--brand-lift"])
            #expect(try await runShell("cat made/out/\(lift)", in: folder).output == asked.output)
            for (name, rows) in [("PLANNED", 47), ("DELIVERED", 120), ("COMBINED", 166)] {
                let stem = try #require(files.first { $0.hasPrefix(name + "_") && $0.hasSuffix(".tsv") }).dropLast(4)
                // PLANNED_20260415_133000
                #expect(stem.dropFirst(name.count + 1).count == 15)
                let table = try await runShell("cat made/out/\(stem).tsv", in: folder)
                #expect(table.lines.count == rows)
                let workbook = try await runTool("xlsx2tsv", ["made/out/\(stem).xlsx"], in: folder)
                #expect(workbook.output == table.output, "\(name)")
            }
            let again = try await runTool(
                "mp-extract", ["--planned", Sample.planned, "--output", "made/out"], in: folder)
            #expect(again.lines.count == 3, "\(again)")
            #expect(names(in: folder + "/made/out").count == 11)
            let combined = try await runTool(
                "mp-extract", ["--planned", Sample.planned, "--combine", "--output", "made/out"], in: folder)
            #expect(combined.lines.count == 5 && combined.lines[2].contains("/COMBINED_"), "\(combined)")
        }
    }

    @Test("-o writes a file, in the format of its ending")
    func file() async throws {
        try await withTemporaryFolder { folder in
            for (name, first) in [("r.tsv", "Source_File"), ("r.ndjson", "{"), ("r.xlsx", "PK")] {
                let run = try await runTool("mp-extract", Self.both + ["-o", name], in: folder)
                #expect(run.status == 0 && run.output.isEmpty, "\(run)")
                let head = try await runShell("head -c \(first.count) \(name)", in: folder)
                #expect(head.output == first)
            }
            #expect(names(in: folder) == ["r.ndjson", "r.tsv", "r.xlsx"])
        }
    }

    @Test("lists regions, with what their fences lack")
    func regions() async throws {
        let run = try await runTool("mp-extract", Self.both + ["--list-regions"])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.count == 10)
        #expect(run.lines[0] == "file\tsheet\tplatform\tkind\trange\theader_row\tlines\tlacks")
        #expect(run.lines[1] == "\(Sample.planned)\tDV360\tDV360\tplanned\tD15:AL33\t15\t18\tSTART beside row 20")
        #expect(
            run.lines[4]
                == "\(Sample.delivered)\tDV360\tDV360\treach-and-frequency\tC5:G11\t5\t6\tEND beside the header; END beside row 8"
        )
    }

    @Test("--platform takes aliases, several times, and refuses what is none")
    func platforms() async throws {
        let run = try await runTool("mp-extract", Self.both + ["--platform", "YouTube", "--platform", "ig"])
        #expect(
            Set(run.lines.dropFirst().map { fields($0)[1] }) == [
                "DV360", "META", "DV360_MEDIA", "META_MEDIA", "DV360_RF", "META_RF",
            ])
        let wrong = try await runTool("mp-extract", Self.both + ["--platform", "Telly"])
        #expect(wrong.status == 64 && wrong.errors.contains("known are DV360, META, TIKTOK"), "\(wrong)")
        let absent = try await runTool("mp-extract", Self.both + ["--platform", "Snap"])
        #expect(absent.status == 65 && absent.errors.contains("no region of SNAPCHAT was found"), "\(absent)")
    }

    @Test(
        "findings decide the status as asked",
        arguments: [
            ([], 0), (["--fail-on", "warning"], 1), (["--strict"], 1), (["--strict", "--fail-on", "never"], 0),
        ] as [([String], Int32)])
    func findings(options: [String], status: Int32) async throws {
        let run = try await runTool("mp-extract", Self.both + options)
        #expect(run.status == status, "\(run)")
        #expect(run.lines.count == 166)
        #expect(run.errors.contains(": warning: ") != options.contains("--strict"))
        #expect(run.errors.contains(": error: ") == options.contains("--strict"))
    }

    @Test(
        "the command line is checked",
        arguments: [
            [] as [String], ["--planned"], ["--planned", "-", "--delivered", "-"],
            ["--planned", "x", "--output", "o", "-o", "f"],
            ["--planned", "x", "--format", "csv"], ["--planned", "x", "--format", "xlsx"],
            ["--planned", "x", "--chunk-size", "0"],
            ["--planned", "x", "--list-regions", "--output", "o"], ["x.xlsx"],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await runTool("mp-extract", arguments)
        #expect(run.status == 64, "\(run)")
        #expect(run.errors.hasPrefix("mp-extract: error: "), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test("a missing file lists near names and the pattern, with status 66")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/input", 0o755)
            try write("", to: folder + "/input/PLANNED_April (v2).xlsx")
            try write("", to: folder + "/input/notes.txt")
            let near = try await runTool(
                "mp-extract", ["--planned", "input/PLANED_April (v2).xlsx", "--output", "out"], in: folder)
            #expect(near.status == 66, "\(near)")
            #expect(
                near.errors
                    == "mp-extract: error: input/PLANED_April (v2).xlsx: no such file; did you mean \"input/PLANNED_April (v2).xlsx\"? (such files are called input/PLANNED_*.xlsx)\n"
            )
            let wrong = try await runTool("mp-extract", ["--delivered", "inputs/x.xlsx"], in: folder)
            #expect(
                wrong.status == 66 && wrong.errors.contains("no folder inputs")
                    && wrong.errors.contains("inputs/DELIVERED_*.xlsx"), "\(wrong)")
            #expect(names(in: folder) == ["input"])
        }
    }

    @Test("a plan given as a report is refused, and the reverse, and nothing is written")
    func wrongKind() async throws {
        try await withTemporaryFolder { folder in
            for arguments in [["--delivered", Sample.planned], ["--planned", Sample.delivered]] {
                let run = try await runTool("mp-extract", arguments + ["--output", "out"], in: folder)
                #expect(run.status == 65 && run.errors.contains("give the workbook with --"), "\(run)")
            }
            let none = try await runTool("mp-extract", ["--planned", Sample.template, "-o", "x.tsv"], in: folder)
            #expect(none.status == 65 && none.errors.contains("no region was found in any sheet"), "\(none)")
            #expect(names(in: folder).isEmpty)
        }
    }

    @Test("configuration under MP_HOME counts, and its mistakes are status 78 with line and column")
    func configuration() async throws {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/config", 0o755)
            try write(
                #"{"vocabulary": {"markets": [{"code": "KSA", "name": "Saudi"}]}}"#, to: folder + "/config/toolkit.json"
            )
            try write(
                #"{"clients": {"acme": {"value_transformations": {"MARKET": {"IRQ": "Jordan", "Iraq": "Jordan"}}}}}"#,
                to: folder + "/config/client_mapping_rules.json")
            let home = ["MP_HOME": folder]
            let plain = try await runTool("mp-extract", Self.both, environment: home)
            #expect(plain.output.contains("\tSaudi\t") && plain.output.contains("\tIraq\t"))
            let client = try await runTool(
                "mp-extract", Self.both, environment: ["MP_HOME": folder, "CLIENT_ID": "acme"])
            #expect(client.output.contains("\tJordan\t") && !client.output.contains("\tIraq\t"), "\(client)")
            let unknown = try await runTool("mp-extract", Self.both + ["--client", "acne"], environment: home)
            #expect(unknown.status == 78 && unknown.errors.contains("known are \"acme\""), "\(unknown)")
            try write("{\n  \"vocabulary\": {\"markets\": 7}\n}", to: folder + "/config/toolkit.json")
            let wrong = try await runTool("mp-extract", Self.both, environment: home)
            #expect(wrong.status == 78, "\(wrong)")
            #expect(
                wrong.errors
                    == "mp-extract: error: \(folder)/config/toolkit.json!line 2, column 29: \"vocabulary.markets\" must be a list\n",
                "\(wrong)")
        }
    }

    @Test("a closed pipe ends it silently with status 0, and a full disk is status 74")
    func streams() async throws {
        for format in ["tsv", "ndjson"] {
            let files =
                "--planned \"$P\" \"$P\" \"$P\" --delivered \"$D\" \"$D\" \"$D\" --versions sum --format \(format)"
            let variables = ["P": Sample.planned, "D": Sample.delivered]
            let closed = try await runShell(
                "{ mp-extract \(files) 2>/dev/null; echo \"status $?\" >&2; } | head -n 1", environment: variables)
            #expect(closed.lines.count == 1 && closed.errors == "status 0\n", "\(closed)")
            let full = try await runShell("mp-extract \(files) > /dev/full", environment: variables)
            #expect(full.status == 74 && full.errors.contains("No space left on device"), "\(full)")
        }
    }

    @Test("messages can be objects with their codes")
    func messageObjects() async throws {
        let run = try await runTool("mp-extract", Self.both + ["--messages", "ndjson"])
        let lines = run.errors.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.contains("\"tool\":\"mp-extract\"") })
        #expect(lines.contains { $0.contains("\"code\":\"line-outside\"") })
    }

    @Test("it takes little memory, however many lines there are")
    func memory() async throws {
        try await withTemporaryFolder { folder in
            let header =
                #"{"file":"r.xlsx","sheet":"META","row":1,"cells":["START","Metrics/ Market","CEJ Objectives","NTM (Spend)","Impressions","END"]}"#
            let script = """
                { echo '\(header)'
                  awk 'BEGIN { for (i = 2; i <= 100000; i++) printf "{\\"file\\":\\"r.xlsx\\",\\"sheet\\":\\"META\\",\\"row\\":%d,\\"cells\\":[\\"START\\",\\"UAE\\",\\"Awareness\\",%d.25,%d,\\"END\\"]}\\n", i, i, i }'
                } | { ulimit -v 400000; mp-extract --delivered - -o out.tsv; }
                wc -l < out.tsv
                """
            let run = try await runShell(script, in: folder)
            #expect(run.lines.last?.contains("100000") == true, "\(run)")
        }
    }
}
