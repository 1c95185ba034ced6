import Causal
import Kernels
import LinearAlgebra
import Testing

@Suite("Linear programmes")
struct LinearProgrammeTests {
  @Test("a textbook programme with slacks: 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18")
  func textbook() throws {
    let equations = Matrix(
      rows: 3, columns: 5, columnMajor: [1, 0, 3, 0, 2, 2, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    var programme = try #require(LinearProgramme(equations, equal: [4, 12, 18]))
    guard case .optimal(let best) = programme.maximise([3, 5, 0, 0, 0]) else {
      Issue.record("no optimum")
      return
    }
    #expect(abs(best.objective - 36) < 1e-12)
    #expect(abs(best.values[0] - 2) < 1e-12 && abs(best.values[1] - 6) < 1e-12)
    // Another objective from where the last one ended.
    guard case .optimal(let other) = programme.maximise([1, 0, 0, 0, 0]) else {
      Issue.record("no optimum")
      return
    }
    #expect(abs(other.objective - 4) < 1e-12)
  }

  @Test("equations that no x ≥ 0 solves, objectives without end, equations said twice")
  func degenerate() throws {
    let sum = Matrix(rows: 1, columns: 2, columnMajor: [1, 1])
    #expect(LinearProgramme(sum, equal: [-1]) == nil)
    var difference = try #require(
      LinearProgramme(Matrix(rows: 1, columns: 2, columnMajor: [1, -1]), equal: [0]))
    #expect(difference.maximise([1, 1]) == .unbounded)
    let twice = Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 1, 2])
    var redundant = try #require(LinearProgramme(twice, equal: [1, 2]))
    guard case .optimal(let best) = redundant.maximise([2, 3]) else {
      Issue.record("no optimum")
      return
    }
    #expect(best.objective == 3 && best.values == [0, 1] && best.basis == [1])
    let contradictory = Matrix(rows: 2, columns: 2, columnMajor: [1, 1, 1, 1])
    #expect(LinearProgramme(contradictory, equal: [1, 2]) == nil)
  }

  @Test("the best of all vertices, for random programmes", arguments: 0..<40)
  func vertices(seed: Int) throws {
    var generator = PCG64(seed: UInt64(seed), stream: 3)
    let rows = 1 + seed % 3
    let columns = rows + 2 + seed % 4
    // Σx = 1 bounds the programme; the other equations pass through an inner point.
    var equations = Matrix(rows: rows, columns: columns)
    let inner = (0..<columns).map { _ in 0.1 + generator.nextUnit() }
    let total = inner.reduce(0, +)
    var right = [Double](repeating: 0, count: rows)
    for column in 0..<columns {
      for row in 0..<rows {
        equations[row, column] = row == 0 ? 1 : generator.nextNormal()
        right[row] += equations[row, column] * inner[column] / total
      }
    }
    var programme = try #require(LinearProgramme(equations, equal: right))
    for _ in 0..<20 {
      let objective = (0..<columns).map { _ in generator.nextNormal() }
      guard case .optimal(let best) = programme.maximise(objective) else {
        Issue.record("no optimum")
        return
      }
      var largest = -Double.infinity
      for mask in 0..<(1 << columns) where mask.nonzeroBitCount == rows {
        let basis = (0..<columns).filter { mask >> $0 & 1 == 1 }
        guard
          let vertex = try? equations.selecting(rows: Array(0..<rows), columns: basis).solve(
            Matrix(rows: rows, columns: 1, columnMajor: right)
          ).elements, vertex.allSatisfy({ $0 >= -1e-12 })
        else { continue }
        largest = max(largest, zip(basis, vertex).reduce(0) { $0 + objective[$1.0] * $1.1 })
      }
      #expect(abs(best.objective - largest) < 1e-10)
    }
  }
}
