import Glibc
import Streams
import Testing
import Workbooks

/// What mp-map does when Claude answers, does not, or answers what is of no use.
@Suite("mp-map --suggest claude and what services do", .enabled(if: PlayedService.isPossible))
struct ServiceFailureTests {
    /// One line of a plan, with a header that is proposed offline, too.
    private static let records = """
        Source_File\tSource_Sheet\tSource_Row\tSource_Type\tMARKET\tPLATFORM\tCEJ_OBJECTIVES\tLOCAL_CURRENCY\tBUDGET_LOCAL\tIMPRESIONS
        plan.xlsx\tDV360\t20\tPLANNED\tUAE\tYouTube\tAwareness\tUSD\t100\t2000

        """

    /// The smallest template with a place for it.
    private static func writeTemplate(to path: String) throws {
        let writer = try WorkbookWriter(path: path)
        try writer.beginSheet(named: "Tracker")
        for row in [
            ["GOOGLE - MEDIA METRICS"], ["", "", "DV360 TOTAL", "", "UAE"],
            ["", "", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS"], ["AWARENESS", "Impressions"],
        ] {
            try writer.writeRow(row.map { $0.isEmpty ? .empty : .text($0) })
        }
        try writer.finish()
    }

    struct Played: Sendable, CustomTestStringConvertible {
        var steps: String
        var options: [String] = []
        /// Of the service's answer: the proposals.
        var proposals =
            #"[{"column": "IMPRESIONS", "destination": "IMPRESSIONS", "confidence": 0.99, "reason": "ads shown"}]"#
        /// Whether the key is in a file, and that file's mode.
        var keyFile: mode_t?
        /// What is said besides the proposal.
        var said: [String]
        var proposer = "offline"
        var requests: Int
        var testDescription: String { ([steps] + options + said).joined(separator: " ") }
    }

    private static let played: [Played] = [
        Played(steps: "200", said: [], proposer: "claude", requests: 1),
        Played(
            steps: "429:1,529,200",
            said: ["note: https://localhost:", "HTTP 429: played: attempt 2 of 3 in 1 s", "HTTP 529"],
            proposer: "claude", requests: 3),
        Played(steps: "401", said: ["HTTP 401: played; see that the key is right"], requests: 1),
        Played(steps: "429:9999", said: ["does not answer: HTTP 429", "9999 s"], requests: 1),
        Played(steps: "529", said: ["does not answer: HTTP 529: played, after 3 attempts"], requests: 3),
        Played(steps: "cut", said: ["does not answer", "remaining to read, after 3 attempts"], requests: 3),
        Played(steps: "echo", said: ["HTTP 400: the key [key] is odd"], requests: 1),
        Played(steps: "redirect", said: ["HTTP 307"], requests: 1),
        Played(steps: "big", said: ["the answer is longer than 4194304 bytes"], requests: 1),
        Played(steps: "malformed", said: ["the answer is no JSON"], requests: 1),
        Played(
            steps: "200", options: ["--name", "other.example"],
            said: ["the certificate is not to be trusted", "does not match|no alternative"], requests: 0),
        Played(
            steps: "200", options: ["--untrusted"], said: ["the certificate is not to be trusted", "nothing was sent"],
            requests: 0),
        Played(
            steps: "200", proposals: #"[{"column": "IMPRESIONS", "destination": "MONEY", "confidence": 1}]"#,
            said: [#"of Claude's answer something is left out: IMPRESIONS: "MONEY" is no record column"#], requests: 1),
        Played(
            steps: "200",
            proposals: "["
                + Array(repeating: #"{"column": "X", "destination": "MONEY", "confidence": 1}"#, count: 12).joined(
                    separator: ",") + "]",
            said: ["it speaks of a column that was not asked for", "of Claude's answer 2 things more are left out"],
            requests: 1),
        Played(steps: "200", keyFile: 0o644, said: ["others than you may read the key; chmod 600 it"], requests: 0),
        Played(steps: "200", keyFile: 0o600, said: [], proposer: "claude", requests: 1),
    ]

    @Test("the tracker is written, message and report say what happened, and the key stands nowhere", arguments: played)
    func outcome(played: Played) async throws {
        try await withTemporaryFolder { home in
            for folder in ["config", "logs", "output"] { mkdir("\(home)/\(folder)", 0o777) }
            try write(
                #"{"service": {"retries": 2, "first_wait_seconds": 0.01, "timeout_seconds": 60}}"#,
                to: "\(home)/config/toolkit.json")
            try write(Self.records, to: "\(home)/records.tsv")
            try Self.writeTemplate(to: "\(home)/template.xlsx")
            try write(
                #"{"content": [{"type": "tool_use", "name": "propose_destinations", "input": {"proposals": \#(played.proposals)}}]}"#,
                to: "\(home)/answer.json")
            var command = [
                "mp-map", "--log-level", "debug", "-i", "records.tsv", "-t", "template.xlsx", "-o", "output/t.xlsx",
                "--suggest", "claude",
            ]
            if let mode = played.keyFile {
                try write(PlayedService.key, to: "\(home)/key")
                chmod("\(home)/key", mode)
                command = ["env", "ANTHROPIC_API_KEY=", "ANTHROPIC_API_KEY_FILE=\(home)/key"] + command
            }
            let run = try await PlayedService.run(
                played.steps, command, in: home, options: ["--answer", "answer.json"] + played.options,
                environment: ["MP_RUN": "20260415_133000", "MP_STEP": "map"])
            #expect(run.status == 0 && access("\(home)/output/t.xlsx", F_OK) == 0, "\(run)")
            #expect(try PlayedService.requests(in: home).count == played.requests, "\(run)")

            let report = try text(of: "\(home)/output/t_COMPREHENSIVE_REPORT.txt")
            #expect(run.errors.contains("IMPRESIONS is read as IMPRESSIONS, as \(played.proposer) proposes"), "\(run)")
            for said in played.said {
                let isSaid = { (text: String) in said.split(separator: "|").contains { text.contains($0) } }
                #expect(isSaid(run.errors) && isSaid(report), "\(said): \(run)")
            }
            let isUnasked =
                played.proposer == "offline" && !played.said[0].hasPrefix("of Claude's")
                && !played.said[0].hasPrefix("it speaks")
            #expect(
                run.errors.contains("Claude could not be asked; destinations are proposed offline") == isUnasked,
                "\(run)")

            // One line of the ledger: the request was a part of the step, and a failed one is no failed step.
            let ledger = try text(of: "\(home)/output/runs.ndjson").split(separator: "\n").map {
                try JSON(parsing: String($0))
            }
            #expect(ledger.map { $0["tool"]?.string } == ["mp-map"] && ledger[0]["status"]?.number == 0)

            // What the service noted itself, and the file of the key, are the test's own.
            unlink("\(home)/requests")
            unlink("\(home)/key")
            let found = try await runShell(
                "grep -rl -e '\(PlayedService.key)' . ; unzip -p output/t.xlsx | grep -c -e '\(PlayedService.key)'",
                in: home)
            #expect(
                found.output == "0\n" && !run.errors.contains(PlayedService.key)
                    && !run.output.contains(PlayedService.key), "\(found)")
        }
    }

    @Test("a service that drips is left after the attempt's time, and SIGINT ends the wait at once without a tracker")
    func slow() async throws {
        try await withTemporaryFolder { home in
            mkdir("\(home)/config", 0o777)
            try write(#"{"service": {"retries": 0, "timeout_seconds": 0.7}}"#, to: "\(home)/config/toolkit.json")
            try write(Self.records, to: "\(home)/records.tsv")
            try Self.writeTemplate(to: "\(home)/template.xlsx")
            let command = ["mp-map", "-i", "records.tsv", "-t", "template.xlsx", "-o", "t.xlsx", "--suggest", "claude"]
            let late = try await PlayedService.run("drip", command, in: home)
            #expect(
                late.status == 0 && late.errors.contains("timed out") && late.errors.contains("as offline proposes"),
                "\(late)")

            for name in ["t.xlsx", "requests", "config/mapping_memory.json"] { unlink("\(home)/\(name)") }
            try write(#"{"service": {"timeout_seconds": 300}}"#, to: "\(home)/config/toolkit.json")
            let script = """
                import os, signal, subprocess, sys, time
                p = subprocess.Popen(sys.argv[1:])
                while not os.path.exists("requests") and p.poll() is None: time.sleep(0.05)
                p.send_signal(signal.SIGINT)
                sys.exit(p.wait(100))
                """
            let run = try await PlayedService.run("drip", ["python3", "-c", script] + command, in: home)
            #expect(run.status == 130 && access("\(home)/t.xlsx", F_OK) != 0, "\(run)")
        }
    }
}
