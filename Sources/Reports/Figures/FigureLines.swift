/// Which lines a figure draws of a column, and what they are called: one for each member of the table's other keys, side by side in panels
/// where two keys make too many for one.
///
/// The total of shares that is 100 in every place says nothing and is not drawn. Of more members of one key than can be told apart the
/// largest are drawn, with the total; of more keys than two, those with a total for it alone. What a table hides has no place in the choice.
struct FigureLines {
  struct Line {
    /// Its place in the legend.
    let entry: Int
    /// By place; nil where a cell is hidden or has no value.
    let values: [Double?]
  }

  struct Panel {
    /// Empty where there is but one.
    let name: String
    let lines: [Line]
  }

  struct Entry: Equatable {
    let name: String
    let isTotal: Bool
  }

  /// The labels along the figure, in the order of the table.
  let places: [String]
  let entries: [Entry]
  let panels: [Panel]
  /// Lines that could have been drawn, where not all are.
  let leftOutOf: Int?

  /// More lines than this are parted in panels, where two keys make them.
  private static let fewLines = 8
  /// More lines than this are none that can be told apart.
  private static let mostLines = 12
  private static let mostPanels = 6

  /// The members of the other keys in a row, by place.
  private struct Member {
    let keys: [String]
    var values: [Double?]
    /// Of each key, what people read by place; nil where the table has no row.
    var words: [[String?]]

    var shown: [Double] { values.compactMap { $0 } }
    var mean: Double { shown.isEmpty ? 0 : shown.reduce(0, +) / Double(shown.count) }
  }

  /// `fewest`: lines of fewer shown values are left out. `panelKey`: the key that is parted in panels wherever it and another tell lines apart. Nil where there is no line, or too many.
  init?(
    _ table: ReportTable, rows: [ReportTable.Row], along key: Int, column: FigureColumn,
    remarks: Set<String>, fewest: Int = 1, panelKey: String? = nil, texts: [String: String]
  ) {
    let names = table.keyNames.indices.filter { $0 != key && !remarks.contains(table.keyNames[$0]) }
    let places = FigureLines.distinct(rows.map { $0.keys[key] })
    let placeOf = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    var members: [Member] = []
    var found: [[String]: Int] = [:]
    for row in rows {
      let own = names.map { row.keys[$0] }
      guard let place = placeOf[row.keys[key]] else { continue }
      let index = found[own] ?? members.count
      if index == members.count {
        found[own] = index
        members.append(
          Member(
            keys: own, values: Array(repeating: nil, count: places.count),
            words: names.map { _ in Array(repeating: nil, count: places.count) }))
      }
      let words = table.shownKeys(row, texts)
      for (own, name) in names.enumerated() {
        members[index].words[own][place] = FigureLines.named(
          words[name], of: texts[table.keyNames[name]] ?? table.keyNames[name])
      }
      if let value = row.cells[column.index]?.value?.double, value.isFinite {
        members[index].values[place] = value
      }
    }
    members = members.filter { member in
      let isWhole =
        column.isPercent && member.keys.contains("total") && member.shown.allSatisfy { $0 == 100 }
      return member.shown.count >= fewest && !isWhole
    }
    guard !members.isEmpty,
      let arranged = FigureLines.arranged(
        members, preferred: panelKey.flatMap { name in names.firstIndex { table.keyNames[$0] == name } })
    else { return nil }
    self.places = places
    leftOutOf = arranged.leftOutOf
    let shownPlaces = places.map { label in
      table.keyLabels[table.keyNames[key]]?[label] ?? texts[label] ?? label
    }
    let repeated = FigureLines.repeated(arranged.members)
    let keys = names.indices.filter { $0 != arranged.panel && !repeated.contains($0) }
    let own = arranged.members.map { member in keys.map { member.keys[$0] } }
    let order = FigureLines.distinct(own)
    let varying = keys.indices.filter { place in Set(order.map { $0[place] }).count > 1 }
    func isTotal(_ entry: [String]) -> Bool {
      let told = varying.isEmpty ? Array(keys.indices) : varying
      return !told.isEmpty && told.allSatisfy { entry[$0] == "total" }
    }
    // A total goes without saying where another key tells the line apart, and is said once where none does.
    func isSaid(_ place: Int, _ entry: [String]) -> Bool {
      if entry[place] != "total" { return true }
      if isTotal(entry) { return place == (varying.first ?? 0) }
      return varying == [place]
    }
    func name(_ entry: [String], isWhole: Bool) -> String {
      let alike = arranged.members.indices.filter { own[$0] == entry }.map { arranged.members[$0] }
      return keys.indices.filter { isWhole || isSaid($0, entry) }.map { place in
        FigureLines.wording(alike.map { $0.words[keys[place]] }, places: shownPlaces)
      }.filter { !$0.isEmpty }.joined(separator: " · ")
    }
    let brief = order.map { name($0, isWhole: false) }
    let isClear = Set(brief).count == brief.count
    entries = order.enumerated().map { place, entry in
      Entry(name: isClear ? brief[place] : name(entry, isWhole: true), isTotal: isTotal(entry))
    }
    func lines(_ chosen: [Int]) -> [Line] {
      chosen.compactMap { index in
        order.firstIndex(of: own[index]).map { Line(entry: $0, values: arranged.members[index].values) }
      }
    }
    guard let panel = arranged.panel else {
      panels = [Panel(name: "", lines: lines(Array(arranged.members.indices)))]
      return
    }
    panels = FigureLines.distinct(arranged.members.map { $0.keys[panel] }).map { label in
      let chosen = arranged.members.indices.filter { arranged.members[$0].keys[panel] == label }
      return Panel(
        name: FigureLines.wording(chosen.map { arranged.members[$0].words[panel] }, places: shownPlaces),
        lines: lines(chosen))
    }
  }

