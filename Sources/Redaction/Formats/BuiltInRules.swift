/// The shapes that are known. Prefixes and lengths are those that the services document; where a length may grow, it is left open.
///
/// A pattern begins with a letter or sign that is seldom, where it can: PCRE2 then passes over other text at gigabytes a second.
struct BuiltInRule {
    let name: String
    var isIdentity = false
    /// Patterns of PCRE2 over bytes; the first group is what is hidden, or the whole.
    let patterns: [(text: String, needs: String)]

    init(_ name: String, isIdentity: Bool = false, _ patterns: String..., needs: String = "") {
        self.name = name
        self.isIdentity = isIdentity
        self.patterns = patterns.map { ($0, needs) }
    }

    var compiled: RedactionRule {
        let patterns = patterns.map { text, needs in
            do throws(Pattern.Mistake) {
                return SearchPattern(pattern: try Pattern(Array(text.utf8), .bytes), needs: Array(needs.utf8))
            } catch {
                fatalError("\(name) is no pattern: \(error.text) at \(error.offset)")
            }
        }
        return RedactionRule(name: name, isIdentity: isIdentity, patterns: patterns)
    }

    /// In the order in which they win.
    static let all = tokens + headers + places + shapes + identities

    // MARK: Tokens without a prefix that tells them alone; the others are `TokenFormat`s

    private static let tokens = [
        BuiltInRule(
            "private-key",
            "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]++|-(?!----(?:BEGIN|END)))*+-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\\s\\\\]*)",
            // One whose begin was lost.
            "(?:[A-Za-z0-9+/=]{16,80}(?:\\r?\\n|\\\\r\\\\n|\\\\n))++[A-Za-z0-9+/=]{0,80}(?:\\r?\\n|\\\\r\\\\n|\\\\n)?-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY",
            "Private-Lines: [0-9]+\\r?\\n([A-Za-z0-9+/=\\r\\n]+)", needs: "-"),
        BuiltInRule(
            "aws-key",
            "(?<![A-Z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])"),
        BuiltInRule("azure-secret", "[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", needs: "Q~"),
        BuiltInRule("azure-secret", "[?&;]sig=([A-Za-z0-9%+/=_-]{20,})", needs: "sig="),
        BuiltInRule("azure-secret", "[A-Za-z0-9]{60,80}AZDO[A-Za-z0-9]{4}", needs: "AZDO"),
        BuiltInRule("azure-secret", "[A-Za-z0-9]{20,60}JQQJ99[A-Za-z0-9+/=]{8,60}", needs: "JQQJ99"),
        BuiltInRule(
            "slack-token", "hooks\\.slack\\.com/((?:services|workflows|triggers)/[A-Za-z0-9/_-]+)", needs: "hooks.slack"
        ),
        BuiltInRule("webhook", "webhook\\.office\\.com/(webhookb2/[A-Za-z0-9@/_-]+)", needs: "webhook.office"),
        BuiltInRule("webhook", "hooks\\.zapier\\.com/(hooks/[A-Za-z0-9/_-]+)", needs: "hooks.zapier"),
        BuiltInRule("webhook", "hook\\.[a-z0-9]{2,5}\\.make\\.com/([A-Za-z0-9]{16,})", needs: ".make.com/"),
        BuiltInRule("webhook", "logic\\.azure\\.com[^\\s\"'<>]*[?&]sig=([^\\s\"'<>&]+)", needs: "logic.azure"),
        BuiltInRule(
            "discord-token", "(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}"),
        BuiltInRule(
            "discord-token", "discord(?:app)?\\.com/api/(?:v[0-9]+/)?webhooks/([0-9]+/[A-Za-z0-9_-]+)",
            needs: "webhooks/"),
        BuiltInRule("telegram-token", "(?<![0-9])[0-9]{6,12}:AA[A-Za-z0-9_-]{30,}", needs: ":AA"),
        BuiltInRule(
            "jwt", "eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+){0,2}", needs: "eyJ"),
        BuiltInRule("meta-token", "(?<![0-9])[0-9]{14,17}(?:\\||%7C)[A-Za-z0-9_-]{20,45}(?![A-Za-z0-9_-])"),
        BuiltInRule(
            "service-token", "(?<![A-Za-z0-9])[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{50,}", needs: ".atlasv1."),
        BuiltInRule("service-token", "(?<![A-Za-z0-9])[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])", needs: "-us"),
        BuiltInRule("service-token", "(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk", needs: "_mmk"),
        BuiltInRule(
            "service-token", "(?<![a-z0-9])(?:pat|sat)\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}",
            needs: "at."),
    ]

    // MARK: Headers and addresses

    private static let quotes = "[\"'\\\\]"

