/// Secrets that are known by what stands around them in one or two lines: pipes into programs, dialogues of protocols, configuration of
/// machines, and tables and lists whose lines are names and values by turns.
extension BuiltInRule {
    /// A name that ends in a word for a secret.
    private static let name =
        "[\\w.-]{0,60}(?:password|passwd|passphrase|passwort|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key)"

    static let shapes = pipes + dialogues + settings + lists

    private static let pipes = [
        // echo … | sudo -S; printf '%s' … | gpg --passphrase-fd 0; … | docker login --password-stdin
        BuiltInRule(
            "placed-secret",
            "(?:echo|printf|print|Write-Output)\\s+(?:-[neE]{1,3}\\s+)*(?:[\"']?%{1,2}s(?:\\\\n)?[\"']?\\s+)?[\"']?([^|\\n\"']{3,200}?)[\"']?\\s*\\|\\s*[^\\n]{0,200}?(?:sudo\\s+(?:-\\S+\\s+)*-\\S*S|pass(?:word|phrase)?-?(?:stdin|fd|file)|chpasswd|passwd|cryptsetup|openssl|gpg|kinit|vault|ssh-add|smbpasswd|mysql_config|base64|xclip|pbcopy)",
            needs: "|"),
        BuiltInRule(
            "placed-secret",
            "(?:stdin|-fd[ =][0-9]+|sudo[^\\n]{0,60}-\\S*S\\b|read\\s+-[a-z]*s[a-z]*\\b|chpasswd|kinit|cryptsetup)[^\\n<]{0,120}<<<\\s*[\"']?([^\"'\\n]{3,200})",
            needs: "<<<"),
        BuiltInRule(
            "placed-secret",
            "(?i)(?:pass|secret|token|key|cred)[\\w-]{0,30}[= ]<\\(\\s*(?:echo|printf)\\s+(?:-n\\s+)?(?:[\"']?%{1,2}s[\"']?\\s+)?[\"']?([^)\"'\\n]{3,200})",
            needs: "<("),
    ]

    private static let dialogues = [
        // RFC 4616, RFC 4954, RFC 9051; 334 asks, and the next line answers.
        BuiltInRule(
            "placed-secret", "AUTH (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5|OAUTHBEARER)\\s+([A-Za-z0-9+/=]{8,})", needs: "AUTH "
        ),
        BuiltInRule(
            "placed-secret", "334 UGFzc3dvcmQ6[^\\n]{0,20}\\n(?:[^\\n]{0,12}[:>]\\s{0,3})?([A-Za-z0-9+/=]{4,})",
            needs: "UGFzc3dvcmQ6"),
        BuiltInRule(
            "placed-secret", "(?m)^(?:[CS]: ?)?[A-Za-z0-9.]{1,12} LOGIN \\S{1,100} ([^\\s]{3,100})", needs: " LOGIN "),
        BuiltInRule("placed-secret", "(?m)^(?:[A-Z]: ?)?PASS ([^\\s]{3,100})\\s*$", needs: "PASS "),
        BuiltInRule(
            "placed-secret", "(?i)nickserv[ :]+(?:IDENTIFY|REGISTER)[ \\t]+(?:\\w+[ \\t]+)?([^\\s]{3,100})",
            needs: "NICKSERV"),
        BuiltInRule(
            "placed-secret", "(?i)nickserv[ :]+(?:IDENTIFY|REGISTER)[ \\t]+(?:\\w+[ \\t]+)?([^\\s]{3,100})",
            needs: "ickServ"),
        BuiltInRule(
            "placed-secret",
            "(?i)log(?:in|on) (?:failed|denied|refused) for [\"']?[\\w.\\\\@-]{1,64}/([^\\s\"',;]{4,100})",
            needs: " for "),
    ]

