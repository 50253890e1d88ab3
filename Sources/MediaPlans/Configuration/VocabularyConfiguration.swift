import Streams

extension Vocabulary {
    /// Where the toolkit's configuration stands under MP_HOME.
    public static let fileName = "config/toolkit.json"

    /// The built-in vocabulary with what the configuration adds and changes.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> Vocabulary {
        guard let section = try ToolkitSection.vocabulary.reading(home: home) else { return .builtIn }
        return try builtIn.extended(by: section)
    }

    /// The codes of the platforms that a home knows, for completions.
    public static func platformCodes(home: String) -> [String] {
        ((try? loading(home: home)) ?? .builtIn).platforms.map(\.code)
    }

    /// This vocabulary with a `vocabulary` section's entries. An entry of a known code takes its name and adds
    /// its aliases; a name that another entry claims goes to the configuration's.
    public func extended(by section: ConfigurationNode) throws -> Vocabulary {
        var platforms = platforms
        var markets = markets
        var stages = stages
        var columns = columns
        var metrics = metrics
        var unknownWords = unknownWords
        var totalWords = totalWords
        var units = units
        var brandLift = brandLift
        for (key, node) in try section.members(allowing: [
            "platforms", "markets", "stages", "columns", "metrics", "unknown", "totals", "units",
            "brand_lift",
        ]) {
            switch key {
            case "platforms": try Self.merge(node, into: &platforms)
            case "markets": try Self.merge(node, into: &markets, withMembers: true)
            case "stages": stages = try StageReader(words: metrics.campaign + totalWords, of: stages).read(node)
            case "columns": try Self.merge(node, into: &columns)
            case "metrics": try Self.merge(node, into: &metrics)
            case "unknown": Self.add(try node.strings(), to: &unknownWords)
            case "units": try Self.merge(node, into: &units)
            case "brand_lift": try Self.merge(node, into: &brandLift)
            default: Self.add(try node.elements().map(Self.nonEmpty), to: &totalWords)
            }
        }
        return Vocabulary(
            platforms: platforms, markets: markets, stages: stages, columns: columns, metrics: metrics,
            unknownWords: unknownWords, totalWords: totalWords, units: units, brandLift: brandLift)
    }

    private static func merge(
        _ node: ConfigurationNode, into terms: inout [Term], withMembers hasMembers: Bool = false
    ) throws {
        for entry in try node.elements() {
            var code: String?
            var name: String?
            var aliases: [String] = []
            var members: [String]?
            for (key, value) in try entry.members(
                allowing: ["code", "name", "aliases"] + (hasMembers ? ["members"] : []))
            {
                switch key {
                case "code": code = try nonEmpty(value)
                case "name": name = try nonEmpty(value)
                case "members": members = try value.strings()
                default: aliases = try value.elements().map(nonEmpty)
                }
            }
            guard let code else { throw entry.failure("lacks \"code\"") }
            if let index = terms.firstIndex(where: { $0.code == code }) {
                var term = terms[index]
                if let name { term.name = name }
                add(aliases, to: &term.aliases)
                if let members { term.members = members }
                guard term != terms[index] else { continue }
                release(aliases + [term.name], from: &terms, except: code)
                terms[index] = term
            } else {
                release(aliases + [name ?? code, code], from: &terms, except: code)
                terms.append(Term(code, name ?? code, aliases, members: members ?? []))
            }
        }
    }

    /// Takes names from the entries that had them as aliases.
    private static func release(_ names: [String], from terms: inout [Term], except code: String) {
        let taken = Set(names.map { normalised($0) })
        for index in terms.indices where terms[index].code != code {
            terms[index].aliases.removeAll { taken.contains(normalised($0)) }
        }
    }

    private static func merge(_ node: ConfigurationNode, into columns: inout [RecordColumn: [String]]) throws {
        let known = RecordColumn.allCases.filter { !$0.isSource }
        for (key, value) in try node.members(allowing: known.map(\.rawValue)) {
            guard let column = RecordColumn(rawValue: key) else { continue }
            let own = Set(columns[column] ?? [])
            // What is built in needs no look at the other columns: a shipped configuration says it all again.
            let names = try value.elements().map(nonEmpty).filter { !own.contains($0) }
            guard !names.isEmpty else { continue }
            let taken = Set(names.map { normalised($0) })
            for other in known where other != column { columns[other]?.removeAll { taken.contains(normalised($0)) } }
            add(names, to: &columns[column, default: []])
        }
    }

    private static func merge(_ node: ConfigurationNode, into metrics: inout MetricWords) throws {
        for (key, value) in try node.members(allowing: ["campaign", "reach", "frequency", "fillers", "remarks"]) {
            let words = try value.elements().map(nonEmpty)
            switch key {
            case "campaign": add(words, to: &metrics.campaign)
            case "reach": add(words, to: &metrics.reach)
            case "frequency": add(words, to: &metrics.frequency)
            case "remarks": add(words, to: &metrics.remarks)
            default: add(words, to: &metrics.fillers)
            }
        }
    }

    private static func merge(_ node: ConfigurationNode, into units: inout [UnitWords]) throws {
        for entry in try node.elements() {
            var power: Int?
            var words: [String] = []
            for (key, value) in try entry.members(allowing: ["power", "words"]) {
                switch key {
                case "power":
                    guard let number = value.value.number, let whole = Int(exactly: number), whole != 0,
                        (-9...15).contains(whole)
                    else { throw value.failure("must be a whole number from -9 to 15, and not 0") }
                    power = whole
                default: words = try value.elements().map(nonEmpty)
                }
            }
            guard let power else { throw entry.failure("lacks \"power\"") }
            let taken = Set(words.map { normalised($0) })
            for index in units.indices where units[index].power != power {
                units[index].words.removeAll { taken.contains(normalised($0)) }
            }
            if let index = units.firstIndex(where: { $0.power == power }) {
                add(words, to: &units[index].words)
            } else {
                units.append(UnitWords(power, words))
            }
        }
    }

    private static func merge(_ node: ConfigurationNode, into words: inout BrandLiftWords) throws {
        for (key, value) in try node.members(allowing: [
            "names", "metrics", "measures", "no_lift", "not_enough_data",
        ]) {
            switch key {
            case "names": add(try value.elements().map(nonEmpty), to: &words.names)
            case "metrics": try merge(value, into: &words.metrics)
            case "measures": try merge(value, into: &words.measures)
            case "no_lift": add(try value.elements().map(nonEmpty), to: &words.noLift)
            default: add(try value.elements().map(nonEmpty), to: &words.notEnoughData)
            }
        }
    }

    /// Appends what is not there yet.
    private static func add(_ names: [String], to list: inout [String]) {
        for name in names where !list.contains(name) { list.append(name) }
    }

    static func nonEmpty(_ node: ConfigurationNode) throws -> String {
        let text = try node.string()
        guard !normalised(text).isEmpty else { throw node.failure("holds no letter or digit") }
        return text
    }
}