    private static let headers = [
        BuiltInRule(
            "authorization",
            "(?i)authorization(?|\(quotes){1,4}\\s{0,8}[:=]\\s{0,8}[\\[(]?\(quotes){1,4}(?:[a-z0-9-]{1,20}\\s+)?([^\"'\\\\\\r\\n]+)|\\s{0,8}[:=]\\s{0,8}(?!\(quotes))(?:[a-z0-9-]{1,20}[ \\t]+)?([^\\r\\n]+))",
            "(?i)(?<![a-z0-9])bearer(?:[ \\t]+|%20|\\+)([A-Za-z0-9._~+/=%-]{8,})",
            "(?i)(?<![a-z0-9])basic[ \\t]+(?-i)(?=[A-Za-z+/=0-9]*[A-Z])(?=[A-Za-z+/=0-9]*[a-z])(?=[A-Za-z+/]*[0-9=])([A-Za-z0-9+/_-]{6,}={0,2})",
            "(?i)(?<![a-z0-9])x-(?:api-key|auth-[a-z]{1,12}|access-token|amz-security-token|goog-api-key)\(quotes){0,4}\\s{0,8}:\\s{0,8}\(quotes){0,4}([^\\s\"'\\\\]+)"
        ),
        BuiltInRule(
            "cookie",
            "(?i)(?<![a-z0-9])(?:set-)?cookie2?(?|\(quotes){1,4}\\s{0,8}[:=]\\s{0,8}[\\[(]?\(quotes){1,4}([^\"'\\\\\\r\\n]+)|\\s{0,8}:\\s{0,8}(?!\(quotes))([^\\r\\n]+))"
        ),
        BuiltInRule(
            "url-password", "://([^\\s/?#\"'<>@\\[][^\\s/?#\"'<>]*)@",
            // One with `/`, `?` or `#` in it, which no address should have, and some have.
            "://([A-Za-z0-9_.%+-]{0,64}:(?![0-9]{1,5}(?:[/?#\\s\"'<>]|$))[^\\s\"'<>]{1,200})@(?=[A-Za-z0-9.-]+(?:[:/?#\\s\"'<>,;)]|$))",
            needs: "://"),
    ]

    // MARK: Secrets that are known by their place

    private static let places = [
        // .pgpass: host:port:database:user:password.
        BuiltInRule(
            "placed-secret",
            "(?m)^[ \\t]*(?!(?:[0-9a-fA-F]{1,4}:){4})(?:[A-Za-z0-9._*-]|\\\\:)+:(?:[0-9]{2,5}|\\*):(?![0-9]+:)[^:\\s]+:[^:\\s]+:(?!\\s)([^\\r\\n]+)",
            needs: ":"),
        // user:password@host without a scheme; svc/password@//host:1521/name of Oracle.
        BuiltInRule(
            "placed-secret",
            "(?<![A-Za-z0-9_./-])[A-Za-z0-9_.-]{1,64}:([^\\s:@/\"'<>\\\\][^\\s@\"'<>]{0,200})@(?:(?:tcp|udp|unix)\\(|[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}(?::[0-9]{1,5}|[/?\\s\"',;)]|$))",
            "(?<![A-Za-z0-9_./-])(?:thin:)?[A-Za-z0-9_]{1,64}/([^\\s@/\"'<>]{3,128})@(?://)?[A-Za-z0-9.-]{1,255}(?::[0-9]{2,5}|/[A-Za-z0-9_])",
            needs: "@"),
        BuiltInRule(
            "placed-secret",
            "(?i)identified\\s{1,8}(?:with\\s{1,8}[\\w\"'`]+\\s{1,8})?(?:by|as)\\s{1,8}(?:random\\s+)?(?:password\\s{1,8}|values\\s{1,8})?(?|'((?:[^'\\\\]|\\\\.|'')+)|\"([^\"]+)|([^\\s'\";]+))",
            "(?i)(?<![a-z])using\\s{1,8}(?:password\\s*\\(\\s*)?'([^']+)'"),
        BuiltInRule(
            "placed-secret",
            "(?<![A-Za-z])(?:pass|env|stdin):([^\\s\"']{3,})(?=[^\\n]{0,200}-(?:in|out|pass|cert|key))|(?<=-pass |-passin |-passout )pass:([^\\s\"']+)",
            needs: "pass:"),
        // Functions that take user and password.
        BuiltInRule(
            "placed-secret",
            "(?i)(?:\\blogin|log_in|sign_?in|logon|HTTPBasicAuth|HTTPDigestAuth|basic_?auth|NetworkCredential|UsernamePasswordCredentials?|PasswordAuthentication|authenticate|setCredentials)\\(\\s*(?:[\"'][^\"'\\n]{0,100}[\"']|[A-Za-z_][\\w.]{0,40})\\s*,\\s*[bu]?[\"']([^\"'\\n]+)[\"']"
        ),
    ]

    // MARK: Who somebody is

    private static let identities = [
        BuiltInRule(
            "email", isIdentity: true,
            "(?<![A-Za-z0-9._%+\\x80-\\xff-])[A-Za-z0-9._%+\\x80-\\xff-]++@(?:[A-Za-z0-9\\x80-\\xff][A-Za-z0-9\\x80-\\xff-]{0,62}\\.){1,8}[A-Za-z\\x80-\\xff]{2,24}",
            needs: "@"),
        BuiltInRule(
            "home-path", isIdentity: true, "(?<![\\w.-])/home/([^/\\s\"'\\\\:;,<>|*?()\\]]+)",
            "(?<![\\w.-])/(?:export/home|var/home)/([^/\\s\"'\\\\:;,<>|*?()\\]]+)"),
        BuiltInRule(
            "home-path", isIdentity: true,
            "(?:(?<![\\w.-])|[A-Za-z]:)(?:/|\\\\{1,4})Users(?:/|\\\\{1,4})(?|([^\\\\/:*?\"<>|\\r\\n]{1,64})(?=[\\\\/])|([^\\\\/:*?\"'<>|\\s]+))",
            needs: "Users"),
    ]
}
