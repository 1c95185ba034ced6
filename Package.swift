// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A Swift library target of this package with the settings that all of them share.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The test target that mirrors a library target.
func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, resources: resources,
    swiftSettings: settings)
}

/// What the umbrella re-exports. Whoever uses it depends on each of them by name as well: the build does not notice a
/// change behind a re-export by itself.
let umbrella = [
  "Evaluation", "SyntheticRosters", "Reports", "Contracts", "Causal", "Models", "Indicators", "Panels",
  "Rosters",
  "TableFiles", "Columns", "Absorption", "LinearAlgebra", "Distributions", "Kernels",
]

let package = Package(
  name: "Trayectoria",
  products: [
    .library(name: "Trayectoria", targets: ["Trayectoria"] + umbrella),
    .executable(name: "trayectoria", targets: ["trayectoria-cli"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
    .package(url: "https://github.com/attaswift/BigInt", "5.4.0"..<"7.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapack-dev"])]),
    .systemLibrary(
      name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev", "zlib1g-dev"])]),
    .target(name: "CByteScan"),
    .target(name: "CTallPasses"),
    library("Kernels", [.product(name: "BigInt", package: "BigInt")]),
    library("LinearAlgebra", ["COpenBLAS", "CTallPasses", "Kernels"]),
    library("Distributions", ["Kernels"]),
    library("Columns", ["Kernels"]),
    library(
      "TableFiles",
      ["Columns", "CByteScan", "Kernels", .product(name: "Crypto", package: "swift-crypto")]),
    library("Rosters", ["Columns", "TableFiles", "Kernels"]),
    library("Panels", ["Rosters", "CByteScan", "TableFiles", "Columns", "Kernels"]),
    library("Indicators", ["Panels", "Columns", "LinearAlgebra", "Kernels"]),
    library(
      "Contracts",
      [
        "Indicators", "Columns", "Kernels", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "BigInt", package: "BigInt"),
      ]),
    library("Absorption", ["Kernels"]),
    library("Models", ["Rosters", "Columns", "Absorption", "LinearAlgebra", "Distributions", "Kernels"]),
    library(
      "Causal", ["Models", "Rosters", "Columns", "Absorption", "LinearAlgebra", "Distributions", "Kernels"]),
    library(
      "Reports",
      [
        "Contracts", "Causal", "Models", "LinearAlgebra", "Indicators", "Rosters", "Columns", "TableFiles",
        "Kernels", .product(name: "BigInt", package: "BigInt"),
      ]),
    library(
      "Evaluation",
      [
        "Reports", "Contracts", "Indicators", "Panels", "Rosters", "TableFiles", "Columns", "Kernels",
        .product(name: "Yams", package: "Yams"),
      ]),
    library("SyntheticRosters", ["Rosters", "Kernels"]),
    library("Trayectoria", umbrella.map { .target(name: $0) }),
    // Not under the umbrella: whoever uses the library needs no libxlsxwriter.
    library("Workbooks", ["CXlsxWriter", "Reports", "TableFiles"]),
    .executableTarget(
      name: "trayectoria-cli",
      dependencies: [
        "Trayectoria", "Workbooks", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
        + umbrella.map { .target(name: $0) },
      swiftSettings: settings),
    .executableTarget(
      name: "trayectoria-benchmarks",
      dependencies: [
        "Causal", "Models", "Absorption", "LinearAlgebra", "Panels", "Rosters", "TableFiles", "Columns",
        "Kernels", "CByteScan",
      ], path: "Benchmarks/Micro",
      swiftSettings: settings),
    tests(of: "CByteScan", ["Kernels", "TableFiles"]),
    tests(of: "CTallPasses", ["Kernels"]),
    tests(of: "Kernels", [.product(name: "BigInt", package: "BigInt")]),
    tests(of: "LinearAlgebra", ["Kernels", .product(name: "BigInt", package: "BigInt")]),
    tests(of: "Distributions", ["TestFixtures", "Kernels"]),
    tests(of: "Columns", ["Kernels"]),
    tests(of: "Absorption", ["LinearAlgebra", "Kernels"]),
    .systemLibrary(name: "CZlib", path: "Tests/CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "TestFixtures", dependencies: ["CZlib", "Panels", "Rosters", "TableFiles", "Kernels"],
      path: "Tests/TestFixtures", swiftSettings: settings),
    .testTarget(
      name: "ArchitectureTests", dependencies: ["TestFixtures"], swiftSettings: settings),
    tests(of: "Panels", ["TestFixtures", "Rosters", "Columns", "TableFiles", "Kernels"]),
    tests(of: "Indicators", ["TestFixtures", "Panels", "LinearAlgebra", "Kernels"]),
    tests(
      of: "Models", ["Columns", "TableFiles", "LinearAlgebra", "Distributions", "Kernels"],
      resources: [.copy("Resources")]),
    tests(
      of: "Causal",
      ["TestFixtures", "Models", "Columns", "TableFiles", "LinearAlgebra", "Distributions", "Kernels"]),
    tests(of: "Contracts", ["Indicators", "Columns", "Kernels"]),
    tests(of: "TableFiles", ["Columns", "Kernels"]),
    tests(of: "Rosters", ["Columns", "TableFiles", "Kernels"]),
    tests(of: "trayectoria-cli", ["TestFixtures", "Rosters", "Kernels"]),
    tests(
      of: "Evaluation",
      [
        "TestFixtures", "SyntheticRosters", "Reports", "Contracts", "Columns", "Panels", "Rosters",
        "TableFiles", "Kernels",
      ]),
    tests(of: "Reports", ["TestFixtures", "TableFiles", "Kernels"]),
    tests(of: "Workbooks", ["TestFixtures", "Reports", "Kernels"]),
    tests(of: "SyntheticRosters", ["Kernels"]),
    tests(of: "Trayectoria", umbrella.map { .target(name: $0) }),
  ],
  swiftLanguageModes: [.v6]
)
