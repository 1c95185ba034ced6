import Foundation
import TestFixtures
import Testing

/// Oracle: cell means by hand.
@Suite("estimate --predict")
struct PredictionOptionTests {
  private static let data = "y,g,w\n1,a,1\n3,a,1\n5,b,2\n7,b,2\n9,c,4\n9,c,2\n"

  private func run(_ arguments: [String], other: String = "g\nc\na\nb\n\nd\na\n") throws
    -> (CommandLineFixture.Run, [[String]])
  {
    try TemporaryFolder.with { folder in
      try folder.write(Self.data, to: "data.csv")
      try folder.write(other, to: "other.csv")
      let done = try CommandLineFixture.run(["estimate"] + arguments + ["--data", "data.csv"], in: folder)
      let text = (try? String(contentsOfFile: folder.path + "/out.csv", encoding: .utf8)) ?? ""
      return (
        done,
        text.split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      )
    }
  }

  private static let predict = ["--predict", "other.csv", "--prediction-output", "out.csv"]

  @Test("levels are the fit's: in their order, unknown ones without a prediction")
  func cells() throws {
    // b stands alone, so that its own table would make it the reference.
    let (alone, one) = try run(["y ~ g"] + Self.predict, other: "g\nb\nb\n")
    #expect(alone.status == 0 && alone.err.isEmpty, "\(alone.err)")
    #expect(one.count == 3 && one.dropFirst().allSatisfy { abs((Double($0[2]) ?? 0) - 6) < 1e-13 })
    let (done, rows) = try run(
      ["y ~ g", "--format", "json", "--prediction-cuts", "0.4,0.9"] + Self.predict,
      other: "g\nc\na\nb\nd\na\n")
    #expect(done.status == 0 && done.err.contains("1 unknown level of g"), "\(done.err)")
    #expect(
      rows[0] == [
        "row", "predictor", "mean", "std_error", "conf_low", "conf_high", "rank", "percentile", "band",
      ])
    let means = rows.dropFirst().map { Double($0[2]) }
    for (mean, wanted) in zip(means, [9, 2, 6, nil, 2] as [Double?]) {
      #expect(mean == nil ? wanted == nil : abs((mean ?? 0) - (wanted ?? 1)) < 1e-13)
    }
    #expect(rows.dropFirst().map { $0[6] } == ["4", "1", "3", "", "1"])
    #expect(rows.dropFirst().map { $0[7] } == ["1", "0.5", "0.75", "", "0.5"])
    // The fit's scores are 2, 2, 6, 6, 9, 9: 0.4 of them reach 6 and 0.9 reach 9.
    #expect(rows.dropFirst().map { $0[8] } == ["2", "1", "1", "", "1"])
    let summary = try #require(done.object["prediction"] as? [String: Any])
    #expect(summary["rows"] as? Int == 5 && summary["predicted"] as? Int == 4)
    #expect(summary["not_predicted"] as? [String: Int] == ["unknown level of g": 1])
    let bands = try #require(summary["bands"] as? [[String: Any]])
    #expect(bands.map { $0["rows"] as? Int } == [3, 1, 0])
  }

  @Test("wrong usage and other columns end in one line")
  func refused() throws {
    let claims: [([String], Int32, String)] = [
      (["y ~ g", "--prediction-output", "out.csv"], 64, "--predict"),
      (["y ~ g", "--predict", "other.csv"], 64, "--prediction-output"),
      (["y ~ g", "y ~ w", "--predict", "other.csv", "--prediction-output", "out.csv"], 64, "one formula"),
      (["y ~ g", "--predict", "other.csv", "--prediction-output", "other.csv"], 64, "other.csv"),
      (["y ~ g", "--prediction-cuts", "0.5,0.4"] + Self.predict, 64, "rising"),
      (["y ~ w"] + Self.predict, 1, "w"),
      (["y ~ w | g"] + Self.predict, 65, "absorbed effects"),
      (["y ~ g", "--predict", "none.csv", "--prediction-output", "out.csv"], 66, "none.csv"),
    ]
    for (arguments, status, word) in claims {
      let (done, rows) = try run(arguments)
      #expect(done.status == status && done.out.isEmpty && rows.isEmpty, "\(arguments): \(done.status)")
      #expect(done.err.contains(word), "\(arguments): \(done.err)")
    }
    let (other, _) = try run(["y ~ w"] + Self.predict, other: "w\nx\ny\n")
    #expect(other.status == 1 && other.err.contains("numbers"))
  }
}
