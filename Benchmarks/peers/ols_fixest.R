# Regression with HC1 on numbers in memory: fixest. Arguments: repetitions, threads.
#
# `feols` as it is written and as `lean = TRUE`, which keeps no residuals. A line of JSON each.
suppressPackageStartupMessages(library(fixest))

arguments <- as.integer(commandArgs(TRUE))
setFixest_nthreads(arguments[2])
rows <- 5e6; sample <- 20000; width <- 8; prime <- 20011

remainders <- function(column) {
  row <- seq(0, sample - 1)
  2 * (((row * row) %% prime * (1009 + 97 * column) + row * (31 + 389 * column)) %% prime) / prime - 1
}
columns <- lapply(1:(width - 1), remainders)
y <- remainders(width) * (1 + columns[[1]] / 2)
for (column in 1:(width - 1)) y <- y + column * columns[[column]]
names(columns) <- paste0("x", 1:(width - 1))
data <- as.data.frame(lapply(c(list(y = y), columns), rep, times = rows / sample))
model <- as.formula(paste("y ~", paste(names(columns), collapse = " + ")))

status <- function(name) {
  line <- grep(name, readLines("/proc/self/status"), value = TRUE)
  1024 * as.numeric(gsub("[^0-9]", "", line))
}
for (lean in c(FALSE, TRUE)) {
  seconds <- c(); processor <- c(); extra <- 0
  for (repetition in 0:arguments[1]) {
    gc(FALSE)
    cat("5", file = "/proc/self/clear_refs")
    before <- status("VmRSS")
    time <- system.time(fit <- feols(model, data, vcov = "hetero", lean = lean, notes = FALSE), gcFirst = FALSE)
    if (repetition > 0) {
      seconds <- c(seconds, time[["elapsed"]])
      processor <- c(processor, time[["user.self"]] + time[["sys.self"]])
      extra <- max(extra, status("VmHWM") - before)
    }
  }
  answer <- c(coef(fit), se(fit))
  cat(sprintf(
    '{"name": "fit", "variant": "fixest%s", "threads": %d, "seconds": [%s], "processorSeconds": %.3f, "extraMemory": %.0f, "answer": [%s]}\n',
    if (lean) " lean" else "", getFixest_nthreads(), paste(sprintf("%.4f", seconds), collapse = ", "),
    median(processor), extra, paste(sprintf("%.17g", answer), collapse = ", ")))
  rm(fit)
}
