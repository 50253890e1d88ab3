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
    static let all = tokens + headers + assignments + identities

    // MARK: Tokens that are known by their look

    private static let tokens = [
        BuiltInRule(
            "private-key",
            "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]++|-(?!----(?:BEGIN|END)))*+-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\\s\\\\]*)",
            // One whose begin was lost.
            "(?:[A-Za-z0-9+/=]{16,80}(?:\\r?\\n|\\\\r\\\\n|\\\\n))++[A-Za-z0-9+/=]{0,80}(?:\\r?\\n|\\\\r\\\\n|\\\\n)?-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY",
            "Private-Lines: [0-9]+\\r?\\n([A-Za-z0-9+/=\\r\\n]+)", "AGE-SECRET-KEY-1[0-9A-Z]{50,}", needs: "-"),
        BuiltInRule("anthropic-key", "sk-ant-[A-Za-z0-9_-]{8,}"),
        BuiltInRule("openai-key", "(?<![A-Za-z0-9])sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}"),
        BuiltInRule(
            "aws-key", "(?<![A-Z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])",
            "ABSK[A-Za-z0-9+/=]{60,}"),
        BuiltInRule(
            "gcp-key", "AIza[0-9A-Za-z_-]{35}", "ya29\\.[0-9A-Za-z_.-]{20,}", "GOCSPX-[A-Za-z0-9_-]{20,}",
            "(?<![0-9])1//0[A-Za-z0-9_-]{20,}"),
        BuiltInRule("azure-secret", "[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}", needs: "Q~"),
        BuiltInRule("azure-secret", "[?&;]sig=([A-Za-z0-9%+/=_-]{20,})"),
        BuiltInRule("azure-secret", "[A-Za-z0-9]{60,80}AZDO[A-Za-z0-9]{4}", needs: "AZDO"),
        BuiltInRule("github-token", "gh[pousr]_[A-Za-z0-9]{20,}", "github_pat_[A-Za-z0-9_]{22,}"),
        BuiltInRule(
            "gitlab-token", "gl(?:pat|ptt|dt|rt|rtr|cbt|agent|oas|soat|ft|ffct|imt|wt)-[A-Za-z0-9_.-]{16,}",
            "GR1348941[A-Za-z0-9_-]{20,}"),
        BuiltInRule(
            "slack-token", "xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{10,}", "xapp-[A-Za-z0-9-]{10,}",
            "hooks\\.slack\\.com/((?:services|workflows|triggers)/[A-Za-z0-9/_-]+)"),
        BuiltInRule(
            "discord-token", "(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}",
            "discord(?:app)?\\.com/api/(?:v[0-9]+/)?webhooks/([0-9]+/[A-Za-z0-9_-]+)"),
        BuiltInRule("telegram-token", "(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{32,}", needs: ":AA"),
        BuiltInRule("npm-token", "npm_[A-Za-z0-9]{30,}"),
        BuiltInRule("pypi-token", "pypi-[A-Za-z0-9_-]{16,}"),
        BuiltInRule("stripe-key", "(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}", "whsec_[A-Za-z0-9+/=]{20,}"),
        BuiltInRule("jwt", "eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+){0,2}"),
        BuiltInRule("meta-token", "EAA[A-Za-z0-9]{30,}"),
        BuiltInRule(
            "service-token", "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}", "hf_[A-Za-z0-9]{30,}",
            "do[opr]_v1_[a-f0-9]{64}", "dapi[a-f0-9]{32}",
            "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", "hv[sbr]\\.[A-Za-z0-9_-]{20,}", "dckr_pat_[A-Za-z0-9_-]{20,}",
            "lin_api_[A-Za-z0-9]{32,}",
            "ntn_[A-Za-z0-9]{40,}", "ATATT3[A-Za-z0-9_=-]{20,}", "(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])",
            "(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])", "glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}",
            "sntrys_[A-Za-z0-9+/=_]{40,}"),
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
        BuiltInRule("url-password", "://([^\\s/?#\"'<>@\\[][^\\s/?#\"'<>]*)@"),
    ]

    // MARK: Names that say that their value is secret

    private static let secretName = """
        (?:pass(?:word|wd|phrase|code)|passwort|(?<![a-z])pass(?![a-z])|pwd|secret|token|credential|api-?_?key|apikey|\
        (?:access|private|secret|account|shared|encryption|signing|master|storage|service|license|client|webhook)-?_?key|\
        (?<=[a-z0-9])[_-]key|(?-i:(?<=[a-z])Key)|\
        (?<![a-z])auth(?![a-z])|jsessionid|phpsessid|session-?_?(?:id|key|token)|signature|connection-?_?string|\
        (?<![a-z])dsn(?![a-z])|webhook-?_?url|(?<![a-z])otp(?![a-z])|(?<![a-z])pin(?![a-z]))\
        (?:s|s?[_-][\\w-]{0,24}|[0-9]{1,3}|(?-i:[A-Z][A-Za-z0-9]{0,20}))?(?![A-Za-z0-9_-])
        """
    /// What says of a secret how it is, and is none.
    private static let harmless =
        "(?!(?:ok|set|unset|missing|not|none|null|nil|true|false|yes|no|empty|required|invalid|valid|is|are|unknown|warning|critical|undefined)(?:[\\s\"'\\\\,;.}\\])]|$))"

    private static let assignments = [
        BuiltInRule(
            "assigned-secret",
            "(?i)\(secretName)[\"'\\\\\\])]{0,4}\\s{0,8}(?:=>|:=|==?|:)\\s{0,8}+\(harmless)(?|\\\\{0,3}\"\(harmless)((?:[^\"\\\\\\r\\n]++|\\\\[^\"\\r\\n])++)|\\\\{0,3}'\(harmless)((?:[^'\\\\\\r\\n]++|\\\\[^'\\r\\n])++)|((?:[^\\s\"'\\\\<>]++|\\\\(?![\"'nrt]))++))",
            "(?i)--?\(secretName)[ \\t]+(?!-)([^\\s\"']+|\"[^\"\\r\\n]+\"|'[^'\\r\\n]+')",
            "(?i)\(secretName)\\s{0,8}>([^<\\r\\n]+)<",
            // The whole line of an environment or INI file, since its value may hold blanks.
            "(?im)^[ \\t]*(?:export[ \\t]+|set[ \\t]+)?[\\w.]{0,60}?\(secretName)[ \\t]*[=:][ \\t]*+(?![\"'\\[{|>])\(harmless)([^\\r\\n]*[^\\s])"
        )
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
