#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Base to a real power, from the C library.
func realPower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
