// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode. With MP_STRICT set, as scripts/test does, a warning in this package's own code is an error; a user's build goes on, since
/// a newer compiler has new warnings.
let strict: [SwiftSetting] =
    [.swiftLanguageMode(.v6)] + (Context.environment["MP_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// With MP_OPTIMIZE set, as in CI, the rooms of a debug build are optimised: it takes a minute more, and the tests half the time. All checks of
/// a debug build stay: nothing in the rooms uses assert().
let optimised: [SwiftSetting] =
    Context.environment["MP_OPTIMIZE"] == nil ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// A C library found by pkg-config: a module map and a shim header, nothing else.
func cLibrary(_ name: String, pkgConfig: String, debianPackage: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debianPackage])])
}

/// A room: a library that stands on those named in `on` and on nothing above it.
func room(_ name: String, on dependencies: [Target.Dependency], _ more: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + optimised + more)
}

/// Overlapping accesses are looked for while it runs in debug builds, which all tests are; in a release build of a room that reads millions of
/// cells the search takes an eighth of the time.
let unchecked: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// An executable: options, one call into a library, an exit status.
func tool(_ name: String, on dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies + [argumentParser, "Toolkit"], swiftSettings: strict)
}

let package = Package(
    name: "media-plan-tools",
    products: [
        .executable(name: "xlsx2tsv", targets: ["xlsx2tsv"]),
        .executable(name: "mp-extract", targets: ["mp-extract"]),
        .executable(name: "mp-map", targets: ["mp-map"]),
        .executable(name: "mp-validate", targets: ["mp-validate"]),
        .executable(name: "mp-archive", targets: ["mp-archive"]),
        .executable(name: "mp-diagnose", targets: ["mp-diagnose"]),
        .executable(name: "mp-ask", targets: ["mp-ask"]),
        .executable(name: "mp-healthcheck", targets: ["mp-healthcheck"]),
        .executable(name: "mp-ledger", targets: ["mp-ledger"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // For tests only: they drive the built tools.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        cLibrary("CZlib", pkgConfig: "zlib", debianPackage: "zlib1g-dev"),
        cLibrary("CDeflate", pkgConfig: "libdeflate", debianPackage: "libdeflate-dev"),
        cLibrary("CLibXML2", pkgConfig: "libxml-2.0", debianPackage: "libxml2-dev"),
        cLibrary("CNettle", pkgConfig: "nettle", debianPackage: "nettle-dev"),
        cLibrary("CLibArchive", pkgConfig: "libarchive", debianPackage: "libarchive-dev"),
        cLibrary("CPCRE2", pkgConfig: "libpcre2-8", debianPackage: "libpcre2-dev"),
        cLibrary("CLibCurl", pkgConfig: "libcurl", debianPackage: "libcurl4-openssl-dev"),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CVectors"),
        .target(name: "CInflate"),
        .target(name: "CStart"),
        .target(name: "CBuild", cSettings: [.define("MP_COMMIT", to: "\"\(Context.environment["MP_COMMIT"] ?? "")\"")]),

        room("Streams", on: ["CNettle", "CProcess", "CStart"]),
        room("Services", on: ["Streams", "CLibCurl"]),
        room("Workbooks", on: ["Streams", "CZlib", "CDeflate", "CInflate", "CLibXML2", "CVectors"]),
        room("SourceFiles", on: ["Workbooks", "Streams", "CZlib"], unchecked),
        room("MediaPlans", on: ["SourceFiles", "Workbooks", "Streams"], unchecked),
        room("Checks", on: ["MediaPlans", "Workbooks", "Runs", "Streams"]),
        room("Trackers", on: ["MediaPlans", "Workbooks", "Streams"]),
        room("Bundles", on: ["Streams", "CLibArchive", "CDeflate"]),
        room("Health", on: ["Checks", "Trackers", "MediaPlans", "Workbooks", "Runs", "Streams", "CProcess"]),
        room("Redaction", on: ["Streams", "CPCRE2"]),
        room("Diagnostics", on: ["Redaction", "Bundles", "Runs", "Streams"]),
        room("Runs", on: ["Streams"]),
        room("Toolkit", on: ["CBuild", "CStart", "Runs", "Streams", argumentParser, logging]),

        tool("xlsx2tsv", on: ["Workbooks", "Streams"]),
        tool("mp-extract", on: ["MediaPlans", "Workbooks", "Streams"]),
        tool("mp-map", on: ["Trackers", "MediaPlans", "Runs", "Workbooks", "Streams"]),
        tool("mp-validate", on: ["Checks", "MediaPlans", "Workbooks", "Runs", "Streams"]),
        tool("mp-ask", on: ["Services", "Streams"]),

        tool("mp-healthcheck", on: ["Health", "MediaPlans", "Runs", "Streams"]),
        tool("mp-archive", on: ["Bundles", "Streams"]),
        tool("mp-diagnose", on: ["Diagnostics", "Redaction", "Bundles", "Streams"]),
        tool("mp-ledger", on: ["Runs", "Streams"]),

        .testTarget(
            name: "LibraryTests",
            dependencies: [
                "Streams", "Workbooks", "SourceFiles", "MediaPlans", "Checks", "Trackers", "Bundles", "Health",
                "Redaction",
                "Diagnostics", "Runs", "Toolkit", "CInflate", "CZlib",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ToolTests",
            dependencies: [
                "Streams", "Workbooks", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
    ]
)

// Built only by scripts/fuzz, which sets the variable: its main function is libFuzzer's.
if Context.environment["MP_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz-workbooks", dependencies: ["Workbooks", "Streams", "MediaPlans", "SourceFiles"],
            path: "Tests/Fuzz",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