    private static let settings = [
        BuiltInRule(
            "placed-secret", "snmp-server[ \\t]+(?:community|user)[ \\t]+([^\\s]{3,100})", needs: "snmp-server"),
        BuiltInRule(
            "placed-secret", "(?i)ConvertTo-SecureString\\s+(?:-String\\s+)?[\"']([^\"'\\n]+)[\"']",
            needs: "SecureString"),
        // Hashes of passwords (crypt(5)): of a short one all words can be tried.
        BuiltInRule(
            "password-hash",
            "\\$(?:1|2[abxy]?|5|6|7|y|gy|sha1|md5|argon2(?:i|d|id)|scrypt|pbkdf2[\\w-]*)\\$([^\\s:\"',;]{8,})",
            needs: "$"),
        // terraform: what a plan changes, and the default of a variable.
        BuiltInRule(
            "placed-secret",
            "(?i)\(name)[\"']?\\s*[=:]\\s*(?:\"[^\"\\n]*\"|\\[REDACTED[^\\]\\n]*\\]|\\S+)\\s*->\\s*\"([^\"\\n]+)\"",
            needs: "->"),
        BuiltInRule(
            "placed-secret", "(?i)variable\\s+\"\(name)\\w*\"\\s*\\{[^}]{0,800}?default\\s*=\\s*\"([^\"\\n]+)\"",
            needs: "default"),
        BuiltInRule(
            "placed-secret", "(?im)=[ \\t]*\"([^\"\\n]{3,})\"[ \\t]*(?:#|//)[^\\n]{0,80}\(name)\\b", needs: "\""),
        BuiltInRule("placed-secret", "(?i)user(?:name)?\\s*/\\s*pass(?:word)?\\s*[:=]\\s*([^\\n]{3,200})", needs: "/"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\bnet1?(?:\\.exe)?[ \\t]+use\\b[^\\n]{0,200}?/user:\\S+[ \\t]+(?![/*])([^\\s]{3,100})",
            needs: "/user:"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\bnet1?(?:\\.exe)?[ \\t]+use[ \\t]+\\S+[ \\t]+\\S+[ \\t]+(?![/*])([^\\s]{3,100})[ \\t]+/user:",
            needs: "/user:"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\b(?:sqlplus|sqlldr|expdp|impdp|rman|sqlcl|exp|imp)\\b[^\\n|;]{0,100}?\\s[\"']?\\w{1,60}/([^\\s@\"'/]{3,100})(?=[@\"'\\s]|$)",
            needs: "/"),
    ]

    private static let lists = [
        // A name alone in its line, and the value in the next: what a form sends, arguments one a line, a complex key of YAML.
        BuiltInRule(
            "placed-secret",
            "(?i)name=\"\(name)\\w*\"[^\\n]*\\n(?:[A-Za-z-]{1,60}:[^\\n]{0,200}\\n){0,4}\\r?\\n([^\\n]{3,4000})",
            needs: "name=\""),
        BuiltInRule(
            "placed-secret", "(?i)name=[\"']\(name)[\"'][^<>\\n]{0,200}>([^<\\n]{3,1000})</", needs: "name="),
        BuiltInRule("placed-secret", "(?im)^[ \\t]*--?\(name)[ \\t]*\\r?\\n[ \\t]*([^\\s-][^\\n]{2,200})$", needs: "-"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\[[0-9]{1,4}\\][ \\t]*[=:][ \\t]*[\"']?--?\(name)[\"']?,?\\r?\\n[^\\n\\[]{0,40}\\[[0-9]{1,4}\\][ \\t]*[=:][ \\t]*[\"']?([^\"'\\n]{3,400})",
            needs: "]"),
        BuiltInRule(
            "placed-secret",
            "(?im)^[ \\t-]*\\?[ \\t]+[\"']?\(name)[\"']?[ \\t]*\\r?\\n[ \\t]*:[ \\t]+[\"']?([^\"'\\n]{3,400})",
            needs: "?"),
        // One word with a digit, sign or hump, below a name that ends in `=`.
        BuiltInRule(
            "placed-secret",
            "(?im)^[ \\t]*(?:export[ \\t]+)?\(name)[ \\t]*[=:][ \\t]*\\r?\\n(?-i)(?=\\S*(?:[0-9!@#$%^&*~+]|[a-z][A-Z]))([^\\s=:\\[#{<\"'-][^\\s=:]{5,200})[ \\t]*\\r?$",
            needs: "\n"),
        // A line that is a name and a value of a list.
        BuiltInRule(
            "placed-secret", "(?im)^\"\(name)\"[ \\t]*[,;][ \\t]*\"([^\"\\n]{3,1000})\"[ \\t]*\\r?$", needs: "\""),
        BuiltInRule(
            "placed-secret",
            "(?im)^[\"']?\(name)[\"']?[,;][ \\t]*(?-i)(?=[^,;\\n]*(?:[0-9!@#$%^&*~+]|[a-z][A-Z]))[\"']?([^,;\\n\"']{4,400})[\"']?[ \\t]*\\r?$",
            needs: ","),
        // The recovery key of BitLocker, an application password of WordPress.
        BuiltInRule("placed-secret", "(?<![0-9-])((?:[0-9]{6}-){7}[0-9]{6})(?![0-9-])", needs: "-"),
        BuiltInRule(
            "placed-secret",
            "(?<![A-Za-z0-9])((?=(?:[A-Za-z0-9]{4} ){0,5}[A-Za-z]{0,3}[0-9])(?=(?:[A-Za-z0-9]{4} ){0,5}[A-Za-z0-9]{0,2}[a-z][A-Z])(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4})(?![A-Za-z0-9])",
            needs: " "),
        BuiltInRule(
            "service-token",
            "(?<![A-Za-z0-9-])(?:api|sdk|mob|rel)-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9-])",
            needs: "-"),
    ]
}
