extension ExitCodeTests {
  private static let panels = [
    "panel.csv":
      "id,t,y,g,d,x,w\n1,1,1,2,0,0,1\n1,2,3,2,1,0,1\n2,1,2,2,0,1,1\n2,2,5,2,1,1,1\n"
      + "3,1,1,0,0,0,1\n3,2,1,0,0,0,1\n4,1,2,0,0,1,1\n4,2,4,0,0,1,-1\n",
    "swapped.csv": "id,t,y,d\n1,1,1,1\n1,2,3,0\n2,1,2,0\n2,2,5,0\n",
    "twice.csv": "id,t,y,g\n1,1,1,2\n1,2,3,2\n1,2,4,2\n2,1,2,0\n2,2,5,0\n",
    "halves.csv": "id,t,y,g\n1,1.5,1,2\n1,2,3,2\n2,1.5,2,0\n2,2,5,0\n",
    "all.csv": "id,t,y,g\n1,1,1,2\n1,2,3,2\n2,1,2,2\n2,2,5,2\n",
  ]
  private static func did(_ file: String, _ options: String...) -> [String] {
    ["did", "--data", file, "--outcome", "y", "--time", "t"] + options
  }
  private static func staggered(_ file: String, _ options: String...) -> [String] {
    did(file, "--unit", "id", "--first-treated", "g", "--estimator", "callaway-santanna") + options
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
    Case(66, staggered("none.csv"), "none.csv"),
    Case(1, staggered("panel.csv", "--covariates", "~ z"), "'z'", files: panels),
    Case(1, staggered("panel.csv", "--weights", "w"), "weights 'w'", "line 9", files: panels),
    Case(1, staggered("twice.csv"), "1 rows repeat 'id' and 't'", "line 4", files: panels),
    Case(1, staggered("halves.csv"), "no whole numbers", "line 2", files: panels),
    Case(1, staggered("all.csv"), "all units are treated at once", files: panels),
    Case(1, staggered("panel.csv", "--balance-e", "1"), "--aggregate dynamic", files: panels),
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
