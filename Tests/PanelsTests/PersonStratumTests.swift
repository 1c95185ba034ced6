import Panels
import Rosters
import TestFixtures
import Testing

@Suite("Categories of people")
struct PersonStratumTests {
  static let grades = CategoryDimension(
    "grado", members: ["5B", "6B", "7B", "8B"],
    rule: .values(field: "grado", ["5": 0, "6": 1, "7": 2, "8": 3]))

  /// Cohort = position of the grade + first − years since 2014, in the first record that has a grade.
  @Test func cohorts() throws {
    let schema = PanelFixture.schema(fields: [.init("grado", type: .integer)])
    let panel = try PanelFixture.panel(
      [
        (2014, ["run;tramo;monto;grado\n1;1;1;5\n3;1;1;8\n4;1;1;\n6;1;1;9\n"]),
        (2015, ["run;tramo;monto;grado\n1;1;1;6\n2;1;1;5\n3;1;1;8\n4;1;1;7\n"]),
        (2017, ["run;tramo;monto;grado\n5;1;1;5\n"]),
      ], schema)
    let dimensions = try DimensionTable([Self.grades], panel: panel)
    #expect(dimensions.findings.map(\.code) == [.unknownCategory])
    #expect(dimensions.findings.map(\.line) == [5])
    let (cube, findings) = panel.trajectories(
      strata: [.init("cohorte", rule: .cohort(Self.grades, first: 5))], dimensions: dimensions)
    #expect(cube.strata.map(\.members) == [["2", "3", "4", "5", "6", "7", "8"]])
    func people(_ cohort: String) -> Int {
      let code = (cube.strata[0].members.firstIndex(of: cohort) ?? -2) + 1
      return cube.people { Int($0.strata[0]) == code }
    }
    // 1: grade 5 in 2014. 2: grade 5 in 2015. 3: grade 8 twice, so inconsistent. 4: grade 7 in 2015. 5: grade 5 in 2017.
    #expect(["2", "3", "4", "5", "6", "7", "8"].map(people) == [1, 0, 1, 1, 1, 0, 1])
    #expect(cube.people { $0.strata[0] == 0 } == 1)
    #expect(findings.map(\.code) == [.cohortChange])
    #expect(findings.map(\.count) == [1])
    #expect(cube.people == panel.people)
  }

  /// Records of five people over three years, "-" where absent, "" where the value is missing.
  static let values = [
    ["50", "60", "-"], ["60", "-", "50"], ["50", "50", "50"], ["50", "", "70"], ["50", "60", ""],
    ["", "50", "60"], ["-", "50", "-"],
  ]

  struct Path: Sendable {
    let rule: PathRule
    /// Member of each person: 1 yes, 2 no, 0 not to be said.
    let codes: [UInt16]
  }

  @Test(
    "last record against first",
    arguments: [
      Path(rule: .atLeast, codes: [1, 2, 1, 1, 0, 0, 0]), Path(rule: .atMost, codes: [2, 1, 1, 2, 0, 0, 0]),
      Path(rule: .more, codes: [1, 2, 2, 1, 0, 0, 0]), Path(rule: .less, codes: [2, 1, 2, 2, 0, 0, 0]),
      Path(rule: .same, codes: [2, 2, 1, 2, 0, 0, 0]),
    ])
  func paths(_ path: Path) throws {
    // The state is the person, so that each is a cell of its own.
    let years = (0..<3).map { year in
      (
        2014 + year,
        [
          "run;tramo;monto;nota\n"
            + Self.values.enumerated().filter { $1[year] != "-" }.map {
              "\($0 + 1);\($0 + 1);1;\($1[year])\n"
            }
            .joined()
        ]
      )
    }
    let panel = try PanelFixture.panel(
      years, PanelFixture.schema(fields: [.init("nota", type: .integer)]))
    let none = try DimensionTable([], panel: panel)
    let cube = panel.trajectories(
      strata: [.init("mejora", rule: .path(field: "nota", path.rule))], dimensions: none
    ).cube
    var codes = [UInt16](repeating: 9, count: Self.values.count)
    for cell in cube.cells { codes[Int(cell.states.max() ?? 0) - 1] = cell.strata[0] }
    #expect(codes == path.codes)
    #expect(cube.strata == [.init(name: "mejora", members: ["yes", "no"])])
  }

  @Test("members of the first record, and of an observed column")
  func firstRecord() throws {
    let schema = PanelFixture.schema(fields: [.init("sexo", type: .text)])
    let panel = try PanelFixture.panel(
      [
        (2014, ["run;tramo;monto;sexo\n1;1;1;M\n2;1;1;\n"]),
        (2015, ["run;tramo;monto;sexo\n1;1;1;H\n2;1;1;H\n3;1;1;H\n"]),
      ], schema)
    let observed = panel.observedDimension(field: "sexo")
    #expect(observed.members == ["H", "M"])
    let cube = panel.trajectories(
      strata: [.init("sexo", rule: .firstRecord(observed))],
      dimensions: try DimensionTable([observed], panel: panel)
    ).cube
    // The first record of person 2 has no value, whatever the second says.
    #expect(cube.people { $0.strata == [0] } == 1)
    #expect(cube.people { $0.strata == [1] } == 1)
    #expect(cube.people { $0.strata == [2] } == 1)
    #expect(cube.restricted(to: 2, of: 0).cells.map(\.states) == [[1, 1]])
    #expect(cube.pooled == panel.trajectories())
  }

  @Test("a dimension of more members than codes is refused")
  func manyMembers() throws {
    let schema = PanelFixture.schema(fields: [.init("nombre", type: .text)])
    let rows = (1...66_000).map { "\($0);1;1;n\($0)\n" }.joined()
    let panel = try PanelFixture.panel([(2014, ["run;tramo;monto;nombre\n" + rows])], schema)
    let observed = panel.observedDimension(field: "nombre")
    #expect(throws: PanelError.tooManyMembers("nombre", 66_000)) {
      try DimensionTable([observed], panel: panel)
    }
  }

  @Test("a group of a dimension that is not there yet is refused")
  func unknownSource() throws {
    let panel = try PanelFixture.panel([(2014, ["run;tramo;monto\n1;1;1\n"])], PanelFixture.schema())
    let groups = CategoryDimension("nivel", members: ["b"], rule: .groups(of: "grado", [0: 0]))
    #expect(throws: PanelError.unknownDimension("grado")) { try DimensionTable([groups], panel: panel) }
    let none = try DimensionTable([], panel: panel)
    #expect(throws: PanelError.unknownDimension("sexo")) {
      try panel.records(by: ["sexo"], dimensions: none, yearName: "anio", stateName: "tramo")
    }
  }
}
