extension ExitCodeTests {
  private static let children = ["children.csv": PrePostCommandTests.children]
  private static let wild = [
    "wild.csv": "a,b,c\n1,1e308,1\n2,-1e308,x\n" + (3...20).map { "\($0),1,\($0)\n" }.joined()
  ]
  private static func prepost(_ options: String...) -> [String] {
    ["prepost", "--data", "children.csv"] + options
  }
  private static let pairs = ["prepost", "--data", "children.csv", "--before", "pre", "--after", "post"]

  static let comparisons = [
    Case(64, ["prepost", "--before", "pre", "--after", "post"], "--data", "--table"),
    Case(64, prepost(), "--before", files: children),
    Case(64, prepost("--before", "pre"), "--after", files: children),
    Case(64, pairs + ["--paired", "--independent"], "exclude each other", files: children),
    Case(64, pairs + ["--paired", "--group", "arm"], "--id", files: children),
    Case(64, pairs + ["--id", "id"], "--group", files: children),
    Case(64, pairs + ["--test", "paired"], "'paired_t'", files: children),
    Case(64, pairs + ["--test", "paired_t,"], "--test", files: children),
    Case(64, pairs + ["--test", "paired_t,paired_t"], "twice", files: children),
    Case(64, prepost("--before", "pre", "--after", "pre"), "same column", files: children),
    Case(64, pairs + ["--occasions", "pre"], "--occasions", "'pre'", files: children),
    Case(64, pairs + ["--covariates", "id,id"], "--covariates names 'id' twice", files: children),
    Case(64, pairs + ["--by", "arm,arm"], "--by names 'arm' twice", files: children),
    Case(64, prepost("--before", "pre,sick", "--after", "post,later"), "--by", files: children),
    Case(64, pairs + ["--confidence", "95"], "--confidence", files: children),
    Case(64, pairs + ["--power", "80"], "--power", files: children),
    Case(64, pairs + ["--confidence", "1e-320"], "--confidence", files: children),
    Case(
      64, pairs + ["--population-mean", "inf", "--reliability", "0.8"], "--population-mean", files: children),
    Case(64, pairs + ["--population-mean", "5"], "--reliability", files: children),
    Case(64, pairs + ["--reliability", "nan"], "--reliability", files: children),
    Case(64, pairs + ["--event", "zz"], "--event", files: children),
    Case(
      64, prepost("--before", "sick", "--after", "later", "--event", "zz"), "--event", "zz", files: children),
    Case(
      64, prepost("--after", "word", "--group", "arm", "--outcome", "binary", "--event", "zz"),
      "--event: 'word'",
      files: children),
    Case(
      64, prepost("--after", "post", "--group", "arm", "--reference", "zz"), "--reference: 'arm'",
      files: children),
    Case(64, pairs + ["--independent", "--cluster", "school"], "--cluster", files: children),
    Case(64, pairs + ["--independent", "--covariates", "id"], "--covariates", files: children),
    Case(64, pairs + ["--covariates", ""], "--covariates", files: children),
    Case(64, pairs + ["--covariates", "id,post"], "--covariates: 'post' is the outcome", files: children),
    Case(
      64, prepost("--after", "post", "--group", "arm", "--occasions", "pre"), "--occasions", files: children),
    Case(
      64, prepost("--after", "post", "--group", "arm", "--reliability", "0.8"), "--reliability",
      files: children),
    Case(64, pairs + ["--by", "arm", "--reference", "a"], "--reference", files: children),
    Case(64, ["prepost", "--table", "2x2:1,2,3,4", "--power", "0.8"], "--power"),
    Case(
      1, ["prepost", "--data", "wild.csv", "--before", "a", "--after", "b"], "1e+308", "rescale", files: wild),
    Case(1, ["prepost", "--data", "wild.csv", "--before", "a", "--after", "c"], "text", files: wild),
    Case(
      1,
      [
        "prepost", "--table", "8x8:" + (0..<64).map { "\(20 + $0 % 7)" }.joined(separator: ","), "--test",
        "fisher",
      ], "chi_squared"),
    Case(64, pairs + ["--outcome", "ordinal"], "ordinal", files: children),
    Case(64, pairs + ["--reference", "a"], "--group", files: children),
    Case(64, pairs + ["--output", "children.csv"], "children.csv", files: children),
    Case(64, pairs + ["--seed", "3"], "--by", files: children),
    Case(64, pairs + ["--by", "arm", "--independent"], "--by", files: children),
    Case(64, pairs + ["--by", "arm", "--test", "paired_t,sign_test"], "one test", files: children),
    Case(64, prepost("--before", "pre,sick", "--after", "post", "--by", "arm"), "as many", files: children),
    Case(64, pairs + ["--test", "paired_t_cluster"], "--cluster", files: children),
    Case(64, ["prepost", "--table", "2x2:1,2,3"], "4 counts, not 3"),
    Case(64, ["prepost", "--table", "2x2:1,2,3,-4"], "row 2, column 2", "-4"),
    Case(64, ["prepost", "--table", "2x2:1,2,3,x"], "'x'"),
    Case(64, ["prepost", "--table", "2x2:1,2,3,1.5"], "'1.5'"),
    Case(64, ["prepost", "--table", "2,2:1,2,3,4"], "ROWS×COLUMNS"),
    Case(64, ["prepost", "--table", "1x2:1,2"], "1×2", "two rows and two columns"),
    Case(64, ["prepost", "--table", "1x1:5"], "1×1", "two rows and two columns"),
    Case(64, ["prepost", "--table", "2x2:1,2,3,4", "--test", "paired_t"], "--test: paired_t"),
    Case(1, ["prepost", "--table", "2x2:5,0,0,0"], "row 2", "empty"),
    Case(1, ["prepost", "--table", "2x2:5,7,0,0", "--independent"], "row 2", "empty"),
    Case(64, ["prepost", "--table", "2x2:1,2,3,4", "--before", "pre"], "exclude each other"),
    Case(65, pairs + ["--where", "pre >"], "--where, line 1", files: children),
    Case(
      65, pairs + ["--where", "pre + 1"], "--where, line 1, column 1: a condition expected", files: children),
    Case(1, pairs + ["--where", "pre > 100"], "no row is left", files: children),
    Case(1, prepost("--before", "pre", "--after", "posts"), "'post'", files: children),
    Case(1, prepost("--before", "pre", "--after", "arm"), "text", files: children),
    Case(1, pairs + ["--outcome", "binary"], "not binary", files: children),
    Case(
      1, prepost("--after", "post", "--group", "school", "--test", "welch_t"), "two groups", files: children),
    Case(1, pairs + ["--test", "welch_t"], "welch_t is no test for pairs of numbers", files: children),
    Case(
      1, prepost("--before", "sick", "--after", "later", "--test", "two_proportions"),
      "two_proportions is no test for pairs of events", files: children),
    Case(
      1, prepost("--after", "sick", "--group", "arm", "--test", "mcnemar"),
      "mcnemar is no test for independent groups of events", files: children),
    Case(
      1, ["prepost", "--table", "2x2:1,2,3,4", "--paired", "--test", "fisher"], "no test for pairs of events"),
    Case(1, pairs + ["--where", "arm == \"c\""], "no row is left", files: children),
    Case(
      1, prepost("--after", "post", "--group", "arm", "--where", "arm == \"a\""), "two or more groups",
      files: children),
    Case(1, pairs + ["--where", "id < 2", "--test", "paired_t"], "at least 2 pairs", files: children),
    Case(1, ["prepost", "--table", "2x2:0,0,0,0"], "no count above zero"),
    Case(1, ["prepost", "--table", "2x2:5,0,0,7", "--test", "mcnemar"], "no pair changed"),
    Case(1, ["prepost", "--table", "2x2:5,0,7,0", "--test", "chi_squared"], "column 2", "empty"),
    Case(1, pairs + ["--reliability", "2", "--population-mean", "5"], "reliability", files: children),
    Case(66, ["prepost", "--data", "none.csv", "--before", "a", "--after", "b"], "none.csv"),
    Case(73, pairs + ["--output", "none/out.json"], "none", files: children),
  ]
}
