import Evaluation
import Foundation
import Kernels
import Reports
import TableFiles
import TestFixtures
import Testing

@Suite("Mistakes in a spec")
struct SpecErrorTests {
  /// A mistake made by replacing text of a good spec; it is to be found at the line and column of `at`, which is text of
  /// the spec with the mistake (or at the mark ‸ in it), with words in the message.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let replace: String
    let by: String
    let at: String
    let says: [String]
    var testDescription: String { by }

    init(_ replace: String, _ by: String, at: String, _ says: String...) {
      self.replace = replace
      self.by = by
      self.at = at
      self.says = says
    }
  }

  static let good = EvaluationFixture.spec(
    [
      ("n", "count(anio, sexo)"), ("pct", "100 * n / gasto(anio, total)"),
    ], axes: "{anio: [2014, 2015], sexo: [hombres, total]}")

  @Test("the spec without a mistake runs") func noMistake() throws {
    #expect(try EvaluationFixture.run(Self.good).tables[0].rows.count == 4)
  }

  static let structure = [
    Mistake("delimiter:", "deli\u{1b}miter:", at: "\u{1b}", "\\u{1b} is not allowed"),
    Mistake("delimiter:", "\"deli\\em\":", at: "\"deli", "unknown key 'deli\\u{1b}m'"),
    Mistake("delimiter:", "delimitador:", at: "delimitador", "unknown key 'delimitador'", "'delimiter'"),
    Mistake("tables:\n", "tablas:\n", at: "tablas", "unknown key 'tablas'", "'tables'"),
    Mistake("disclosure: {threshold", "disclosure: {umbral", at: "umbral", "unknown key"),
    Mistake("    rows:", "    figure: pt\n    rows:", at: "pt\n", "no column 'pt'", "'pct'"),
    Mistake("    rows:", "    filas:", at: "filas", "unknown key 'filas'"),
    Mistake(
      "files: {2014: r2014.csv, 2015: r2015.csv}", "files: [r2014.csv]", at: "[r2014", "must be a mapping",
      "a list"),
    Mistake("2014: r2014.csv", "dos: r2014.csv", at: "dos", "whole number", "'dos'"),
    Mistake(
      "files: {2014: r2014.csv, 2015: r2015.csv}", "files: {2014: r2014.csv, 2014: r2015.csv}",
      at: "2014: r2014.csv, 2014", "twice"),
    Mistake(
      "files: {2014: r2014.csv, 2015: r2015.csv}", "files: {2014: r2014.csv, '2014 ': r2015.csv}",
      at: "'2014 '", "whole number"),
    Mistake(
      "files: {2014: r2014.csv, 2015: r2015.csv}", "files: {2014: r2014.csv, 02014: r2015.csv}", at: "02014",
      "the year 2014 is given twice"),
    Mistake(
      "  delimiter: \";\"\n", "  delimiter: \";\"\n  delimiter: \",\"\n", at: "delimiter: \";\"", "twice"),
    Mistake("{number: run}", "{number: run, kind: uuid}", at: "uuid", "auto, rut, number, text", "'uuid'"),
    Mistake("{number: run}", "{number: run, digit: dv, kind: text}", at: "text}", "check digit", "'text'"),
    Mistake("delimiter: \";\"", "delimiter: \"#\"", at: "\"#\"", "delimiter must be"),
    Mistake("decimal: \".\"", "decimal: x", at: "x\n", "decimal must be"),
    Mistake("amount: monto\n", "amount: montos\n", at: "montos", "no field 'montos'", "'monto'"),
    Mistake("edad: integer", "edad: entero", at: "entero", "unknown type 'entero'", "integer"),
    Mistake("{field: sexo, values", "{field: sexos, values", at: "sexos", "no field 'sexos'", "'sexo'"),
    Mistake(
      "{field: edad, bands", "{field: sexo, bands", at: "sexo, bands", "must be integer or decimal", "text"),
    Mistake("\"[9, 11)\"", "\"9-11\"", at: "\"9-11\"", "an interval is written"),
    Mistake("\"[9, 11)\"", "\"[11, 9)\"", at: "\"[11, 9)\"", "[11, 9) ends below where it begins"),
    Mistake("\"[11, 13]\"", "\"[10, 13]\"", at: "\"[10, 13]\"", "[10, 13] overlaps the band '9-10'"),
    Mistake("mujeres: M}", "mujeres: [M, H]}", at: "H]}", "'H' is in 'hombres' already"),
    Mistake("mujeres: M}", "mujeres: [M, M]}", at: "M]}", "'M' stands twice"),
    Mistake(
      "{todos: [9-10, 11-13]}", "{todos: [9-10, 11-13], otros: 9-10}", at: "9-10}",
      "'9-10' is in the group 'todos' already"),
    Mistake(
      "values: {1: \"1\", 2: \"2\"}", "values: {1: \"1\", 2: [\"2\", \"1\"]}", at: "\"1\"]",
      "'1' is the state '1' already"),
    Mistake("reason: prueba", "reason: \" \"", at: "{threshold", "needs a reason"),
    Mistake("of: tramo_edad, groups", "of: edades, groups", at: "edades", "no dimension 'edades'"),
    Mistake("[9-10, 11-13]", "[9-10, 12-13]", at: "12-13", "no member of 'tramo_edad'"),
    Mistake("rule: last > first", "rule: last >> first", at: "last >>", "unknown rule", "last >= first"),
    Mistake("sexo: {field: sexo,", "tramo: {field: sexo,", at: "tramo: {field: sexo", "name of the state"),
    Mistake("{2014: 1.1,", "{2014: uno,", at: "uno", "must be a number", "'uno'"),
    Mistake("2: 40.5", "2: {x: 1}", at: "{x", "must be a number"),
    Mistake("2014: {1: 10, 2: 20}", "2014: 10", at: "10, 2015", "must be a mapping", "a single value"),
    Mistake("threshold: 0, reason: prueba", "threshold: 5", at: "{threshold", "needs a reason"),
    Mistake("threshold: 0", "threshold: -1", at: "threshold: ‸-1", "must not be negative"),
    Mistake("  t:\n", "  t/x:\n", at: "t/x", "names a file"),
    Mistake("    rows:", "    chapter: dos\n    rows:", at: "chapter: ‸dos", "no chapter 'dos'"),
    Mistake("    rows:", "    across: mes\n    rows:", at: "mes", "no axis"),
    Mistake("    rows:", "    decimals: {pst: 1}\n    rows:", at: "t:\n", "no column 'pst'"),
    Mistake("evaluation: {program: P", "evaluation: {program: [P]", at: "[P]", "must be text"),
    Mistake("number: run", "numero: run", at: "numero", "unknown key", "'number'"),
    Mistake("field: tramo, values", "campo: tramo, values", at: "campo", "unknown key"),
    Mistake(
      "state: {name: tramo, field: tramo, values: {1: \"1\", 2: \"2\"}}",
      "state: {name: tramo, cut: {field: nota, at: [0.3, 0.15]}}", at: "0.15", "must rise"),
    Mistake(
      "state: {name: tramo, field: tramo, values: {1: \"1\", 2: \"2\"}}",
      "state: {name: tramo, cut: {field: nota, at: [0.3, 0.3]}}", at: "0.3]", "must rise"),
    Mistake(
      "state: {name: tramo, field: tramo, values: {1: \"1\", 2: \"2\"}}",
      "state: {name: tramo, cut: {field: nota, at: []}}", at: "{field: nota, at", "at least one point"),
    Mistake(
      "  amount: monto\n", "  amount: monto\n  duplicates: primero\n", at: "primero", "duplicates must be"),
    Mistake("  amount: monto\n", "  identities: [sexos]\n", at: "sexos", "no field 'sexos'", "'sexo'"),
    Mistake("{field: edad, bands", "{field: run, bands", at: "run, bands", "identifier"),
  ]

  static let formulas = [
    Mistake("count(anio, sexo)", "count(anio, sexos)", at: "sexos)", "no dimension 'sexos'", "'sexo'"),
    Mistake("count(anio, sexo)", "cont(anio, sexo)", at: "cont(", "unknown function 'cont'", "'count'"),
    Mistake("100 * n / gasto", "100 * m / gasto", at: "m / gasto", "unknown name 'm'", "'n'"),
    Mistake(
      "gasto(anio, total)'", "gastos(anio, total)'", at: "gastos(", "unknown function 'gastos'", "'gasto'"),
    Mistake(
      "100 * n / gasto(anio, total)", "100 * n / gasto(anio)", at: "gasto(anio)'", "gasto(anio, tramo)"),
    Mistake(
      "100 * n / gasto(anio, total)", "100 * (n", at: "100 * (n‸", "')' expected", "end of the formula"),
    Mistake("100 * n / gasto(anio, total)", "100 * n n", at: "n ‸n'", "unexpected 'n'"),
    Mistake("100 * n / gasto(anio, total)", "100 * n %", at: "%", "unexpected character '%'"),
    Mistake("100 * n / gasto(anio, total)", "100 **n", at: "*n'", "expected, found '*'"),
    Mistake("100 * n / gasto(anio, total)", "sum(notas)", at: "notas)", "no field 'notas'", "'nota'"),
    Mistake("100 * n / gasto(anio, total)", "sum(sexo)", at: "sum(‸sexo", "is text, not a number"),
    Mistake("100 * n / gasto(anio, total)", "count(anio=2014, anio=2015)", at: "anio=2015", "stands twice"),
    Mistake(
      "100 * n / gasto(anio, total)", "count(anio=anioo - 1)", at: "anioo", "unknown name 'anioo'", "'anio'"),
    Mistake("100 * n / gasto(anio, total)", "count(anio=1 + f(2))", at: "f(2)", "unknown function 'f'"),
    Mistake("100 * n / gasto(anio, total)", "moved(2015, 1, 2, 3)", at: "moved", "moved(year, from, to)"),
    Mistake(
      "100 * n / gasto(anio, total)", "moved(anios, 1, 2)", at: "anios", "unknown name 'anios'", "'anio'"),
    Mistake("100 * n / gasto(anio, total)", "over(tramos, 1)", at: "tramos", "no dimension 'tramos'"),
    Mistake(
      "100 * n / gasto(anio, total)", "people(time=1)", at: "time=1", "no filter of people 'time'", "'times'"),
    Mistake("100 * n / gasto(anio, total)", "people(times_3=1)", at: "people(times_3", "times_3"),
    Mistake(
      "100 * n / gasto(anio, total)", "people(present=2013)", at: "people(present", "'2013' is no year"),
    Mistake(
      "100 * n / gasto(anio, total)", "people(sexo=hombrs)", at: "people(sexo", "no member of 'sexo'",
      "'hombres'"),
    Mistake(
      "100 * n / gasto(anio, total)", "people(mejora=si)", at: "people(mejora", "no member of 'mejora'"),
    Mistake(
      "100 * n / gasto(anio, total)", "count(sexo=hombrs)", at: "count(sexo=", "no member of 'sexo'",
      "'hombres'"),
    Mistake("100 * n / gasto(anio, total)", "count(tramo=3)", at: "count(tramo=3", "'3' is no member"),
    Mistake("100 * n / gasto(anio, total)", "costo(2016, 1)", at: "costo(2016", "no value for 2016, 1"),
    Mistake("100 * n / gasto(anio, total)", "costo(2015, total)", at: "total)'", "over(dimension"),
    Mistake("100 * n / gasto(anio, total)", "factor(2013)", at: "factor(2013", "no factor of 2013"),
    Mistake("100 * n / gasto(anio, total)", "running(anio)", at: "running", "running(column)"),
    Mistake("100 * n / gasto(anio, total)", "n / 0", at: "/ 0", "a division by zero"),
    Mistake("100 * n / gasto(anio, total)", "n / (2 - 4 / 2)", at: "/ (2", "a division by zero"),
    Mistake(
      "100 * n / gasto(anio, total)", "costo(anio, 1) + n", at: "+ n", "mixed units: pesos plus personas"),
    Mistake(
      "100 * n / gasto(anio, total)", "real(sum(monto, anio), anio) - costo(anio, 1)", at: "- costo",
      "mixed units: pesos de 2018 minus pesos"),
    Mistake("100 * n / gasto(anio, total)", "pct + 1", at: "pct + 1", "circle", "pct"),
    Mistake("n: 'count(anio, sexo)'", "n: 'pct * 2'", at: "n / gasto", "circle", "n → pct → n"),
    Mistake(
      "doble(x): x + x", "doble(x): gasto(x, 1)\n  ida: vuelta\n  vuelta: ida", at: "ida\n  gasto", "circle",
      "ida → vuelta → ida"),
    Mistake("keys: [anio, tramo]", "keys: [anio, anio]", at: "anio]", "the key 'anio' is named twice"),
    Mistake(
      "100 * n / gasto(anio, total)", "people(times=0-9223372036854775807..9223372036854775807)", at: "..9",
      "first..last"),
    Mistake(
      "{anio: [2014, 2015]", "{anio: -9223372036854775807..9223372036854775807", at: "-9", "a range rises"),
    Mistake("constante: 12", "constante: constante + 1", at: "constante + 1", "circle"),
    Mistake("constante: 12", "constante: constnate + 1", at: "constnate", "unknown name"),
    Mistake("doble(x): x + x", "count(x): x + x", at: "count(x)", "name of a function"),
    Mistake("doble(x): x + x", "fijo: 3\n  doble(x): x + x", at: "fijo: 3", "input"),
    Mistake("doble(x): x + x", "doble(x, 3): x + x", at: "doble(x, 3)", "name(parameter"),
    Mistake("100 * n / gasto(anio, total)", "\"sin fin", at: "\"sin fin", "quote that does not close"),
    Mistake("100 * n / gasto(anio, total)", "n + \"hombres\"", at: "n + ‸\"hombres", "member"),
    Mistake("100 * n / gasto(anio, total)", "1..2 + 3", at: "..2", "unexpected '..'"),
  ]

  @Test("are found where they stand, with what was meant", arguments: structure + formulas)
  func mistakes(_ mistake: Mistake) throws {
    try #require(Self.good.contains(mistake.replace))
    let text = Self.good.replacing(mistake.replace, with: mistake.by, maxReplacements: 1)
    let error = try #require(try EvaluationFixture.error(text), "no error")
    for words in mistake.says { #expect(error.message.contains(words), "\(error)") }
    let parts = mistake.at.components(separatedBy: "‸")
    let range = try #require(text.range(of: parts.joined()), "not in the text: \(mistake.at)")
    let start = parts.count > 1 ? text.index(range.lowerBound, offsetBy: parts[0].count) : range.lowerBound
    let before = text[..<start].split(separator: "\n", omittingEmptySubsequences: false)
    let expected = SpecPosition(line: before.count, column: (before.last?.count ?? 0) + 1)
    #expect(error.position == expected, "\(error)")
    #expect(error.description.hasPrefix("\(error.path): line \(expected.line), column \(expected.column): "))
  }

  @Test(
    "bad YAML",
    arguments: [
      ("rosters: [1, 2\n", "YAML"), ("a: b: c\n", "YAML"), ("rosters: {a: 1, a: 2}\n", "twice"),
      ("\tx: 1\n", "YAML"),
    ])
  func syntax(text: String, says: String) throws {
    let error = try #require(try EvaluationFixture.error(text))
    #expect(error.message.contains(says), "\(error)")
    #expect(error.position != nil, "\(error)")
  }

  @Test("a spec that is empty, lacks its rosters or is not UTF-8")
  func nothing() throws {
    #expect(try EvaluationFixture.error("")?.message == "the spec is empty")
    #expect(try EvaluationFixture.error("tables: {}\n")?.message.contains("lacks the key 'rosters'") == true)
    try TemporaryFolder.with { folder in
      let path = try folder.write(Data([0x61, 0x3a, 0x20, 0xf1, 0x0a]), to: "s.yaml")
      #expect(throws: TableFileError.self) { try EvaluationSpec(path: path) }
      #expect(throws: TableFileError.self) { try EvaluationSpec(path: folder.at("none.yaml")) }
    }
  }

  @Test("columns are counted in characters, after accents too")
  func accents() throws {
    let text = Self.good.replacing("notes: [n]", with: "notes: [n], título: año")
    #expect(try EvaluationFixture.error(text)?.position?.line == 1)
    let formula = Self.good.replacing("100 * n /", with: "count(sexo=\"ñandú\") + x * n /")
    let error = try #require(try EvaluationFixture.error(formula))
    let line = try #require(formula.split(separator: "\n").first { $0.contains("ñandú") })
    let start = try #require(line.range(of: "x * n")?.lowerBound)
    #expect(error.position?.column == line.distance(from: line.startIndex, to: start) + 1)
  }

  @Test("deep and long formulas are answered, not crashed on")
  func limits() throws {
    let deep = String(repeating: "(", count: 500) + "1" + String(repeating: ")", count: 500)
    #expect(
      try EvaluationFixture.error(EvaluationFixture.spec([("x", deep)]))?.message.contains(
        "nested too deeply") == true)
    let long = Array(repeating: "1", count: 300).joined(separator: " + ")
    #expect(try EvaluationFixture.value(long) == .init(300))
    let endless = Array(repeating: "1", count: 15_000).joined(separator: " + ")
    #expect(
      try EvaluationFixture.error(EvaluationFixture.spec([("x", endless)]))?.message.contains("too long")
        == true)
  }

  @Test("a value of thousands of digits is not repeated whole")
  func longValue() throws {
    let digits = String(repeating: "7", count: 5_000)
    for text in [
      EvaluationFixture.spec([("x", "1")]).replacing("values: 7", with: "values: \"\(digits)\""),
      EvaluationFixture.spec([("x", "1")]).replacing("threshold: 0", with: "threshold: \"\(digits)\""),
      EvaluationFixture.spec([("x", "count(anio, s\(digits)=1)")]),
    ] {
      let error = try #require(try EvaluationFixture.error(text))
      #expect(error.message.count < 400 && error.message.contains("777…'"), "\(error.message.prefix(500))")
    }
  }
}
