import Glibc
import Streams
import Testing

/// mp-ask against a server on the loopback interface that plays what services do.
@Suite("mp-ask", .enabled(if: PlayedService.isPossible)) struct MpAskTests {
    private static let request = #"{"max_tokens": 64, "messages": []}"#

    private func withHome(
        _ service: String = #"{"retries": 2, "first_wait_seconds": 0.02, "timeout_seconds": 30}"#,
        _ body: (String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { home in
            mkdir("\(home)/config", 0o777)
            try write(#"{"service": \#(service)}"#, to: "\(home)/config/toolkit.json")
            try write(Self.request, to: "\(home)/request.json")
            try await body(home)
        }
    }

    @Test("an answer comes through; the request names key, version and model as the API wants")
    func success() async throws {
        try await withHome { home in
            let run = try await PlayedService.run("200", ["mp-ask", "request.json"], in: home)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
            #expect(try JSON(parsing: run.output)["content"]?.array?.first?["text"] == .string("Hello"))
            let asked = try PlayedService.requests(in: home)
            try #require(asked.count == 1)
            #expect(asked[0]["path"]?.string == "/v1/messages")
            #expect(asked[0]["key"]?.string == PlayedService.key)
            #expect(asked[0]["version"]?.string == "2023-06-01")
            #expect(asked[0]["body"]?["model"]?.string?.hasPrefix("claude-") == true)
            #expect(asked[0]["body"]?["max_tokens"]?.number == 64)
        }
    }

    @Test(
        "what may pass is tried again, as often as configured",
        arguments: [
            ("408,200", 0, 2), ("429,529,200", 0, 3), ("500,200", 0, 2), ("cut,200", 0, 2), ("529", 69, 3),
            ("cut", 69, 3),
        ])
    func retries(steps: String, status: Int32, attempts: Int) async throws {
        try await withHome { home in
            let run = try await PlayedService.run(steps, ["mp-ask", "request.json"], in: home)
            #expect(run.status == status, "\(run)")
            #expect(try PlayedService.requests(in: home).count == attempts)
            if status == 69 { #expect(run.errors.contains("after 3 attempts") && run.output.isEmpty, "\(run)") }
        }
    }

    @Test(
        "the service's own word decides whether it is asked again",
        arguments: [
            ("500;x-should-retry=false", 69, 1), ("400;x-should-retry=true,200", 0, 2),
            ("429;x-should-retry=False,200", 69, 1), ("409,200", 0, 2),
            ("200:overloaded_error,200", 0, 2), ("200:overloaded_error", 69, 3),
            ("200:invalid_request_error,200", 69, 1), ("text,200", 69, 1), ("empty,200", 69, 1),
        ])
    func shouldRetry(steps: String, status: Int32, attempts: Int) async throws {
        try await withHome { home in
            let run = try await PlayedService.run(steps, ["mp-ask", "request.json"], in: home)
            #expect(run.status == status, "\(run)")
            #expect(try PlayedService.requests(in: home).count == attempts, "\(run)")
            #expect(run.output.isEmpty == (status == 69) && !run.output.contains("played"), "\(run)")
        }
    }

    @Test("a wait in milliseconds is kept, and wins over one in seconds") func retryAfterMilliseconds() async throws {
        try await withHome { home in
            let run = try await PlayedService.run(
                "429;retry-after=9999;retry-after-ms=300,200", ["mp-ask", "request.json"], in: home)
            #expect(run.status == 0, "\(run)")
            let times = try PlayedService.requests(in: home).compactMap { $0["time"]?.number }
            try #require(times.count == 2)
            #expect((0.29...9).contains(times[1] - times[0]), "\(times)")
        }
    }

    @Test("a proxy that refuses is asked once", arguments: [403, 407]) func refusingProxy(status: Int) async throws {
        try await withHome { home in
            let run = try await PlayedService.run(
                "200", ["mp-ask", "request.json"], in: home,
                options: ["--proxy", "\(home)/proxied", "--refuse", "\(status)"])
            #expect(run.status == 69 && run.errors.contains("HTTP \(status)"), "\(run)")
            #expect(try text(of: "\(home)/proxied").split(separator: "\n").count == 1, "\(run)")
        }
    }

    @Test(
        "what another attempt cannot fix is said at once",
        arguments: [
            ("401", "HTTP 401: played; see that the key is right"), ("400", "HTTP 400"), ("redirect", "HTTP 307"),
            ("malformed", "the answer is no JSON"), ("big", "the answer is longer than"),
        ])
    func refusals(step: String, text: String) async throws {
        try await withHome { home in
            let run = try await PlayedService.run(step, ["mp-ask", "request.json"], in: home)
            #expect(run.status == 69 && run.errors.contains(text) && run.output.isEmpty, "\(run)")
            #expect(try PlayedService.requests(in: home).count == 1)
        }
    }

    @Test(
        "retry-after is waited for, as seconds and as a date; a wait too long is not",
        arguments: [
            ("429:1,200", 0, 1.0), ("429:date,200", 0, 1.0), ("429:9999,200", 69, 0.0),
        ])
    func retryAfter(steps: String, status: Int32, seconds: Double) async throws {
        try await withHome { home in
            let run = try await PlayedService.run(steps, ["mp-ask", "request.json"], in: home)
            #expect(run.status == status, "\(run)")
            let times = try PlayedService.requests(in: home).compactMap { $0["time"]?.number }
            #expect(times.count == (status == 0 ? 2 : 1))
            if status == 0 {
                #expect(times[1] - times[0] >= seconds)
            } else {
                #expect(run.errors.contains("9999 s"), "\(run)")
            }
        }
    }

    @Test("a slow drip ends with the whole attempt's time")
    func drip() async throws {
        try await withHome(#"{"retries": 0, "timeout_seconds": 0.7}"#) { home in
            let run = try await PlayedService.run("drip", ["mp-ask", "request.json"], in: home)
            #expect(run.status == 69 && run.errors.contains("timed out"), "\(run)")
        }
    }

    @Test(
        "a certificate of another name, or of nobody known, gets nothing",
        arguments: [["--name", "other.example"], ["--untrusted"]])
    func certificates(options: [String]) async throws {
        try await withHome { home in
            let run = try await PlayedService.run("200", ["mp-ask", "request.json"], in: home, options: options)
            #expect(run.status == 69 && run.errors.contains("the certificate is not to be trusted"), "\(run)")
            #expect(try PlayedService.requests(in: home).isEmpty)
        }
    }

    @Test("SIGINT ends it at once, while it receives and while it waits", arguments: ["drip", "429:30"])
    func interruption(step: String) async throws {
        try await withHome(#"{"timeout_seconds": 40}"#) { home in
            // From the signal to the end: the drip lasts 20 s, and the wait 30.
            let script = """
                import os, signal, subprocess, sys, time
                p = subprocess.Popen(["mp-ask", "request.json"])
                while not os.path.exists("requests") and p.poll() is None: time.sleep(0.05)
                time.sleep(0.3)
                start = time.monotonic()
                p.send_signal(signal.SIGINT)
                status = p.wait(15)
                print(int((time.monotonic() - start) * 1000))
                sys.exit(status)
                """
            let run = try await PlayedService.run(step, ["python3", "-c", script], in: home)
            #expect(run.status == 130, "\(run)")
            #expect(run.lines.last.flatMap { Int($0) }.map { $0 < 5000 } == true, "\(run)")
        }
    }

    @Test(
        "a proxy of the environment tunnels the request, which stays sealed to the service; NO_PROXY goes past it",
        arguments: ["CURL_CA_BUNDLE", "SSL_CERT_FILE"])
    func tunnel(authority: String) async throws {
        try await withHome(#"{"retries": 0}"#) { home in
            func asked() throws -> [Substring] {
                access("\(home)/proxied", R_OK) == 0 ? try text(of: "\(home)/proxied").split(separator: "\n") : []
            }
            let options = ["--proxy", "\(home)/proxied", "--authority", authority]
            let run = try await PlayedService.run("200", ["mp-ask", "request.json"], in: home, options: options)
            #expect(run.status == 0 && run.output.contains("Hello"), "\(run)")
            let first = try asked()
            #expect(first.count == 1 && first[0].hasPrefix("CONNECT localhost:"), "\(first)")
            #expect(try PlayedService.requests(in: home).map { $0["key"]?.string } == [PlayedService.key])
            let past = try await PlayedService.run(
                "200", ["env", "NO_PROXY=localhost", "mp-ask", "request.json"], in: home, options: options)
            #expect(past.status == 0, "\(past)")
            #expect(try asked().count == 1)
            // Behind the proxy, too, a certificate of nobody known gets nothing.
            let untrusted = try await PlayedService.run(
                "200", ["mp-ask", "request.json"], in: home, options: options + ["--untrusted"])
            #expect(
                untrusted.status == 69 && untrusted.errors.contains("the certificate is not to be trusted"),
                "\(untrusted)")
            #expect(try asked().count == 2)
            #expect(try PlayedService.requests(in: home).count == 2)
        }
    }

    @Test("a proxy of the environment that is not there is named")
    func proxy() async throws {
        try await withHome(#"{"retries": 0}"#) { home in
            let run = try await PlayedService.run(
                "200", ["env", "NO_PROXY=", "https_proxy=http://127.0.0.1:1", "mp-ask", "request.json"], in: home)
            #expect(run.status == 69 && run.errors.contains("127.0.0.1 port 1"), "\(run)")
        }
    }

    @Test("the key of a file works when its owner alone may read it, and is refused otherwise")
    func keyFile() async throws {
        try await withHome { home in
            let path = "\(home)/key"
            try write(PlayedService.key + "\n", to: path)
            for (mode, status) in [(0o600, 0), (0o640, 77)] as [(mode_t, Int32)] {
                chmod(path, mode)
                let run = try await PlayedService.run(
                    "200",
                    ["env", "-u", "ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY_FILE=\(path)", "mp-ask", "request.json"],
                    in: home)
                #expect(run.status == status, "\(String(mode, radix: 8)): \(run)")
                if status == 77 {
                    #expect(run.errors.contains("others than you may read the key; chmod 600"), "\(run)")
                }
            }
            #expect(try PlayedService.requests(in: home).allSatisfy { $0["key"]?.string == PlayedService.key })
        }
        try await withHome(#"{"key_file": "config/key"}"#) { home in
            try write("two words", to: "\(home)/config/key")
            chmod("\(home)/config/key", 0o600)
            let run = try await runTool("mp-ask", ["request.json"], in: home, environment: ["ANTHROPIC_API_KEY": ""])
            #expect(run.status == 78 && run.errors.contains("holds no key"), "\(run)")
        }
    }

    @Test("without a key it says how to set one")
    func noKey() async throws {
        try await withHome { home in
            let run = try await runTool(
                "mp-ask", ["request.json"], in: home,
                environment: ["ANTHROPIC_API_KEY": "", "ANTHROPIC_API_KEY_FILE": ""])
            #expect(
                run.status == 78 && run.errors.contains("umask 077") && run.errors.contains("ANTHROPIC_API_KEY_FILE"),
                "\(run)")
        }
    }

    @Test("the key stands in no message, log, answer, environment of the process or core")
    func secrecy() async throws {
        try await withHome { home in
            mkdir("\(home)/logs", 0o777)
            for step in ["echo", "529"] {
                let run = try await PlayedService.run(
                    step, ["mp-ask", "--log-level", "debug", "request.json"], in: home)
                #expect(!run.errors.contains(PlayedService.key) && !run.output.contains(PlayedService.key), "\(run)")
                if step == "echo" { #expect(run.errors.contains("the key [key] is odd"), "\(run)") }
            }
            let logs = try await runShell("cat logs/*", in: home)
            #expect(!logs.output.isEmpty && !logs.output.contains(PlayedService.key), "\(logs)")
            // While it runs: nothing in /proc, and no core when it is killed.
            let script = """
                import os, resource, signal, subprocess, time
                os.remove("requests")
                resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)) if os.geteuid() == 0 else None
                p = subprocess.Popen(["mp-ask", "request.json"])
                while not os.path.exists("requests") and p.poll() is None: time.sleep(0.05)
                for name in ("environ", "cmdline"):
                    try: print(name, os.environ["ANTHROPIC_API_KEY"] in open("/proc/%d/%s" % (p.pid, name)).read())
                    except PermissionError: print(name, False)
                os.kill(p.pid, signal.SIGQUIT)
                status = os.waitpid(p.pid, 0)[1]
                print("signal", os.WTERMSIG(status), "core", os.WCOREDUMP(status))
                """
            let run = try await PlayedService.run("drip", ["python3", "-c", script], in: home)
            #expect(run.output == "environ False\ncmdline False\nsignal 3 core False\n" && run.errors.isEmpty, "\(run)")
        }
    }

    @Test(
        "mistakes of the configuration and of the request have their statuses",
        arguments: [
            (#"{"timeout_seconds": "soon"}"#, "", 78, "\"service.timeout_seconds\" must be a number"),
            (#"{"base_url": "http://api.example"}"#, "", 78, "must begin with https://"),
            (#"{"base_url": "https://user:secret@api.example"}"#, "", 78, "must be a scheme"),
            (#"{"modell": "x"}"#, "", 78, "\"service.modell\" is not known here"),
            ("{}", "http://localhost:1", 78, "ANTHROPIC_BASE_URL: must begin with https://"),
        ] as [(String, String, Int32, String)])
    func mistakes(service: String, url: String, status: Int32, text: String) async throws {
        try await withHome(service) { home in
            let run = try await runTool(
                "mp-ask", ["request.json"], in: home,
                environment: ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": url])
            #expect(run.status == status && run.errors.contains(text), "\(run)")
        }
    }

    @Test("a request that is no JSON object is refused before anything is sent", arguments: ["[1]", "{", ""])
    func requests(text: String) async throws {
        let run = try await runTool("mp-ask", input: text, environment: ["ANTHROPIC_API_KEY": "k"])
        #expect(run.status == 65 && run.errors.contains("standard input"), "\(run)")
    }

    @Test("no other tool loads libcurl", arguments: ["xlsx2tsv", "mp-extract", "mp-map"])
    func linkage(tool: String) async throws {
        let run = try await runTool("/usr/bin/ldd", ["\(buildFolder)/\(tool)"])
        #expect(run.status == 0 && !run.output.contains("libcurl"), "\(run)")
    }
}

/// The server that tests start: Tests/Support/messages-server.py.
enum PlayedService {
    static let key = "sk-test-0123456789abcdef"
    static let isPossible = access("/usr/bin/openssl", X_OK) == 0 && access("/usr/bin/python3", X_OK) == 0

    /// Runs a command while the service plays the steps.
    static func run(
        _ steps: String, _ command: [String], in home: String, options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> ToolRun {
        var environment = environment
        environment["PATH"] = "\(buildFolder):\(String(cString: getenv("PATH")))"
        environment["ANTHROPIC_API_KEY"] = key
        environment["MP_HOME"] = home
        let server = "\(packageFolder)/Tests/Support/messages-server.py"
        return try await runTool(
            "/usr/bin/python3", [server, "--play", steps, "--log", "\(home)/requests"] + options + ["--"] + command,
            in: home,
            environment: environment)
    }

    /// What the service was asked.
    static func requests(in home: String) throws -> [JSON] {
        guard access("\(home)/requests", R_OK) == 0 else { return [] }
        let input = try Input(path: "\(home)/requests")
        var requests: [JSON] = []
        while let line = try input.line() { requests.append(try JSON(parsing: Array(line))) }
        return requests
    }
}
