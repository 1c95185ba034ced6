/// Regions and some of their communes, with the codes of the national statistics institute.
///
/// Regions are the fifteen of 2014–2017. Within a region the communes are ordered by size: schools
/// fall in the first one most often.
enum BLEGeography {
  /// A commune: its code, whose leading digits are the region, and its name.
  struct Commune: Sendable {
    let code: Int
    let name: String
  }

  static let regionCount = 15

  /// Where a household that moved away lives: region and position in `communes`.
  static let capitalRegion = 13

  /// All communes, region after region.
  static let communes: [Commune] = (1...regionCount).flatMap { byRegion[$0] ?? [] }

  /// The positions in `communes` of each region's; region 0 has none.
  static let positions: [Range<Int>] = {
    var ranges = [0..<0]
    for region in 1...regionCount {
      let start = ranges[region - 1].upperBound
      ranges.append(start..<(start + (byRegion[region]?.count ?? 0)))
    }
    return ranges
  }()

  private static let byRegion: [Int: [Commune]] = [
    1: [
      Commune(code: 1101, name: "Iquique"),
      Commune(code: 1107, name: "Alto Hospicio"),
      Commune(code: 1401, name: "Pozo Almonte"),
      Commune(code: 1405, name: "Pica"),
    ],
    2: [
      Commune(code: 2101, name: "Antofagasta"),
      Commune(code: 2201, name: "Calama"),
      Commune(code: 2301, name: "Tocopilla"),
      Commune(code: 2104, name: "Taltal"),
      Commune(code: 2102, name: "Mejillones"),
    ],
    3: [
      Commune(code: 3101, name: "Copiapó"),
      Commune(code: 3301, name: "Vallenar"),
      Commune(code: 3102, name: "Caldera"),
      Commune(code: 3201, name: "Chañaral"),
      Commune(code: 3202, name: "Diego de Almagro"),
    ],
    4: [
      Commune(code: 4101, name: "La Serena"),
      Commune(code: 4102, name: "Coquimbo"),
      Commune(code: 4301, name: "Ovalle"),
      Commune(code: 4201, name: "Illapel"),
      Commune(code: 4106, name: "Vicuña"),
      Commune(code: 4303, name: "Monte Patria"),
    ],
    5: [
      Commune(code: 5101, name: "Valparaíso"),
      Commune(code: 5109, name: "Viña del Mar"),
      Commune(code: 5801, name: "Quilpué"),
      Commune(code: 5601, name: "San Antonio"),
      Commune(code: 5301, name: "Los Andes"),
      Commune(code: 5401, name: "La Ligua"),
      Commune(code: 5501, name: "Quillota"),
      Commune(code: 5706, name: "Santa María"),
    ],
    6: [
      Commune(code: 6101, name: "Rancagua"),
      Commune(code: 6301, name: "San Fernando"),
      Commune(code: 6115, name: "Rengo"),
      Commune(code: 6108, name: "Machalí"),
      Commune(code: 6201, name: "Pichilemu"),
      Commune(code: 6310, name: "Santa Cruz"),
    ],
    7: [
      Commune(code: 7101, name: "Talca"),
      Commune(code: 7301, name: "Curicó"),
      Commune(code: 7401, name: "Linares"),
      Commune(code: 7102, name: "Constitución"),
      Commune(code: 7201, name: "Cauquenes"),
      Commune(code: 7303, name: "Licantén"),
    ],
    8: [
      Commune(code: 8101, name: "Concepción"),
      Commune(code: 8110, name: "Talcahuano"),
      Commune(code: 8401, name: "Chillán"),
      Commune(code: 8301, name: "Los Ángeles"),
      Commune(code: 8102, name: "Coronel"),
      Commune(code: 8111, name: "Tomé"),
      Commune(code: 8203, name: "Cañete"),
      Commune(code: 8409, name: "Ñiquén"),
    ],
    9: [
      Commune(code: 9101, name: "Temuco"),
      Commune(code: 9112, name: "Padre Las Casas"),
      Commune(code: 9201, name: "Angol"),
      Commune(code: 9120, name: "Villarrica"),
      Commune(code: 9114, name: "Pitrufquén"),
      Commune(code: 9203, name: "Curacautín"),
    ],
    10: [
      Commune(code: 10101, name: "Puerto Montt"),
      Commune(code: 10301, name: "Osorno"),
      Commune(code: 10201, name: "Castro"),
      Commune(code: 10202, name: "Ancud"),
      Commune(code: 10208, name: "Quellón"),
      Commune(code: 10403, name: "Hualaihué"),
    ],
    11: [
      Commune(code: 11101, name: "Coyhaique"),
      Commune(code: 11201, name: "Aysén"),
      Commune(code: 11401, name: "Chile Chico"),
    ],
    12: [
      Commune(code: 12101, name: "Punta Arenas"),
      Commune(code: 12401, name: "Natales"),
      Commune(code: 12301, name: "Porvenir"),
    ],
    13: [
      Commune(code: 13101, name: "Santiago"),
      Commune(code: 13201, name: "Puente Alto"),
      Commune(code: 13119, name: "Maipú"),
      Commune(code: 13110, name: "La Florida"),
      Commune(code: 13122, name: "Peñalolén"),
      Commune(code: 13120, name: "Ñuñoa"),
      Commune(code: 13401, name: "San Bernardo"),
      Commune(code: 13104, name: "Conchalí"),
      Commune(code: 13106, name: "Estación Central"),
      Commune(code: 13131, name: "San Ramón"),
      Commune(code: 13503, name: "Curacaví"),
      Commune(code: 13501, name: "Melipilla"),
    ],
    14: [
      Commune(code: 14101, name: "Valdivia"),
      Commune(code: 14201, name: "La Unión"),
      Commune(code: 14204, name: "Río Bueno"),
      Commune(code: 14108, name: "Panguipulli"),
      Commune(code: 14105, name: "Máfil"),
    ],
    15: [
      Commune(code: 15101, name: "Arica"),
      Commune(code: 15102, name: "Camarones"),
      Commune(code: 15201, name: "Putre"),
    ],
  ]
}
