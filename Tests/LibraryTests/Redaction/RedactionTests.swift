import Redaction
import Streams
import Testing

/// Secrets are hidden wherever they stand, and the rest stays.
@Suite("Redaction") struct RedactionTests {
    private let book = RedactionRuleBook()

    private func redact(
        _ text: [UInt8], pieces: Int = .max, _ placeholders: Placeholders = Placeholders(),
        book: RedactionRuleBook? = nil
    ) throws -> String {
        var out: [UInt8] = []
        let redactor = Redactor(book ?? self.book, placeholders) { out += $0 }
        var rest = text[...]
        while !rest.isEmpty {
            try redactor.write(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        try redactor.finish()
        return String(decoding: out, as: UTF8.self)
    }

    private func redact(_ text: String) throws -> String { try redact(Array(text.utf8)) }

    /// Parts of a secret that would tell it: its lines, none shorter than five characters.
    private func parts(of secret: String) -> [Substring] {
        secret.split { "\n/ @".contains($0) }.filter { $0.utf8.count >= 5 }
    }

    @Test("every kind is hidden, and the line around it stays", arguments: [1, 2, 3] as [UInt64])
    func kinds(seed: UInt64) throws {
        var secrets = PlantedSecrets(seed: seed)
        for planted in secrets.all() {
            let text = try redact("2026-11-24 before\n\(planted.line)\nafter the line\n")
            for part in parts(of: planted.secret) where planted.kind != "email" || part != "example.com" {
                #expect(!text.contains(part), "\(planted.kind): \(text)")
            }
            #expect(
                text.hasPrefix("2026-11-24 before\n") && text.hasSuffix("after the line\n")
                    && text.contains("[REDACTED:"), "\(planted.kind): \(text)")
            #expect(try redact(text) == text, "\(planted.kind) is changed by a second pass")
        }
    }

    @Test("encoded ones are found: base64 at any alignment and in broken lines, percent signs, escapes, UTF-16")
    func encodings() throws {
        var secrets = PlantedSecrets(seed: 7)
        for planted in secrets.all() where planted.kind != "blanks" {
            let bytes = Array(planted.line.utf8)
            let percent = bytes.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let escaped = bytes.map { "\\u00" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            for text in [percent, escaped] {
                let out = try redact("before \(text)\nafter")
                #expect(
                    out.contains("[REDACTED:") && out.hasPrefix("before ") && out.hasSuffix("\nafter"),
                    "\(planted.kind): \(out)")
            }
            for shift in 0..<3 {
                let code = Self.base64(Array("xyz".utf8.prefix(shift)) + Array(" \(planted.line) ".utf8))
                for text in [code, "path/\(code)", Self.wrapped(code)] {
                    let out = try redact("before \(text) after")
                    #expect(out.contains("[REDACTED:"), "\(planted.kind), \(shift): \(out)")
                }
            }
            var decoder = TextDecoder(TextDecoder.encoding(of: Self.utf16(planted.line + " and more text")))
            let wide = try redact(decoder.decode(Self.utf16(planted.line + " and more text")[...]))
            for part in parts(of: planted.secret) where part != "example.com" {
                #expect(!wide.contains(part), "\(planted.kind): \(wide)")
            }
        }
    }

    private static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

    private static func wrapped(_ text: String) -> String {
        var (out, rest) = ("", text[...])
        while !rest.isEmpty {
            out += rest.prefix(76) + "\n"
            rest = rest.dropFirst(76)
        }
        return out
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var out = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 { out.append(index <= group.count ? digits[value >> (18 - 6 * index) & 63] : "=") }
        }
        return out
    }