  /// The key of panels and the members that are drawn.
  private static func arranged(_ all: [Member], preferred: Int?) -> (
    panel: Int?, members: [Member], leftOutOf: Int?
  )? {
    var members = all
    while true {
      let repeated = self.repeated(members)
      func size(_ key: Int) -> Int { Set(members.map { $0.keys[key] }).count }
      let varying = (members.first?.keys.indices.map { $0 } ?? []).filter {
        size($0) > 1 && !repeated.contains($0)
      }
      if varying.count == 2 {
        // The key of fewer members makes the panels, unless one was asked for.
        let smaller = size(varying[0]) <= size(varying[1]) ? 0 : 1
        for place in [varying.firstIndex { $0 == preferred }, smaller].compactMap({ $0 }) {
          let (panel, other) = (varying[place], varying[1 - place])
          guard size(panel) <= mostPanels, size(other) <= mostLines else { continue }
          if panel == preferred || members.count > fewLines { return (panel, members, nil) }
        }
      }
      if members.count <= fewLines || varying.count <= 1 && members.count <= mostLines {
        return (nil, members, nil)
      }
      if varying.count <= 1 { return (nil, largest(members, of: varying), members.count) }
      let totalled = varying.filter { key in members.contains { $0.keys[key] == "total" } }
      guard let key = totalled.max(by: { size($0) < size($1) }) else { return nil }
      members = members.filter { $0.keys[key] == "total" }
    }
  }

  /// The total, and the members of the largest values, in their order.
  private static func largest(_ members: [Member], of keys: [Int]) -> [Member] {
    func isTotal(_ member: Member) -> Bool { keys.contains { member.keys[$0] == "total" } }
    let ranked = members.indices.filter { !isTotal(members[$0]) }.sorted { a, b in
      members[a].mean == members[b].mean ? a < b : members[a].mean > members[b].mean
    }
    let kept = Set(ranked.prefix(fewLines - members.count(where: isTotal)))
    return members.indices.filter { kept.contains($0) || isTotal(members[$0]) }.map { members[$0] }
  }

  /// Keys that tell what a later one tells: the code of a region before its name.
  private static func repeated(_ members: [Member]) -> Set<Int> {
    guard let keys = members.first?.keys.indices else { return [] }
    func size(_ chosen: [Int]) -> Int { Set(members.map { member in chosen.map { member.keys[$0] } }).count }
    return Set(
      keys.filter { key in
        let own = size([key])
        return own > 1
          && keys.contains { other in other > key && size([other]) == own && size([key, other]) == own }
      })
  }

  /// A bare number says nothing without its key: "Tramo 1". A year does.
  private static func named(_ word: String, of key: String) -> String {
    word.utf8.count < 4 && Int(word) != nil ? "\(key) \(word)" : word
  }

  /// What people read for a member. Where it is not the same in all places, each wording with its places: "Según la ficha (2014–2015);
  /// Según el registro (2016)".
  private static func wording(_ words: [[String?]], places: [String]) -> String {
    let all = distinct(words.flatMap { $0.compactMap { $0 } })
    guard all.count > 1 else { return all.first ?? "" }
    return all.map { wording in
      let own = places.indices.filter { place in words.contains { $0[place] == wording } }
      var runs: [ClosedRange<Int>] = []
      for place in own {
        if let last = runs.last, last.upperBound + 1 == place {
          runs[runs.count - 1] = last.lowerBound...place
        } else {
          runs.append(place...place)
        }
      }
      let spans = runs.map { run in
        run.count == 1 ? places[run.lowerBound] : "\(places[run.lowerBound])–\(places[run.upperBound])"
      }
      return "\(wording) (\(spans.joined(separator: ", ")))"
    }.joined(separator: "; ")
  }

  /// In the order in which they are first met.
  private static func distinct<Element: Hashable>(_ all: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// Neighbours that have values: a line is broken where one is missing.
  static func runs(_ values: [Double?]) -> [[(place: Int, value: Double)]] {
    var runs: [[(place: Int, value: Double)]] = [[]]
    for (place, value) in values.enumerated() {
      if let value {
        runs[runs.count - 1].append((place, value))
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  /// Said under a figure that has not all lines.
  static func note(drawn: Int, of all: Int) -> Phrase {
    Phrase(
      "Se dibujan \(drawn) de \(all) líneas, las de mayores valores; el cuadro las tiene todas.",
      "\(drawn) of \(all) lines are drawn, those of the largest values; the table has them all.")
  }
}
