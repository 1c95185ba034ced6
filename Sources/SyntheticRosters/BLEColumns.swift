/// The names of the 27 columns of a yearly roster, in order.
package enum BLEColumns {
  package static let names = [
    "folio", "run", "dv", "sexo", "fecha_nacimiento", "edad", "c_region", "comuna_ine",
    "tipo_dependencia", "cod_region", "cod_comuna", "rbd", "dn_cod_ens", "dn_cod_grado", "dg_letra",
    "n_prom_gral", "ranking", "dn_nro_al_promo", "dn_pos", "asistencia", "run_cobrador",
    "dv_cobrador", "sexo_cobrador", "monto", "modalidad_pago", "fecha_pago", "comuna_pago",
  ]

  /// The texts of `sexo`: index 0 a man, 1 a woman, 2 unknown.
  static let sexes = TextTable(["HOMBRE", "MUJER", ""])

  /// The texts of `modalidad_pago`: none, in person, electronic.
  static let payments = TextTable(["", "PRESENCIAL", "ELECTRONICO"])

  /// The days of payment of each year from 2014.
  static let paymentDates = [
    ["2014/09/15", "2014/09/22", "2014/09/29"], ["2015/09/14", "2015/09/24"],
    ["2016/09/15", "2016/09/26"], ["2017/09/14"],
  ]
}
