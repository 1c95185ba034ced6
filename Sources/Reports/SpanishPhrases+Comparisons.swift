extension SpanishPhrases {
  /// Notes of tests before and after, and why one has no answer.
  static let comparisons: [(String, String)] = [
    ("exact given the midranks", "exacta dados los rangos medios"),
    ("exact given the ties", "exacta dados los empates"),
    ("exact, two-sided", "exacta, bilateral"), ("exact", "exacta"), ("asymptotic", "asintótica"),
    ("normal with continuity correction", "normal con corrección por continuidad"), ("normal", "normal"),
    ("* zero differences left out", "#1 diferencias nulas aparte"), ("* of * positive", "#1 de #2 positivas"),
    ("too few pairs for an interval", "muy pocos pares para un intervalo"),
    ("too few values for an interval", "muy pocos valores para un intervalo"),
    (
      "paired_t_cluster alone heeds the clusters; the other tests and the intervals of effect sizes take units as independent",
      "solo paired_t_cluster considera los conglomerados; las demás pruebas y los intervalos de los tamaños de efecto toman las unidades como independientes"
    ),
    (
      "*: the other columns give every * exactly, so there is nothing to measure chance with",
      "las demás columnas dan exactamente cada valor de $2 y no hay con qué medir el azar"
    ),
    ("* clusters", "$1 conglomerados"),
    ("Yates's correction", "corrección de Yates"),
    ("* of * expected counts are below 5", "#1 de #2 frecuencias esperadas son menores que 5"),
    ("both proportions are *: no test", "ambas proporciones son $1: no hay prueba"),
    ("the margins allow this table alone", "los márgenes solo permiten esta tabla"),
    (
      "the odds ratio is infinite: no pair changed from the second state to the first",
      "la razón de momios es infinita: ningún par cambió del segundo estado al primero"
    ),
    ("the odds ratio is infinite", "la razón de momios es infinita"),
    ("no unit has both occasions", "ninguna unidad tiene ambas ocasiones"),
    (
      "*: all differences are the same, so there is nothing to measure chance with",
      "todas las diferencias son iguales y no hay con qué medir el azar"
    ),
    (
      "*: all differences are zero, so there is nothing to measure chance with",
      "todas las diferencias son cero y no hay con qué medir el azar"
    ),
    (
      "*: one of the measures does not vary, so there is nothing to measure chance with",
      "una de las medidas no varía y no hay con qué medir el azar"
    ),
    (
      "*: no group varies, so there is nothing to measure chance with",
      "ningún grupo varía y no hay con qué medir el azar"
    ),
    (
      "*: a group does not vary, so there is nothing to measure chance with",
      "un grupo no varía y no hay con qué medir el azar"
    ),
    (
      "*: no pair changed between the occasions, so there is nothing to measure chance with",
      "ningún par cambió entre las ocasiones y no hay con qué medir el azar"
    ),
    (
      "*: all clusters have one mean difference, so there is nothing to measure chance with",
      "todos los conglomerados tienen la misma diferencia media y no hay con qué medir el azar"
    ),
    (
      "*: all units change alike, so there is nothing to measure chance with",
      "todas las unidades cambian igual y no hay con qué medir el azar"
    ),
    ("* needs at least * pairs, there is *", "requiere al menos $2 pares y hay $3"),
    ("* needs at least * pairs, there are *", "requiere al menos $2 pares y hay $3"),
    ("* needs at least * clusters, there is *", "requiere al menos $2 conglomerados y hay $3"),
    ("* needs at least * occasions, there are *", "requiere al menos $2 ocasiones y hay $3"),
    ("* needs at least * units, there are *", "requiere al menos $2 unidades y hay $3"),
    (
      "* needs at least * values of the group '*', there is *",
      "requiere al menos $2 valores del grupo '$3' y hay $4"
    ),
    (
      "* needs at least * values of the group '*', there are *",
      "requiere al menos $2 valores del grupo '$3' y hay $4"
    ),
    ("* needs at least * values, there are *", "requiere al menos $2 valores y hay $3"),
    ("* needs two groups, there are *", "requiere dos grupos y hay $2"),
    (
      "*: the exact distribution takes * steps, more than *; use the normal approximation",
      "la distribución exacta toma $2 pasos, más que $3; use la aproximación normal"
    ),
    (
      "*: the exact distribution takes * steps, more than *; use chi_squared or g_test",
      "la distribución exacta toma $2 pasos, más que $3; use chi_squared o g_test"
    ),
    ("*: row * of the table is empty; leave it out", "la fila $2 de la tabla está vacía; déjela fuera"),
    ("*: column * of the table is empty; leave it out", "la columna $2 de la tabla está vacía; déjela fuera"),
  ]
}
