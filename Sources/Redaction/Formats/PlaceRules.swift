/// Secrets that are known by what stands around them in one or two lines: pipes into programs, dialogues of protocols, configuration of
/// machines, and tables and lists whose lines are names and values by turns.
extension BuiltInRule {
    /// A name that ends in a word for a secret.
    static let name =
        "[\\w.-]{0,60}(?:password|passwd|passphrase|passwort|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key)"

    static let shapes = pipes + dialogues + settings + lists + sentences + stores + declarations + machines

    /// What may begin a line of a log or a dialogue before its text: a time, a level, a number.
    private static let lineBegin =
        "[ \\t]*(?:#{1,6}[ \\t]+|[*>-][ \\t]+)?(?:\\[?[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.,]{4,18}(?:Z|[+-][0-9:]{2,6})?)?\\]?[ \\t]+)?(?:(?:DEBUG|INFO|NOTE|WARN|WARNING|ERROR)[ \\t]+)?"

    /// A word with a digit, a sign or a hump inside, as no word of a sentence has.
    static let oddWord = "(?-i:(?=\\S*(?:[0-9!@#$%^&*~+]|[a-z][A-Z])))"

    private static let secretWord =
        "(?:password|passwort|passphrase|passcode|secret|token|pw|pin|credential|(?:api|access|secret)[ _-]?key)"

    /// The name behind the value.
    private static let sentences = [
        BuiltInRule(
            "placed-secret",
            "(?i)(?:[\"'`]|\\xE2\\x80[\\x98\\x9C])([^\"'`\\n]{3,100})(?:[\"'`]|\\xE2\\x80[\\x99\\x9D])[ \\t]+(?:is|was|as)[ \\t]+(?:the|my|our|your|his|her|their|its|a)[ \\t]+(?:[\\w-]{1,20}[ \\t]+){0,2}?\(secretWord)\\b(?![ \\t]+(?:file|name|field|column|policy|prompt|type|of))",
            "(?i)(?<![\\w.-])\(oddWord)([^\\s\"'`,;:()]{4,100})[ \\t]+(?:is|was|as)[ \\t]+(?:the|my|our|your|his|her|their|its|a)[ \\t]+(?:[\\w-]{1,20}[ \\t]+){0,2}?\(secretWord)\\b(?![ \\t]+(?:file|name|field|column|policy|prompt|type|of))",
            needs: "s "),
        // Messages to telephones: `482913 is your verification code`, `Use G-482913 to verify`.
        BuiltInRule(
            "placed-secret",
            "(?i)(?<![\\w.-])(?:[A-Z]-)?([0-9]{4,8})[ \\t]+(?:is|was)[ \\t]+(?:the|your|my|a)[ \\t]+[^\\n.]{0,40}?(?:code|pin|otp|passcode)\\b",
            "(?i)\\b(?:use|enter|type)[ \\t]+(?:the[ \\t]+)?(?:code[ \\t]+)?(?:[A-Z]-)?([0-9]{4,8})[ \\t]+(?:to[ \\t]+(?:verify|confirm|log|sign|complete|authenticate)|as[ \\t]+your[ \\t]+[^\\n.]{0,40}?(?:code|pin|otp|passcode)\\b)",
            needs: " "),
        // A name alone behind a time, and the value alone in the next line behind another.
        BuiltInRule(
            "placed-secret",
            "(?im)^\(lineBegin)(?:enter[ \\t]+|new[ \\t]+|the[ \\t]+|your[ \\t]+){0,2}\(name)[ \\t]*[:?]?[ \\t]*\\r?\\n(?:[ \\t]*\\r?\\n)?\(lineBegin)\(oddWord)([^\\s=:<{\\[(][^\\s=:]{3,200})[ \\t]*\\r?$",
            needs: "\n"),
    ]

