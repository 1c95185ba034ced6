extension ExitCodeTests {
  private static let wages = [
    "wages.csv":
      "wage,educ,firm,year,w,name\n1,2,1,2000,1,a\n2,3,1,2001,1,b\n4,4,2,2000,1,c\n3,6,2,2001,-1,d\n7,8,3,2000,1,e\n"
  ]
  private static let told = [
    "told.csv": "y,x,s,d,one\n1,1,1,0,1\n1,2,1,1,1\n2,3,2,0,1\n2,4,2,1,1\n3,5,3,0,1\n3,6,3,1,1\n"
  ]
  private static func estimate(_ formula: String, _ options: String...) -> [String] {
    ["estimate", formula, "--data", "wages.csv"] + options
  }

  static let estimates = [
    Case(64, ["estimate", "wage ~ educ"], "--data"),
    Case(64, estimate("wage ~ educ", "--profile", "spss"), "spss", files: wages),
    Case(64, estimate("wage ~ educ", "--weight-kind", "analytic"), "--weights", files: wages),
    Case(64, estimate("wage ~ educ", "--weights", "w", "--weight-kind", "heavy"), "'heavy'", files: wages),
    Case(64, estimate("wage ~ educ", "--confidence", "1"), "--confidence", files: wages),
    Case(64, estimate("wage ~ educ", "--covariance", "driscoll-kraay:1"), "--panel-time", files: wages),
    Case(64, estimate("wage ~ educ", "--output", "wages.csv"), "wages.csv", files: wages),
    Case(64, estimate("wage ~ educ", "--output", "a", "--plot", "a"), "same file", files: wages),
    Case(65, estimate("wage ~ educ +"), "line 1, column 14", files: wages),
    Case(65, estimate("wage ~ (educ"), "line 1, column 13", files: wages),
    Case(65, estimate("~ educ"), "outcome", files: wages),
    Case(65, estimate("wage ~ educ", "--where", "year >="), "--where, line 1, column 8", files: wages),
    Case(65, estimate("wage ~ educ", "--covariance", "hc9"), "line 1, column 1", "hc0", files: wages),
    Case(65, estimate("wage ~ educ", "--covariance", "cluster"), "column 8", files: wages),
    Case(65, estimate("wage ~ educ", "--covariance", "cluster:firm+firm"), "column 14", files: wages),
    Case(65, estimate("wage ~ educ", "--covariance", "conley:a+b"), "KILOMETRES", files: wages),
    Case(65, estimate("wage ~ educ", "--covariance", "newey-west:-1"), "column 12", files: wages),
    Case(
      65, estimate("wage ~ educ", "--panel-time", "year", "--covariance", "newey-west:9223372036854775807"),
      "column 12", "1000000000", files: wages),
    Case(
      65,
      estimate("wage ~ educ", "--panel-time", "year", "--covariance", "driscoll-kraay:9223372036854775806"),
      "column 16", files: wages),
    Case(65, estimate("wage ~ wage"), "line 1, column 8", "'wage' is the outcome", files: wages),
    Case(65, estimate("wage ~ educ + educ:wage"), "line 1, column 20", files: wages),
    Case(65, estimate("log(wage) ~ educ + log(wage)"), "line 1, column 20", files: wages),
    Case(65, estimate("wage ~ 1 | educ ~ wage"), "line 1, column 19", files: wages),
    Case(64, estimate("wage ~ educ", "--confidence", "1e-320"), "--confidence", files: wages),
    Case(
      1, ["estimate", "y ~ x", "--data", "told.csv", "--family", "ordered-logit"],
      "x tells the outcome of 6 of 6",
      files: told),
    Case(
      1, ["estimate", "d ~ x", "--data", "told.csv", "--family", "conditional-logit", "--strata", "s"],
      "x tells the outcome of 6 of 6", files: told),
    Case(
      1,
      [
        "estimate", "y ~ x", "--data", "told.csv", "--estimator", "random-effects", "--random-effects", "ml",
        "--panel-id", "one",
      ], "one has one unit", files: told),
    Case(1, estimate("wage ~ edc"), "column 8", "'educ'", files: wages),
    Case(1, estimate("wage ~ educ", "--covariance", "cluster:frm"), "'firm'", files: wages),
    Case(1, estimate("wage ~ educ", "--weights", "w"), "weights 'w'", "line 5", files: wages),
    Case(1, estimate("wage ~ name + educ + I(educ^2)"), "cannot identify", files: wages),
    Case(1, estimate("wage ~ log(name)"), "text", files: wages),
    Case(1, estimate("wage ~ educ", "--where", "year > 3000"), "no row is left", files: wages),
    Case(
      1, estimate("wage ~ educ", "--where", "firm == 1", "--covariance", "cluster:firm"), "one cluster",
      files: wages),
    Case(64, estimate("wage ~ educ", "--bootstrap-by", "firm"), "--wild-bootstrap", files: wages),
    Case(64, estimate("wage ~ educ", "--strata", "firm"), "--randomisation", files: wages),
    Case(64, estimate("wage ~ educ", "--randomisation", "educ=0"), "--cluster", files: wages),
    Case(
      64, estimate("wage ~ educ", "--randomisation", "educ", "--cluster", "firm"), "TERM=VALUE", files: wages),
    Case(
      64, estimate("wage ~ educ", "--randomisation", "educ=0", "--cluster", "firm+year"), "one way",
      files: wages),
    Case(
      65, estimate("wage ~ educ", "--wild-bootstrap", "educ=0", "--cluster", "firm+"), "covariance",
      files: wages),
    Case(
      64,
      estimate(
        "wage ~ educ", "--wild-bootstrap", "educ=0", "--cluster", "firm", "--bootstrap-by", "firm^",
        "--covariance", "iid"), "names columns", files: wages),
    Case(
      1, estimate("wage ~ educ", "--randomisation", "educ=0", "--cluster", "firm"),
      "two values in one cluster",
      "--panel-time", files: wages),
    Case(
      1,
      estimate(
        "wage ~ educ", "--wild-bootstrap", "educ=0", "--cluster", "firm+year", "--bootstrap-variant", "33"),
      "variant 33", files: wages),
    Case(
      64,
      estimate(
        "wage ~ 1 | educ ~ year", "--wild-bootstrap", "educ=0", "--cluster", "firm", "--estimator", "liml"),
      "the estimator liml cannot be combined with the wild bootstrap", files: wages),
    Case(
      64,
      estimate("wage ~ educ", "--wild-bootstrap", "educ=0", "--cluster", "firm", "--family", "poisson"),
      "the family poisson cannot be combined with the wild bootstrap", files: wages),
    Case(64, estimate("wage ~ educ", "--stars"), "more than one formula", files: wages),
    Case(64, estimate("wage ~ educ", "--reveal-identifiers"), "--effects", files: wages),
    Case(
      1, estimate("wage ~ educ", "--panel-time", "name", "--covariance", "newey-west:1"), "'name' is text",
      files: wages),
    Case(
      1, ["estimate", "y ~ x", "--data", "time.csv", "--panel-time", "t", "--covariance", "newey-west:1"],
      "time 't': 2 values are no whole numbers, the first in line 3",
      files: ["time.csv": "y,x,t\n1,2,1\n2,1,1.5\n4,3,2\n3,5,2.5\n"]),
    Case(
      1, ["estimate", "y ~ x", "--data", "time.csv", "--panel-time", "t", "--covariance", "newey-west:1"],
      "two rows at one value of t", "line 5", files: ["time.csv": "y,x,t\n1,2,1\n2,,1\n4,3,2\n3,5,2\n2,2,3\n"]
    ),
    // The place of a row is that in the file, rows that are left out and the header counted.
    Case(
      1, ["estimate", "y ~ x", "--data", "count.csv", "--family", "poisson"],
      "y in line 4 is no outcome of poisson",
      files: ["count.csv": "y,x\n1,2\n2,\n-4,3\n3,5\n"]),
    Case(
      1, ["estimate", "y ~ x", "--data", "place.csv", "--covariance", "conley:lat+lon:10"],
      "line 4 has a latitude",
      files: ["place.csv": "y,x,lat,lon\n1,2,0,0\n2,,0,0\n4,3,91,0\n3,5,1,1\n2,4,2,1\n"]),
    Case(64, estimate("wage ~ educ", "--cluster", "firm"), "--wild-bootstrap", files: wages),
    Case(64, estimate("wage ~ educ", "--wild-bootstrap", "educ=0"), "--cluster", files: wages),
    Case(
      64, estimate("wage ~ educ", "--wild-bootstrap", "educ", "--cluster", "firm"), "TERM=VALUE", files: wages
    ),
    Case(
      64, estimate("wage ~ educ", "--wild-bootstrap", "educ=0", "--cluster", "firm", "--repetitions", "0"),
      "from 1 to 100000000", files: wages),
    Case(
      1, estimate("wage ~ educ", "--wild-bootstrap", "year=0", "--cluster", "firm", "--covariance", "hc1"),
      "no term", files: wages),
    Case(64, estimate("wage ~ educ", "--estimator", "between"), "--panel-id", files: wages),
    Case(
      64, estimate("wage ~ educ", "--estimator", "first-difference", "--panel-id", "firm"), "--panel-time",
      files: wages),
    Case(64, estimate("wage ~ educ", "--random-effects", "ml"), "--estimator random-effects", files: wages),
    Case(64, estimate("wage ~ educ", "--gaps", "skip"), "--estimator first-difference", files: wages),
    Case(
      65, estimate("wage ~ educ | year", "--estimator", "between", "--panel-id", "firm"), "fixed effects",
      files: wages),
    Case(
      1, estimate("wage ~ educ", "--estimator", "between", "--panel-id", "year", "--panel-time", "year"),
      "3 rows repeat 'year' and 'year'", "line 4", "leave out the copies", files: wages),
    Case(
      1, estimate("wage ~ educ | year", "--panel-id", "year", "--panel-time", "year"),
      "3 rows repeat 'year' and 'year'", "line 4", "leave out the copies", files: wages),
    Case(
      65, estimate("wage ~ lag(educ, 999999999999)", "--panel-id", "firm", "--panel-time", "year"),
      "column 18",
      "below a billion", files: wages),
    Case(
      65, estimate("wage ~ diff(educ, 0)", "--panel-id", "firm", "--panel-time", "year"), "column 19",
      "zero in every row", files: wages),
    Case(
      65, estimate("wage ~ diff(educ, 0:1)", "--panel-id", "firm", "--panel-time", "year"), "column 20",
      "1 period", files: wages),
    Case(
      65, estimate("wage ~ educ | educ ~ year"), "line 1, column 15", "endogenous here and exogenous before",
      files: wages),
    Case(
      65, estimate("wage ~ educ | firm ~ educ"), "line 1, column 22", "their own instruments", files: wages),
    Case(
      65, estimate("wage ~ 1 | educ ~ educ"), "line 1, column 19", "its own instrument", files: wages),
    Case(
      65, estimate("wage ~ 1 | educ:year ~ firm + educ:year"), "line 1, column 31", "'educ:year'",
      files: wages),
    Case(
      1, estimate("wage ~ 1 | firm | educ ~ firm"), "0 instruments for 1 endogenous regressor",
      "firm depends on", files: wages),
    Case(1, estimate("wage ~ 1 | firm"), "no regressor is left", files: wages),
    Case(
      1,
      estimate("wage ~ educ", "--estimator", "random-effects", "--panel-id", "firm", "--where", "firm < 3"),
      "units' means", files: wages),
    Case(65, estimate("wage ~ educ", "--small-sample", "clusters=most"), "column 1", files: wages),
    Case(65, estimate("wage ~ educ", "--small-sample", "adjust=no,cluster=own"), "column 11", files: wages),
    Case(1, estimate("wage ~ educ", "--small-sample", "adjust=no"), "iid", files: wages),
    Case(
      65, estimate("wage ~ educ", "--effects"),
      "effects by level cannot be combined with a formula without fixed effects",
      files: wages),
    Case(66, ["estimate", "wage ~ educ", "--data", "none.csv"], "none.csv"),
    Case(73, estimate("wage ~ educ", "--output", "none/out.json"), "none", files: wages),
  ]
}
