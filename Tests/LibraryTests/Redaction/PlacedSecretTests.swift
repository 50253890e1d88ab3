import Testing

@testable import Redaction

/// Secrets that only what is around them tells, and random tokens with signs inside of them.
@Suite("Secrets by their surroundings") struct PlacedSecretTests {
    private static let secret = "ZxTulip47q"

    private func redact(_ text: String) throws -> String {
        String(decoding: try Redactor.redacted(Array(text.utf8), RedactionRuleBook(), Placeholders()), as: UTF8.self)
    }

    static let texts = [
        "echo ZxTulip47q | sudo -S ls", "echo 'ZxTulip47q' | docker login -u svc --password-stdin",
        "printf '%s' 'ZxTulip47q' | gpg --passphrase-fd 0", "docker login --password-stdin <<< ZxTulip47q",
        "read -s pw <<< 'ZxTulip47q'", "rsync --password-file=<(echo ZxTulip47q) a b", "sqlplus scott/ZxTulip47q@orcl",
        "net use Z: \\\\srv\\s /user:dom\\svc ZxTulip47q", "net use Z: \\\\srv\\s ZxTulip47q /user:dom\\svc",
        "rclone obscure ZxTulip47q",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  user: ZxTulip47q\n  conn: \"ZxTulip47q\"\n---\nkind: ConfigMap",
        "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"data\":{\"foo\":\"ZxTulip47q\"}}",
        "{\n  \"stringData\": {\n    \"foo\": \"ZxTulip47q\"\n  },\n  \"kind\": \"Secret\"\n}",
        "password=\nZxTulip47q", "? password\n: ZxTulip47q",
        "$password = ConvertTo-SecureString \"ZxTulip47q\" -AsPlainText -Force", "mot de passe : ZxTulip47q",
        "p\u{430}ssword: ZxTulip47q", "password\u{A0}: ZxTulip47q", "password\u{FF1A}ZxTulip47q",
        "pass\u{200B}word: ZxTulip47q", "\u{1B}[31mpassword\u{1B}[0m: \u{1B}[1mZxTulip47q\u{1B}[0m",
        "<param name='pwd'>ZxTulip47q</param>", "name,value\nDB_PASSWORD,ZxTulip47q", "\"password\",\"ZxTulip47q\"",
        "--password\nZxTulip47q", "argv[3] = --api-key\nargv[4] = ZxTulip47q", "snmp-server community ZxTulip47q RO",
        "root:$6$salt$ZxTulip47q:19000:0:99999:7:::", "default = \"ZxTulip47q\" # variable db_password",
        "variable \"db_password\" {\n  default = \"ZxTulip47q\"\n}", "+ password = \"old\" -> \"ZxTulip47q\"",
        "login failed for svc/ZxTulip47q", "username/password: svc / ZxTulip47q",
        "------B\nContent-Disposition: form-data; name=\"password\"\n\nZxTulip47q\n------B--",
        "AUTH PLAIN ZxTulip47qQ=", "AUTH LOGIN\n334 VXNlcm5hbWU6\nc3Zj\n334 UGFzc3dvcmQ6\nZxTulip47q",
        "a1 LOGIN svc ZxTulip47q", "NICKSERV IDENTIFY ZxTulip47q", "value api-7a4f425d-70e6-4190-affa-ffb2b3181a1d",
    ]

    @Test("a secret is hidden that only its surroundings tell", arguments: texts) func placed(text: String) throws {
        let out = try redact("before\n\(text)\nafter it\n")
        #expect(!out.contains(Self.secret) && !out.contains("ffb2b3181a1d"), "\(out)")
        #expect(out.hasPrefix("before\n") && out.hasSuffix("\nafter it\n"))
    }

    @Test(
        "texts that are alike, and without a secret, stay",
        arguments: [
            "echo done | tee report.txt", "apiVersion: v1\nkind: ConfigMap\ndata:\n  market: UAE\n  stage: awareness",
            "name,value\nMARKET,Kuwait", "- input \"old\" -> \"new\"",
            "login failed for the second time",
            "variable \"region\" {\n  default = \"me-central-1\"\n}", "Pass-through fee: 12%", "pass rate: 97",
            "keys=3 secret=0",
            "ffffffff00000000ffffffff00000000\nDELIVERED_GoogleAds_Campaign_Report_20261001-20261031.csv",
            "trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "./config/service.key: holds a key, and is left out",
            "\u{1B}[31mwarning\u{1B}[0m: the market Kuwait has no plan", "Ключевое сообщение: сияй весь день",
            "libgdk-pixbuf2.0-0:amd64 2.42.10+dfsg-1+deb12u2",
            "https://learn.microsoft.com/en-us/office/open-xml/spreadsheet",
        ])
    func benign(text: String) throws { #expect(try redact(text + "\n") == text + "\n") }

    @Test(
        "random tokens are hidden whatever signs part them",
        arguments: [
            "tN9ugkZeESG61she_QAq", "8RSADSwauGBYmuO7WElo", "2xexM-6hII-NgblDzy-IAuDzQxZ7", "kNTB/ecWZFej8DNtNEbx6gPJ",
            "69AOsXU1MT5EvDsNsu-34A", "e7frrd-f0gokg8vqfyn3", "tFSO.Y~7kcexx.pJdBMEcFeKrb2faIu_",
            "8okHGWHaq*2oO8LHRBiaKyb#kpK9HTZTRoQZR7io", "cQusfLexUp:IyOx1qO0SrQ:o3JtQ7THaFqkA8HEl",
            "vfHSvOPvMWztEsedXeqBCypoPpbsQQCHchBECPGA", "vQduJuKcuWibtbkWcempBMdeIuZNddOp",
        ])
    func random(token: String) throws {
        let out = try redact("value was \(token) then\n")
        #expect(!out.contains(token.prefix(8)) && !out.contains(token.suffix(8)) && out.hasSuffix(" then\n"), "\(out)")
        let reading = SecondSearch(secrets: []).reading()
        reading.write(Array(out.utf8)[...])
        #expect(reading.finish().isEmpty, "what the second search finds random, the first hides")
    }

    @Test("of random tokens of 24 characters next to none stays", arguments: ["-_", "+/", "-._~", "!@#%^*", ":"])
    func many(signs: String) throws {
        var generator = SeededGenerator(state: 20_261_130)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + signs)
        let tokens = (0..<200).map { _ in
            String((0..<24).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
        }
        let out = try redact(tokens.map { "got \($0) from it\n" }.joined())
        #expect(tokens.count { out.contains($0) } <= 6)
    }

    @Test("a search can be ended inside of a text, and names inside of a hidden value cost nothing")
    func checkpoint() throws {
        struct Ended: Error {}
        var calls = 0
        var book = RedactionRuleBook()
        book.checkpoint = { calls += 1 }
        let text = Array((String(repeating: "password=", count: 4000) + "\n").utf8)
        let out = try Redactor.redacted(text, book, Placeholders())
        #expect(String(decoding: out, as: UTF8.self) == "password=[REDACTED:assigned-secret:1]\n")
        #expect(calls > 4000 && calls < 60_000)
        calls = 0
        book.checkpoint = {
            calls += 1
            if calls > 100 { throw Ended() }
        }
        #expect(throws: Ended.self) { try Redactor.redacted(text, book, Placeholders()) }
    }
}
