/// The specification of an evaluation of a synthetic country, for its years.
struct CountrySpecification {
  let years: [Int]
  let instrumentYear: Int?

  private func files(_ name: String, shift: Int = 0) -> String {
    "{" + years.map { "\($0): \(name)_\($0 + shift).csv" }.joined(separator: ", ") + "}"
  }

  private func decimal(_ thousandths: Int) -> String {
    let rest = String(thousandths % 1_000)
    return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  private func vulnerability(_ field: String, years: String) -> String {
    """
        - id: vulnerabilidad
          title: Del 30 % más vulnerable, o usuaria de Seguridades y Oportunidades
    \(years)      factor: vulnerability
          any:
            - window: {field: hogares.\(field), range: "[1, 30]"}
            - in: {field: hogares.ssyoo, values: SI}

    """
  }

  var text: String {
    let last = years[years.count - 1]
    let index = (2013...last).map { "\($0): \(decimal(CountryAmounts.index($0)))" }.joined(separator: ", ")
    let vulnerability =
      instrumentYear.map {
        self.vulnerability("percentil_ficha", years: "      years: ..\($0 - 1)\n")
          + self.vulnerability("percentil", years: "      years: \($0)..\n")
      } ?? self.vulnerability("percentil", years: "")
    return """
      # Elegibilidad, entrega y continuidad en un país sintético (trayectoria generate country).
      # Las reglas son las del Bono por Logro Escolar: Ley 20.595, art. 20, y Decreto 24 de 2013, arts. 4 y 6.

      evaluation:
        program: Bono por Logro Escolar
        title: Elegibilidad y continuidad en un país sintético, \(years[0])-\(last)
        notes:
          - Las personas, los hogares y los establecimientos son sintéticos.

      disclosure: {threshold: 0, reason: las personas son sintéticas}
      chapters: {elegibilidad: Elegibilidad y continuidad}

      eligibility:
        chapter: elegibilidad
        source: Nóminas sintéticas de rendimiento escolar, hogares y pagos
        people: estudiantes

        registers:
          # Resultados del año escolar anterior al del pago.
          estudiantes:
            files: \(files("rendimiento", shift: -1))
            identifier: {number: run, digit: dv}
            fields:
              rbd: integer
              ensenanza: {column: cod_ensenanza, type: integer}
              grado: text
              promedio: decimal
              situacion: text
              nacimiento: {column: fecha_nacimiento, type: date}
              modalidad: text
              reconocido: text
          hogares:
            files: \(files("hogares"))
            identifier: {number: run, digit: dv}
            fields:
              percentil: integer
              percentil_ficha: integer
              puntaje: integer
              ssyoo: text
              cobrador: integer
              madre: integer
              padre: integer
              tutor: integer
          fallecidos:
            files: \(files("fallecidos"))
            identifier: {number: run, digit: dv}
          pagados:
            files: \(files("pagados"))
            identifier: {number: run, digit: dv}
            fields: {tramo: text, monto: integer, receptor: integer}

        rules:
          - id: vivo
            title: Vive a la fecha del pago
            unregistered: fallecidos
          - id: grado
            title: Cursó entre 5° básico y 4° medio el año anterior
            in: {field: grado, values: [5B, 6B, 7B, 8B, 1M, 2M, 3M, 4M]}
          - id: edad
            title: Tenía a lo más 24 años al término del año escolar anterior
            age: {field: nacimiento, year: -1, at: "12-31", range: "[0, 24]"}
          - id: reconocido
            title: Establecimiento reconocido por el Ministerio de Educación
            in: {field: reconocido, values: SI}
          - id: modalidad
            title: Modalidad regular
            in: {field: modalidad, values: REGULAR}
      \(vulnerability.split(separator: "\n").joined(separator: "\n"))
          - id: rendimiento
            title: Del 30 % de mejor rendimiento de su promoción
            rank:
              field: promedio
              within: [rbd, ensenanza, grado]
              words: {value: el promedio, group: la promoción, selected: el grupo de mejor rendimiento}
              sizes:
                - {range: "[0, 2)", pays: nobody}
                - {range: "[2, 7)", pays: best, tramo: 1}
              tramos: {1: "(0, 0.15]", 2: "(0.15, 0.30]"}

        amounts:
          base: {year: 2013, values: {1: 50000, 2: 30000}}
          index: {\(index)}
          round: {to: 1, how: nearest}
          chain: base

        paid: {register: pagados, tramo: tramo, amount: monto, payee: receptor}

        payees:
          - id: estudiante
            title: El estudiante, mayor de edad
            if: {age: {field: nacimiento, at: "08-31", range: "[18, 200]"}}
          - {id: cobrador, title: Cobrador de las demás transferencias de la familia, field: hogares.cobrador}
          - {id: madre, title: Madre, field: hogares.madre}
          - {id: padre, title: Padre, field: hogares.padre}
          - {id: tutor, title: Quien tiene el cuidado personal, field: hogares.tutor}

        registry:
          field: hogares.percentil
          tramos: {40: "[0, 40]", 50: "[41, 50]", 60: "[51, 60]", 70: "[61, 70]", 80: "[71, 80]", 90: "[81, 90]", 100: "[91, 100]"}
          score:
            field: hogares.puntaje
            bands: {31-40: "[6001, 7000]", 21-30: "[7001, 8000]", 11-20: "[8001, 9000]", 0-10: "[9001, 10000]"}

        continuity:
          reasons:
            - id: egreso
              title: Terminó la enseñanza media
              previous: {all: [{in: {field: grado, values: 4M}}, {in: {field: situacion, values: P}}]}
              absent: estudiantes
            - {id: edad, title: Superó la edad máxima, fails: edad}
            - {id: vulnerabilidad, title: Dejó el 30 % más vulnerable, fails: vulnerabilidad}
            - {id: rendimiento, title: Bajó del 30 % de mejor rendimiento, fails: rendimiento}
            - id: establecimiento
              title: Pasó a un establecimiento, grado o modalidad fuera del programa
              fails: [grado, reconocido, modalidad]
            - {id: ausente, title: No está en la nómina escolar, absent: estudiantes}
            - {id: fallecimiento, title: Falleció, present: fallecidos}

        decomposition: {by: grado}

      """
  }
}
