import Testing

/// Notations in which a value stands under a name that says that it is secret.
struct SecretShape: CustomTestStringConvertible, Sendable {
    let name: String
    /// Which values the notation can hold.
    let holds: Set<Value>
    let text: @Sendable (_ name: String, _ value: String) -> String

    var testDescription: String { name }

    enum Value: CaseIterable {
        /// One word.
        case word
        /// Words with blanks.
        case blanks
        /// With signs that addresses and shells take for their own.
        case signs
    }

    init(_ name: String, _ holds: Set<Value> = [.word], _ text: @escaping @Sendable (String, String) -> String) {
        (self.name, self.holds, self.text) = (name, holds, text)
    }

    private static let any: Set<Value> = [.word, .blanks, .signs]

    static let all: [SecretShape] =
        json + yaml + properties + markup + code + commands + databases + tables + headers + prose

    private static let json: [SecretShape] = [
        .init("JSON", any) { "{\"\($0)\": \"\($1)\", \"n\": 1}" },
        .init("JSON with an escaped quote") { "{\"\($0)\": \"ab\\\"\($1)\"}" },
        .init("JSON with a backslash before the end") { "{\"\($0)\": \"\($1)\\\\\", \"n\": 1}" },
        .init("JSON array", any) { "{\"\($0)\": [\"first\", \"\($1)\"]}" },
        .init("JSON object", any) { "{\"\($0)\": {\"value\": \"\($1)\", \"n\": {\"m\": \"\($1)\"}}}" },
        .init("JSON over lines", any) { "{\n  \"\($0)\":\n    \"\($1)\",\n  \"n\": 1\n}" },
        .init("JSON array over lines", any) { "{\n  \"\($0)\": [\n    \"\($1)\"\n  ]\n}" },
        .init("JSON name and value", any) { "{\"name\":\"\($0)\",\"value\":\"\($1)\"}" },
        .init("JSON value and name", any) { "[{\"value\": \"\($1)\", \"key\": \"\($0)\"}]" },
        .init("JSON in JSON", any) { "{\"body\":\"{\\\"\($0)\\\":\\\"\($1)\\\",\\\"n\\\":1}\"}" },
        .init("JSON in JSON in JSON") {
            "{\"b\":\"{\\\"c\\\":\\\"{\\\\\\\"\($0)\\\\\\\":\\\\\\\"\($1)\\\\\\\"}\\\"}\"}"
        },
        .init("JSON option and value", any) { "[\"tool\", \"--\($0)\", \"\($1)\", \"-v\"]" },
        .init("JSON unquoted", [.word]) { "{\($0): \($1), n: 1}" },
        .init("NDJSON in a log") { "2026-11-24T06:12:00Z INFO x: {\"a\":1,\"\($0)\":\"\($1)\",\"b\":2}" },
    ]

    private static let yaml: [SecretShape] = [
        .init("YAML", any) { "service:\n  \($0): \($1)\n  port: 12" },
        .init("YAML quoted", any) { "\($0): '\($1)'\nport: 12" },
        .init("YAML doubled quote") { "\($0): 'it''s-\($1)'\nport: 12" },
        .init("YAML literal block", any) { "a:\n  \($0): |\n    first line\n    \($1)\n  port: 12" },
        .init("YAML folded block", any) { "\($0): >-\n  \($1)\n  more of it\nport: 12" },
        .init("YAML block with indentation", any) { "\($0): |2-\n    \($1)\nport: 12" },
        .init("YAML plain over lines", any) { "  \($0): first\n    \($1)\n  port: 12" },
        .init("YAML tag", any) { "\($0): !vault |\n  \($1)\nport: 12" },
        .init("YAML anchor", any) { "\($0): &main \($1)\nport: 12" },
        .init("YAML alias") { "base: &shared \($1)\n\($0): *shared\nport: 12" },
        .init("YAML list", any) { "\($0):\n  - \($1)\n  - other\nport: 12" },
        .init("YAML list at the same depth", any) { "\($0):\n- \($1)\nport: 12" },
        .init("YAML flow", any) { "{user: svc, \($0): \($1), port: 12}" },
        .init("YAML name and value", any) { "env:\n  - name: \($0)\n    value: \($1)\n  - name: PORT\n    value: 12" },
        .init("YAML value and name", any) { "env:\n  - value: \($1)\n    name: \($0)\n  - name: PORT" },
        .init("YAML nested", any) { "\($0):\n  main: \($1)\n  port: 12" },
        .init("YAML command", any) { "command:\n  - tool\n  - --\($0)\n  - \($1)" },
    ]

