extension SpanishPhrases {
  /// What is to be known of estimates before they are believed.
  static let estimates: [(String, String)] = [
    (
      "'*' has several rows a unit, whose errors are probably related: * takes them for independent; consider cluster:*",
      "'$1' tiene varias filas por unidad, cuyos errores probablemente se relacionan: $2 los toma por independientes; considere cluster:$3"
    ),
    (
      "rows counted as missing because * is not finite in them, though its columns have values: *",
      "filas contadas como faltantes porque $1 no es finito en ellas, aunque sus columnas tienen valores: #2"
    ),
    (
      "errors that are zero but for rounding, since the rows or clusters behind them are fitted exactly; tests and intervals of these terms mean nothing: *",
      "errores que son cero salvo redondeo, pues sus filas o conglomerados se ajustan exactamente; las pruebas e intervalos de estos términos no significan nada: $1"
    ),
    (
      "no joint test of the * regressors: their covariance has rank *, clusters or periods are too few",
      "sin prueba conjunta de los $1 regresores: su covarianza tiene rango $2, los conglomerados o periodos son muy pocos"
    ),
    (
      "no joint test of the * regressors: their covariance has rank *, their columns are nearly combinations of one another",
      "sin prueba conjunta de los $1 regresores: su covarianza tiene rango $2, sus columnas son casi combinaciones unas de otras"
    ),
    (
      "* has * columns, and * rows by * columns take long; its effects are absorbed at no such cost by | *",
      "$1 tiene $2 columnas, y $3 filas por $4 columnas toman mucho tiempo; sus efectos se absorben sin ese costo con | $5"
    ),
    (
      "no joint test of the regressors: their covariance had to be repaired and has no inverse",
      "sin prueba conjunta de los regresores: su covarianza tuvo que repararse y no tiene inversa"
    ),
    (
      "'*' has * clusters: errors from so few are often too small; compare cr2:* or a wild cluster bootstrap",
      "'$1' tiene $2 conglomerados: los errores de tan pocos suelen ser demasiado pequeños; compare cr2:$3 o un bootstrap salvaje por conglomerados"
    ),
    (
      "'*' has * clusters as unequal as * equal ones: errors from so few are often too small; compare cr2:* or a wild cluster bootstrap",
      "'$1' tiene $2 conglomerados tan desiguales como $3 iguales: los errores de tan pocos suelen ser demasiado pequeños; compare cr2:$4 o un bootstrap salvaje por conglomerados"
    ),
    (
      "'*' has * groups, which have only * vectors of signs: p-values come in steps of *; compare --bootstrap-weights webb, --bootstrap-by with finer groups, or --randomisation for a treatment of whole clusters",
      "'$1' tiene $2 grupos, con solo $3 vectores de signos: los valores p van en pasos de $4; compare --bootstrap-weights webb, --bootstrap-by con grupos más finos, o --randomisation para un tratamiento de conglomerados enteros"
    ),
    (
      "the * clusters of '*' are as unequal as * equal ones: the bootstrap may reject too often; compare --bootstrap-variant 31 or 33, --bootstrap-by with finer groups",
      "los $1 conglomerados de '$2' son tan desiguales como $3 iguales: el bootstrap puede rechazar de más; compare --bootstrap-variant 31 o 33, o --bootstrap-by con grupos más finos"
    ),
    (
      "the outcome is a share: iid takes its variance for that of a 0/1 outcome; consider hc1 or cluster",
      "el resultado es una proporción: iid toma su varianza por la de un resultado 0/1; considere hc1 o cluster"
    ),
    (
      "the outcome is no more dispersed than a Poisson one: the dispersion is zero and the fit that of poisson",
      "el resultado no es más disperso que uno de Poisson: la dispersión es cero y el ajuste el de poisson"
    ),
    (
      "* rows are left out because regressors and effects together tell their outcome for certain; the coefficients of the terms that do are not identified by the others",
      "#1 filas se dejan fuera porque regresores y efectos juntos determinan su resultado; las demás no identifican los coeficientes de esos términos"
    ),
    (
      "levels of * have fewer than * rows on average, and effects of a 0/1 outcome estimated from few rows bias the coefficients away from zero; consider conditional-logit",
      "los niveles de $1 tienen en promedio menos de $2 filas, y los efectos de un resultado 0/1 estimados con pocas filas alejan de cero los coeficientes; considere conditional-logit"
    ),
    (
      "levels of * have fewer than * rows on average: the dispersion is estimated too small and iid errors with it; consider cluster:*, or poisson with it",
      "los niveles de $1 tienen en promedio menos de $2 filas: la dispersión se estima demasiado pequeña y con ella los errores iid; considere cluster:$3, o poisson con él"
    ),
    (
      "the variance of the units' effects was estimated as * and taken as zero: this is pooled least squares",
      "la varianza de los efectos de unidad se estimó en $1 y se toma como cero: son mínimos cuadrados agrupados"
    ),
    (
      "no classic Hausman test: the difference of the covariances of within and random effects has no inverse; use the auxiliary regression",
      "sin prueba clásica de Hausman: la diferencia de las covarianzas de efectos fijos y aleatorios no tiene inversa; use la regresión auxiliar"
    ),
    (
      "the classic Hausman statistic is negative (*): the difference of the covariances is not positive definite; use the auxiliary regression",
      "el estadístico clásico de Hausman es negativo ($1): la diferencia de las covarianzas no es definida positiva; use la regresión auxiliar"
    ),
    (
      "the computation did not converge; the result is the last step's",
      "el cálculo no convergió; el resultado es el del último paso"
    ),
  ]
}