    @Test("pieces of any size and lines of megabytes make no difference")
    func pieces() throws {
        var secrets = PlantedSecrets(seed: 11)
        let planted = secrets.all()
        // One line, in which secrets lie on both sides of every border of the window.
        var line = ""
        for (index, one) in planted.enumerated()
        where !one.line.contains("\n") && !["blanks", "cookie", "set-cookie", "basic", "digest"].contains(one.kind) {
            line += String(repeating: "word, ", count: 3000 + index * 7) + one.line + " "
        }
        let text = Array((line + "\n" + line + "\n").utf8)
        let whole = try redact(text)
        for one in planted where line.contains(one.line) {
            for part in parts(of: one.secret) where part != "example.com" {
                #expect(!whole.contains(part), "\(one.kind)")
            }
        }
        for size in [1000, 65_536, 300_001] {
            let other = try redact(text, pieces: size)
            let same = zip(other.utf8, whole.utf8).prefix { $0 == $1 }.count
            #expect(
                other == whole,
                "pieces of \(size): \(String(decoding: other.utf8.dropFirst(same - 80).prefix(200), as: UTF8.self)) for \(String(decoding: whole.utf8.dropFirst(same - 80).prefix(200), as: UTF8.self))"
            )
        }
        #expect(try redact(Array(whole.utf8)) == whole, "a second pass changes nothing")
    }

    @Test("a secret longer than the window is hidden to its end")
    func endless() throws {
        let secret = String(repeating: "Zq9x", count: 600_000)
        let out = try redact("token=\(secret) after\n")
        #expect(!out.contains("Zq9x") && out.hasSuffix(" after\n") && out.utf8.count < 200, "\(out.prefix(300))")
    }

    @Test("the same secret gets the same placeholder, whatever encodes it, and a number says nothing of it")
    func placeholders() throws {
        let key = "sk-" + "ant-api03-abcdefghijkl"
        let placeholders = Placeholders()
        let out = try redact(
            Array("\(key) gl\("pat-")ABCDEFGHIJKLMNOPQRST API_KEY=\(key) sk%2D\(key.dropFirst(3))".utf8), placeholders)
        #expect(
            out
                == "[REDACTED:anthropic-key:1] [REDACTED:gitlab-token:1] API_KEY=[REDACTED:anthropic-key:1] [REDACTED:anthropic-key:1]",
            "\(out)")
        #expect(
            placeholders.tally.map { "\($0.rule) \($0.hits) \($0.distinct)" } == [
                "anthropic-key 3 1", "gitlab-token 1 1",
            ])
    }

    @Test(
        "what is no secret stays",
        arguments: [
            "2026-11-24T06:12:00.123Z ERROR mp-map[12] 20261124T061200-7 input/PLANNED_x.xlsx!DV360!I55: 'n/a' is no number; write a number",
            "{\"path\":\"output/a.tsv\",\"size\":12,\"sha256\":\"4f1809ec2e77d1c5efa1d0ddc566836dc99f8994e5c5da7df3540d1aaaa7ec47\"}",
            "ANTHROPIC_API_KEY: set", "\"token\": null", "basic information about the plan", "rows: 12, columns: 8",
            "the key market is UAE",
            "task-management-of-the-whole-campaign-in-march", "passed: 3, failed: 0", "2 % of 10 MiB, 3 rows/s",
            "author: the agency", "https://example.com/a?b=c",
            "/usr/share/zoneinfo/Etc/UTC", "mp-ask: error: the service does not answer; try again",
        ])
    func harmless(line: String) throws { #expect(try redact(line) == line) }

    @Test("known values and patterns of the configuration are hidden too")
    func extra() throws {
        let node = try ConfigurationNode(Array(#"{"name": "client-code", "pattern": "ACME-(\\d{6})"}"#.utf8), file: "x")
        let book = try RedactionRuleBook(
            known: [.init(rule: "environment-secret", value: "open sesame")], extra: [ExtraPattern(node)])
        let out = try redact(Array("ACME-123456 said open sesame".utf8), book: book)
        #expect(out == "ACME-[REDACTED:client-code:1] said [REDACTED:environment-secret:1]")
    }

    @Test(
        "a pattern that cannot be is refused with its place",
        arguments: [("(", "no regular expression"), ("a*", "matches the empty text")])
    func mistakes(pattern: String, words: String) throws {
        let node = try ConfigurationNode(
            Array("{\"name\": \"x\", \"pattern\": \"\(pattern)\"}".utf8), file: "toolkit.json")
        #expect { _ = try ExtraPattern(node) } throws: { "\($0)".contains(words) && "\($0)".contains("line 1") }
    }

    @Test("a pattern with runaway repetitions is given up, not waited for")
    func costly() throws {
        let node = try ConfigurationNode(Array(#"{"name": "x", "pattern": "(a|aa)+(b|c)"}"#.utf8), file: "toolkit.json")
        let book = try RedactionRuleBook(extra: [ExtraPattern(node)])
        #expect(throws: Failure.self) { try redact(Array(String(repeating: "a", count: 5000).utf8), book: book) }
    }

    @Test("what is passed over is looked at: a secret that begins there is hidden")
    func passOver() throws {
        let key = "sk-" + "ant-api03-abcdefghijkl"
        var out: [UInt8] = []
        let redactor = Redactor(book, Placeholders(), passOver: 12) { out += $0 }
        try redactor.write(Array("head \(key) tail".utf8)[...])
        try redactor.finish()
        #expect(String(decoding: out, as: UTF8.self) == "[REDACTED:anthropic-key:1] tail")
    }
}
