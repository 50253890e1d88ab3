/// Secrets that are known by what stands around them in code and in the configuration of servers.
extension BuiltInRule {
    /// The text of a string in quotes.
    private static let quoted = "[\"']([^\"'\\n]{3,200})[\"']"

    /// Declarations and statements of languages that write name and value in their own way.
    static let declarations = [
        // C#: a property with its first value. Visual Basic: a variable.
        BuiltInRule(
            "placed-secret", "(?i)\(name)[ \\t]*\\{[^{}\\n]{0,60}\\}[ \\t]*=[ \\t]*@?\(quoted)", needs: "}"),
        BuiltInRule("placed-secret", "(?i)\(name)[ \\t]+As[ \\t]+\\w{1,40}[ \\t]*=[ \\t]*\(quoted)", needs: "="),
        // Erlang: a pair.
        BuiltInRule(
            "placed-secret", "(?i)\\{[ \\t]*['\"]?\(name)['\"]?[ \\t]*,[ \\t]*(?:<<)?\(quoted)", needs: "{"),
        // COBOL, and the commands of IBM i.
        BuiltInRule(
            "placed-secret", "(?i)\\bMOVE[ \\t]+\(quoted)[ \\t]+TO[ \\t]+\(name)\\b", needs: "TO "),
        BuiltInRule(
            "placed-secret",
            "(?i)\\b(?:RMT)?USR?(?:ER|PRF)?\\([^)\\n]{1,64}\\)[ \\t]+(?:PWD|PASSWORD|RMTPWD)\\(['\"]?([^)\\n\"']{3,100})",
            needs: ")"),
        // expect(1): the answer to the question for a password.
        BuiltInRule(
            "placed-secret",
            "(?i)(?:assword|assphrase|asscode|\\bpin|\\botp)[^\\n]{0,60}(?:\\n[ \\t]*|\\{[ \\t]*)(?:exp_)?send[ \\t]+(?:-s[ \\t]+)?(?:--[ \\t]+)?\"([^\"$\\n]{3,200})",
            needs: "send"),
        // The old value beside the new one, and the one that was refused.
        BuiltInRule(
            "placed-secret",
            "(?i)(?:\(name)|\\bpin)\\b[^\\n'\"]{0,40}\\bfrom[ \\t]+\(quoted)[ \\t]+(?:to|into)\\b",
            "(?i)(?:\(name)|\\bpin)\\b[^\\n'\"]{0,40}\\bfrom[ \\t]+[\"'][^\"'\\n]{1,200}[\"'][ \\t]+(?:to|into)[ \\t]+\(quoted)",
            needs: "from "),
        BuiltInRule(
            "placed-secret",
            "(?i)\\b(?:invalid|wrong|bad|incorrect)[ \\t]+(?:password|passwd|passphrase|passcode|pwd)[ \\t:]+\(quoted)",
            needs: "d "),
        BuiltInRule("placed-secret", "(?i)\(name)[ \\t]*[=:][ \\t]*\\*{3,}[ \\t]*\\(([^)\\n]{3,200})\\)", needs: "*"),
        BuiltInRule("placed-secret", "(?i)<\(name):[ \\t]+([^<>\\n]{3,200})>", needs: "<"),
    ]

    /// Configuration files of servers and clients, and what is typed into them.
    static let machines = [
        // snmpd.conf(5), snmpd.conf(5) for USM users, ipsec.secrets(5).
        BuiltInRule("placed-secret", "(?im)^[ \\t]*r[ow]community6?[ \\t]+([^\\s]{3,100})", needs: "community"),
        BuiltInRule(
            "placed-secret",
            "(?im)^[ \\t]*createUser[ \\t]+(?:-e[ \\t]+\\S+[ \\t]+)?\\S+[ \\t]+(?:MD5|SHA[\\w-]*)[ \\t]+([^\\s]{3,100})",
            "(?im)^[ \\t]*createUser[ \\t]+[^\\n]{1,200}?[ \\t](?:DES|AES[\\w-]*)[ \\t]+([^\\s]{3,100})",
            needs: "createUser"),
        BuiltInRule(
            "placed-secret",
            "(?m):[ \\t]+(?:PSK|XAUTH|EAP|NTLM|PIN|RSA|ECDSA|P12|PKCS8)[ \\t]+(?:[^\\s\"]+[ \\t]+)?\"([^\"\\n]{3,200})",
            needs: ": "),
        // squid.conf, Postfix's sasl_passwd: `login=user:secret`, `[host]:port user:secret`.
        BuiltInRule(
            "placed-secret", "(?i)\\blogin=[^:\\s\"']{1,64}:(?!//)([^\\s,;\"']{3,100})", needs: "login="),
        BuiltInRule(
            "placed-secret",
            "(?m)^[ \\t]*(?:\\[[\\w.:-]{1,100}\\]|[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8}):[0-9]{2,5}[ \\t]+[\\w.@+-]{1,64}:(\(oddWord)[^\\s:]{3,100})[ \\t]*\\r?$",
            needs: ":"),
        BuiltInRule("placed-secret", "(?im)^l?ftp>[ \\t]*user[ \\t]+\\S{1,64}[ \\t]+([^\\s]{3,100})", needs: "ftp>"),
        BuiltInRule(
            "placed-secret",
            "(?i)\\b(?:user(?:name|id)?|login)=[\\w.@-]{1,64}/(\(oddWord)[^\\s/.,;\"']{4,100})(?=[@\\s\"']|$)",
            needs: "="),
    ]
}
