import MediaPlans
import Streams
import Workbooks

/// One number of a tracker, or why there is none.
public struct Figure: Sendable, Equatable {
    /// Nil is unknown, which a tracker shows as `-`.
    public var value: Double?
    /// What was unknown on the way, and so is missing in the value or the reason that there is none.
    public var gaps: [Gap]
    /// Set where the value is not what its parts in the tracker come to, so that no formula may stand for it: the planner's own reach, or a
    /// ratio over like lines.
    public var isFixed = false
    /// What a brand-lift study says, where that is asked for.
    var lift: LiftAnswer?

    public init(_ value: Double?, gaps: [Gap] = [], isFixed: Bool = false) {
        self.value = value
        self.gaps = gaps
        self.isFixed = isFixed
    }

    /// What a lift's cell shows: the number, what the study says instead, or a dash.
    init(_ lift: LiftAnswer) {
        let gaps: [Gap] =
            switch lift.state {
            case .lift: []
            case .noLift: [.noLift]
            case .notEnoughData: [.notEnoughData]
            case .unknown: [.nothing]
            case .several(let answers): [.severalLifts(answers)]
            }
        self.init(lift.value, gaps: gaps)
        self.lift = lift
    }

    /// What goes into its cell: a number, or a text.
    var edit: CellEdit { value.map { .number($0) } ?? .text(lift?.text ?? "-") }

    /// A value that leaves out something unknown.
    public var isPartial: Bool { value != nil && !gaps.isEmpty }
}

/// Something unknown behind a figure.
public enum Gap: Sendable, Equatable {
    /// There is no line, or no cell of a reach-and-frequency table.
    case nothing
    /// Some lines do not give the measure.
    case lines(Measure, unknown: Int, of: Int)
    /// The platform's report gives the metric without a number.
    case notReported
    /// Two reports give different numbers, which cannot be added.
    case contradiction(Double, Double)
    /// The measure is unknown in these markets, and so missing in their sum.
    case markets(Measure, [Market])
    /// The measure is partial in these markets.
    case partialMarkets(Measure, [Market])
    /// Dividend and divisor do not come from the same markets.
    case unlikeMarkets(Measure, Measure)
    /// Amounts in different currencies do not add up.
    case currencies([String])
    /// A region stands beside its members, so that a sum would count them twice.
    case regions([Market])
    /// A ratio of the sums that are shown, and the one over the lines that have both measures, which differs; nil where
    /// no line has both.
    case unlikeLines(Measure, Measure, shown: Double, like: Double?)
    /// The client's metric does not add up over these, of which there are several.
    case notAdditive(OwnMetric.Axis)
    /// The metric is of the other side only.
    case otherSide
    /// A row of all platforms, over which the metric does not add up.
    case overPlatforms
    /// A study found no lift.
    case noLift
    /// A study had too few answers.
    case notEnoughData
    /// Studies that say different things of one lift.
    case severalLifts([String])
    /// The divisor is 0.
    case zero(Measure)
    /// A divisor that is made of several columns is 0, or the result is too large for a number.
    case zeroDivisor

    /// The gap in words.
    public var description: String {
        switch self {
        case .nothing: "no line"
        case .lines(let measure, let unknown, let all): "\(measure.name) unknown in \(unknown) of \(all) lines"
        case .notReported: "not reported"
        case .contradiction(let a, let b): "reported as \(figureText(a)) and as \(figureText(b))"
        case .markets(let measure, let markets): "\(measure.name) unknown in \(Self.list(markets))"
        case .partialMarkets(let measure, let markets): "\(measure.name) partly unknown in \(Self.list(markets))"
        case .unlikeMarkets(let a, let b): "\(a.name) and \(b.name) are known for different markets"
        case .currencies(let codes): "amounts in \(codes.joined(separator: " and "))"
        case .regions(let markets): "\(Self.list(markets)) beside its own members, which would count twice"
        case .unlikeLines(let a, let b, let shown, let like):
            if let like {
                "\(Self.short(shown)) as the quotient of the sums, \(Self.short(like)) over what has both \(a.name) and \(b.name)"
            } else {
                "\(Self.short(shown)) as the quotient of the sums, although nothing has both \(a.name) and \(b.name)"
            }
        case .notAdditive(let axis): "several \(axis.rawValue), over which the metric does not add up"
        case .otherSide: "the metric is of the other side only"
        case .overPlatforms: "of all platforms, over which it does not add up"
        case .noLift: "the study found no lift"
        case .notEnoughData: "the study had not enough data"
        case .severalLifts(let answers): answers.joined(separator: " and ")
        case .zero(let measure): "\(measure.name) is 0"
        case .zeroDivisor: "a divisor is 0"
        }
    }

    private static func short(_ number: Double) -> String {
        guard number != 0, number.magnitude < 1 else { return DecimalText.string((number * 100).rounded() / 100) }
        return DecimalText.string((number * 100_000).rounded() / 100_000)
    }

    private static func list(_ markets: [Market]) -> String { markets.map(\.displayName).joined(separator: ", ") }
}
