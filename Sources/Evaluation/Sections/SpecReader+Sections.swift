extension SpecReader {
  /// The sections that a spec has besides its rosters.
  static func sections(_ top: [String: SpecNode]) throws(SpecError) -> [any SpecSection] {
    var sections: [any SpecSection] = []
    if let node = top["project"] { sections.append(try ProjectSection(node)) }
    if let node = top["school_service"] { sections.append(try SchoolServiceSection(node)) }
    if let node = top["targeting"] { sections.append(try TargetingSection(node)) }
    if let node = top["eligibility"] { sections.append(try EligibilitySection(node)) }
    return sections
  }
}
