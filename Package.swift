// swift-tools-version: 6.0
import PackageDescription

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

/// What knows nothing of chats.
func platform(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Platform/\(name)", resources: resources, swiftSettings: strict)
}

/// One subject of the product: its values, rules, tables and routes.
func feature(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Features/\(name)", resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, path: "Tests/\(name)Tests", swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

/// The folder of a target's SQL files, oldest first; they go into the program itself.
let migrations: [Resource] = [.embedInCode("Migrations")]

let package = Package(
    name: "parlance",
    products: [
        .executable(name: "parlance", targets: ["parlance"]),
        .executable(name: "parlance-bench", targets: ["Bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.65.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "3.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.4.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", path: "Sources/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", path: "Sources/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", path: "Sources/CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        platform("JSON"),
        platform("Threads"),
        platform("Problems", ["JSON"]),
        platform("Identifiers", ["JSON"]),
        platform("Telemetry", ["Identifiers", "JSON"]),
        platform("Lifecycle", ["CLinux", "Telemetry"]),
        platform("Sealing", ["COpenSSL", crypto, "Identifiers", "JSON", "Problems"]),
        platform("Events", ["Identifiers"]),
        platform("Redis", ["Identifiers", "Telemetry", "Threads"]),
        platform("Cluster", ["Events", "Identifiers", "JSON", "Redis", "Sealing", "Telemetry"]),
        platform("Database", ["CSQLite", "CPostgres", "Threads", crypto]),
        platform("Jobs", ["Database", "Identifiers", "JSON", "Telemetry"], resources: migrations),
        platform("HTTPClient", ["CCurl", "Telemetry", "Threads"]),
        platform("WebPush", [crypto, "JSON"]),
        platform("Processes", ["Threads"]),
        platform("HTTPServer", nio + ["CZlib", "JSON", "Problems", "Telemetry"]),

        feature("Spaces", ["Database", "Events", "Identifiers", "Problems", "Sealing"], resources: migrations),
        feature(
            "Models",
            [
                "Database", "HTTPClient", "HTTPServer", "Identifiers", "JSON", "Problems", "Processes", "Sealing", "Spaces", "Telemetry",
            ], resources: migrations),
        feature(
            "Chats", ["Database", "HTTPServer", "Identifiers", "JSON", "Problems", "Sealing", "Spaces", "Telemetry"], resources: migrations),
        feature("Sync", ["Chats", "Events", "HTTPServer", "Identifiers", "JSON", "Problems", "Spaces", "Telemetry"]),
        feature(
            "Conversation",
            [
                "Chats", "Database", "Events", "HTTPServer", "Identifiers", "JSON", "Jobs", "Models", "Problems", "Sealing", "Spaces",
                "Sync",
                "Telemetry",
            ]),

        feature(
            "Notifications",
            [
                "Chats", "Database", "HTTPClient", "HTTPServer", "Identifiers", "JSON", "Jobs", "Problems", "Sealing", "Spaces", "Sync",
                "Telemetry", "WebPush",
            ], resources: migrations),

        .target(
            name: "Composition",
            dependencies: [
                "Chats", "Cluster", "Conversation", "Database", "Events", "HTTPClient", "HTTPServer", "Identifiers", "JSON", "Jobs",
                "Lifecycle",
                "Models", "Notifications", "Problems", "Redis", "Sealing", "Spaces", "Sync", "Telemetry",
            ],
            path: "Sources/Composition", swiftSettings: strict),
        .executableTarget(
            name: "parlance",
            dependencies: ["Composition", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Sources/parlance", swiftSettings: strict),

        .executableTarget(
            name: "Bench",
            dependencies: [
                "CLinux", "Chats", "Database", "Events", "Identifiers", "Jobs", "Models", "Sealing", "Spaces",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "bench/Sources/Bench", swiftSettings: strict),

        .target(
            name: "TestSupport",
            dependencies: [crypto, "Chats", "Database", "Events", "Identifiers", "Problems", "Sealing", "Spaces", "Threads", "WebPush"],
            path: "Tests/Support", swiftSettings: strict),
        .target(name: "ScriptedServer", path: "Tests/ScriptedServer", swiftSettings: strict),
        tests("JSON"),
        tests("Problems", ["JSON"]),
        tests("Identifiers", ["JSON"]),
        tests("Telemetry", ["Identifiers", "JSON"]),
        tests("Lifecycle", ["Telemetry"]),
        tests("Sealing", [crypto, "Identifiers", "Problems"]),
        tests("Events", ["Identifiers"]),
        tests("Redis", ["ScriptedServer", "Telemetry", "TestSupport"]),
        tests("Cluster", ["Database", "Events", "Identifiers", "JSON", "Redis", "Sealing", "Spaces", "Telemetry", "TestSupport"]),
        tests("Database", ["TestSupport"]),
        tests("Jobs", ["Database", "Identifiers", "JSON", "Telemetry", "TestSupport"]),
        tests("HTTPClient", ["ScriptedServer", "Telemetry"]),
        tests("Processes", ["Threads"]),
        tests("WebPush", [crypto, "JSON", "TestSupport"]),
        tests(
            "Notifications",
            [
                "Database", "HTTPClient", "HTTPServer", "Identifiers", "JSON", "Jobs", "Problems", "ScriptedServer", "Sealing", "Spaces",
                "Sync", "Telemetry", "TestSupport", "WebPush",
            ]),
        tests(
            "Composition", ["Database", "HTTPServer", "Identifiers", "Lifecycle", "Problems", "Sealing", "Spaces", "TestSupport"]),
        tests("HTTPServer", ["JSON", "Problems", "Telemetry", .product(name: "NIOCore", package: "swift-nio")]),
        tests("Spaces", ["Database", "Identifiers", "Problems", "TestSupport"]),
        tests(
            "Models",
            [
                "Database", "HTTPClient", "HTTPServer", "Identifiers", "JSON", "Problems", "ScriptedServer", "Spaces", "Telemetry",
                "TestSupport",
            ]),
        tests("Chats", ["Database", "Identifiers", "JSON", "Problems", "Spaces", "Telemetry", "TestSupport"]),
        tests("Sync", ["Chats", "Events", "HTTPServer", "Identifiers", "JSON", "Problems", "Spaces", "Telemetry"]),
        tests(
            "Conversation",
            [
                "Chats", "Database", "Events", "HTTPClient", "Identifiers", "JSON", "Jobs", "Models", "Problems", "ScriptedServer",
                "Sealing",
                "Spaces", "Sync", "Telemetry", "TestSupport",
            ]),
    ]
)
