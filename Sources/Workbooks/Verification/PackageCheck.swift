import Streams

/// Opens a package that was just written and holds it against what Excel takes, before it gets its name.
///
/// Parts that were copied as they are are not read; what was written is read back from the file. A fault that the original has, too, is
/// the original's: its user can open it as far as before.
struct PackageCheck {
    private let package: Package
    /// What messages call the file.
    private let name: String
    /// The parts that were written, as stored; nil for all.
    var written: Set<String>?
    /// What the package was made from.
    var original: Package?
    /// How many sheets the workbook lists, once `run` has passed.
    private(set) var sheetCount = 0

    /// - Parameters:
    ///   - path: where the bytes can be read.
    ///   - name: the path that the file gets.
    init(of path: String, name: String) throws {
        self.name = name
        do { package = try Package(path: path, name: name) } catch let failure as Failure {
            throw Self.judged(failure, name)
        }
    }

    /// What is wrong with the bytes is our fault. That the system would not let us read them is not.
    private static func judged(_ failure: Failure, _ name: String) -> Failure {
        failure.status == .data
            ? broken(name, failure.message.text)
            : Failure(.io, .cannotRead, at: Place(file: name), "cannot be read back: \(failure.message.text)")
    }

    /// - Throws: `Failure` with status 70 that says what is wrong.
    mutating func run() throws {
        do {
            var uses: [String: PartUse] = [:]
            for part in package.partNames where Self.isMarkup(part) && written?.contains(part) ?? true {
                uses[part] = try use(of: part, in: package)
            }
            var faults = try PackageFaults(package, uses: uses)
            if !faults.found.isEmpty, let original {
                // Seldom: a second look, at what was there before.
                var before: [String: PartUse] = [:]
                for part in uses.keys where original.contains(part) { before[part] = try? use(of: part, in: original) }
                let known = try PackageFaults(original, uses: before)
                faults.found.removeAll { known.found.contains($0) }
            }
            if let fault = faults.found.first { throw broken(fault) }
            sheetCount = faults.sheetCount
        } catch let error as MarkupFault {
            if let original, original.contains(error.part), (try? use(of: error.part, in: original)) == nil {
                throw Failure.corrupt(original.path, "part \(error.part): \(error.error.text)")
            }
            throw broken("part \(error.part): \(error.error.text)")
        } catch let failure as Failure where failure.status != .io && failure.status != .internalError {
            throw Self.judged(failure, name)
        }
    }

    private struct MarkupFault: Error {
        var part: String
        var error: MarkupError
    }

    private static func isMarkup(_ part: String) -> Bool {
        let name = part.lowercased()
        return name.hasSuffix(".xml") || name.hasSuffix(".rels") || name.hasSuffix(".vml")
    }

    /// Reads a part to its end.
    private func use(of part: String, in package: Package) throws -> PartUse {
        let stream = try package.markup(of: part)
        var check = MarkupCheck()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        do {
            while true {
                let count = try stream.read(into: buffer)
                guard count > 0 else { break }
                try check.feed(UnsafeBufferPointer(rebasing: buffer.bindMemory(to: UInt8.self)[..<count]))
            }
            try check.finish()
        } catch let error as MarkupError {
            throw MarkupFault(part: part, error: error)
        }
        return PartUse(relationships: check.relationships, largestFormat: check.largestFormat)
    }

    func broken(_ what: String) -> Failure { Self.broken(name, what) }

    private static func broken(_ name: String, _ what: String) -> Failure {
        Failure(
            .internalError, .brokenOutput, at: Place(file: name),
            "the workbook that was made would not open: \(what); it was not written",
            hint: "report this with the input; another --figures or another template may avoid it")
    }
}

/// What the text of a part asks of others.
struct PartUse {
    var relationships: Set<String>
    var largestFormat: Int
}

extension MessageCode {
    /// A workbook that was made did not pass when it was opened again.
    public static let brokenOutput = MessageCode(rawValue: "broken-output")
}
