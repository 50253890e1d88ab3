import Glibc
import Testing

/// No output replaces an input, the template, the configuration or another output of the same command, whatever the path looks like.
@Suite("Outputs and inputs") struct FileRoleTests {
    /// A command line in a folder that holds plan.xlsx, report.xlsx, template.xlsx, records.tsv, r.json, b.json and config/; OUT stands for
    /// a path to the file that must survive.
    struct Case: CustomTestStringConvertible {
        var victim: String
        var words: String
        var testDescription: String { "\(words) (\(victim))" }
        init(_ victim: String, _ words: String) { (self.victim, self.words) = (victim, words) }
    }

    static let cases = [
        Case("plan.xlsx", "xlsx2tsv -o OUT plan.xlsx"),
        Case("plan.xlsx", "xlsx2tsv --list -o OUT plan.xlsx"),
        Case("plan.xlsx", "mp-extract --planned plan.xlsx -o OUT"),
        Case("report.xlsx", "mp-extract --planned plan.xlsx --delivered report.xlsx --list-regions -o OUT"),
        Case("plan.xlsx", "mp-extract --planned plan.xlsx --control-totals -o OUT"),
        Case("records.tsv", "mp-map -i records.tsv -t template.xlsx -o OUT"),
        Case("template.xlsx", "mp-map -i records.tsv -t template.xlsx -o OUT"),
        Case("template.xlsx", "mp-map -i records.tsv -t template.xlsx -o t.xlsx --lineage OUT"),
        Case("records.tsv", "mp-map -i records.tsv -t template.xlsx -o t.xlsx --receipt OUT"),
        Case("config/client_mapping_rules.json", "mp-map -i records.tsv -t template.xlsx -o t.xlsx --receipt OUT"),
        Case("config/mapping_memory.json", "mp-extract --planned plan.xlsx -o OUT"),
        Case("output/runs.ndjson", "mp-validate --report OUT records.tsv"),
        Case("logs/mp-validate.log", "mp-validate --report OUT records.tsv"),
        Case("logs/mapper.log", "mp-validate --report OUT records.tsv"),
        Case("logs/health.ndjson", "mp-healthcheck --no-record -o OUT"),
        Case("logs/health.ndjson", "mp-map -i records.tsv -t template.xlsx -o t.xlsx --lineage OUT"),
        Case("records.tsv", "mp-validate --report OUT records.tsv"),
        Case("records.tsv", "mp-validate --report OUT - <records.tsv"),
        Case("records.tsv", "mp-validate --valid OUT records.tsv"),
        Case("records.tsv", "mp-validate --invalid OUT records.tsv"),
        Case("records.tsv", "mp-validate --write-baseline OUT records.tsv"),
        Case("b.json", "mp-validate --baseline b.json --write-baseline OUT records.tsv"),
        Case("r.json", "mp-validate --rules r.json --report OUT records.tsv"),
        Case("plan.xlsx", "mp-validate --control-totals plan.xlsx --report OUT records.tsv"),
        Case("plan.xlsx", "mp-healthcheck --no-record --planned plan.xlsx -o OUT"),
        Case("config/toolkit.json", "mp-healthcheck --no-record -o OUT"),
        Case("r.json", "mp-ask -o OUT r.json"),
        Case("output/runs.ndjson", "mp-ledger report --run S -o OUT"),
    ]

    private func prepare(_ folder: String) async throws {
        let made = try await runShell(
            """
            mkdir config output logs sub
            cp "$PLAN" plan.xlsx; cp "$REPORT" report.xlsx; cp "$TEMPLATE" template.xlsx
            for f in r.json config/toolkit.json config/client_mapping_rules.json config/mapping_memory.json; do echo '{}' >$f; done
            echo '{"findings": []}' >b.json; echo '{"clients": {}}' >config/client_mapping_rules.json
            mp-extract --planned plan.xlsx -o records.tsv 2>/dev/null
            mp-ledger add --run S --step end --tool x --status 0 --seconds 1; echo x | tee logs/mp-validate.log logs/mapper.log >logs/health.ndjson
            """, in: folder,
            environment: [
                "PLAN": Sample.planned, "REPORT": Sample.delivered, "TEMPLATE": Sample.template, "MP_HOME": ".",
            ])
        #expect(made.status == 0, "\(made)")
    }

