/// A check that can be run: its name, and its work.
///
/// A check that throws has failed; see `Outcome.init(_:)`.
public struct HealthCheck: Sendable {
    public var name: CheckName
    public var run: @Sendable () throws -> Outcome

    public init(_ name: CheckName, run: @escaping @Sendable () throws -> Outcome) {
        self.name = name
        self.run = run
    }
}