extension Vocabulary {
    /// The vocabulary as a `vocabulary` section of `config/toolkit.json`.
    public var json: JSON {
        func list(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
        func terms(_ terms: [Term]) -> JSON {
            .array(
                terms.map { term in
                    .object(
                        [
                            .init("code", .string(term.code)), .init("name", .string(term.name)),
                            .init("aliases", list(term.aliases)),
                        ] + (term.members.isEmpty ? [] : [.init("members", list(term.members))]))
                })
        }
        return .object([
            .init("platforms", terms(platforms)),
            .init("markets", terms(markets)),
            .init(
                "stages",
                .array(
                    stages.map { stage in
                        .object(
                            [
                                .init("code", .string(stage.code)), .init("name", .string(stage.displayName)),
                                .init("aliases", list(stage.aliases)),
                            ] + (stage.goal.map { [.init("goal", .string($0.rawValue))] } ?? []))
                    })),
            .init(
                "columns",
                .object(
                    RecordColumn.allCases.compactMap { column in
                        columns[column].map { .init(column.rawValue, list($0)) }
                    })),
            .init(
                "metrics",
                .object([
                    .init("campaign", list(metrics.campaign)), .init("reach", list(metrics.reach)),
                    .init("frequency", list(metrics.frequency)), .init("fillers", list(metrics.fillers)),
                    .init("remarks", list(metrics.remarks)),
                ])),
            .init("unknown", list(unknownWords)),
            .init("totals", list(totalWords)),
            .init(
                "units",
                .array(
                    units.map {
                        .object([.init("power", .number(Double($0.power))), .init("words", list($0.words))])
                    })),
            .init(
                "brand_lift",
                .object([
                    .init("names", list(brandLift.names)), .init("metrics", terms(brandLift.metrics)),
                    .init("measures", terms(brandLift.measures)), .init("no_lift", list(brandLift.noLift)),
                    .init("not_enough_data", list(brandLift.notEnoughData)),
                ])),
        ])
    }
}
