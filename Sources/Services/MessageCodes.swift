import Streams

extension MessageCode {
    /// There is no key for the service.
    public static let noKey = MessageCode(rawValue: "no-key")
    /// The key's file may be read by others, or does not hold a key.
    public static let unsafeKey = MessageCode(rawValue: "unsafe-key")
    /// The service did not answer, after all attempts.
    public static let serviceUnavailable = MessageCode(rawValue: "service-unavailable")
    /// The service refused the request.
    public static let serviceRefused = MessageCode(rawValue: "service-refused")
    /// The service's certificate is not to be trusted.
    public static let untrustedService = MessageCode(rawValue: "untrusted-service")
    /// An answer is too large, or not what was asked for.
    public static let unusableAnswer = MessageCode(rawValue: "unusable-answer")
    /// A request is tried again.
    public static let tryingAgain = MessageCode(rawValue: "trying-again")
    /// The request is no JSON object.
    public static let malformedRequest = MessageCode(rawValue: "malformed-request")
}
