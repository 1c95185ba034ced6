# A regression with absorbed effects on a design in memory: fixest. Arguments: folder of the design, effects, repetitions, threads,
# and `tight` for a fit at 1e-10 instead (minutes on the difficult design, where 1e-9 still leaves an error of 1e-7).
#
# `feols` at its own tolerance, 1e-6. Data are keyed before the clock starts in no way: codes are whole numbers, as they come.
# A line of JSON.
suppressPackageStartupMessages(library(fixest))

arguments <- commandArgs(TRUE)
folder <- arguments[1]; effects <- as.integer(arguments[2])
repetitions <- as.integer(arguments[3])
setFixest_nthreads(as.integer(arguments[4]))
rows <- file.size(file.path(folder, "y")) / 8
numbers <- function(name) readBin(file.path(folder, name), "double", rows)
codes <- function(name) readBin(file.path(folder, name), "integer", rows)
data <- data.frame(y = numbers("y"), x = numbers("x"), person = codes("person"), firm = codes("firm"), year = codes("year"))
tight <- length(arguments) > 4 && arguments[5] == "tight"
model <- if (effects == 2) y ~ x | person + firm else y ~ x | person + firm + year

status <- function(name) {
  line <- grep(name, readLines("/proc/self/status"), value = TRUE)
  1024 * as.numeric(gsub("[^0-9]", "", line))
}
seconds <- c(); processor <- c(); extra <- 0
for (repetition in if (tight) 1 else 0:repetitions) {
  gc(FALSE)
  cat("5", file = "/proc/self/clear_refs")
  before <- status("VmRSS")
  time <- system.time(
    fit <- if (tight) {
      feols(model, data, vcov = ~person, notes = FALSE, fixef.tol = 1e-10, fixef.iter = 1e6)
    } else {
      feols(model, data, vcov = ~person, notes = FALSE)
    }, gcFirst = FALSE)
  if (repetition > 0) {
    seconds <- c(seconds, time[["elapsed"]])
    processor <- c(processor, time[["user.self"]] + time[["sys.self"]])
    extra <- max(extra, status("VmHWM") - before)
  }
}
text <- function(values) paste(sprintf("%.17g", values), collapse = ", ")
cat(sprintf(
  '{"variant": "fixest", "threads": %d, "seconds": [%s], "processorSeconds": %.3f, "extraMemory": %.0f, "answer": [%s]}\n',
  getFixest_nthreads(), paste(sprintf("%.4f", seconds), collapse = ", "), median(processor), extra,
  text(c(coef(fit), se(fit)))))
