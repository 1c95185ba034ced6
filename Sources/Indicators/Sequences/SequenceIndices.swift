// How eventful is a sequence of yearly states?
//
// Entropy, turbulence and complexity as Gabadinho, Ritschard, Müller and Studer (2011, "Analyzing and Visualizing State Sequences
// in R with TraMineR", Journal of Statistical Software 40(4), section 5) give them: the longitudinal entropy relative to its
// largest value; the turbulence of Elzinga and Liefbroer (2007, European Journal of Population 23, 225–250) from the number of
// distinct subsequences of the successive states and the variance of their durations; and the complexity of Gabadinho,
// Ritschard, Studer and Müller (2010), the geometric mean of the share of transitions and the relative entropy. Absence is a state
// like any other. All sequences here have one length, the panel's.

/// Indices of one sequence of states.
public struct SequenceIndices: Sendable, Equatable {
  /// The states that follow one another, each with how many years it lasts.
  public let spells: [Spell]
  /// Entropy of the distribution of the years over the states, relative to that of equal shares; 0…1.
  public let entropy: Double
  /// log₂(φ · (s²max + 1) / (s² + 1)): at least 1, which a sequence of one state has.
  public let turbulence: Double
  /// √(transitions / most · entropy); 0…1.
  public let complexity: Double

  public struct Spell: Sendable, Equatable {
    /// 0 absent, else position of the label plus one.
    public let state: UInt8
    /// Position of its first year.
    public let start: Int
    public let years: Int
  }

  /// Changes of state.
  public var transitions: Int { spells.count - 1 }

  /// - Parameters:
  ///   - states: at least one, each below `alphabet`.
  ///   - alphabet: how many states there are, absence included.
  public init(_ states: [UInt8], alphabet: Int) {
    precondition(!states.isEmpty, "a sequence of no state")
    precondition(states.allSatisfy { Int($0) < alphabet }, "a state outside an alphabet of \(alphabet)")
    spells = SequenceIndices.spells(of: states)
    var counts = [Int](repeating: 0, count: alphabet)
    for state in states { counts[Int(state)] += 1 }
    let length = Double(states.count)
    let disorder = counts.reduce(0.0) { sum, count in
      count == 0 ? sum : sum - Double(count) / length * RealLogarithm.natural(Double(count) / length)
    }
    entropy = alphabet > 1 ? max(disorder, 0) / RealLogarithm.natural(Double(alphabet)) : 0
    let durations = spells.map { Double($0.years) }
    let mean = length / Double(spells.count)
    let variance = durations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(spells.count)
    // The largest variance for that many spells: all but one of them last a year.
    let largest = Double(spells.count - 1) * (1 - mean) * (1 - mean)
    let subsequences = SequenceIndices.distinctSubsequences(of: spells.map(\.state))
    turbulence = RealLogarithm.binary(subsequences * (largest + 1) / (variance + 1))
    let changes = states.count > 1 ? Double(spells.count - 1) / Double(states.count - 1) : 0
    complexity = (changes * entropy).squareRoot()
  }

  static func spells(of states: [UInt8]) -> [Spell] {
    var spells: [Spell] = []
    var start = 0
    for place in states.indices where place + 1 == states.count || states[place + 1] != states[place] {
      spells.append(Spell(state: states[place], start: start, years: place + 1 - start))
      start = place + 1
    }
    return spells
  }

  /// Distinct subsequences, the empty one included: each state doubles them, less those that its last occurrence had
  /// already ended (Elzinga, Rahmann and Wang 2008, Theoretical Computer Science 409, 394–404).
  static func distinctSubsequences(of states: [UInt8]) -> Double {
    var total = 1.0
    var before: [UInt8: Double] = [:]
    for state in states {
      let next = 2 * total - (before[state] ?? 0)
      before[state] = total
      total = next
    }
    return total
  }
}
