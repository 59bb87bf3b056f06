// swift-tools-version: 6.3
import PackageDescription

/// The compiler settings of every target of ours: what is not said is refused, and warnings fail the build.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The allocator of the programs: an entry is made by one thread and let go of by another, which that of
/// glibc does badly. See the architecture document.
let allocator: [LinkerSetting] = [.linkedLibrary("tcmalloc_minimal")]

/// What `tools/fuzz` builds: it links only with libFuzzer, which has the `main`, and so is no part of
/// other builds.
let isFuzzing = Context.environment["KEYLEDGER_FUZZ"] != nil
let fuzzProducts: [Product] =
    isFuzzing ? [.executable(name: "ledger-fuzz", targets: ["LedgerFuzz"])] : []
let fuzzTargets: [Target] =
    isFuzzing
    ? [
        .executableTarget(
            name: "LedgerFuzz", dependencies: ["LedgerTesting"], swiftSettings: strict)
    ] : []

let package = Package(
    name: "keyledger",
    products: [
        .executable(name: "keyledger", targets: ["LedgerCLI"]),
        .executable(name: "keyledger-bench", targets: ["LedgerBench"]),
    ] + fuzzProducts,
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLMDB", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: strict),
        .target(name: "OpenSSL", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "Zstd", dependencies: ["CZstd"], swiftSettings: strict),
        .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: strict),

        .target(name: "LedgerCore", swiftSettings: strict),
        .target(
            name: "Transparency", dependencies: ["LedgerCore", "OpenSSL"], swiftSettings: strict),
        .target(name: "Files", swiftSettings: strict),
        .target(
            name: "Projections", dependencies: ["LedgerCore", "Files", "OpenSSL"],
            swiftSettings: strict),
        .target(
            name: "EventLog",
            dependencies: [
                "Files", "JSONText", "LedgerCore", "LMDB", "OpenSSL", "Transparency", "Zstd",
            ],
            swiftSettings: strict),
        .target(
            name: "LedgerService",
            dependencies: ["LedgerCore", "EventLog", "Files", "OpenSSL", "Projections"],
            swiftSettings: strict),
        .target(
            name: "CloudTrail", dependencies: ["LedgerCore", "LedgerService", "Zlib"],
            swiftSettings: strict),
        .target(name: "LedgerText", swiftSettings: strict),
        .target(name: "JSONText", swiftSettings: strict),
        .target(
            name: "LedgerHTTP",
            dependencies: [
                "LedgerCore", "LedgerService", "LedgerText", "CloudTrail", "Files", "JSONText",
                "Zlib", "Zstd",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "LedgerCLI",
            dependencies: [
                "LedgerCore", "LedgerService", "LedgerHTTP", "LedgerText", "CloudTrail", "EventLog",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict, linkerSettings: allocator),
        .executableTarget(
            name: "LedgerBench",
            dependencies: [
                "LedgerCore", "LedgerHTTP", "LedgerService", "LedgerTesting", "LedgerText", "LMDB",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict, linkerSettings: allocator),

        .target(
            name: "LedgerTesting",
            dependencies: [
                "EventLog", "LedgerCore", "LedgerService", "OpenSSL", "Projections",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LMDBTests", dependencies: ["LMDB", "LedgerTesting"], swiftSettings: strict),
        .testTarget(name: "OpenSSLTests", dependencies: ["OpenSSL"], swiftSettings: strict),
        .testTarget(
            name: "ZlibTests", dependencies: ["Zlib", "LedgerTesting"], swiftSettings: strict),
        .testTarget(
            name: "ZstdTests", dependencies: ["Zstd", "LedgerTesting"], swiftSettings: strict),
        .testTarget(
            name: "FilesTests", dependencies: ["Files", "LedgerTesting"], swiftSettings: strict),
        .testTarget(
            name: "ProjectionsTests",
            dependencies: ["Projections", "Files", "LedgerCore", "LedgerTesting", "OpenSSL"],
            swiftSettings: strict),
        .testTarget(
            name: "TransparencyTests", dependencies: ["Transparency", "LedgerCore"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerCoreTests",
            dependencies: ["LedgerCore", "LedgerTesting", "LedgerService"],
            swiftSettings: strict),
        .testTarget(
            name: "EventLogTests",
            dependencies: [
                "EventLog", "Files", "LedgerCore", "LedgerTesting", "OpenSSL", "LMDB",
                "Transparency",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerServiceTests",
            dependencies: [
                "LedgerService", "LedgerCore", "EventLog", "LedgerTesting", "Projections",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CloudTrailTests",
            dependencies: ["CloudTrail", "LedgerCore", "LedgerService", "LedgerTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTestingTests", dependencies: ["LedgerTesting", "LedgerCore"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerBenchTests",
            dependencies: ["LedgerBench", "LedgerCore", "LedgerTesting"], swiftSettings: strict),
        .testTarget(
            name: "JSONTextTests", dependencies: ["JSONText", "LedgerTesting"],
            swiftSettings: strict),
        .testTarget(name: "LedgerTextTests", dependencies: ["LedgerText"], swiftSettings: strict),
        .testTarget(
            name: "LedgerHTTPTests",
            dependencies: [
                "LedgerHTTP", "LedgerCore", "LedgerService", "LedgerTesting", "LedgerText", "Zstd",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .testTarget(
            name: "LedgerCLITests", dependencies: ["LedgerCLI", "LedgerCore", "LedgerText"],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "LedgerCLI", "LedgerTesting", "LedgerCore", "EventLog", "Files", "LedgerService",
                "LMDB", "OpenSSL", "Projections",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], swiftSettings: strict),
    ] + fuzzTargets
)
