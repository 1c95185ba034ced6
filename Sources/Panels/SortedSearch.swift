extension [UInt32] {
  /// Position of the first element of a rising array that is not below `value`.
  func firstPosition(notBelow value: UInt32) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension [Int] {
  /// Position of the first element of a rising array that is above `value`.
  func firstPosition(above value: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
