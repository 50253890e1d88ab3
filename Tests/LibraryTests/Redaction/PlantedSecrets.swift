/// Made-up secrets of every kind, the same for the same seed. Parts are put together here, so that no source file holds what looks like one.
struct PlantedSecrets {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    mutating func letters(
        _ count: Int, _ alphabet: String = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    ) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[Int(next()) % letters.count] })
    }

    /// A line that holds a secret, and the part of it that must not be seen.
    struct Planted {
        var kind: String
        var line: String
        var secret: String
    }

    mutating func all() -> [Planted] {
        var out: [Planted] = []
        func plant(_ kind: String, _ secret: String, in line: (String) -> String = { "value \($0) end" }) {
            out.append(Planted(kind: kind, line: line(secret), secret: secret))
        }
        plant("anthropic", "sk-" + "ant-api03-" + letters(40))
        plant("openai", "sk-" + "proj-" + letters(40))
        plant("aws id", "AKI" + "A" + letters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
        plant("aws secret", letters(40)) { "aws_secret_access_key = \($0)" }
        plant("gcp key", "AIz" + "a" + letters(35))
        plant("gcp oauth", "ya29" + "." + letters(60))
        plant("azure client", letters(3) + "8Q" + "~" + letters(33))
        plant("azure storage", letters(86) + "==") {
            "DefaultEndpointsProtocol=https;AccountKey=\($0);EndpointSuffix=x"
        }
        plant("azure sas", letters(43)) { "https://a.blob.example/x?sv=1&sig=\($0)" }
        plant("github", "gh" + "p_" + letters(36))
        plant("github fine", "github" + "_pat_" + letters(60))
        plant("gitlab", "gl" + "pat-" + letters(20))
        plant("slack", "xox" + "b-" + letters(12, "0123456789") + "-" + letters(24))
        plant("slack webhook", "T" + letters(8) + "/B" + letters(8) + "/" + letters(24)) {
            "https://hooks.slack" + ".com/services/\($0)"
        }
        plant("discord", "M" + letters(23) + "." + letters(6) + "." + letters(30))
        plant("discord webhook", letters(18, "0123456789") + "/" + letters(60)) {
            "https://discord" + ".com/api/webhooks/\($0)"
        }
        plant("telegram", letters(9, "0123456789") + ":A" + "A" + letters(33))
        plant("npm", "npm" + "_" + letters(36))
        plant("pypi", "pypi" + "-AgEI" + letters(60))
        plant("stripe", "sk" + "_live_" + letters(24))
        plant("jwt", "eyJ" + letters(30) + ".eyJ" + letters(50) + "." + letters(43))
        plant("meta", "EA" + "A" + letters(80))
        plant("bearer", letters(30)) { "sent Bearer \($0) to it" }
        plant("basic", "Ab3" + letters(20) + "=") { "Authorization: Basic \($0)" }
        plant("digest", letters(32)) { "Authorization: Digest username=\"x\", response=\"\($0)\"" }
        plant("header json", letters(24)) { "{\"authorization\": \"Bearer \($0)\"}" }
        plant("api header", letters(24)) { "X-Api-Key: \($0)" }
        plant("cookie", letters(30)) { "Cookie: session=\($0); theme=dark" }
        plant("set-cookie", letters(30)) { "Set-Cookie: id=\($0); Path=/" }
        plant("url", letters(14)) { "postgres://mapper:\($0)@db.internal/plans" }
        plant("variable", letters(16)) { "export REPORT_API_KEY=\($0)" }
        plant("blanks", "a \(letters(6)) b \(letters(6))") { "DB_PASSWORD=\($0)" }
        plant("json", letters(16)) { "{\"client_secret\": \"\($0)\", \"n\": 1}" }
        plant("json in json", letters(16)) { "{\"body\":\"{\\\"password\\\":\\\"\($0)\\\"}\"}" }
        plant("yaml", letters(16)) { "  refresh_token: \($0)" }
        plant("option", letters(16)) { "ran tool --password \($0) -v" }
        plant("xml", letters(16)) { "<password>\($0)</password>" }
        plant("query", letters(16)) { "GET /x?access_token=\($0)&market=UAE" }
        plant("email", letters(8) + "@" + letters(6, "abcdefgh") + ".example.com")
        plant("home", letters(8)) { "read /home/\($0)/plan.xlsx" }
        plant("mac home", letters(8)) { "read /Users/\($0)/plan.xlsx" }
        plant("windows home", "Jo \(letters(6))") { "read C:\\Users\\\($0)\\plan.xlsx" }
        let body = (0..<6).map { _ in letters(64) }.joined(separator: "\n")
        plant("private key", body) { "-----BEGIN RSA " + "PRIVATE KEY-----\n\($0)\n-----END RSA " + "PRIVATE KEY-----" }
        plant("private key in json", body) {
            "{\"k\":\"-----BEGIN "
                + "PRIVATE KEY-----\\n\($0.split(separator: "\n").joined(separator: "\\n"))\\n-----END "
                + "PRIVATE KEY-----\\n\"}"
        }
        return out
    }
}
