extension DifferencesWording {
  static let spanishEstimators: [String: String] = [
    "two-by-two": "Diferencias en diferencias de dos grupos y dos periodos (two-by-two)",
    "twfe": "Efectos fijos de dos vías (twfe)", "event-study": "Estudio de eventos (event-study)",
    "callaway-santanna": "Callaway–Sant'Anna", "sun-abraham": "Sun–Abraham",
    "imputation": "Imputación (imputation)",
    "two-stage": "Dos etapas (two-stage)", "stacked": "Regresión apilada (stacked)",
    "local-projections": "Proyecciones locales (local-projections)",
    "etwfe": "Efectos fijos de dos vías extendidos (etwfe)",
    "switching": "Tratamientos que entran y salen (switching)",
    "bacon": "Descomposición de Goodman-Bacon (bacon)",
    "synthetic-did": "Diferencias en diferencias sintéticas (synthetic-did)",
    "synthetic-control": "Control sintético (synthetic-control)",
  ]

  static let englishNames: [String: String] = [
    "zeta_omega": "ridge of the donors' weights", "zeta_lambda": "ridge of the periods' weights",
    "noise_level": "standard deviation of the donors' changes",
    "rmspe_before": "root mean squared error before the treatment",
    "rmspe_after": "root mean squared difference after it", "rmspe_ratio": "after/before",
    "kkt_violation": "violation of the optimality conditions", "unit_weights": "Donors' weights, the largest",
    "time_weights": "Weights of periods before, the largest", "paths": "Treated and synthetic by period",
    "placebos": "Placebos: each donor as if treated", "key": "unit", "conf_low": "low", "conf_high": "high",
    "std_error": "std. error", "r_squared": "R²", "r_squared_within": "within R²",
  ]

  static let spanishNames: [String: String] = [
    // Figures.
    "zeta_omega": "penalización de los pesos de donantes",
    "zeta_lambda": "penalización de los pesos de periodos",
    "noise_level": "desviación estándar de los cambios de los donantes", "donors": "donantes",
    "periods_before": "periodos antes del tratamiento",
    "rmspe_before": "raíz del error cuadrático medio antes del tratamiento",
    "rmspe_after": "raíz de la diferencia cuadrática media después", "rmspe_ratio": "después/antes",
    "kkt_violation": "violación de las condiciones de óptimo", "placebo_p_value": "valor p de los placebos",
    "r_squared": "R²", "r_squared_within": "R² intragrupo", "df": "gl", "df_residual": "gl residuales",
    "imputed_rows": "filas imputadas", "pretrend_rank": "rango de la prueba previa",
    "pretrend_rank_p_value": "valor p con ese rango", "pretrend_power": "potencia de la prueba previa",
    "pretrend_bayes_factor": "factor de Bayes", "pretrend_likelihood_ratio": "razón de verosimilitud",
    "slope_power_50": "pendiente que se detecta la mitad de las veces",
    "slope_power_80": "pendiente que se detecta cuatro de cinco veces",
    "negative_weights": "filas de peso negativo", "positive_weights": "filas de peso positivo",
    "negative_weight_sum": "suma de los pesos negativos",
    "sigma_zero": "desviación de los efectos con media cero posible",
    "sigma_opposite": "desviación de los efectos con signo contrario posible",
    "twfe": "efectos fijos de dos vías",
    "weighted_sum": "suma ponderada",
    // Tables.
    "unit_weights": "Pesos de donantes, los mayores",
    "time_weights": "Pesos de periodos previos, los mayores",
    "paths": "Tratados y sintético por periodo", "placebos": "Placebos: cada donante como si fuera tratado",
    "cohorts": "Cohortes", "terms": "Términos", "effect_weights": "Pesos de los efectos",
    "by_type": "Por tipo",
    "leads": "Adelantos", "switchers": "Unidades que cambian", "horizons": "Horizontes",
    "differences": "Diferencias", "pretest": "Si la prueba previa no detecta la tendencia",
    "coefficients": "Coeficientes",
    // Columns and kinds.
    "key": "unidad", "group": "grupo", "time": "periodo", "weight": "peso", "rows": "filas", "type": "tipo",
    "estimate": "estimación", "std_error": "error est.", "conf_low": "inferior", "conf_high": "superior",
    "p_value": "valor p", "statistic": "estadístico", "term": "término", "treated": "tratados",
    "synthetic": "sintético", "treated_cells": "celdas tratadas", "newly_treated": "recién tratadas",
    "ratio": "razón", "compared_with": "comparado con", "treated_ineligible": "tratados no elegibles",
    "other_eligible": "otros elegibles", "other_ineligible": "otros no elegibles", "trend": "tendencia",
    "mean_after_pretest": "media si pasa la prueba", "never": "nunca",
    "treated_vs_untreated": "tratados con no tratados",
    "earlier_vs_later_treated": "tratados antes con tratados después",
    "later_vs_earlier_treated": "tratados después con tratados antes",
    "later_vs_always_treated": "tratados después con siempre tratados",
    // Draws.
    "placebo": "placebo", "units": "unidades", "resampling": "remuestreo",
  ]
}
