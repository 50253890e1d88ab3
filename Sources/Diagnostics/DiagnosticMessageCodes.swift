import Streams

extension MessageCode {
    /// Something was found in the bundle that redaction should have hidden; there is no bundle.
    public static let secretFound = MessageCode(rawValue: "secret-found")
    /// Something is not in the bundle, or only a part of it.
    public static let leftOut = MessageCode(rawValue: "left-out")
    /// What is in the bundle, and what was hidden in it.
    public static let bundleMade = MessageCode(rawValue: "bundle-made")
    /// The configuration cannot be used; what is built in was used instead.
    public static let ignoredConfiguration = MessageCode(rawValue: "ignored-configuration")
}

/// Where messages go.
public typealias Report = (Message) -> Void
