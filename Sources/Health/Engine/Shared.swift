import Streams
import Synchronization

/// What one check found and others need, such as a workbook's facts.
final class Shared<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    func set(_ value: Value) { content.withLock { $0 = value } }

    /// What the check that is needed put here.
    func get() throws -> Value {
        guard let value = content.withLock({ $0 }) else {
            throw Failure(.internalError, .internalError, "a check ran before one that it needs")
        }
        return value
    }
}
