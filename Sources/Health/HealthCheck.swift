/// A check that can be run: a name, and what it does.
///
/// What it throws makes it fail; see `Outcome.init(_:)`.
public struct HealthCheck: Sendable {
    public var name: CheckName
    public var run: @Sendable () throws -> Outcome

    public init(_ name: CheckName, run: @escaping @Sendable () throws -> Outcome) {
        self.name = name
        self.run = run
    }
}
