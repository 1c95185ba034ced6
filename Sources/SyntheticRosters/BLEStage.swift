import Kernels

/// The stages of the simulation; each draws from a stream of its own, so that a change in one does
/// not shift the numbers of another.
enum BLEStage: UInt64 {
  case people = 1
  case placement
  case schools
  case enrolment
  case averages
  case averageMobility
  case rankings
  case rankingMobility
  case households
  case records

  /// The generator of this stage for a seed, a year (0…3) and an attempt.
  func generator(seed: UInt64, year: Int = 0, attempt: Int = 0) -> PCG64 {
    PCG64(seed: seed, stream: rawValue | UInt64(year) << 8 | UInt64(attempt) << 16)
  }
}
