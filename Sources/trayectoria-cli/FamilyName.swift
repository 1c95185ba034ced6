import ArgumentParser
import Trayectoria

/// What `--family` names: a family, or a model beside them.
enum FamilyName: ExpressibleByArgument, Equatable {
  case family(Family)
  case orderedLogit
  case conditionalLogit

  init?(argument: String) {
    switch argument {
    case "ordered-logit": self = .orderedLogit
    case "conditional-logit": self = .conditionalLogit
    default:
      guard let family = Family(rawValue: argument) else { return nil }
      self = .family(family)
    }
  }

  var defaultValueDescription: String {
    if case .family(let family) = self { family.rawValue } else { "" }
  }

  static var allValueStrings: [String] {
    Family.allCases.map(\.rawValue) + ["ordered-logit", "conditional-logit"]
  }
}
