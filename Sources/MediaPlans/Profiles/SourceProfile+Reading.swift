import Streams
import Workbooks

extension SourceProfile {
    private static let parts = [
        "title", "origin", "kind", "match", "sheets", "platform", "header", "columns", "extra", "constants", "names",
        "values",
        "unpivot", "rows", "numbers", "dates", "currency",
    ]

    /// Reads a profile.
    ///
    /// - Throws: `Failure` with status 78 and the place of a mistake.
    public init(_ root: ConfigurationNode, name: String, vocabulary: Vocabulary) throws {
        self.init(name: name)
        for (key, node) in try root.members(allowing: Self.parts) {
            switch key {
            case "title": title = try node.string()
            case "origin": _ = try node.strings()
            case "kind": kind = try Self.word(node)
            case "match": match = try Self.match(node)
            case "sheets": try readSheets(node)
            case "platform": try readPlatform(node, vocabulary)
            case "header": anatomy.header = try Self.header(node)
            case "columns": try readColumns(node)
            case "extra": extras = try Self.patterns(node)
            case "constants": try readConstants(node, vocabulary)
            case "names": names = try node.elements().map(Self.nameRule)
            case "values": try readValues(node)
            case "unpivot": try readUnpivot(node)
            case "rows": try readRows(node)
            case "numbers": try readNumbers(node)
            case "dates": try readDates(node)
            default: currency = try Self.currency(node)
            }
        }
    }

    // MARK: Words

