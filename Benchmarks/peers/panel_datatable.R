# The panel in data.table: Rscript panel_datatable.R 2014=FILE 2015=FILE …
#
# fread of four columns on all threads, check digit by two look-ups, one grouping by person, one by pattern. Amounts are
# doubles, exact below 2^53. Prints the JSON of the other programs without a package for it.

suppressPackageStartupMessages(library(data.table))

weights <- c(2, 3, 4, 5, 6, 7, 2, 3, 4)
sums <- function(n, weights) {
  total <- 0L
  for (k in seq_along(weights)) total <- total + (n %/% 10^(k - 1)) %% 10 * weights[k]
  as.integer(total %% 11)
}
upper <- sums(0:99999, weights[5:9])
lower <- sums(0:9999, weights[1:4])

arguments <- strsplit(commandArgs(trailingOnly = TRUE), "=", fixed = TRUE)
years <- as.integer(vapply(arguments, `[`, "", 1))
paths <- vapply(arguments, function(a) paste(a[-1], collapse = "="), "")[order(years)]
years <- sort(years)

rows <- list()
parts <- lapply(seq_along(years), function(k) {
  part <- fread(
    paths[k], sep = ";", select = c(run = "integer", dv = "character", tramo = "integer", monto = "numeric"),
    showProgress = FALSE)
  digit <- match(toupper(part$dv), c(0:9, "K")) - 1L
  total <- upper[part$run %/% 10000L + 1L] + lower[part$run %% 10000L + 1L] + digit
  valid <- which(total %% 11L == 0L & part$run > 0L & !is.na(part$tramo))
  read <- nrow(part)
  part <- part[valid, .(run, tramo, monto = fifelse(is.na(monto), 0, monto))]
  part[, `:=`(year = k, code = tramo * 8^(k - 1))]
  rows[[k]] <<- sprintf('{"year":%d,"read":%d,"used":%d}', years[k], read, nrow(part))
  part
})
panel <- rbindlist(parts)
rm(parts)
people <- panel[, .(code = sum(code), amount = sum(monto)), by = run]
patterns <- people[, .(people = .N, amount = sum(amount)), keyby = code]
amounts <- panel[, .(people = .N, amount = sum(monto)), keyby = .(year, tramo)]

digits <- vapply(seq_along(years), function(k) patterns$code %/% 8^(k - 1) %% 8, numeric(nrow(patterns)))
digits <- matrix(digits, nrow = nrow(patterns))
if (sum(patterns$people * rowSums(digits > 0)) != nrow(panel)) {
  stop("somebody has two rows in one year; there is no rule for that here")
}
whole <- function(x) sprintf("%.0f", x)
number <- function(x) ifelse(is.nan(x), "null", sprintf("%.17g", x))
list_of <- function(x) paste0("[", paste(x, collapse = ","), "]")
states <- apply(ifelse(digits > 0, whole(digits), "null"), 1, list_of)
times <- rowSums(digits > 0)
everyone <- sum(patterns$people)
permanence <- vapply(seq_along(years), function(k) sum(patterns$people[times == k]), 0)
labels <- sort(unique(amounts$tramo))
mobility <- character()
for (k in seq_along(years)[-1]) for (from in labels) {
  of_all <- sum(patterns$people[digits[, k - 1] == from])
  stayers <- sum(patterns$people[digits[, k - 1] == from & digits[, k] > 0])
  for (to in labels) {
    n <- sum(patterns$people[digits[, k - 1] == from & digits[, k] == to])
    mobility <- c(mobility, sprintf(
      '{"year":%d,"from":%d,"to":%d,"people":%s,"of_stayers":%s,"of_all":%s}', years[k], from, to, whole(n),
      number(n / stayers), number(n / of_all)))
  }
}
cat(sprintf(
  paste0(
    '{"command":"panel","years":%s,"rows":%s,"people":%s,"patterns":%s,"permanence":%s,"mobility":%s,',
    '"amounts":%s}\n'),
  list_of(years), list_of(unlist(rows)), whole(everyone),
  list_of(sprintf('{"states":%s,"people":%s,"amount":%s}', states, whole(patterns$people), whole(patterns$amount))),
  list_of(sprintf(
    '{"times":%d,"people":%s,"share":%s}', seq_along(years), whole(permanence), number(permanence / everyone))),
  list_of(mobility),
  list_of(amounts[, sprintf(
    '{"year":%d,"state":%d,"people":%s,"amount":%s}', years[year], tramo, whole(people), whole(amount))])))
