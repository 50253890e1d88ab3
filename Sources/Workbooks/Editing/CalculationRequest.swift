import Streams

/// Asks the program that opens a workbook to calculate all of it (ECMA-376 part 1, 18.2.2 calcPr, `fullCalcOnLoad`).
public enum CalculationRequest {
    /// Elements of the workbook part before which `calcPr` may not stand, the last one first (18.2.27).
    private static let earlier: [StaticString] = [
        "definedNames", "externalReferences", "functionGroups", "sheets",
    ]

    /// Changes one attribute of the workbook part, or adds the element; all else stays as it is.
    ///
    /// - Throws: `Failure` with status 65 for a damaged workbook part.
    public static func add(to rewrite: inout PackageRewrite, of package: Package) throws {
        guard let part = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") })?.target
        else {
            return
        }
        let bytes = try rewrite.data(of: part)
        do throws(MarkupError) {
            if let changed = try asking(bytes) { rewrite.replace(part, with: changed) }
        } catch {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
    }

    /// The workbook part with the request; nil when it asks already.
    static func asking(_ bytes: [UInt8]) throws(MarkupError) -> [UInt8]? {
        var patches = MarkupPatches(bytes)
        let isChanged = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) -> Bool in
            guard let base = buffer.baseAddress else { return false }
            let scanner = XMLScanner(base: base, end: buffer.count)
            if let found = try scanner.container("calcPr"),
                let tag = try scanner.nextTag(from: found.range.lowerBound)
            {
                let attribute = scanner.attributes(of: tag).first { $0.name == "fullCalcOnLoad" }
                guard let attribute else {
                    patches.insert(" fullCalcOnLoad=\"1\"", at: tag.nameEnd)
                    return true
                }
                guard !["1", "true"].contains(scanner.string(attribute.value)) else { return false }
                patches.replace(attribute.value, with: "1")
                return true
            }
            for name in earlier {
                guard let found = try scanner.container(name) else { continue }
                patches.insert("<\(found.prefix)calcPr fullCalcOnLoad=\"1\"/>", at: found.range.upperBound)
                return true
            }
            return false
        }
        return isChanged ? patches.result : nil
    }
}
