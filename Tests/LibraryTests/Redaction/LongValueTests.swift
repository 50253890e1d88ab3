import Testing

@testable import Redaction

/// Values under a secret's name that are longer than any window, and tables whose column has one.
@Suite("Long values and tables of secrets") struct LongValueTests {
    private func redact(_ text: String, piece: Int = 4099) throws -> String {
        var out: [UInt8] = []
        let redactor = Redactor(RedactionRuleBook(), Placeholders()) { out += $0 }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try redactor.write(bytes[start..<min(start + piece, bytes.count)])
        }
        try redactor.finish()
        return String(decoding: out, as: UTF8.self)
    }

    /// Twenty thousand words of which each is one, and which nothing but their name tells to be secret.
    private static let words = (0..<20_000).map { "zelmo\($0 % 7)tulip" }
    private static let entries = (0..<20_000).map { (name: "name\($0)", word: words[$0]) }

    static let values: [(String, String)] = [
        (
            "list of JSON",
            "{\"passwords\": [\(words.map { "\"\($0)\"" }.joined(separator: ", "))], \"after\": \"market Kuwait\"}"
        ),
        (
            "list of JSON over lines",
            "{\n  \"passwords\": [\n\(words.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n  \"after\": \"market Kuwait\"\n}"
        ),
        (
            "object of JSON with brackets in strings",
            "{\"credentials\": {\(entries.map { "\"\($0.name)\": {\"a}\": \"\($0.word)]}\\\"\"}" }.joined(separator: ", "))}, \"after\": \"market Kuwait\"}"
        ),
        (
            "JSON in a string of JSON",
            "{\"body\": \"{\\\"credentials\\\": {\(entries.map { "\\\"\($0.name)\\\": \\\"\($0.word)\\\"" }.joined(separator: ", "))}}\", \"after\": \"market Kuwait\"}"
        ),
        ("text of TOML", "password = \"\"\"\n\(words.joined(separator: "\n"))\n\"\"\"\nafter = \"market Kuwait\""),
        ("literal text of TOML", "password = '''\n\(words.joined(separator: "\n"))\n'''\nafter = 'market Kuwait'"),
        ("text of JSON", "{\"password\": \"\(words.joined(separator: " "))\", \"after\": \"market Kuwait\"}"),
        (
            "mapping of YAML",
            "passwords:\n\(entries.map { "  \($0.name): \($0.word)" }.joined(separator: "\n"))\nafter: market Kuwait"
        ),
        ("list of YAML", "passwords:\n\(words.map { "- \($0)" }.joined(separator: "\n"))\nafter: market Kuwait"),
        (
            "block of YAML",
            "a:\n  password: |\n\(words.map { "    \($0)" }.joined(separator: "\n"))\n  after: market Kuwait"
        ),
        (
            "text of YAML over lines",
            "password: a\n\(words.map { "  \($0)" }.joined(separator: "\n"))\nafter: market Kuwait"
        ),
        (
            "element of XML",
            "<a>\n<passwords>\n\(words.map { "<p>\($0)</p>" }.joined(separator: "\n"))\n</passwords>\n<after>market Kuwait</after>\n</a>"
        ),
        (
            "one line of XML",
            "<a><passwords>\(words.map { "<p>\($0)</p>" }.joined())</passwords><after>market Kuwait</after></a>"
        ),
        (
            "character data of XML",
            "<a>\n<password><![CDATA[\(words.joined(separator: "\n"))]]></password>\n<after>market Kuwait</after>\n</a>"
        ),
        (
            "table of JSON",
            "{\"columns\": [\"user\", \"password\"], \"data\": [\(words.map { "[\"svc\", \"\($0)\"]" }.joined(separator: ", "))]}\nmarket Kuwait"
        ),
    ]

    @Test("a value is hidden to its end, however long it is, and what follows stays", arguments: values)
    func long(kind: String, text: String) throws {
        for start in ["", String(repeating: "2026-01-01 10:00:00 INFO market UAE\n", count: 9_000)] {
            let out = try redact(start + text + "\nlast line\n")
            #expect(!out.contains("zelmo"), "\(kind)")
            #expect(out.contains("market Kuwait") && out.hasSuffix("\nlast line\n"), "\(kind) \(out.suffix(300))")
            #expect(out.hasPrefix(start))
        }
    }

    @Test("a bracket or tag that nothing closes hides no more than up to the next line of a log")
    func unclosed() throws {
        let lines = String(repeating: "2026-01-01 10:00:00 INFO market UAE\n", count: 9_000)
        for text in [
            "password={abc\n", "credentials = {\"a\": \"zelmo\"\n", "usage: --password <password> --user <user>\n",
            "<password>zelmo\n", "password = foo(bar\n", "secrets: [\n", "password: \"zelmo\n",
            "password = \"\"\"\nzelmo\n", "warning: tokens: [1, 2, 3 left\n", "{\"tokens\": [\"zelmo\",\n",
        ] {
            let out = try redact(text + lines)
            #expect(
                out.count { $0 == "\n" } > 8_000 && out.hasSuffix("INFO market UAE\n") && !out.contains("zelmo"),
                "\(text)")
        }
    }

    @Test(
        "the cells of a column with a secret's name are hidden, in tables of JSON and of programs",
        arguments: [
            #"{"columns":["user","password"],"data":[["svc","ZxTulip47q"],["other","ZxTulip47q"]]}"#,
            #"{"columns":["user","password"],"index":[0,1],"data":[["svc","ZxTulip47q"],["other",null]]}"#,
            #"{"data":[["svc","ZxTulip47q"]],"columns":["user","password"]}"#,
            "{\n  \"columns\": [\n    \"user\",\n    \"password\"\n  ],\n  \"data\": [\n    [\n      \"svc\",\n      \"ZxTulip47q\"\n    ]\n  ]\n}",
            #"{"columns":[{"name":"user","type":"text"},{"name":"api_key","type":"text"}],"rows":[["svc","ZxTulip47q"]]}"#,
            #"{"meta":{"fields":["user","client_secret"]},"rows":[["svc","ZxTulip47q"]]}"#,
            #"[["user","password"],["svc","ZxTulip47q"],["svc",{"a":"ZxTulip47q"}]]"#,
            #"2026-01-01 10:00:00 DEBUG got {"results":[{"series":[{"columns":["time","password"],"values":[[1,"ZxTulip47q"]]}]}]}"#,
            #"{"header":["user","password"],"row":["svc","ZxTulip47q"]}"#,
            #"{"columns":["password"],"data":[["ZxTulip47q"]]}"#,
            "   user    password\n0   svc  ZxTulip47q\n1  root  ZxTulip47q\n2   ali        None",
            "   id     API key  rows\n0   1  ZxTulip47q     3",
            "  user    password market\n0  svc  ZxTulip47q    UAE",
            "password\tvarchar(20)\tZxTulip47q", "user\ttext\tsvc\npassword\tvarchar(20)\tZxTulip47q\nport\tint\t22",
            "password\tstring\tNO\t\tZxTulip47q", "| password | varchar(20) | ZxTulip47q |",
            "| password | text | NO | ZxTulip47q |",
        ])
    func tables(text: String) throws {
        let out = try redact("before\n\(text)\nafter it\n")
        #expect(!out.contains("ZxTulip"), "\(out)")
        #expect(out.hasPrefix("before\n") && out.hasSuffix("\nafter it\n") && out.contains("[REDACTED:"), "\(out)")
    }

    @Test(
        "texts that are alike, and without a secret, stay",
        arguments: [
            #"{"columns":["user","market"],"data":[["svc","Kuwait"]]}"#,
            #"{"required":["user","password"],"examples":[["a","b"]]}"#,
            #"{"rules":["secret-found","left-out"],"levels":[["a","b"]]}"#,
            "   market  spend\n0     UAE     12\n1  Kuwait      7", "password\tvarchar(20)\tNO\tNULL",
            "| password | varchar(20) | NO | |",
        ])
    func benign(text: String) throws { #expect(try redact(text + "\n") == text + "\n") }

    @Test("numbers and words of a list that nothing closes end nothing but the value", arguments: 0..<12)
    func listing(length: Int) throws {
        // A number alone, of any length, beside a word that is counted or not.
        for head in ["passwords = [", "auth: (", "credentials: {", "tokens = (", "secrets ["] {
            let out = try redact(
                "\(head)\n"
                    + (0..<40).map { "run \($0)\(String(repeating: "7", count: length)) done: 12 users\n" }.joined())
            #expect(!out.isEmpty)
        }
    }

    @Test(
        "the column of a printed table is hidden where rows begin with a number, and between dotted lines",
        arguments: [
            "        name  password  age\n0  Anna Lee  zelmo  31\n1       Bob  zelmo2  NaN\n",
            "  name  age  password\n0  Anna Lee  31  zelmo\n1  Bob  32  zelmo two\n",
            "┌──────┬──────────┐\n│ user ┆ password │\n│ ---  ┆ ---      │\n╞══════╪══════════╡\n│ a1   ┆ zelmo    │\n└──────┴──────────┘\n",
        ])
    func printed(text: String) throws {
        let out = try redact(text + "market Kuwait\n")
        #expect(!out.contains("zelmo") && out.hasSuffix("market Kuwait\n"), "\(out)")
    }
}
