import Testing

/// Findings whose texts are long, many, or accepted.
@Suite("Texts of findings") struct FindingTextTests {
    /// Records of the samples in records.tsv, those that awk makes of them in changed.tsv.
    private func prepare(_ awk: String, in folder: String) async throws {
        let made = try await runShell(
            """
            mp-extract --planned "$PLAN" -o records.tsv 2>/dev/null
            awk -F '\\t' -v OFS='\\t' 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i } \(awk) { print }' records.tsv >changed.tsv
            """, in: folder, environment: ["PLAN": Sample.planned])
        #expect(made.status == 0, "\(made)")
    }

    @Test(
        "a market's name of a megabyte fills neither a report nor a message",
        arguments: ["text", "ndjson", "junit", "html"])
    func longName(format: String) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(
                "NR == 3 || NR == 5 { name = \"M\"; while (length(name) < 1000000) name = name name; $column[\"MARKET\"] = name }",
                in: folder)
            let run = try await runShell(
                "mp-validate --format \(format) changed.tsv >report 2>messages; echo $?; grep -c MMMM report >/dev/null && echo named; wc -c <report; wc -c <messages",
                in: folder)
            let sizes = run.lines.dropFirst(2).compactMap { Int($0) }
            #expect(run.lines.prefix(2) == ["1", "named"], "\(run)")
            #expect(sizes.count == 2 && sizes[0] < (format == "html" ? 900_000 : 60_000) && sizes[1] < 60_000, "\(run)")
        }
    }

    @Test("an entry of a baseline accepts the value that was seen, and no other in its place; all findings are written")
    func baseline() async throws {
        try await withTemporaryFolder { folder in
            try await prepare("NR > 1 { $column[\"MARKET\"] = \"Nowhere\" NR }", in: folder)
            let run = try await runShell(
                """
                mp-validate changed.tsv --max-findings 3 --write-baseline base.json --until 2999-12-31 >first; echo $?
                grep -c '"code"' base.json; grep -c '"market-unknown"' base.json; tail -n +2 changed.tsv | wc -l
                mp-validate changed.tsv --baseline base.json | grep -c market-unknown
                sed 's/Nowhere7/Elsewhere7/' changed.tsv >other.tsv; cp other.tsv changed.tsv
                mp-validate changed.tsv --baseline base.json | grep -c Elsewhere7
                mp-validate changed.tsv --baseline base.json | grep -c 'market-unknown (1)'
                """, in: folder)
            let lines = run.lines
            #expect(lines.count == 7 && lines[0] == "1", "\(run)")
            // Every line has an unknown market, and each has an entry, however few are shown.
            #expect((Int(lines[1]) ?? 0) >= (Int(lines[2]) ?? 1) && lines[2] == lines[3], "\(run)")
            #expect(lines.suffix(3) == ["0", "1", "1"], "\(run)")
        }
    }
}
