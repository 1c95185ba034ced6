extension SpanishPhrases {
  /// How estimates of differences were made, and their warnings.
  static let differences: [(String, String)] = [
    // Descriptions.
    ("no covariates", "sin covariables"),
    ("compared with the never treated", "comparación con los nunca tratados"),
    ("compared with the not yet treated", "comparación con los aún no tratados"),
    ("base period varying", "periodo base variable"), ("base period universal", "periodo base universal"),
    ("anticipation of *", "anticipación de $1"), ("balanced to * periods", "equilibrado a $1 periodos"),
    ("repeated cross-sections", "cortes transversales repetidos"), ("unbalanced panel", "panel incompleto"),
    ("regression", "regresión"), ("triple differences", "triples diferencias"),
    ("changes in changes", "cambios en cambios"),
    ("unit and period effects of untreated rows", "efectos de unidad y periodo de las filas sin tratar"),
    ("errors with means of the other units", "errores con las medias de las demás unidades"),
    ("first stage on untreated rows", "primera etapa en las filas sin tratar"),
    ("reference event time * and *", "tiempos de referencia $1 y $2"),
    ("reference event time *", "tiempo de referencia $1"), ("reference * and *", "referencias $1 y $2"),
    ("reference *", "referencia $1"), ("ends binned at * and *", "extremos agrupados en $1 y $2"),
    (
      "comparisons of cohorts behind two-way fixed effects",
      "comparaciones de cohortes que hay tras los efectos fijos de dos vías"
    ),
    ("two-way fixed effects of * and *", "efectos fijos de dos vías, $1 y $2"),
    (
      "changes since the period before the first switch",
      "cambios desde el periodo anterior al primer cambio de tratamiento"
    ),
    ("not-yet-switched comparison", "comparación con quienes aún no cambian"),
    ("* stacks", "$1 conjuntos apilados"), ("event times * to *", "tiempos de $1 a $2"),
    ("all event times", "todos los tiempos"), ("cohort * as control", "cohorte $1 como comparación"),
    ("never-treated controls", "comparación con los nunca tratados"),
    ("differences from 1 periods before", "diferencias desde 1 periodo antes"),
    ("differences from * periods before", "diferencias desde $1 periodos antes"),
    ("newly treated units weigh the same", "las unidades recién tratadas pesan lo mismo"),
    ("weighted by variance", "ponderadas por varianza"),
    ("never-treated comparison", "comparación con los nunca tratados"), ("with leads", "con adelantos"),
    ("all untreated rows as comparison", "todas las filas sin tratar como comparación"),
    ("weights of donors without intercept", "pesos de donantes sin constante"),
    ("weights of donors and periods", "pesos de donantes y periodos"), ("with intercept", "con constante"),
    ("* donors", "$1 donantes"), ("1 cohort", "1 cohorte"), ("* cohorts", "$1 cohortes"),
    // Warnings.
    (
      "* of * units have no row in some period and are left out; --incomplete-units keep uses all rows",
      "$1 de $2 unidades no tienen fila en algún periodo y se dejan fuera; --incomplete-units keep usa todas las filas"
    ),
    (
      "* units are treated from the first period on, less the anticipation, and are left out",
      "$1 unidades están tratadas desde el primer periodo, menos la anticipación, y se dejan fuera"
    ),
    (
      "* units are treated from the first period on and are left out",
      "$1 unidades están tratadas desde el primer periodo y se dejan fuera"
    ),
    (
      "no unit stays untreated: periods from * on are left out and the group treated in * is the comparison",
      "ninguna unidad queda sin tratar: los periodos desde $1 se dejan fuera y el grupo tratado en $2 es la comparación"
    ),
    (
      "* units have no row before their treatment, less the anticipation, and are left out",
      "$1 unidades no tienen fila antes de su tratamiento, menos la anticipación, y se dejan fuera"
    ),
    (
      "* units have no row before their treatment and are left out",
      "$1 unidades no tienen fila antes de su tratamiento y se dejan fuera"
    ),
    (
      "event time * is a reference too: groups * have no row at event time *",
      "el tiempo $1 es también referencia: los grupos $2 no tienen fila en el tiempo $3"
    ),
    (
      "group * has no row at event time *; its effects are differences from event time *",
      "el grupo $1 no tiene fila en el tiempo $2; sus efectos son diferencias desde el tiempo $3"
    ),
    (
      "no unit stays untreated: those first treated in * are the controls, and periods from then on are left out",
      "ninguna unidad queda sin tratar: las tratadas desde $1 son la comparación, y los periodos desde entonces se dejan fuera"
    ),
    (
      "no unit stays untreated: those first treated in * are the controls, and periods from * on are left out",
      "ninguna unidad queda sin tratar: las tratadas desde $1 son la comparación, y los periodos desde $2 se dejan fuera"
    ),
    (
      "covariates that are combinations of others are left out: *",
      "covariables que son combinación de otras, fuera del modelo: $1"
    ),
    ("covariates left out as collinear: *", "covariables colineales, fuera del modelo: $1"),
    ("left out as collinear: *", "términos colineales, fuera del modelo: $1"), ("left out: *", "fuera: $1"),
    (
      "* comparison rows, counted in every cell, were trimmed for a propensity of 0.995 or more",
      "$1 filas de comparación, contadas en cada celda, se recortaron por una propensión de 0,995 o más"
    ),
    (
      "no conditional test before the treatment: *",
      "sin prueba condicional antes del tratamiento: $1"
    ),
    ("no group has two periods before it", "ningún grupo tiene dos periodos previos"),
    ("left out of the conditional test: *", "fuera de la prueba condicional: $1"),
    (
      "*: the covariates separate treated from comparison units (*), so that no propensity is finite; leave some out, or use --method reg",
      "$1: las covariables separan a las unidades tratadas de las de comparación ($2), por lo que ninguna propensión es finita; deje fuera algunas, o use --method reg"
    ),
    (
      "*: the covariates separate treated from comparison units, so that no propensity is finite; leave some out, or use --method reg",
      "$1: las covariables separan a las unidades tratadas de las de comparación, por lo que ninguna propensión es finita; deje fuera algunas, o use --method reg"
    ),
    (
      "*: no comparison unit is left, * were trimmed for a propensity of 0.995 or more; there is no overlap",
      "$1: no queda ninguna unidad de comparación, $2 se recortaron por una propensión de 0,995 o más; no hay soporte común"
    ),
    (
      "*: * treated units that count; without any there is nothing to compare, see periods, groups and weights",
      "$1: $2 unidades tratadas que cuenten; sin ninguna no hay qué comparar, vea periodos, grupos y pesos"
    ),
    (
      "*: * comparison units that count; without any there is nothing to compare, see periods, groups and weights",
      "$1: $2 unidades de comparación que cuenten; sin ninguna no hay qué comparar, vea periodos, grupos y pesos"
    ),
    (
      "*: * treated units for * parameters; use fewer covariates",
      "$1: #2 unidades tratadas para #3 parámetros; use menos covariables"
    ),
    (
      "*: * comparison units for * parameters; use fewer covariates",
      "$1: #2 unidades de comparación para #3 parámetros; use menos covariables"
    ),
    (
      "*: * cannot be told apart from the covariates before among the comparison units; leave them out",
      "$1: $2 no se distingue de las covariables anteriores en las unidades de comparación; déjela fuera"
    ),
    ("group * in *", "grupo $1 en $2"),
    ("groups of few units for their errors: *", "grupos con pocas unidades para sus errores: $1"),
    (
      "no joint test before the treatment: the covariance of its effects is singular",
      "sin prueba conjunta antes del tratamiento: la covarianza de sus efectos es singular"
    ),
    (
      "the test before the treatment counts base periods among its degrees, as R's did does; pretrend_rank_p_value does not",
      "la prueba antes del tratamiento cuenta los periodos base entre sus grados, como did de R; pretrend_rank_p_value no"
    ),
    (
      "the test before the treatment counts the periods of anticipation too, as R's did does; pretrend_parallel_p_value is that of the periods before them",
      "la prueba antes del tratamiento cuenta también los periodos de anticipación, como did de R; pretrend_parallel_p_value es la de los periodos anteriores a ellos"
    ),
    (
      "* standard errors are rounding alone and are left out: what they measure does not vary in these data",
      "$1 errores estándar son solo redondeo y se dejan fuera: lo que miden no varía en estos datos"
    ),
    (
      "effects of each group in each period are too many and are not listed",
      "los efectos de cada grupo en cada periodo son demasiados y no se listan"
    ),
    (
      "* treated rows of * units are left out: no untreated row tells the effect of their unit or period",
      "$1 filas tratadas de $2 unidades se dejan fuera: ninguna fila sin tratar informa el efecto de su unidad o periodo"
    ),
    ("no pre-trend test: *", "sin prueba de tendencias previas: $1"),
    (
      "no unit stays untreated, so that a linear trend in event time cannot be told from the effects; event time * is a second reference",
      "ninguna unidad queda sin tratar, por lo que una tendencia lineal no se distingue de los efectos; el tiempo $1 es una segunda referencia"
    ),
    (
      "nobody's '*' changes: it is taken for the group treated in *",
      "'$1' no cambia para nadie: se toma como el grupo tratado en $2"
    ),
    (
      "* of * treated outcomes before lie outside the comparison group's: their changes are those of its ends",
      "$1 de $2 resultados previos de los tratados caen fuera de los de la comparación: sus cambios son los de los extremos"
    ),
    (
      "* units switch without a unit of the same first treatment that has not switched, or lack a row, and enter no first effect",
      "$1 unidades cambian sin otra del mismo tratamiento inicial que no haya cambiado, o les falta una fila, y no entran en el primer efecto"
    ),
    (
      "cohorts without a period before or without clean controls in their window: *",
      "cohortes sin periodo previo o sin comparación limpia en su ventana: $1"
    ),
    (
      "no unit stays untreated: comparisons are with those treated later, as long as there are such",
      "ninguna unidad queda sin tratar: se compara con las tratadas más tarde, mientras las hay"
    ),
    (
      "horizons without newly treated units or clean controls: *",
      "horizontes sin unidades recién tratadas o sin comparación limpia: $1"
    ),
    (
      "the effects of units and periods were absorbed to *, not to the tolerance of *",
      "los efectos de unidades y periodos se absorbieron hasta $1, no hasta la tolerancia de $2"
    ),
    (
      "* of * treated rows have a negative weight in the two-way estimate, their sum is *: where effects differ it need not be near any of them; callaway-santanna, sun-abraham or imputation are right",
      "$1 de $2 filas tratadas tienen peso negativo en la estimación de dos vías, su suma es $3: si los efectos difieren, puede no estar cerca de ninguno; callaway-santanna, sun-abraham o imputation son adecuados"
    ),
    (
      "the weights are not unique; of all that fit as well, those of least length are taken",
      "los pesos no son únicos; de los que ajustan igual se toman los de menor norma"
    ),
    (
      "the synthetic control misses the treated before the treatment by more than the donors' own changes (root mean squared error *, standard deviation of changes *); the treated are outside the donors' hull",
      "el control sintético se aparta de los tratados antes del tratamiento más de lo que cambian los donantes (raíz del error cuadrático medio $1, desviación estándar de los cambios $2); los tratados están fuera del conjunto convexo de los donantes"
    ),
    (
      "* draws without a treated unit or a donor were drawn again",
      "$1 sorteos sin unidad tratada o sin donante se repitieron"
    ),
    (
      "* draws are too few for errors and intervals; 999 are usual",
      "$1 sorteos son muy pocos para errores e intervalos; lo usual son 999"
    ),
    (
      "no standard error: placebos need more donors than treated units, the jackknife two treated units in each cohort",
      "sin error estándar: los placebos requieren más donantes que unidades tratadas, y el jackknife dos unidades tratadas por cohorte"
    ),
    (
      "bounds are of the effects with a universal base period, averaged by time since the treatment",
      "las cotas son de los efectos con periodo base universal, promediados por tiempo desde el tratamiento"
    ),
  ]

  /// Concerns of the design.
  static let designs: [(String, String)] = [
    ("* units leave the treatment again", "$1 unidades dejan el tratamiento"),
    (
      "0 in '*' is read as never treated, and the periods of the data hold or span 0",
      "el 0 de '$1' se lee como nunca tratado, y los periodos de los datos contienen o rodean el 0"
    ),
    (
      "if units are first treated in period 0, number the periods from 1 or give --treatment",
      "si hay unidades tratadas desde el periodo 0, numere los periodos desde 1 o use --treatment"
    ),
    ("leave the value empty for never", "deje vacío el valor de las nunca tratadas"),
    (
      "effects of switching on and off (de Chaisemartin and D'Haultfœuille) would be right",
      "serían adecuados los efectos de entrar y salir (de Chaisemartin y D'Haultfœuille)"
    ),
    ("the treatment starts in * different periods", "el tratamiento empieza en $1 periodos distintos"),
    (
      "two-way fixed effects mix effects with negative weights where they differ; callaway-santanna, sun-abraham or imputation are right",
      "los efectos fijos de dos vías mezclan efectos con pesos negativos si difieren; callaway-santanna, sun-abraham o imputation son adecuados"
    ),
    (
      "two-way fixed effects mix effects with negative weights where they differ",
      "los efectos fijos de dos vías mezclan efectos con pesos negativos si difieren"
    ),
    (
      "callaway-santanna, sun-abraham or imputation are right",
      "callaway-santanna, sun-abraham o imputation son adecuados"
    ),
    ("* units are treated from the first period on", "$1 unidades están tratadas desde el primer periodo"),
    (
      "they say nothing of the effect and should not serve as comparison",
      "no informan del efecto y no deberían servir de comparación"
    ),
    ("add earlier periods", "agregue periodos anteriores"),
    ("no unit stays untreated", "ninguna unidad queda sin tratar"),
    (
      "compare with those treated later (--control not-yet), until the last group is treated",
      "compare con los tratados más tarde (--control not-yet), hasta que se trata al último grupo"
    ),
    ("all units are treated at once", "todas las unidades se tratan a la vez"),
    (
      "a design of one group, as before and after or an interrupted series, would be right",
      "sería adecuado un diseño de un grupo, como antes y después o una serie interrumpida"
    ),
    ("*: one period before the treatment", "grupo[s] $1: un solo periodo antes del tratamiento"),
    (
      "parallel trends cannot be tested for these groups",
      "las tendencias paralelas no se pueden probar en estos grupos"
    ),
    ("groups of few units: *", "grupos de pocas unidades: $1"),
    (
      "errors of their effects rest on few units", "los errores de sus efectos se apoyan en pocas unidades"
    ),
    ("aggregate them, or use synthetic-did with placebos", "agréguelos, o use synthetic-did con placebos"),
    (
      "* units lack * rows for a complete panel", "a $1 unidades les faltan $2 filas para un panel completo"
    ),
    (
      "see whether rows are missing for reasons that the treatment changes (attrition)",
      "vea si faltan filas por razones que el tratamiento cambia (deserción)"
    ),
    ("* clusters of '*' are treated and * are not", "$1 conglomerados de '$2' están tratados y $3 no"),
    ("* clusters of '*'", "$1 conglomerados de '$2'"),
    (
      "errors are too small", "los errores son demasiado pequeños"
    ),
    (
      "use the wild cluster bootstrap or placebo tests",
      "use el bootstrap salvaje por conglomerados o pruebas placebo"
    ),
    (
      "use synthetic control or synthetic-did with placebos",
      "use control sintético o synthetic-did con placebos"
    ),
    ("clusters of '*' have from * to * rows", "los conglomerados de '$1' tienen de $2 a $3 filas"),
    (
      "treated and never-treated units have no values of * in common",
      "las unidades tratadas y las nunca tratadas no tienen valores de $1 en común"
    ),
    (
      "what adjusts for it is extrapolation; leave it out, or choose units that are alike",
      "lo que ajusta por eso es extrapolación; déjela fuera, o elija unidades parecidas"
    ),
    (
      "use the wild cluster bootstrap or the jackknife",
      "use el bootstrap salvaje por conglomerados o el jackknife"
    ),
  ]

  /// What errors rest on.
  static let errors: [(String, String)] = [
    ("cluster:*", "por conglomerados de $1"), ("influence function", "función de influencia"),
    ("clustered by *", "por conglomerados de $1"),
    ("profile * (* rows)", "perfil $1 ($2 filas)"), ("* lags (* rows)", "$1 rezagos ($2 filas)"),
    ("profile * (*)", "perfil $1 ($2)"), ("profile *", "perfil $1"),
    ("no finite-sample factor (* clusters)", "sin factor de muestra finita ($1 conglomerados)"),
    ("1 lag (*)", "1 rezago ($1)"), ("* lags (*)", "$1 rezagos ($2)"), ("1 lag", "1 rezago"),
    ("* lags", "$1 rezagos"), ("none", "ninguno"),
    ("bootstrap of clusters * within groups", "bootstrap de conglomerados $1 dentro de los grupos"),
    ("bootstrap of rows within groups", "bootstrap de filas dentro de los grupos"),
    ("bootstrap of units within groups", "bootstrap de unidades dentro de los grupos"),
    ("bootstrap of units", "bootstrap de unidades"), ("weights kept", "con los mismos pesos"),
    ("* draws", "$1 sorteos"),
    ("probability weights: hc1 instead of iid", "pesos de probabilidad: hc1 en vez de iid"),
    (
      "1 row has leverage one and no residual, and adds nothing",
      "1 fila tiene palanca uno y ningún residuo, y no agrega nada"
    ),
    (
      "* rows have leverage one and no residual, and add nothing",
      "$1 filas tienen palanca uno y ningún residuo, y no agregan nada"
    ),
    (
      "1 cluster identifies a coefficient alone; that direction adds nothing",
      "1 conglomerado identifica por sí solo un coeficiente; esa dirección no agrega nada"
    ),
    (
      "* clusters identify a coefficient alone; that direction adds nothing",
      "$1 conglomerados identifican por sí solos un coeficiente; esa dirección no agrega nada"
    ),
    (
      "the sum is not positive semi-definite: * negative eigenvalue, the smallest * of the largest, taken out",
      "la suma no es semidefinida positiva: $1 valor propio negativo, el menor $2 del mayor, eliminado"
    ),
    (
      "the sum is not positive semi-definite: * negative eigenvalues, the smallest * of the largest, taken out",
      "la suma no es semidefinida positiva: $1 valores propios negativos, el menor $2 del mayor, eliminados"
    ),
  ]
}
