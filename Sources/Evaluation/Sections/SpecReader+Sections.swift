extension SpecReader {
  /// The sections that a spec has besides its rosters.
  static func sections(_ top: [String: SpecNode]) throws(SpecError) -> [any SpecSection] {
    var sections: [any SpecSection] = []
    if let node = top["project"] { sections.append(try ProjectSection(node)) }
    if let node = top["school_service"] { sections.append(try SchoolServiceSection(node)) }
    if let node = top["eligibility"] { sections.append(try EligibilitySection(node)) }
    if let node = top["targeting"] { sections.append(try TargetingSection(node)) }
    return sections
  }

  /// Refuses sections in a chapter that there is not.
  func checkChapters(_ top: [String: SpecNode]) throws(SpecError) {
    for section in ["project", "school_service", "eligibility", "targeting"] {
      guard let node = top[section] else { continue }
      for (key, value) in try node.pairs(section) where try key.text("a key") == "chapter" {
        _ = try chapter(["chapter": value])
      }
    }
  }
}
