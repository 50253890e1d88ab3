import Streams

extension MessageCode {
    /// There is no key for the service.
    public static let noKey = MessageCode(rawValue: "no-key")
    /// The key's file may be read by others, or does not hold a key.
    public static let unsafeKey = MessageCode(rawValue: "unsafe-key")
    /// The service did not answer in any attempt.
    public static let serviceUnavailable = MessageCode(rawValue: "service-unavailable")
    /// The service refused the request.
    public static let serviceRefused = MessageCode(rawValue: "service-refused")
    /// The service's certificate cannot be trusted.
    public static let untrustedService = MessageCode(rawValue: "untrusted-service")
    /// An answer is too large, or does not have the expected form.
    public static let unusableAnswer = MessageCode(rawValue: "unusable-answer")
    /// A request is sent again.
    public static let tryingAgain = MessageCode(rawValue: "trying-again")
    /// The request is not a JSON object.
    public static let malformedRequest = MessageCode(rawValue: "malformed-request")
}