    private static func word<Word: RawRepresentable & CaseIterable>(_ node: ConfigurationNode) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try node.string()) else {
            throw node.failure(
                "is not known here", hint: "known are " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    private static func boolean(_ node: ConfigurationNode) throws -> Bool {
        guard case .boolean(let flag) = node.value else { throw node.failure("must be true or false") }
        return flag
    }

    /// True, false, or what the columns of periods or markets hold.
    private mutating func readUnpivot(_ node: ConfigurationNode) throws {
        guard case .string(let name) = node.value else {
            return anatomy.isUnpivoted = try Self.boolean(node)
        }
        let column = try Self.column(name, node)
        guard [.number, .percent].contains(column.kind) else {
            throw node.failure("is not a column of numbers: \"\(name)\"")
        }
        anatomy.barePeriods = column
    }

    private static func pattern(_ node: ConfigurationNode) throws -> WordPattern {
        let text = try node.string()
        guard !normalised(text).isEmpty else { throw node.failure("holds no letter or digit") }
        return WordPattern(text)
    }

    /// A header, or `{"header": "Volume", "number": 2}` for the second of that text.
    private static func header(_ node: ConfigurationNode) throws -> WordPattern {
        if case .string = node.value { return try pattern(node) }
        var found: WordPattern?
        var number: Int?
        for (key, value) in try node.members(allowing: ["header", "number"]) {
            if key == "header" {
                found = try pattern(value)
            } else {
                number = value.value.number.flatMap { Int(exactly: $0) }.flatMap { (1...1000).contains($0) ? $0 : nil }
                guard number != nil else { throw value.failure("must be a whole number, from 1") }
            }
        }
        guard var found else { throw node.failure("names no header") }
        found.number = number
        return found
    }

    private static func patterns(_ node: ConfigurationNode) throws -> [WordPattern] { try node.elements().map(pattern) }

    private static func column(_ key: String, _ node: ConfigurationNode) throws -> RecordColumn {
        guard let column = RecordColumn(rawValue: key), !column.isSource else {
            let known = RecordColumn.allCases.filter { !$0.isSource }.map(\.rawValue).joined(separator: ", ")
            throw node.failure("names no record column: \"\(key)\"", hint: "record columns are \(known)")
        }
        return column
    }

    private static func currency(_ node: ConfigurationNode) throws -> String {
        let code = try node.string()
        guard Currency.isCode(code) else {
            throw node.failure("is not a currency's code", hint: "write three letters, such as AED (ISO 4217)")
        }
        return code
    }

    // MARK: Parts

    private static func match(_ node: ConfigurationNode) throws -> Match {
        var match = Match()
        for (key, value) in try node.members(
            allowing: ["files", "sheets", "header", "any_header", "marks", "above", "fence"])
        {
            switch key {
            case "files": match.files = try patterns(value)
            case "sheets": match.sheets = try patterns(value)
            case "header": match.header = try patterns(value)
            case "any_header": match.anyHeader = try patterns(value)
            case "marks": match.marks = try patterns(value)
            case "above": match.above = try patterns(value)
            default: match.hasFence = try boolean(value)
            }
        }
        return match
    }

    private mutating func readSheets(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members(allowing: ["data", "ignore"]) {
            if key == "data" { dataSheets = try Self.patterns(value) } else { ignoredSheets = try Self.patterns(value) }
        }
    }

    private mutating func readPlatform(_ node: ConfigurationNode, _ vocabulary: Vocabulary) throws {
        for (key, value) in try node.members(allowing: ["constant", "from"]) {
            let text = try value.string()
            if key == "constant" {
                guard let found = vocabulary.platform(named: text) else {
                    throw value.failure(
                        "is not a platform: \"\(text)\"",
                        hint:
                            "known are \(vocabulary.platforms.map(\.code).joined(separator: ", ")); others go to vocabulary.platforms in config/toolkit.json"
                    )
                }
                platform = .constant(found.code)
            } else {
                switch text {
                case "sheet": platform = .sheetName
                case "file": platform = .fileName
                case "column": platform = .column
                default: throw value.failure("is not known here", hint: "known are sheet, file, column")
                }
            }
        }
    }

    private static func header(_ node: ConfigurationNode) throws -> TableAnatomy.HeaderPlace {
        func row(_ node: ConfigurationNode) throws -> Int {
            guard let row = node.value.number.flatMap({ Int(exactly: $0) }),
                (1...CellReference.maximumRow).contains(row)
            else {
                throw node.failure("must be the number of a row, from 1")
            }
            return row
        }
        for (key, value) in try node.members(allowing: ["row", "rows"]) {
            if key == "row" {
                let row = try row(value)
                return .rows(row...row)
            }
            let rows = try value.elements().map(row)
            guard rows.count == 2, rows[1] == rows[0] + 1 else {
                throw value.failure("must be two rows, one under the other, such as [3, 4]")
            }
            return .rows(rows[0]...rows[1])
        }
        return .found
    }

    private mutating func readColumns(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members() where key != "$comment" {
            columns[try Self.column(key, value)] = try value.elements().map(Self.header)
        }
    }

    private mutating func readConstants(_ node: ConfigurationNode, _ vocabulary: Vocabulary) throws {
        for (key, value) in try node.members() where key != "$comment" {
            let column = try Self.column(key, value)
            let text = try value.string()
            switch column.kind {
            case .market:
                guard let market = vocabulary.market(named: text) else {
                    throw value.failure("is not a market that is known: \"\(text)\"")
                }
                anatomy.constants[column] = .text(market.displayName)
            case .stage:
                guard let stage = vocabulary.stage(named: text) else {
                    throw value.failure("is not a stage: \"\(text)\"")
                }
                anatomy.constants[column] = .text(stage.displayName)
            case .date:
                guard let date = CivilDate(iso: text) else { throw value.failure("must be a date such as 2026-04-01") }
                anatomy.constants[column] = .date(date)
            case .text where column == .localCurrency: anatomy.constants[column] = .text(try Self.currency(value))
            case .text: anatomy.constants[column] = .text(text)
            default: throw value.failure("is a column of numbers, which no constant may give")
            }
        }
    }

    private static func nameRule(_ node: ConfigurationNode) throws -> NameRule {
        var rule = NameRule(from: [.campaign], patterns: [], words: [])
        for (key, value) in try node.members(allowing: ["from", "patterns", "words"]) {
            switch key {
            case "from": rule.from = try value.elements().map { try column($0.string(), $0) }
            case "words":
                rule.words = try value.elements().map { element in
                    let found = try column(element.string(), element)
                    guard [.market, .cejObjectives].contains(found) else {
                        throw element.failure("can be MARKET or CEJ_OBJECTIVES only")
                    }
                    return found
                }
            default:
                rule.patterns = try value.elements().map { element in
                    do {
                        return try NameConvention(element.string())
                    } catch let mistake as NameConvention.Mistake {
                        throw element.failure(mistake.text)
                    }
                }
            }
        }
        guard !rule.patterns.isEmpty || !rule.words.isEmpty else {
            throw node.failure("lacks \"patterns\" or \"words\"")
        }
        return rule
    }

    private mutating func readValues(_ node: ConfigurationNode) throws {
        for (key, rules) in try node.members() where key != "$comment" {
            let column = try Self.column(key, rules)
            values[column] = try rules.members().map { text, value in
                guard !normalised(text).isEmpty else {
                    throw value.failure("stands for a text without letter or digit")
                }
                switch value.value {
                case .string(let meaning): return ValueRule(pattern: WordPattern(text), value: .text(meaning))
                case .number(let number): return ValueRule(pattern: WordPattern(text), value: .number(number))
                case .null: return ValueRule(pattern: WordPattern(text), value: .unknown)
                default: throw value.failure("must be text, a number or null")
                }
            }
        }
    }

    private mutating func readRows(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members(allowing: [
            "totals", "other_totals", "head", "end", "required", "repeat_above", "subheadings",
        ]) {
            switch key {
            case "totals": anatomy.totalWords = try value.strings()
            case "other_totals": anatomy.otherTotalWords = try value.strings()
            case "head": anatomy.headWords = try value.strings()
            case "end": anatomy.endWords = try value.strings()
            case "required": required = try value.elements().map { try Self.column($0.string(), $0) }
            case "repeat_above":
                anatomy.repeatedDown = Set(
                    try value.elements().map { element in
                        let column = try Self.column(element.string(), element)
                        guard ![.number, .percent].contains(column.kind) else {
                            throw element.failure("is a column of numbers, which no blank cell repeats")
                        }
                        return column
                    })
            default: anatomy.subheadingsGiveContext = try Self.boolean(value)
            }
        }
    }

    private mutating func readNumbers(_ node: ConfigurationNode) throws {
        enum Percent: String, CaseIterable { case points, fractions }
        for (key, value) in try node.members(allowing: ["decimal", "percent"]) {
            if key == "decimal" {
                anatomy.numbers.decimalSign = try Self.word(value)
            } else {
                anatomy.numbers.percentIsPoints = try Self.word(value) as Percent == .points
            }
        }
    }

    private mutating func readDates(_ node: ConfigurationNode) throws {
        for (_, value) in try node.members(allowing: ["order"]) { anatomy.numbers.dateOrder = try Self.word(value) }
    }
}
