/// The words of names whose values are secret. All in lower case.
enum SecretWords {
    /// A word that says it alone.
    static let alone: Set<String> = [
        "password", "passwords", "passwd", "passphrase", "passphrases", "passcode", "passcodes", "passwort", "pwd",
        "pwds", "passw", "secret", "secrets", "token", "tokens", "credential", "credentials", "creds", "cred", "apikey",
        "apikeys", "psk", "otp", "totp", "pin", "puk", "cvv", "cvc", "jwt", "pat", "sas", "dsn", "auth",
        "authorization",
        "authorisation", "authtoken", "bearer", "cookie", "cookies", "jsessionid", "phpsessid", "sessionid", "sid",
        "signature", "connectionstring", "connstr", "privatekey", "secretkey", "accesskey", "bindpw", "rootpw",
        "requirepass", "masterauth", "pass", "pw", "passkey", "keypass", "storepass", "userpass", "sig", "salt",
        "pepper",
        "mnemonic", "seedphrase", "kennwort", "wachtwoord", "senha", "clave", "motdepasse", "mdp", "hasło", "haslo",
        "lozinka", "heslo", "jelszo", "losenord", "parola", "sifre", "adgangskode", "salasana", "contrasena", "parool",
        "palavra", "unlock", "encryptionkey", "signingkey", "sharedkey", "accountkey", "clientsecret", "appsecret",
        "pswd", "psswd", "paswd", "passwrd", "pasword", "authtok", "identified", "userpwd", "authpass", "privkey",
        "usertoken", "hmac", "webhook",
    ]
    /// Two words that say it together.
    static let pairs: Set<String> = [
        "api key", "api keys", "access key", "access keys", "private key", "private keys", "secret key", "account key",
        "shared key", "encryption key", "signing key", "master key", "storage key", "service key", "license key",
        "licence key", "product key", "client key", "webhook key", "deploy key", "ssh key", "gpg key", "pgp key",
        "session key", "session id", "sess id", "connection string", "conn string", "conn str", "webhook url",
        "auth code",
        "access code", "pass code", "pass phrase", "pass word", "recovery code", "recovery codes", "backup code",
        "backup codes", "verification code", "one time", "seed phrase", "security code", "pre shared", "host key",
        "consumer key", "app key", "application key", "subscription key", "functions key", "function key",
        "instrumentation key",
        "ingest key", "write key", "rest key", "admin key", "root key", "user key", "server key", "account sid",
        "community string", "snmp community", "mot passe", "auth key", "data key", "wpa key", "wep key", "wifi key",
        "crypt key", "cipher key", "aes key", "des key", "rsa key", "hmac key", "jwt key", "cookie key", "merchant key",
        "sas url", "sas uri", "x api", "proxy authorization", "publish profile", "key material", "security answer",
    ]
    /// What a word that is written together ends in, where it says it: `dbpassword`, `mysecret`.
    static let endings = [
        "password", "passwd", "passphrase", "passcode", "apikey", "secret", "token", "accesskey", "secretkey",
        "privatekey",
        "credentials", "authkey", "pwd", "sharedkey", "signingkey", "apisecret", "kennwort",
    ]
    /// Words that end so and say something else.
    static let otherEndings: Set<String> = []
    /// What follows a word that says it, where the whole is about a secret and not one: `token_type`, `secret-found`.
    static let about: Set<String> = [
        "file", "files", "filename", "path", "paths", "dir", "folder", "name", "names", "type", "types", "length",
        "len",
        "size", "count", "counts", "limit", "limits", "policy", "policies", "enabled", "disabled", "required",
        "optional",
        "valid", "invalid", "found", "missing", "prompt", "reset", "strength", "manager", "store", "provider",
        "providers",
        "header", "headers", "placeholder", "label", "hint", "help", "description", "title", "regex", "pattern",
        "patterns",
        "format", "scheme", "method", "methods", "mode", "algorithm", "rotation", "status", "state", "error", "errors",
        "failed", "failure", "failures", "ok", "version", "usage", "endpoint", "uri", "expires", "expiry", "expiration",
        "ttl", "lifetime", "age", "expired", "revoked", "rejected", "accepted", "required", "field", "column", "kind",
        "scan", "scanner", "scanning", "detection", "redaction", "rule", "rules", "check", "checks", "test", "tests",
        "class", "handler", "service", "server", "servers", "host", "helper", "util", "utils", "parser", "budget",
        "rate",
        "counter", "window", "max", "min", "per", "used", "remaining", "total", "changed", "change", "updated",
        "created",
        "verified", "verification", "validation", "required", "url", "urls", "domain", "realm", "issuer", "audience",
        "scope", "scopes", "source", "env", "variable", "variables", "ref", "refs", "arn", "timeout", "retries", "date",
        "time", "at", "in", "attempts", "history", "cache", "manager", "word", "line", "number", "index", "position",
    ]
    /// Words behind `pass` that make another word of it: `pass-through fee`, `pass rate`.
    static let afterPass: Set<String> = [
        "through", "thru", "rate", "rates", "on", "by", "along", "back", "over", "fail",
    ]
    /// What stands before `key` where it is no secret: `primary_key`.
    static let openKeys: Set<String> = [
        "primary", "foreign", "sort", "partition", "public", "row", "cache", "unique", "index", "group", "dict", "hot",
        "arrow", "market", "campaign", "record", "match", "natural", "join", "map", "lookup", "object", "no", "missing",
        "unknown", "duplicate", "the", "a", "this", "that", "each", "same", "other", "any", "every", "of", "by", "on",
        "or",
        "and", "with", "for", "is", "column", "field", "line", "sheet", "json", "xml", "config", "configuration",
        "doubled",
        "double", "schema", "settings", "setting", "platform", "stage", "client", "placement", "format", "message",
        "rule",
        "first", "last", "next", "previous", "new", "old", "left", "right", "up", "down", "tab", "enter", "escape",
        "shift",
        "control", "ctrl", "alt", "meta", "function", "press", "low", "high", "top", "one", "two", "bad", "wrong",
        "aggregate", "dedupe", "idempotency", "routing", "translation", "locale", "i18n", "registry", "bucket", "event",
        "property", "attribute", "param", "parameter", "query", "header", "path", "file", "tag", "filter", "item",
        "list",
        "array", "hash", "shard", "composite", "candidate", "surrogate", "business", "legend", "chart", "color",
        "colour",
        "category", "series", "axis", "pivot", "table", "cell", "range", "report", "metric", "dimension", "creative",
        "ad",
    ]
    /// What a number of tokens has before or behind it.
    static let counted: Set<String> = [
        "input", "output", "max", "min", "total", "prompt", "completion", "num", "n", "count", "cached", "used",
        "remaining",
        "reasoning", "cache", "creation", "read", "maximum", "minimum", "thinking", "number", "budget", "limit",
        "ephemeral",
    ]
    /// Words of other scripts and languages, as bytes that may stand anywhere.
    static let foreign = [
        "كلمة المرور", "كلمة السر", "كلمة_المرور", "كلمة_السر", "كلمه المرور", "كلمه السر", "الرقم السري", "رمز الدخول",
        "رمز المرور", "رمز السر", "مفتاح الواجهة", "مفتاح API", "пароль", "секрет", "токен", "密码", "密碼", "口令", "秘密",
        "パスワード", "비밀번호", "암호", "şifre", "hasło", "contraseña", "mot de passe", "mot_de_passe", "lösenord", "jelszó",
        "סיסמה", "סיסמא", "गुप्तशब्द", "पासवर्ड", "رمز عبور", "گذرواژه", "κωδικός", "mật khẩu", "รหัสผ่าน", "kata sandi",
    ]
    /// Keys whose values are names: `{"name": "DB_PASSWORD", "value": …}`.
    static let nameKeys: Set<String> = [
        "name", "key", "id", "field", "property", "param", "parameter", "variable", "var", "header", "k", "label",
        "prompttitle",
        "type",
        "attribute", "attr", "setting", "option", "n", "title", "env", "column", "secretname", "parametername",
        "keyname",
        "headername", "displayname", "itemname", "path", "property_name", "for",
    ]
    /// Keys of the value that belongs to such a name.
    static let valueKeys: Set<String> = [
        "value", "val", "v", "content", "contents", "data", "text", "default", "defaultvalue", "current",
        "currentvalue",
        "string", "plaintext", "plain", "secretstring", "stringvalue", "string_value", "parametervalue", "newvalue",
        "new", "old", "oldvalue", "previous", "to", "from", "raw", "body", "answer", "entry", "setting", "initial",
        "formula", "prompt",
        "initialvalue", "default_value", "new_value", "old_value", "displayvalue", "input", "values",
    ]
    /// Words that say how a secret is, and are none.
    static let harmless: Set<String> = [
        "ok", "set", "unset", "missing", "not", "none", "null", "nil", "true", "false", "yes", "no", "empty",
        "required",
        "optional", "invalid", "valid", "is", "are", "was", "unknown", "warning", "critical", "undefined", "string",
        "str",
        "number", "integer", "int", "boolean", "bool", "object", "array", "any", "void", "text", "hidden", "redacted",
        "masked", "n/a", "na", "tbd", "changed", "unchanged", "expired", "accepted", "rejected", "found", "present",
        "absent",
        "available", "enabled", "disabled", "default", "protected", "encrypted", "removed", "failed", "and", "or",
        "the", "a",
        "an", "in", "of", "for", "to", "from", "by", "on", "with", "must", "may", "can", "cannot", "has", "have",
        "will",
        "should", "too", "does", "never", "only", "if", "when", "error", "info", "debug", "note", "x-api-key", "bearer",
        "basic", "digest", "negotiate", "apikey",
    ]
}
