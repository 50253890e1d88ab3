/// Bounds that keep a hostile or damaged package from taking the machine.
public struct Limits: Sendable {
    /// The most a part may inflate to, in bytes.
    public var partSize = 8 << 30
    /// The most a part may inflate to relative to its compressed size, above `alwaysAllowed`.
    /// Sheets that Excel writes reach 60 to 1; deflate's own bound is 1032 to 1.
    public var ratio = 400
    /// A part up to this size is let through whatever its ratio.
    public var alwaysAllowed = 64 << 20
    /// The most a small part (workbook, styles, relationships) may hold.
    public var smallPartSize = 256 << 20
    /// The most bytes all shared strings of a workbook may take.
    public var sharedStrings = 2 << 30
    /// The most bytes one stored row may take.
    public var row = 16 << 20

    /// How many bytes of a sheet or of the shared strings are inflated at once. A part of more than four such blocks is inflated on
    /// another thread. From 192 to 768 KiB they take the same time; larger ones take more memory.
    public var block = 384 << 10

    public static let standard = Limits()
    public init() {}
}
