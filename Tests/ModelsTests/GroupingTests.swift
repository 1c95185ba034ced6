import Models
import Testing

@Suite("Rows in groups")
struct GroupingTests {
  @Test("sizes count the rows of each code")
  func sizes() {
    let grouping = Grouping(name: "firm", codes: [0, 2, 2, 1, 2], count: 3)
    #expect(grouping.sizes == [1, 1, 3])
  }
}
