import Trayectoria

/// The code that docs/scoring.md shows, compiled.
enum ScoringExample {
  static func score(folder: String) throws -> (FittedModel, TablePrediction, ScoreBands) {
    let formula = "vulnerable ~ integrantes + escolaridad + ocupado + i(vivienda, ref = \"adecuada\")"
    let request = EstimateRequest(
      DesignRequest(try Formula(formula), weights: "expansion", weightKind: .probability), family: .logit,
      profile: .stata)
    let survey = try TableReader().read(path: "\(folder)/survey.csv", columns: request.columns).table
    let model = try FittedModel(request, survey)
    // The same terms of other households; a level that the survey does not have gives no score.
    let registry = try TableReader().read(path: "\(folder)/registry.csv", columns: model.columns).table
    let scores = try model.predict(registry)
    // Cut where the survey says, each of its households counted with its weight.
    let bands = ScoreBands(scores: model.fitted, weights: model.weights, shares: [0.4, 0.6, 0.8])
    for (row, score) in scores.rows.enumerated().prefix(3) {
      guard let score else { continue }
      print(row + 1, score.mean, score.standardError, scores.ranks[row] ?? 0, bands.band(score.mean))
    }
    return (model, scores, bands)
  }
}
