/// What a panel was counted into.
package enum PanelCounts: Sendable {
  /// A cube.
  case cube(TrajectoryCube)
  /// What figures are made from, where a cube would have too many cells.
  case figures(PanelFigures)
}