    private static let properties: [SecretShape] = [
        .init("environment file", any) { "\($0)=\($1)" },
        .init("environment file quoted", any) { "export \($0)=\"\($1)\"" },
        .init("environment file over lines", any) { "\($0)=\"first\n\($1)\"\nPORT=12" },
        .init("INI", any) { "[main]\n\($0) = \($1)\nport = 12" },
        .init("properties", any) { "spring.datasource.\($0)=\($1)\nport=12" },
        .init("properties over lines", any) { "\($0)=first\\\n    \($1)\nport=12" },
        .init("INI over lines", any) { "\($0): first\n   \($1)\nport: 12" },
        .init("TOML", any) { "\($0) = '''\($1)'''" },
        .init("HCL heredoc", any) { "\($0) = <<-EOT\n    \($1)\n  EOT\nport = 12" },
        .init("Dockerfile", [.word]) { "ENV \($0) \($1)" },
        .init("PowerShell", any) { "$env:\($0) = \"\($1)\"" },
        .init("setx", [.word]) { "setx \($0) \($1)" },
        .init("connection string", [.word]) { "Server=db;User Id=svc;\($0)=\($1);Database=media" },
        .init("libpq", [.word]) { "host=db user=svc \($0)=\($1) dbname=media" },
        .init("logfmt", [.word]) { "level=info user=svc \($0)=\($1) status=200" },
        .init("query", [.word]) { "GET /x?a=1&\($0)=\($1)&market=UAE" },
    ]

    private static let markup: [SecretShape] = [
        .init("XML element", any) { "<a><\($0)>\($1)</\($0)></a>" },
        .init("XML element with attributes", any) { "<\($0) type=\"plain\">\n  \($1)\n</\($0)>" },
        .init("XML with a namespace", any) { "<w:\($0) w:type=\"t\">\($1)</w:\($0)>" },
        .init("XML CDATA", any) { "<\($0)><![CDATA[\($1)]]></\($0)>" },
        .init("XML nested", any) { "<\($0)><value>\($1)</value></\($0)>" },
        .init("XML attribute", any) { "<server \($0)=\"\($1)\" port=\"12\"/>" },
        .init("XML key and value", any) { "<add key=\"\($0)\" value=\"\($1)\"/>" },
        .init("XML value and key", any) { "<add value='\($1)' key='\($0)' />" },
        .init("XML entry", any) { "<entry key=\"\($0)\">\($1)</entry>" },
        .init("XML name and value elements", any) {
            "<property>\n  <name>\($0)</name>\n  <value>\($1)</value>\n</property>"
        },
        .init("property list", any) { "<key>\($0)</key>\n<string>\($1)</string>" },
        .init("HTML field", any) { "<input type=\"text\" name=\"\($0)\" value=\"\($1)\">" },
        .init("escaped XML", any) { "&lt;\($0)&gt;\($1)&lt;/\($0)&gt;" },
    ]

    private static let code: [SecretShape] = [
        .init("Swift description") { "Config(user: \"a\", \($0): Optional(\"\($1)\"))" },
        .init("Swift", any) { "let \($0): String = \"\($1)\"" },
        .init("Rust", any) { "\($0): Some(\"\($1)\")," },
        .init("Python bytes", any) { "\($0) = b'\($1)'" },
        .init("Python dictionary", any) { "{'user': 'a', '\($0)': '\($1)'}" },
        .init("Python type", any) { "\($0): Optional[str] = \"\($1)\"" },
        .init("subscript", any) { "os.environ['\($0)'] = '\($1)'" },
        .init("Ruby", any) { ":\($0) => \"\($1)\"," },
        .init("PHP dump", any) { "[\"\($0)\"]=>\n  string(6) \"\($1)\"" },
        .init("Go", any) { "\($0) := `\($1)`" },
        .init("C#", any) { "var \($0) = @\"\($1)\";" },
        .init("concatenation", any) { "\($0) = \"ab\" + \"\($1)\"" },
        .init("shell quotes", any) { "\($0)='it'\\''s \($1)'" },
        .init("call", any) { "set(\"\($0)\", \"\($1)\")" },
        .init("tuple", any) { "[('user', 'a'), ('\($0)', '\($1)')]" },
        .init("Java map", [.word]) { "{user=a, \($0)=\($1), port=12}" },
        .init("define", any) { "#define \($0) \"\($1)\"" },
        .init("arrow", any) { "\($0) -> \"\($1)\"" },
    ]

