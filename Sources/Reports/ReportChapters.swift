/// Tables by the chapter of a report, those of no chapter last.
enum ReportChapters {
  static func of(
    _ tables: [ReportTable], _ chapters: [(id: String, title: String)], _ language: Language
  ) -> [(chapter: (id: String, title: String), tables: [ReportTable])] {
    var groups = chapters.map { chapter in (chapter, tables.filter { $0.chapter == chapter.id }) }
    let known = Set(chapters.map(\.id))
    let others = tables.filter { !known.contains($0.chapter) }
    if !others.isEmpty {
      groups.append((("", Phrase("Otros cuadros", "Other tables").text(language)), others))
    }
    return groups.filter { !$0.1.isEmpty }
  }
}
