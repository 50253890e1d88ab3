import Streams
import Workbooks

/// Reads the regions of workbooks, or of grids of them, as records.
///
/// Records go to `emit` in the order of files, sheets and rows; what is worth saying goes to `report`.
/// Memory does not grow with rows.
public final class Extraction {
    private let naming: HeaderNaming
    private let platforms: Set<String>?
    private let sources: SourceBook
    private let versions: VersionChoice?
    private let emit: (Record) throws -> Void
    private let report: (Message) -> Void
    private let leaving: ((Record) throws -> CellFate?)?
    private let countsCells: Bool
    /// What became of the cells of all sheets so far.
    public private(set) var coverage = SourceCoverage()
    /// What brand-lift tables of reports say; no record.
    public private(set) var brandLift: [BrandLiftResult] = []
    /// All regions so far.
    public private(set) var regions: [Region] = []
    /// The source profiles that sheets were read by.
    public private(set) var usedSources: [String] = []
    /// Answers of the memory that were used.
    public private(set) var answers: [MappingMemory.Answer] = []

    /// - Parameters:
    ///   - platforms: codes of the platforms to read; nil for all.
    ///   - memory: answers that were accepted before.
    ///   - trace: notes which rules are met.
    ///   - sources: the source profiles among which each sheet's is found.
    ///   - leaving: gives what becomes of the cells of a record that is left out; nil for one that is not.
    ///   - countsCells: whether all sheets are read to their ends, so that `coverage` knows of all cells.
    public init(
        vocabulary: Vocabulary, rules: ClientRules = ClientRules(), platforms: Set<String>? = nil,
        trace: RuleTrace? = nil, memory: MappingMemory = MappingMemory(), sources: SourceBook = SourceBook(),
        versions: VersionChoice? = nil, leaving: ((Record) throws -> CellFate?)? = nil, countsCells: Bool = true,
        emit: @escaping (Record) throws -> Void, report: @escaping (Message) -> Void
    ) {
        self.leaving = leaving
        self.countsCells = countsCells
        naming = HeaderNaming(vocabulary: vocabulary, rules: rules, trace: trace, memory: memory)
        self.platforms = platforms
        self.sources = sources
        self.versions = versions
        self.emit = emit
        self.report = report
    }

    /// Reads all sheets of a source.
    ///
    /// - Throws: `Failure` with status 65 when the source has no region at all, or is of the other kind;
    ///   what the source and `emit` throw.
    ///
    /// - Parameter anatomy: what is known of a sheet before it is read.
    public func read(
        _ source: some SheetSource, as input: InputKind,
        anatomy: @escaping (SourceSheet) -> TableAnatomy = { _ in TableAnatomy() }
    ) throws {
        var naming = naming
        naming.input = input
        let visitor = ExtractionVisitor(
            recognition: HeaderRecognition(naming: naming), platforms: platforms, anatomy: anatomy,
            versions: versions, leaving: leaving, countsCells: countsCells, emit: emit, report: report)
        let finder = ProfileFinder(visitor, book: sources, kind: input, vocabulary: naming.vocabulary)
        try source.walk(finder)
        coverage.sheets += visitor.coverage
        for name in finder.used where !usedSources.contains(name) { usedSources.append(name) }
        brandLift += visitor.brandLiftResults()
        regions += visitor.regions
        for answer in visitor.answers where !answers.contains(answer) { answers.append(answer) }
        guard visitor.regions.isEmpty, !visitor.hasVersions else { return }
        let wanted = platforms.map { " of " + $0.sorted().joined(separator: ", ") } ?? ""
        throw Failure(
            .data, .noRegion, at: Place(file: source.name), "no region\(wanted) was found in any sheet",
            hint: visitor.sheets.isEmpty
                ? "it has no sheet with values"
                : visitor.sheets.allSatisfy(\.isEmpty)
                    ? "\(visitor.nearest.sentence.map { $0 + "; " } ?? "")run mp-extract --explain on it, or add-source, which makes a source profile"
                    : "a platform's sheet is called by the platform's name; the sheets are \(visitor.sheets.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")); \(visitor.nearest.sentence.map { $0 + "; " } ?? "")run mp-extract --explain on it"
        )
    }
}
