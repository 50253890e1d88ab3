import Streams
import Synchronization

/// A value that one check finds and others need, such as the facts of a workbook.
final class Shared<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    func set(_ value: Value) { content.withLock { $0 = value } }

    /// The value that the earlier check stored.
    func get() throws -> Value {
        guard let value = content.withLock({ $0 }) else {
            throw Failure(.internalError, .internalError, "a check ran before one that it needs")
        }
        return value
    }
}
