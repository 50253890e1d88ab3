import ArgumentParser

/// An enum of strings whose cases are the words that an option accepts.
///
/// ArgumentParser also accepts such enums directly. But then it finds their words through key paths and descriptions at
/// run time, which slows every start (docs/performance.md).
public protocol OptionWord: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension OptionWord {
    @inlinable public init?(argument: String) { self.init(rawValue: argument) }

    @inlinable public var defaultValueDescription: String { rawValue }

    @inlinable public static var allValueStrings: [String] { allCases.map { $0.rawValue } }

    /// Empty, because the help of the option explains its words.
    @inlinable public static var allValueDescriptions: [String: String] { [:] }
}
