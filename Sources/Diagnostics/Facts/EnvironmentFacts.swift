import Glibc
import Redaction

/// The variables that say how the tools behave; no others leave the machine.
enum EnvironmentFacts {
    /// Names, and beginnings of names, whose values are told.
    private static let told = [
        "LANG", "LANGUAGE", "TZ", "PATH", "SHELL", "TERM", "TMPDIR", "HOME", "PWD", "CI", "NO_COLOR",
        "MALLOC_ARENA_MAX",
    ]
    private static let toldBeginnings = [
        "LC_", "MP_", "CLIENT_ID", "EXCEL_EXTRACTOR_", "MAPPER_", "ANTHROPIC_BASE_URL", "SOURCE_DATE_EPOCH",
    ]
    /// Names of which only is told whether they are set.
    private static let secret = [
        "ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY_FILE", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy",
        "NO_PROXY", "LD_PRELOAD", "LD_LIBRARY_PATH",
    ]

    static func table(more names: [String]) -> String {
        var lines = secret.map { ($0, variable($0) == nil ? "unset" : "set") }
        for (name, value) in all() where (told + names).contains(name) || toldBeginnings.contains(where: name.hasPrefix)
        { lines.append((name, value)) }
        return SystemFacts.table(lines.sorted { $0.0 < $1.0 })
    }

    /// The values of variables whose names say that they are secret: to be hidden wherever they stand. Also the home folder of the user.
    static func knownValues() -> [RedactionRuleBook.KnownValue] {
        let words = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "DSN"]
        let labels = SecretLabel()
        var values: [RedactionRuleBook.KnownValue] = []
        for (name, value) in all() where value.utf8.count >= 8 && !value.hasPrefix("/") {
            let upper = name.uppercased()
            if words.contains(where: upper.contains) || labels.isOne(Array(name.utf8)) {
                values.append(.init(rule: "environment-secret", value: value))
            }
        }
        if let home = variable("HOME"), home != "/root", home != "/nonexistent", home.utf8.count >= 6,
            home.utf8.dropFirst().contains(UInt8(ascii: "/")),
            !home.hasPrefix("/home/"), !home.hasPrefix("/Users/")
        {
            values.append(.init(rule: "home-folder", value: home))
        }
        return values
    }

    /// Words in the values of all other variables that look like secrets, whatever the variable is called. Only the second search knows them.
    static func likelySecrets() -> [[UInt8]] {
        let plain: Set<String> = ["HOSTNAME", "HOST", "NAME", "USER", "LOGNAME", "LS_COLORS"]
        return all().filter { name, value in
            !plain.contains(name) && !told.contains(name) && !toldBeginnings.contains(where: name.hasPrefix)
                && !value.hasPrefix("/")
        }.flatMap { _, value in
            value.utf8.split { " \t\n,;:=&@?\"'".utf8.contains($0) }.map { Array($0) }.filter(SecondSearch.mayBeSecret)
        }
    }

    private static func all() -> [(name: String, value: String)] {
        var found: [(String, String)] = []
        var entry = environ
        while let line = entry.pointee {
            let parts = String(cString: line).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { found.append((String(parts[0]), String(parts[1]))) }
            entry += 1
        }
        return found
    }
}

/// The value of an environment variable; nil when it is unset or empty.
func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}
