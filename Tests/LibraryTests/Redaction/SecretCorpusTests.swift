@testable import Redaction
import Streams
import Testing

/// Planted secrets in every notation, name and encoding: none is seen; and lines as logs and reports have them, which stay.
@Suite("Secret corpus") struct SecretCorpusTests {
    private let book = RedactionRuleBook()

    private func redact(_ text: String) throws -> String {
        String(decoding: try Redactor.redacted(Array(text.utf8), book, Placeholders()), as: UTF8.self)
    }

    private static let names = ["DB_PASSWORD", "clientSecret", "api-key", "access_token", "passphrase"]

    /// Values that nothing but their name tells: words, not random digits.
    private static func values(_ kind: SecretShape.Value, _ secrets: inout PlantedSecrets) -> String {
        let mark = "Tulip" + secrets.letters(4, "bcdfghjkmnpqrstvwxz")
        switch kind {
        case .word: return mark
        case .blanks: return "harbour \(mark) green"
        case .signs: return "h%r!\(mark)*^~"
        }
    }

    @Test("no value under a secret's name is seen, whatever notation it stands in", arguments: SecretShape.all)
    func shapes(shape: SecretShape) throws {
        var secrets = PlantedSecrets(seed: 17)
        for name in Self.names {
            for kind in SecretShape.Value.allCases where shape.holds.contains(kind) {
                let value = Self.values(kind, &secrets)
                let text =
                    "2026-11-24T06:00:00Z INFO before\n\(shape.text(name, value))\n2026-11-24T06:00:01Z INFO after the line\n"
                let out = try redact(text)
                #expect(!out.contains("Tulip") && !out.contains("harbour"), "\(shape.name), \(name): \(out)")
                #expect(
                    out.hasPrefix("2026-11-24T06:00:00Z INFO before\n")
                        && out.hasSuffix("2026-11-24T06:00:01Z INFO after the line\n"), "\(out)")
                #expect(try redact(out) == out, "\(shape.name), \(name) is changed by a second pass: \(out)")
            }
        }
    }

    @Test("the corpus has 300 plants or more") func size() {
        let plants = SecretShape.all.reduce(0) { $0 + $1.holds.count * Self.names.count }
        #expect(plants >= 300, "\(plants)")
        print("planted under names: \(plants) in \(SecretShape.all.count) notations")
    }

    @Test("every published form is hidden: alone, in JSON, in an address, and broken over two lines")
    func forms() throws {
        var secrets = PlantedSecrets(seed: 23)
        var plants = 0
        for format in TokenFormat.all {
            let digits = secrets.letters(
                max(format.least, 24),
                format.alphabet == .hex
                    ? "0123456789abcdef" : "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789")
            let token = String(decoding: format.prefix, as: UTF8.self) + digits
            let half = token.count / 2 + 4
            for text in [
                "used \(token) here", "{\"a\": \"\(token)\"}", "https://example.com/x?a=\(token)&b=1",
                "used \(token.prefix(half))\n\(token.dropFirst(half))\nhere",
            ] {
                let out = try redact("before\n\(text)\nafter\n")
                plants += 1
                let isGone = !out.contains(digits.prefix(12)) && !out.contains(digits.suffix(6))
                #expect(
                    isGone && out.hasPrefix("before\n") && out.hasSuffix("\nafter\n"),
                    "\(format.source.rawValue) \(String(decoding: format.prefix, as: UTF8.self)): \(out)")
            }
        }
        #expect(TokenFormat.all.count >= 109)
        print("planted by form: \(plants), of \(TokenFormat.all.count) prefixes")
    }

    @Test("words drawn at random are hidden without a name or a form", arguments: [24, 32, 40, 64])
    func random(length: Int) throws {
        var secrets = PlantedSecrets(seed: 31)
        let alphabets = [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz0123456789",
            "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        ]
        var seen: [String] = []
        for alphabet in alphabets {
            for _ in 0..<20 {
                let token = secrets.letters(length, alphabet)
                if try redact("got \(token) from it").contains(token) { seen.append(token) }
            }
        }
        // A short one may look like words by chance: one in fifty.
        #expect(seen.count <= (length < 32 ? 2 : 0), "\(seen)")
    }

    @Test("lines as logs, ledgers and reports have them stay as they are", arguments: BenignLines.all)
    func benign(line: String) throws {
        let text = "\(line)\n"
        #expect(try redact(text) == text)
        let search = SecondSearch(secrets: [Array("another-Secret-77".utf8)]).reading()
        search.write(Array(text.utf8)[...])
        #expect(search.finish().isEmpty)
    }

    @Test("many benign lines as one text stay, too") func benignTogether() throws {
        let text = BenignLines.all.joined(separator: "\n") + "\n"
        #expect(try redact(text) == text)
        print("benign lines: \(BenignLines.all.count)")
    }

    @Test("columns of secrets are hidden as far as the table goes, beyond any window")
    func longTable() throws {
        let rows = (0..<16_000).map { "user\($0),Tulip\($0)x,host\n" }
        let out = try redact("user,password,host\n" + rows.joined())
        #expect(!out.contains("Tulip") && out.contains("user15999,[REDACTED:") && out.hasSuffix(",host\n"))
    }

    @Test("the second search knows secrets in plain, base64, percent signs, hexadecimal, reversed, and in halves")
    func secondSearch() throws {
        let secret = "Kestrel-" + "harbour-7-Zq"
        let bytes = Array(secret.utf8)
        let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let percent = bytes.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let forms = [
            secret, String(secret.reversed()), hex, hex.uppercased(), percent, "S2VzdHJlbC1oYXJib3VyLTctWnE=",
            String(secret.prefix(10)),
            String(secret.suffix(10)), String(secret.prefix(10).reversed()),
        ]
        for form in forms {
            let reading = SecondSearch(secrets: [bytes]).reading()
            // In pieces that part it.
            let text = Array((String(repeating: "word ", count: 20_000) + form + " end").utf8)
            for start in stride(from: 0, to: text.count, by: 1009) {
                reading.write(text[start..<min(start + 1009, text.count)])
            }
            #expect(reading.finish().contains(.known), "\(form)")
        }
        let random = SecondSearch(secrets: []).reading()
        random.write(Array("got aB3dE9fGh1Kq7Lm2Nz5Pw8Rt4Vx0 from it".utf8)[...])
        #expect(random.finish() == [.random])
    }

    @Test("what --keep names stays, secrets of the machine apart") func keep() throws {
        let keep = try [KeepPattern("ZZ9[A-Za-z0-9]+"), KeepPattern("Open.*")]
        let book = RedactionRuleBook(known: [.init(rule: "environment-secret", value: "OpenSesame77")], keep: keep)
        let text = Array("ZZ9aB3cD4eF5gH6iJ7kL8 password=OpenTulip9 token=OpenSesame77".utf8)
        let out = String(decoding: try Redactor.redacted(text, book, Placeholders()), as: UTF8.self)
        #expect(out == "ZZ9aB3cD4eF5gH6iJ7kL8 password=OpenTulip9 token=[REDACTED:environment-secret:1]")
        #expect(throws: KeepPattern.Mistake.self) { try KeepPattern("(") }
    }
}
