/// Counts that the tables of an evaluation of a synthetic country must show: table, row and column as those tables name them.
struct CountryCounts {
  private(set) var lines: [(table: String, row: String, column: String, value: Int)] = []

  mutating func add(_ table: String, _ row: String, _ column: String, _ value: Int) {
    lines.append((table, row, column, value))
  }

  func write(to path: String) throws(SyntheticRosterError) {
    var writer = try RosterWriter(path: path)
    writer.append(text: "cuadro")
    writer.separate()
    writer.append(text: "fila")
    writer.separate()
    writer.append(text: "columna")
    writer.separate()
    writer.append(text: "valor")
    try writer.endRow()
    for line in lines {
      writer.append(text: line.table)
      writer.separate()
      writer.append(text: line.row)
      writer.separate()
      writer.append(text: line.column)
      writer.separate()
      if line.value < 0 { writer.append(UInt8(ascii: "-")) }
      writer.append(integer: abs(line.value))
      try writer.endRow()
    }
    try writer.finish()
  }
}