    /// Stores of passwords and their commands.
    private static let stores = [
        // RFC 2307 section 5.3, RFC 3112; Dovecot's schemes.
        BuiltInRule(
            "password-hash",
            "(?i)\\{(?:S?SHA(?:1|224|256|384|512)?|S?MD5|CRYPT|CLEARTEXT|PLAIN|PLAIN-MD5|LDAP-MD5|SASL|LANMAN|NTLM|NT|LM|BLF-CRYPT|SHA(?:256|512)-CRYPT|PBKDF2(?:-SHA[0-9]{1,3})?|ARGON2(?:I|D|ID)?|X-PBKDF2|SCRAM-SHA-(?:1|256))(?:\\.(?:b64|base64|hex))?\\}([^\\s,;\"'<>]{2,})",
            needs: "}"),
        BuiltInRule("password-hash", "\\$apr1\\$([^\\s:\"',;]{4,})", needs: "$apr1$"),
        BuiltInRule("password-hash", "SCRAM-SHA-(?:1|256|512)\\$([^\\s\"',;]{8,})", needs: "SCRAM-SHA-"),
        // mysql.user, htdigest, dumps of NTLM, the hashes of DES of htpasswd.
        BuiltInRule("password-hash", "(?<![0-9A-Za-z*])\\*([0-9A-F]{40})(?![0-9A-Za-z])", needs: "*"),
        BuiltInRule("password-hash", "(?m)^[^:\\s]{1,64}:[^:\\n]{1,64}:([0-9a-f]{32})[ \\t]*\\r?$", needs: ":"),
        BuiltInRule("password-hash", ":([0-9a-fA-F]{32}:[0-9a-fA-F]{32}):::", needs: ":::"),
        BuiltInRule(
            "password-hash",
            "(?m)^[A-Za-z][\\w.@-]{0,63}:((?=[./0-9A-Za-z]{0,12}[A-Z])(?=[./0-9A-Za-z]{0,12}[a-z])(?=[./0-9A-Za-z]{0,12}[0-9])[./0-9A-Za-z]{13})[ \\t]*\\r?$",
            needs: ":"),
        // Redis and Valkey: commands, logs of MONITOR, users of ACL files.
        BuiltInRule(
            "placed-secret",
            "(?m)(?:^|[>\\]#$:|;] ?|HELLO[ \\t]+[23][ \\t]+)AUTH[ \\t]+(?!(?i:plain|login|xoauth2|cram-md5|oauthbearer|digest-md5|ntlm|gssapi|tls|ok|fail|error|succe|requ|denied|token|header|method|type|user |resp|time|disab|enab|not|is|was|has|with|for|no|done|skip|complete|server|service|check|via|by)[^\\n]*)(?|[^\\s\"]+[ \\t]+([^\\s\"]{3,200})|([^\\s\"]{3,200}))[ \\t]*\\r?$",
            "(?i)(?:redis|valkey|:[0-9]{2,5}(?:\\[[0-9]+\\])?>)[^\\n]{0,120}?[ \\t]auth2?[ \\t]+(?|(?!default[ \\t])([^\\s\"-][^\\s\"]{2,200})[ \\t]*\\r?(?:$|\\n)|[^\\s\"]+[ \\t]+([^\\s\"]{3,200}))",
            "(?i)\"auth2?\"[ \\t]+(?:\"[^\"\\n]*\"[ \\t]+)?\"([^\"\\n]+)\"",
            "(?im)(?:ACL[ \\t]+SETUSER|^[ \\t]*user)[ \\t]+[^\\s]+[ \\t](?:[^\\n]*?[ \\t])?[>#](?!\\[REDACTED)([^\\s\"]{3,200})",
            "(?i)\"setuser\"[^\\n]*?\"[>#](?!\\[REDACTED)([^\"\\n]{3,200})\""),
    ]

    /// Commands that read a secret from standard input.
    private static let readers =
        "stdin|-fd[ =][0-9]+|--with-token|sudo[^\\n]{0,60}-\\S*S\\b|read\\s+-[a-z]*s[a-z]*\\b|chpasswd|\\bpasswd\\b|kinit|cryptsetup|secret[ \\t]+(?:create|put|set)|pass[ \\t]+insert|smbpasswd|htpasswd[ \\t]+-\\w*i"

    private static let pipes = [
        // echo … | sudo -S; printf '%s' … | gpg --passphrase-fd 0; … | docker login --password-stdin
        BuiltInRule(
            "placed-secret",
            "(?:echo|printf|print|Write-Output)\\s+(?:-[neE]{1,3}\\s+)*(?:[\"']?%{1,2}s(?:\\\\n)?[\"']?\\s+)?[\"']?([^|\\n\"']{3,200}?)[\"']?\\s*\\|\\s*[^\\n]{0,200}?(?:sudo\\s+(?:-\\S+\\s+)*-\\S*S|pass(?:word|phrase)?-?(?:stdin|fd|file)|chpasswd|passwd|cryptsetup|openssl|gpg|kinit|vault|ssh-add|smbpasswd|mysql_config|base64|xclip|pbcopy)",
            needs: "|"),
        BuiltInRule(
            "placed-secret",
            "(?:\(readers))[^\\n<]{0,120}<<<[ \\t]*(?|\"([^\"\\n]{3,200})|'([^'\\n]{3,200})|([^\\s\"']{3,200}))",
            needs: "<<<"),
        BuiltInRule(
            "placed-secret",
            "(?:\(readers))[^\\n<]{0,120}<<[-~]?[ \\t]*[\"']?\\w{1,40}[\"']?[^\\n]{0,120}\\n([^\\n]{1,400}(?:\\n(?![ \\t]*[A-Z_]{2,20}[ \\t]*\\r?(?:\\n|$))[^\\n]{1,400}){0,20})",
            needs: "<<"),
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
            "placed-secret",
            "(?i)ConvertTo-SecureString[ \\t]+(?:-(?:String|AsPlainText|Force)[ \\t]+){0,3}(?|\"([^\"\\n]+)|'([^'\\n]+)|(?![-$(|])([^\\s)\"']+))",
            "(?i)(?|\"([^\"\\n]+)\"|'([^'\\n]+)')\\s*\\|\\s*ConvertTo-SecureString", needs: "ecure"),
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
            "(?i)\\bnet1?(?:\\.exe)?[ \\t]+user[ \\t]+(?!/)\\S+[ \\t]+(?![/*])([^\\s]{3,100})", needs: "user"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\b(?:user(?:name)?|login|account)[ \\t:=]+(?!name\\b)[^\\s,;/]{2,64}[ \\t]*[,;/][ \\t]*(?:and[ \\t]+)?(?:password|passwd|pass|pwd|pw)[ \\t:=]+([^\\s,;]{3,100})",
            needs: "s"),
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
