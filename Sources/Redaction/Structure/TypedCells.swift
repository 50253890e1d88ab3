/// Lists of columns with their types: `password  varchar(20)  …`, in which the cell behind the name is no value.
extension NamedValues {
    private static let types: Set<String> = [
        "string", "str", "text", "char", "character", "varchar", "varchar2", "nvarchar", "nvarchar2", "nchar", "bpchar",
        "tinytext", "mediumtext", "longtext", "clob", "blob", "bytea", "binary", "varbinary", "json", "jsonb", "uuid",
        "int", "integer", "bigint", "smallint", "number", "numeric", "decimal", "bool", "boolean", "date", "datetime",
        "timestamp", "object", "utf8", "largeutf8", "character varying", "secret", "secretstring", "securestring",
    ]

    /// Whether a cell is the type of what the name is of: `varchar(20)`.
    func isType(_ cell: Range<Int>) -> Bool {
        guard (1...40).contains(cell.count) else { return false }
        let name = text.bytes[cell].prefix { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: "[") }
        let size = text.bytes[cell].dropFirst(name.count)
        return Self.types.contains(text.lowercased(text.trimmed(cell.lowerBound..<(cell.lowerBound + name.count))))
            && size.allSatisfy { Text.isDigit($0) || "()[],. maxbytechrBYTECHRMA".utf8.contains($0) }
    }

    /// Whether a cell behind the type says more of it, as the lists of columns of databases do.
    func isTypeNote(_ cell: Range<Int>) -> Bool {
        cell.isEmpty
            || ["yes", "no", "y", "n", "pri", "uni", "mul", "true", "false", "not null"].contains(text.lowercased(cell))
            || SecretWords.harmless.contains(text.lowercased(cell)) || isHeaderWord(cell) || isType(cell)
    }
}
