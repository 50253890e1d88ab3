import Streams

/// The calculation chain: the order in which Excel last calculated the formulas (ECMA-376 part 1, 18.6).
///
/// A chain that lists a cell without a formula makes Excel repair the file; a missing chain is built anew
/// without a word. So it goes when formulas change.
public struct CalculationChain {
    /// The chain's part.
    public let part: String
    private let workbookPart: String
    private let package: Package

    /// The package's chain; nil when there is none.
    public init?(of package: Package) throws {
        let main = try package.relationships(of: "").first { $0.isOfType("officeDocument") }?.target
        guard let main,
            let chain = try package.relationships(of: main).first(where: { $0.isOfType("calcChain") && !$0.isExternal })
        else { return nil }
        part = chain.target
        workbookPart = main
        self.package = package
    }

    /// Takes out the part, its content type and the workbook's relationship to it, and nothing else.
    public func remove(from rewrite: inout PackageRewrite) throws {
        if package.contains(part) { rewrite.remove(part) }
        let types = "[Content_Types].xml"
        let name = part.lowercased()
        let withoutOverride = try removing("Override", from: types, of: rewrite) { attribute in
            attribute("PartName").map { $0.lowercased() == "/\(name)" } ?? false
        }
        if let withoutOverride { rewrite.replace(types, with: withoutOverride) }

        let relationships = Package.relationshipsPart(of: workbookPart)
        let withoutRelationship = try removing("Relationship", from: relationships, of: rewrite) { attribute in
            attribute("Type").map { $0.hasSuffix("/calcChain") } ?? false
        }
        if let withoutRelationship { rewrite.replace(relationships, with: withoutRelationship) }
    }

    /// The part without the elements of that name that the condition takes; nil when there are none.
    private func removing(
        _ element: StaticString, from part: String, of rewrite: PackageRewrite,
        where takes: ((StaticString) -> String?) -> Bool
    ) throws -> [UInt8]? {
        let bytes = try rewrite.data(of: part)
        do throws(MarkupError) {
            return try Self.removing(element, from: bytes, where: takes)
        } catch {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
    }

    static func removing(
        _ element: StaticString, from bytes: [UInt8], where takes: ((StaticString) -> String?) -> Bool
    ) throws(MarkupError) -> [UInt8]? {
        let ranges = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
            let scanner = XMLScanner(base: buffer.baseAddress!, end: buffer.count)
            var ranges: [Range<Int>] = []
            var position = 0
            while let tag = try scanner.nextTag(from: position) {
                position = tag.next
                guard tag.kind != .end, scanner.isNamed(tag, element),
                    takes({ name in scanner.attribute(name, of: tag).map { scanner.string($0) } }),
                    let end = try scanner.end(of: tag)
                else { continue }
                ranges.append(scanner.opening(of: tag)..<end)
                position = end
            }
            return ranges
        }
        guard !ranges.isEmpty else { return nil }
        var out: [UInt8] = []
        var copied = 0
        for range in ranges {
            out += bytes[copied..<range.lowerBound]
            copied = range.upperBound
        }
        return out + bytes[copied...]
    }
}
