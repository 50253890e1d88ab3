import ArgumentParser

/// A value of an option that is one word of several: an enum of strings.
///
/// ArgumentParser takes such enums as they are, too; but it asks for their words by key paths and descriptions, which are made while the
/// program runs, and takes a sixth of a tool's start for it (docs/performance.md).
public protocol OptionWord: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension OptionWord {
    @inlinable public init?(argument: String) { self.init(rawValue: argument) }

    @inlinable public var defaultValueDescription: String { rawValue }

    @inlinable public static var allValueStrings: [String] { allCases.map { $0.rawValue } }

    /// None: the help of the option tells what its words mean.
    @inlinable public static var allValueDescriptions: [String: String] { [:] }
}