    private static let commands: [SecretShape] = [
        .init("option", [.word, .signs]) { "ran tool --\($0) \($1) -v" },
        .init("option with a sign", [.word, .signs]) { "ran tool --\($0)=\($1) -v" },
        .init("option quoted", any) { "ran tool --\($0) '\($1)' -v" },
        .init("option over lines", any) { "tool \\\n  --\($0) \\\n  '\($1)'" },
        .init("curl") { "curl -s -u svc:\($1) https://example.com # \($0.count)" },
        .init("curl quoted", any) { "curl --user 'svc:\($1)' https://example.com # \($0.count)" },
        .init("curl in JSON", any) { "[\"curl\", \"-u\", \"svc:\($1)\", \"https://example.com/\($0.count)\"]" },
        .init("mysql", [.word]) { "mysql -usvc -p\($1) media # \($0.count)" },
        .init("mysql in JSON", any) { "{\"args\": [\"mysqldump\", \"-p\($1)\", \"media\(($0.count))\"]}" },
        .init("mysql in YAML", any) { "command:\n  - mysql\n  - -p\($1)\n  - media\($0.count)" },
        .init("redis-cli", any) { "redis-cli -a '\($1)' get k\($0.count)" },
        .init("sshpass", any) { "sshpass -p '\($1)' ssh host\($0.count)" },
        .init("smbclient", [.word]) { "smbclient //h/s -U svc%\($1) -c 'ls \($0.count)'" },
        .init("docker login", [.word]) { "docker login -u svc -p \($1) registry.example.com/\($0.count)" },
        .init("openssl", [.word]) { "openssl enc -pass pass:\($1) -in \($0.count)" },
        .init("7z", [.word]) { "7z x -p\($1) a\($0.count).7z" },
    ]

    private static let databases: [SecretShape] = [
        .init("netrc", [.word]) { "machine api\($0.count).example.com login svc password \($1)" },
        .init("netrc over lines", [.word]) { "machine api\($0.count).example.com\n  login svc\n  password \($1)" },
        .init("pgpass", any) { "db\($0.count).internal:5432:media:svc:\($1)" },
        .init("DSN", [.word]) { "svc:\($1)@tcp(db\($0.count):3306)/media" },
        .init("address", [.word]) { "postgres://svc:\($1)@db\($0.count).internal/media" },
        .init("address with a slash", [.word]) { "postgres://svc:a/\($1)@db\($0.count).internal/media" },
        .init("no scheme", [.word]) { "svc:\($1)@db\($0.count).internal:5432" },
        .init("ALTER ROLE", any) { "ALTER ROLE a\($0.count) WITH PASSWORD '\($1)';" },
        .init("IDENTIFIED BY", any) { "CREATE USER 'a\($0.count)'@'%' IDENTIFIED BY '\($1)';" },
        .init("IDENTIFIED WITH", any) { "CREATE USER a\($0.count) IDENTIFIED WITH mysql_native_password BY '\($1)';" },
        .init("CREATE LOGIN", any) { "CREATE LOGIN a\($0.count) WITH PASSWORD = N'\($1)';" },
        .init("INSERT", any) { "INSERT INTO users (name, \($0)) VALUES ('a', 'b'), ('c', '\($1)');" },
        .init("UPDATE", any) { "UPDATE users SET \($0) = '\($1)' WHERE id = 1" },
        .init("COPY", any) { "COPY users (name, \($0)) FROM stdin;\nsvc\t\($1)\n\\." },
    ]

    private static let tables: [SecretShape] = [
        .init("CSV", [.word, .blanks]) { "user,\($0),host\nsvc,\($1),db\nsvc2,\($1),db" },
        .init("CSV quoted", any) { "\"user\",\"\($0)\"\n\"svc\",\"\($1)\"" },
        .init("TSV", any) { "user\t\($0)\nsvc\t\($1)" },
        .init("semicolons", [.word, .blanks]) { "\($0);user\n\($1);svc" },
        .init("bars", any) { "| user | \($0) |\n|---|---|\n| svc | \($1) |" },
        .init("psql", any) { " user | \($0) \n------+-----\n svc  | \($1)" },
        .init("columns", [.word]) { "USER      \($0)\nsvc       \($1)" },
        .init("name and value cells", any) { "12\t\($0)\t\($1)" },
    ]

    private static let headers: [SecretShape] = [
        .init("header", any) { "X-\($0): \($1)" },
        .init("Authorization", [.word]) { "Authorization: Bearer \($1)\nX: \($0.count)" },
        .init("Authorization in JSON", [.word]) { "{\"authorization\": [\"Bearer \($1)\"], \"n\": \($0.count)}" },
        .init("header option", any) { "curl -H 'X-\($0): \($1)' https://example.com" },
        .init("Cookie", [.word]) { "Cookie: a=1; session=\($1); theme=\($0.count)" },
        .init("folded header", [.word]) { "\($0): first\r\n \($1)\r\nHost: x" },
    ]

    private static let prose: [SecretShape] = [
        .init("log line", any) { "2026-11-24T06:12:00.123Z INFO mp-ask[3] run: \($0)=\($1)" },
        .init("is", any) { "the \($0) is '\($1)'" },
        .init("set to") { "\($0) set to \($1)" },
        .init("in a sentence", [.word]) { "tried with \($0)=\($1), which failed" },
    ]
}
