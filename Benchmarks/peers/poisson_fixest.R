# A Poisson outcome with two effects and clustered errors on numbers in memory: fixest. Arguments: repetitions, threads.
#
# `fepois` at its own tolerances (glm.tol 1e-8, fixef.tol 1e-6), whose answer is nearer than the tolerance of the comparison for the
# coefficient, and at glm.tol 1e-12, fixef.tol 1e-9, whose standard error is. `lean = TRUE` is no faster. A line of JSON each.
suppressPackageStartupMessages(library(fixest))

arguments <- as.integer(commandArgs(TRUE))
setFixest_nthreads(arguments[2])
rows <- 1e6; prime <- 1000003

unit <- function(row, column) {
  square <- (row * row) %% prime
  ((square * (1009 + 97 * column) + row * (31 + 389 * column)) %% prime) / prime
}
row <- as.numeric(seq(0, rows - 1))
person <- row %/% 10
firm <- floor(unit(row, 1) * 4348)
x <- 2 * unit(row, 2) - 1
own <- ((person * 7 + 3) %% 5) / 2 + (firm %% 7) / 3
y <- floor(unit(row, 3) * unit(row, 4) * (own + 1 + x) * 4)
data <- data.frame(y = y, x = x, person = as.integer(person), firm = as.integer(firm))

status <- function(name) {
  line <- grep(name, readLines("/proc/self/status"), value = TRUE)
  1024 * as.numeric(gsub("[^0-9]", "", line))
}
for (tight in c(FALSE, TRUE)) {
  seconds <- c(); processor <- c(); extra <- 0
  for (repetition in 0:arguments[1]) {
    gc(FALSE)
    cat("5", file = "/proc/self/clear_refs")
    before <- status("VmRSS")
    time <- system.time(
      fit <- fepois(y ~ x | person + firm, data, vcov = ~person, notes = FALSE,
        glm.tol = if (tight) 1e-12 else 1e-8, fixef.tol = if (tight) 1e-9 else 1e-6), gcFirst = FALSE)
    if (repetition > 0) {
      seconds <- c(seconds, time[["elapsed"]])
      processor <- c(processor, time[["user.self"]] + time[["sys.self"]])
      extra <- max(extra, status("VmHWM") - before)
    }
  }
  answer <- c(coef(fit), se(fit))
  cat(sprintf(
    '{"name": "poisson-effects", "variant": "fixest%s", "threads": %d, "seconds": [%s], "processorSeconds": %.3f, "extraMemory": %.0f, "answer": [%s]}\n',
    if (tight) " tight" else "", getFixest_nthreads(), paste(sprintf("%.4f", seconds), collapse = ", "),
    median(processor), extra, paste(sprintf("%.17g", answer), collapse = ", ")))
  rm(fit)
}
