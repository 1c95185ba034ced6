import Indicators
import Kernels
import Panels
public import Reports

extension PanelSummary {
  /// The same figures as tables for people and for CSV. Throws where patterns are in a temporary file that cannot be read.
  public func tables(_ language: Language) throws -> [ReportTable] {
    let spanish = language == .spanish
    func words(_ es: String, _ en: String) -> String { spanish ? es : en }
    let years = periods.span(counts.years)
    func table(
      _ id: String, _ title: String, keys: [String], columns: [String], rows: [ReportTable.Row],
      headings: [String: String]
    ) -> ReportTable {
      ReportTable(
        id: id, number: words("Panel", "Panel"), chapter: "", title: title,
        unit: words("personas, %", "people, %"),
        years: years, keyNames: keys, columns: columns, rows: rows, formula: "",
        source: words("elaboración propia a partir de los archivos", "own computation from the files"),
        headings: headings)
    }
    func whole(_ value: Int) -> ReportTable.Cell { .init(value: .exact(Exact(value)), decimals: 0) }
    func whole(_ value: Int128) -> ReportTable.Cell { .init(value: .exact(Exact(value)), decimals: 0) }
    func share(_ value: Share) -> ReportTable.Cell {
      .init(
        value: value.exact.map { .exact($0 * Exact(100)) }, numerator: Exact(value.numerator),
        denominator: value.denominator == 0 ? nil : Exact(value.denominator), decimals: 1)
    }
    let accounts = self.accounts.map { account in
      ReportTable.Row(
        keys: [periods.label(of: account.year)],
        cells: [whole(account.read), whole(account.used), whole(account.read - account.used)])
    }
    // Everybody first, then each stratum.
    let everybody = by.map { _ in "total" }
    let groups =
      [(everybody, counts)]
      + strata.map { members, cube in (members.map { $0 ?? "–" }, PanelCounts.cube(cube)) }
    func rows(_ body: (PanelCounts) throws -> [ReportTable.Row]) rethrows -> [ReportTable.Row] {
      try groups.flatMap { members, counts in
        try body(counts).map { .init(keys: members + $0.keys, cells: $0.cells) }
      }
    }
    let permanence = rows { counts in
      counts.permanence.times.map { times in
        ReportTable.Row(
          keys: [String(times.times)], cells: [whole(times.share.numerator), share(times.share)])
      }
    }
    let mobility = rows { counts in
      counts.mobility.map { move in
        ReportTable.Row(
          keys: [periods.label(of: move.year), move.from, move.to],
          cells: [whole(move.people), share(move.ofStayers), share(move.ofAll)])
      }
    }
    let patterns = try rows { counts in
      let labels = counts.stateLabels
      return try counts.patterns().map { pattern in
        let name = pattern.states.map { $0 == 0 ? "0" : labels[Int($0) - 1] }.joined(separator: "-")
        return ReportTable.Row(
          keys: [name], cells: [whole(pattern.people), hasAmounts ? whole(pattern.amount) : nil])
      }
    }
    let amounts = rows { counts in
      counts.byState.map { entry in
        ReportTable.Row(
          keys: [periods.label(of: entry.year), entry.state],
          cells: [whole(entry.people), hasAmounts ? whole(entry.amount) : nil])
      }
    }
    let people = words("Personas", "People")
    return [
      table(
        "rows", words("Filas de cada año", "Rows of each year"), keys: ["year"],
        columns: ["read", "used", "set_aside"],
        rows: accounts,
        headings: [
          "read": words("Leídas", "Read"), "used": words("Usadas", "Used"),
          "set_aside": words("Apartadas", "Set aside"),
        ]),
      table(
        "permanence", words("Permanencia: número de años presente", "Permanence: number of years present"),
        keys: by + ["times"], columns: ["people", "share"], rows: permanence,
        headings: ["people": people, "share": "%"]),
      table(
        "mobility", words("Movilidad entre años consecutivos", "Mobility between consecutive years"),
        keys: by + ["year", "from", "to"], columns: ["people", "of_stayers", "of_all"], rows: mobility,
        headings: [
          "people": people, "of_stayers": words("% de los que siguen", "% of stayers"),
          "of_all": words("% de todos los de t−1", "% of all in t−1"),
        ]),
      table(
        "patterns", words("Trayectorias", "Trajectories"), keys: by + ["pattern"],
        columns: ["people", "amount"],
        rows: patterns, headings: ["people": people, "amount": words("Monto", "Amount")]),
      table(
        "amounts", words("Personas y montos por año y estado", "People and amounts by year and state"),
        keys: by + ["year", "state"], columns: ["people", "amount"], rows: amounts,
        headings: ["people": people, "amount": words("Monto", "Amount")]),
    ]
  }

  /// Texts for the key columns of `tables`.
  public static func texts(_ language: Language) -> [String: String] {
    language == .spanish
      ? [
        "year": "Año", "times": "Años presente", "from": "Desde", "to": "Hacia", "pattern": "Trayectoria",
        "state": "Estado", "total": "Total",
      ]
      : [
        "year": "Year", "times": "Years present", "from": "From", "to": "To", "pattern": "Trajectory",
        "state": "State",
      ]
  }
}
