/// Options of programs whose values are secret and whose names do not say so.
struct CommandRule {
    let programs: [String]
    let options: [String]
    let form: Form

    /// Where the secret stands.
    enum Form {
        /// In the next word, or behind the option in the same one: `-u svc:pass`, `-usvc:pass`.
        case value
        /// In the same word only, since the option without one asks for it: `-pPASS`.
        case attached
        /// In the next word only: `-pw PASS`.
        case next
        /// The word of this number that is no option, counted from 1; behind the rule's first option, where it has one.
        case positional(Int)
        /// The values of all words `NAME=VALUE` behind one of the rule's subcommands: `kv put PATH NAME=VALUE`.
        case pairs
        /// The words of the numbers, counted from 1, behind one of the rule's subcommands.
        case behind(Int)
    }

    /// From the programs' manual pages.
    static let all: [CommandRule] = [
        .init(
            ["curl"],
            [
                "-u", "--user", "-U", "--proxy-user", "-b", "--cookie", "-E", "--cert", "--oauth2-bearer", "--pass",
                "--proxy-pass", "--tlspassword", "--aws-sigv4",
            ], .value),
        .init(["http", "https", "xh"], ["-a", "--auth"], .value),
        .init(
            [
                "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mysqlsh", "mariadb", "mariadb-dump",
                "mariadb-admin", "mycli",
            ], ["-p"], .attached),
        .init(
            ["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat"], ["-p"], .value
        ),
        .init(["redis-cli", "valkey-cli"], ["-a", "--pass"], .value),
        .init(["sshpass"], ["-p"], .value),
        .init(["sqlcmd", "bcp", "osql", "isql"], ["-P"], .value),
        .init(["clickhouse-client", "cqlsh", "influx", "trino", "presto", "beeline", "dsmadmc"], ["-p"], .value),
        .init(["smbclient", "smbget", "rpcclient", "smbmap", "mount.cifs"], ["-U", "--user", "-p"], .value),
        .init(
            ["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd"], ["-w", "-s", "-a"],
            .value),
        .init(
            ["docker", "podman", "helm", "nerdctl", "buildah", "skopeo", "oras", "crane"],
            ["-p", "--creds", "--src-creds", "--dest-creds"], .value),
        .init(
            [
                "az", "oc", "cf", "twine", "gcloud", "snowsql", "tabcmd", "rabbitmqadmin", "mosquitto_pub",
                "mosquitto_sub",
            ], ["-p", "-P"], .value),
        .init(["7z", "7za", "7zr", "7zz", "rar", "unrar", "arj"], ["-p", "-hp"], .attached),
        .init(["zip", "unzip", "pdftotext", "zipcloak"], ["-P", "-upw", "-opw"], .value),
        .init(["openssl"], ["-pass", "-passin", "-passout", "-k", "-K", "-hmac"], .value),
        .init(["htpasswd"], [], .positional(3)),
        .init(["ftp", "lftp", "ncftp", "ncftpput", "ncftpget"], ["-u", "-p"], .value),
        .init(["snmpget", "snmpwalk", "snmpbulkwalk", "snmpset", "snmptable"], ["-c", "-A", "-X"], .value),
        .init(["ipmitool", "racadm", "xfreerdp", "rdesktop", "vncviewer", "rsync"], ["-P", "-p"], .value),
        .init(["xfreerdp", "xfreerdp3", "wlfreerdp", "mstsc"], ["/p:", "/gp:"], .attached),
        .init(["isql", "iusql"], [], .positional(3)),
        .init(["plink", "putty", "pscp", "psftp"], ["-pw"], .next),
        .init(["psexec", "schtasks", "wmic"], ["-p", "/RP", "/P"], .next),
        .init(["wpa_passphrase"], [], .positional(2)),
        .init(["vault"], ["login"], .positional(1)),
        .init(["vault", "bao"], ["kv put", "kv patch", "write"], .pairs),
        .init(["consul", "etcdctl", "chamber", "credstash"], ["kv put", "put"], .behind(2)),
        .init(["chamber"], ["write"], .behind(3)),
        .init(
            ["heroku", "fly", "flyctl", "doppler", "supabase", "eb", "railway"],
            ["config:set", "secrets set", "secrets import", "setenv", "variables set"], .pairs),
        .init(["netlify"], ["env:set"], .behind(2)),
        .init(["gh"], ["-b", "--body"], .value),
        .init(["pulumi"], ["config set"], .behind(2)),
        .init(["az"], ["--value", "--settings", "--secrets", "--app-settings"], .value),
        .init(["aws"], ["--value", "--secret-binary", "--parameter-overrides"], .value),
        .init(["mc"], ["alias set", "config host add"], .behind(4)),
        .init(["rabbitmqctl"], ["add_user", "change_password", "authenticate_user"], .behind(2)),
        .init(["mosquitto_passwd"], [], .positional(3)),
        .init(
            ["grafana-cli", "grafana"], ["admin reset-admin-password", "cli admin reset-admin-password"], .behind(1)),
        .init(["bw"], ["login"], .behind(2)),
        .init(["bw"], ["unlock"], .behind(1)),
        .init(["nmcli"], ["password", "wifi-sec.psk", "802-11-wireless-security.psk"], .next),
        .init(["iwconfig", "ifconfig"], ["key", "enc", "wpakey", "nwkey"], .next),
        .init(["useradd", "usermod"], ["-p"], .value),
        .init(["ssh-keygen"], ["-N", "-P"], .value),
        .init(["qpdf"], ["--encrypt"], .next),
        .init(["pdftk"], ["user_pw", "owner_pw", "input_pw"], .next),
        .init(["signtool", "certutil"], ["/p", "-p"], .next),
        .init(["rclone"], ["obscure"], .positional(1)),
        .init(["kubectl", "oc", "k"], ["--from-literal", "--docker-password"], .value),
        .init(
            ["cloudflared", "doctl", "flyctl", "ngrok", "datadog-agent", "tailscale", "argocd"],
            ["-t", "--authtoken", "--authkey"], .value),
    ]

    init(_ programs: [String], _ options: [String], _ form: Form) {
        (self.programs, self.options, self.form) = (programs, options, form)
    }

    /// Finds the names of all programs.
    static func pattern() throws(Pattern.Mistake) -> Pattern {
        let names = all.flatMap(\.programs).map { $0.replacingHyphens }.joined(separator: "|")
        return try Pattern(Array("(?<![A-Za-z0-9_.=-])(\(names))(?:\\.exe)?(?=[\"' \\t,]|\\r?\\n)".utf8), .bytes)
    }
}

extension String {
    fileprivate var replacingHyphens: String { map { $0 == "." || $0 == "-" ? "\\\($0)" : String($0) }.joined() }
}