    @Test("an output that is an input is refused", arguments: cases) func inputs(item: Case) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let paths = [
                item.victim, "sub/../\(item.victim)", "soft", "hard", "\(folder)/./\(item.victim)", "sub/soft2",
            ]
            // The copy has the content and another inode, so that only the victim itself is refused.
            let run = try await runShell(
                """
                ln -s \(item.victim) soft; ln \(item.victim) hard; ln -s ../soft sub/soft2
                cp -a . ../$(basename "$PWD").before
                for path in \(paths.joined(separator: " ")); do
                    ( \(item.words.replacing("OUT", with: "\"$path\"")) ) >/dev/null 2>messages; echo "$path $? $(grep -c 'nothing was written' messages)"
                    for f in plan.xlsx report.xlsx template.xlsx records.tsv r.json b.json config/*.json output/runs.ndjson logs/health.ndjson; do
                        cmp "$f" "../$(basename "$PWD").before/$f" || echo "$f changed by $path"
                    done
                done
                rm -r "../$(basename "$PWD").before"; ls t.xlsx 2>/dev/null
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(run.output == paths.map { "\($0) 64 1\n" }.joined(), "\(run)")
        }
    }

    @Test(
        "an output that is another output is refused, before there is either",
        arguments: [
            "mp-validate --valid same.tsv --invalid same.tsv records.tsv",
            "mp-validate --valid same.tsv --invalid sub/../same.tsv records.tsv",
            "mp-validate --report same.tsv --write-baseline ./same.tsv records.tsv",
            "mp-validate --report same.tsv --report same.tsv records.tsv",
            "mp-map -i records.tsv -t template.xlsx -o same.tsv --receipt same.tsv",
            "mp-map -i records.tsv -t template.xlsx -o t.xlsx --receipt same.tsv --lineage \"$PWD/same.tsv\"",
            "ln -s same.tsv link && mp-validate --valid same.tsv --invalid link records.tsv",
        ])
    func outputs(words: String) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                "(\(words)); echo $?; ls same.tsv t.xlsx 2>/dev/null", in: folder, environment: ["MP_HOME": "."])
            #expect(run.output == "64\n", "\(run)")
            #expect(run.errors.contains("would replace the output of"), "\(run)")
        }
    }

    @Test(
        "an output that would be a configuration file from then on is refused, though there is none yet",
        arguments: [
            "config/exchange_rates.json", "config/validation_rules.json", "./config/../config/mapping_memory.json",
            "link",
            "config/sources/x.json", "sources/x.json", "profile",
        ])
    func newConfiguration(path: String) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                rm config/mapping_memory.json; ln -s config/exchange_rates.json link; mkdir config/sources; ln -s config/sources sources; ln -s config/sources/x.json profile; find . -path ./logs -prune -o -print | sort >../before.$$
                for words in "mp-map -i records.tsv -t template.xlsx -o t.xlsx --receipt" "mp-validate records.tsv --report" \
                    "mp-validate records.tsv --write-baseline" "mp-extract --planned plan.xlsx -o" "mp-ask r.json -o"; do
                    $words \(path) >/dev/null 2>messages; echo $?; grep -c 'nothing was written' messages
                done
                rm messages; find . -path ./logs -prune -o -print | sort | diff ../before.$$ -; rm ../before.$$; mp-extract --draft-source report.xlsx -o config/sources/new.json >/dev/null 2>&1; ls config/sources
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(run.output == String(repeating: "64\n1\n", count: 5) + "new.json\n", "\(run)")
        }
    }

    @Test("a key file, which is in no backup, and a file of certificates are replaced by no output")
    func keyFile() async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                for f in key own ca; do echo secret-of-$f >$f; done; chmod 600 key own; echo '{"service": {"key_file": "key"}}' >config/toolkit.json
                for file in key ./config/../key own ca; do
                    for words in "mp-extract --planned plan.xlsx -o" "mp-validate records.tsv --report" "mp-healthcheck -o" "mp-diagnose -o"; do
                        case $words in *diagnose*) ln -f $file $file.tar.gz; file=$file.tar.gz ;; esac
                        $words $file >/dev/null 2>messages; echo $? $(grep -c 'nothing was written' messages)
                    done
                done; cat key own ca
                """, in: folder,
                environment: ["MP_HOME": ".", "ANTHROPIC_API_KEY_FILE": "own", "CURL_CA_BUNDLE": "ca"])
            #expect(
                run.output == String(repeating: "64 1\n", count: 16) + "secret-of-key\nsecret-of-own\nsecret-of-ca\n",
                "\(run)")
        }
    }

    @Test(
        "standard output that is a file that is read is refused by every command, and the file stays",
        arguments: [
            ("mp-validate records.tsv", "records.tsv"), ("mp-validate --report r.html records.tsv", "records.tsv"),
            ("mp-map -i records.tsv -t template.xlsx -n", "records.tsv"),
            ("mp-map -i records.tsv -t template.xlsx -n", "template.xlsx"),
            ("mp-map --explain E28 template.xlsx", "template.xlsx"),
            ("mp-extract --draft-source report.xlsx", "report.xlsx"),
            ("mp-extract --draft-source report.xlsx --columns", "report.xlsx"),
            ("mp-ledger runs", "output/runs.ndjson"), ("mp-ledger files", "output/runs.ndjson"),
            ("mp-ledger report", "output/runs.ndjson"),
            ("mp-ledger last", "output/runs.ndjson"),
            ("mp-archive list archive/output_2026-01.tar.gz", "archive/output_2026-01.tar.gz"),
            ("mp-archive verify archive/output_2026-01.tar.gz", "archive/output_2026-01.tar.gz"),
            ("mp-archive verify", "archive/output_2026-01.tar.gz"), ("mp-archive settings", "config/toolkit.json"),
            ("mp-healthcheck --no-record --history", "logs/health.ndjson"),
            ("mp-extract --planned plan.xlsx --coverage", "plan.xlsx"),
            ("xlsx2tsv --list plan.xlsx", "plan.xlsx"), ("mp-map --check-rules --planned plan.xlsx", "plan.xlsx"),
        ])
    func standardOutputs(words: String, victim: String) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                touch -d 2026-01-01 output/x; mp-archive create --from output --into archive >/dev/null; cp \(victim) copy
                \(words) 1<>\(victim); echo $? >&2; \(words) >>\(victim); echo $? >&2; cmp \(victim) copy >&2
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(run.errors.split(separator: "\n").filter { $0 == "64" }.count == 2, "\(run)")
            #expect(run.status == 0 && run.errors.contains("nothing was written"), "\(run)")
        }
    }

    @Test("standard output may be appended to a log, and replaces none") func standardOutputToLog() async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                mp-validate records.tsv --report r.html >>logs/mp-validate.log 2>&1; echo $?; mp-validate records.tsv --report r.html >>logs/cron.log; echo $?
                mp-validate records.tsv --report r.html 1<>logs/mapper.log; echo $?; cat logs/mapper.log
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(
                ["0", "1"].contains(run.lines[0]) && ["0", "1"].contains(run.lines[1])
                    && run.lines.dropFirst(2) == ["64", "x"], "\(run)")
        }
    }

    @Test(
        "a link that another user owns is not followed, by outputs, logs, ledger and history",
        arguments: [
            "logs/mp-archive.log", "logs/mapper.log", "logs/excel_processor.log", "logs/health.ndjson",
            "output/runs.ndjson", "o",
        ])
    func plantedLink(path: String) async throws {
        guard geteuid() == 0 else { return print("skipped: only root can make a link that is another user's") }
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let commands = [
                "logs/mp-archive.log": "mp-archive settings",
                "logs/mapper.log": "mp-map -i records.tsv -t template.xlsx -n",
                "logs/excel_processor.log": "xlsx2tsv --list plan.xlsx",
                "logs/health.ndjson": "mp-healthcheck --only memory",
                "output/runs.ndjson": "mp-ledger add --run x --tool y --status 0",
                "o": "xlsx2tsv --list plan.xlsx -o o",
            ]
            let run = try await runShell(
                """
                echo victim >victim; rm -f \(path); ln -s "$PWD/victim" \(path); chown -h 65534 \(path)
                \(commands[path] ?? "") >/dev/null; cat victim; test -L \(path)
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(run.status == 0 && run.output == "victim\n", "\(run)")
        }
    }

    @Test("a pipe that nothing reads holds up nothing") func unreadPipe() async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                mkfifo p; timeout 60 xlsx2tsv --list plan.xlsx -o p; echo $?
                cat p >got & xlsx2tsv --list plan.xlsx -o p; echo $?; wait; xlsx2tsv --list plan.xlsx | cmp - got
                """, in: folder, environment: ["MP_HOME": "."])
            #expect(run.output == "74\n0\n" && run.status == 0 && run.errors.contains("cannot open"), "\(run)")
        }
    }

    @Test("files that a stamp names in a folder are outputs, too") func stamped() async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                "cp plan.xlsx output/PLANNED_S.xlsx; mp-extract --planned output/PLANNED_S.xlsx --output output --stamp S; echo $?; cmp plan.xlsx output/PLANNED_S.xlsx && ls output",
                in: folder, environment: ["MP_HOME": "."])
            #expect(run.output == "64\nPLANNED_S.xlsx\nruns.ndjson\n", "\(run)")
        }
    }

    @Test("standard output that is the input is refused, an ordinary one and devices are not") func standardOutput()
        async throws
    {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let run = try await runShell(
                """
                xlsx2tsv --list plan.xlsx >>plan.xlsx; echo $?; cmp plan.xlsx "$PLAN" && echo kept
                xlsx2tsv --list plan.xlsx -o /dev/stdout >l; echo $?; xlsx2tsv --list plan.xlsx -o /dev/null; echo $?
                mp-extract --planned plan.xlsx -o records.tsv 2>/dev/null; echo $?
                """, in: folder, environment: ["MP_HOME": ".", "PLAN": Sample.planned])
            #expect(run.output == "64\nkept\n0\n0\n0\n", "\(run)")
        }
    }
}
