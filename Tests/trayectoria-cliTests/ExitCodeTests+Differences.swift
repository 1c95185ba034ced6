extension ExitCodeTests {
  private static let panels = [
    "panel.csv":
      "id,t,y,g,d,x,w,one,arm\n1,1,1,2,0,0,1,1,1\n1,2,3,2,1,0,1,1,1\n2,1,2,2,0,1,1,1,1\n2,2,5,2,1,1,1,1,1\n"
      + "3,1,1,0,0,0,1,1,0\n3,2,1,0,0,0,1,1,0\n4,1,2,0,0,1,1,1,0\n4,2,4,0,0,1,-1,1,0\n",
    "swapped.csv": "id,t,y,d\n1,1,1,1\n1,2,3,0\n2,1,2,0\n2,2,5,0\n",
    "twice.csv": "id,t,y,g\n1,1,1,2\n1,2,3,2\n1,2,4,2\n2,1,2,0\n2,2,5,0\n",
    "halves.csv": "id,t,y,g\n1,1.5,1,2\n1,2,3,2\n2,1.5,2,0\n2,2,5,0\n",
    "huge.csv": "id,t,y,g\n1,1,1e308,2\n1,2,-1e308,2\n2,1,2,0\n2,2,5,0\n",
    "stray.csv":
      "id,t,y,g\n1,1,1,2\n1,2,x,2\n" + (2...11).map { "\($0),1,2,0\n\($0),2,5,0\n" }.joined(),
    "all.csv": "id,t,y,g\n1,1,1,2\n1,2,3,2\n2,1,2,2\n2,2,5,2\n",
  ]
  private static func did(_ file: String, _ options: String...) -> [String] {
    ["did", "--data", file, "--outcome", "y", "--time", "t"] + options
  }
  private static func staggered(_ file: String, _ options: String...) -> [String] {
    did(file, "--unit", "id", "--first-treated", "g", "--estimator", "callaway-santanna") + options
  }

  private static func regression(_ estimator: String, _ options: String...) -> [String] {
    did("panel.csv", "--unit", "id", "--first-treated", "g", "--estimator", estimator) + options
  }
  private static func huge(_ estimator: String) -> [String] {
    did("huge.csv", "--unit", "id", "--first-treated", "g", "--estimator", estimator)
  }
  private static func stray(_ estimator: String) -> [String] {
    did("stray.csv", "--unit", "id", "--first-treated", "g", "--estimator", estimator)
  }

  static let differences = [
    Case(64, did("panel.csv", "--unit", "id", "--first-treated", "g"), "--estimator", files: panels),
    Case(64, did("panel.csv", "--unit", "id", "--estimator", "two-by-two"), "--treatment", files: panels),
    Case(
      64, did("panel.csv", "--first-treated", "g", "--estimator", "two-by-two"), "--unit", files: panels),
    Case(64, staggered("panel.csv", "--method", "ols"), "ols", files: panels),
    Case(64, staggered("panel.csv", "--seed", "3"), "--bootstrap", files: panels),
    Case(64, staggered("panel.csv", "--bootstrap", "1"), "--bootstrap", files: panels),
    Case(64, staggered("panel.csv", "--anticipation=-1"), "--anticipation", files: panels),
    Case(64, staggered("panel.csv", "--confidence", "95"), "--confidence", files: panels),
    Case(64, staggered("panel.csv", "--output", "panel.csv"), "panel.csv", files: panels),
    Case(64, staggered("panel.csv", "--triple", "x"), "--triple", files: panels),
    Case(65, staggered("panel.csv", "--covariates", "~ x +"), "line 1, column 6", files: panels),
    Case(65, staggered("panel.csv", "--where", "x >"), "--where, line 1", files: panels),
    Case(
      65, staggered("panel.csv", "--where", "t"), "--where, line 1, column 1: 't' is a column", files: panels),
    Case(66, staggered("none.csv"), "none.csv"),
    Case(1, staggered("panel.csv", "--covariates", "~ z"), "'z'", files: panels),
    Case(1, staggered("panel.csv", "--weights", "w"), "weights 'w'", "line 9", files: panels),
    Case(1, staggered("twice.csv"), "1 rows repeat 'id' and 't'", "line 4", files: panels),
    Case(
      1, did("panel.csv", "--unit", "id", "--treatment", "y", "--estimator", "twfe"), "treatment 'y'",
      "neither 0 nor 1", files: panels),
    Case(
      1, did("halves.csv", "--unit", "id", "--treatment", "t", "--estimator", "twfe"), "no whole numbers",
      files: panels),
    Case(1, staggered("halves.csv"), "no whole numbers", "line 2", files: panels),
    Case(1, staggered("all.csv"), "all units are treated at once", files: panels),
    Case(64, staggered("panel.csv", "--balance-e", "1"), "--aggregate dynamic", files: panels),
    Case(64, staggered("panel.csv", "--confidence", "1e-320"), "--confidence", files: panels),
    Case(64, staggered("panel.csv", "--covariates", ""), "--covariates", files: panels),
    Case(64, staggered("panel.csv", "--covariates", " ~ "), "--covariates", files: panels),
    Case(64, staggered("panel.csv", "--leads", "2"), "--leads", "imputation", files: panels),
    Case(64, staggered("panel.csv", "--reference", "-2"), "--reference", "event-study", files: panels),
    Case(64, staggered("panel.csv", "--window", "-2,2"), "--window", "stacked", files: panels),
    Case(64, staggered("panel.csv", "--leave-out"), "--leave-out", files: panels),
    Case(64, staggered("panel.csv", "--reweight"), "--reweight", files: panels),
    Case(64, staggered("panel.csv", "--trend", "0.1"), "--trend", files: panels),
    Case(64, staggered("panel.csv", "--bins", "-2,2"), "--bins", files: panels),
    Case(64, staggered("panel.csv", "--profile", "stata"), "--profile", files: panels),
    Case(64, staggered("panel.csv", "--covariance", "hc1"), "--covariance hc1", files: panels),
    Case(64, staggered("panel.csv", "--anticipation", "9"), "--anticipation 9", "0", files: panels),
    Case(64, regression("twfe", "--control", "not-yet"), "--control", files: panels),
    Case(64, regression("twfe", "--base-period", "universal"), "--base-period", files: panels),
    Case(64, regression("twfe", "--incomplete-units", "keep"), "--incomplete-units", files: panels),
    Case(64, regression("twfe", "--anticipation", "1"), "--anticipation", "event-study", files: panels),
    Case(64, regression("twfe", "--plot", "a.svg"), "--plot", "bacon", files: panels),
    Case(64, regression("event-study", "--anticipation", "40"), "--anticipation 40", files: panels),
    Case(
      64, regression("imputation", "--sensitivity", "smoothness:0"), "--sensitivity", "event-study",
      files: panels),
    Case(64, regression("bacon", "--sensitivity", "relative-magnitudes:1"), "--sensitivity", files: panels),
    Case(64, regression("event-study", "--sensitivity", "smoothness:0,1e308"), "1e308", files: panels),
    Case(
      64, staggered("panel.csv", "--sensitivity", "relative-magnitudes:1e71"), "from 0 to 1e70", files: panels
    ),
    Case(64, regression("event-study", "--trend", "1e300"), "--trend", files: panels),
    Case(
      64, regression("event-study", "--sensitivity", "smoothness:0+smoothness:1"), "smoothness twice",
      files: panels),
    Case(64, regression("event-study", "--placebo-dates", "1,1"), "--placebo-dates", files: panels),
    Case(
      64, regression("synthetic-did", "--vce", "none", "--bootstrap", "10"), "--vce none", files: panels),
    Case(65, regression("twfe", "--covariates", "~ x + y"), "line 1, column 7", "'y'", files: panels),
    Case(1, regression("twfe", "--cluster", "one"), "one cluster", files: panels),
    Case(1, staggered("panel.csv", "--cluster", "one"), "one cluster", files: panels),
    Case(1, regression("imputation", "--cluster", "arm"), "one treated and one untreated", files: panels),
    Case(1, huge("imputation"), "1e+308", "rescale", files: panels),
    Case(1, huge("switching"), "1e+308", "rescale", files: panels),
    Case(1, stray("twfe"), "column 'y' is text", "line 3", files: panels),
    Case(
      1, did("swapped.csv", "--unit", "id", "--treatment", "d", "--estimator", "two-by-two"),
      "leave the treatment again", files: panels),
    Case(
      1, did("panel.csv", "--treatment", "d", "--estimator", "two-by-two", "--repeated-cross-sections"),
      "must name the group", files: panels),
    Case(
      73, staggered("panel.csv", "--plot", "nowhere/figure.svg", "--control", "not-yet"), "nowhere",
      files: panels),
  ]
}
