import Bundles
import Redaction
import Streams

/// Files that hold keys: those that settings and the environment name, and those that look like one. None goes into a bundle, and what
/// they hold is looked for in it.
struct KeyFiles {
    /// The files themselves, whatever other names lead to them.
    private var named: Set<FileID> = []
    /// What those of this machine hold.
    private(set) var values: [RedactionRuleBook.KnownValue] = []

    private struct FileID: Hashable {
        var device: UInt
        var inode: UInt

        init(_ facts: FileFacts) { (device, inode) = (facts.device, facts.inode) }
    }

    /// Where programs keep their keys, below the home folder of the user.
    private static let usual = [
        ".anthropic-key", ".netrc", ".pgpass", ".git-credentials", ".npmrc", ".pypirc", ".my.cnf", ".aws/credentials",
        ".docker/config.json",
        ".config/gh/hosts.yml", ".config/gcloud/application_default_credentials.json", ".kube/config",
        ".huggingface/token", ".vault-token",
        ".config/rclone/rclone.conf", ".s3cfg", ".databrickscfg",
    ]
    private static let longest = 1 << 16
    static let isNamed = "is a key file, which no bundle holds"
    /// No folder has more key files that are read.
    private static let most = 100

    /// - Parameter included: further files and folders; they can belong to another home, which names its own key.
    init(home: String, included: [String]) {
        if let path = variable("ANTHROPIC_API_KEY_FILE") { add(path, isWhole: true) }
        for path in KeyFileNames.named(home: home) + included.flatMap(KeyFileNames.named(around:)) {
            add(path, isWhole: true)
        }
        addKeyFiles(below: "\(home)/config")
        guard let folder = variable("HOME") else { return }
        for name in Self.usual { add("\(folder)/\(name)", isWhole: false) }
        addKeyFiles(below: "\(folder)/.ssh")
    }

    /// The files of a folder that look like key files.
    private mutating func addKeyFiles(below folder: String) {
        var found: [String] = []
        _ = try? FolderWalk(folder) { _ in }.forEach { file in
            guard found.count < Self.most, let name = file.path.string else { return }
            let path = "\(folder)/\(name)"
            if file.facts.kind == .file, reason(against: path, file.facts) != nil { found.append(path) }
        }
        for path in found { add(path, isWhole: false) }
    }

    private mutating func add(_ path: String, isWhole: Bool) {
        guard let real = realPath(path), let facts = FileFacts(path: real), facts.kind == .file else { return }
        named.insert(FileID(facts))
        guard facts.size <= Self.longest, let part = try? TextFile(real).newest(Self.longest) else { return }
        var bytes: [UInt8] = []
        try? part.forEachPiece { bytes += $0 }
        for word in bytes.split(whereSeparator: { $0 <= 0x20 || " \"'=:,;@{}".utf8.contains($0) }) where word.count >= 8
        {
            let isMixed =
                word.contains { (0x30...0x39).contains($0) } && word.contains { $0 >= 0x41 }
                && !word.contains(UInt8(ascii: "/"))
            // Lines of a private key have no blanks, and slashes.
            if isWhole || isMixed && word.count >= 12 || word.count >= 40 {
                values.append(.init(rule: "key-file", bytes: Array(word)))
            }
        }
    }

    // MARK: Which files are some

    private static let endings = [
        ".pem", ".key", ".p12", ".pfx", ".p8", ".jks", ".keystore", ".kdbx", ".ppk", ".gpg", ".age", ".asc", ".token",
        ".secret", ".secrets",
        ".credentials", ".htpasswd", ".ovpn", ".keytab", "-key", "_key", ".apikey", ".pgpass", ".netrc", "-token",
        "_token", ".env",
    ]
    private static let names: Set<String> = [
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials", "credentials.json", "_netrc", "key", "apikey",
        "token", "secret", "secrets",
        ".npmrc", ".pypirc", ".git-credentials", ".my.cnf", "key.txt", "token.txt", "secrets.json", "secrets.yaml",
        "secrets.yml", "service-account.json",
        "api_key", "api_key.txt", "password", "password.txt", "passwords.txt",
    ]

    /// Why a file does not go in; nil when it may.
    func reason(against path: String, _ facts: FileFacts) -> String? {
        if named.contains(FileID(facts)) { return Self.isNamed }
        let name = path.pathName.lowercased()
        if Self.names.contains(name) || name.hasPrefix(".env.") || Self.endings.contains(where: name.hasSuffix) {
            return "is named as a key file is, which no bundle holds"
        }
        return facts.kind == .file && facts.size >= 8 && facts.size <= 8192 && holdsKey(path)
            ? "holds nothing but a key, which no bundle holds" : nil
    }

    /// Whether a file is one word as a key is, or begins as a private key does.
    private func holdsKey(_ path: String) -> Bool {
        guard let part = try? TextFile(path).newest(8192) else { return false }
        var bytes: [UInt8] = []
        try? part.forEachPiece { bytes += $0 }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("-----BEGIN ") && text.contains("PRIVATE KEY") || text.hasPrefix("PuTTY-User-Key-File") {
            return true
        }
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        guard words.count == 1, let word = words.first, (16...4096).contains(word.utf8.count) else { return false }
        return word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && word.contains { $0.isNumber }
            && word.contains { $0.isLetter }
            && !word.contains("/") && !word.contains(",") && !word.contains("{")
    }
}
