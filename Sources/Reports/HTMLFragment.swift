/// A few tables as a page of HTML without the apparatus of an evaluation.
public enum HTMLFragment {
  public static func page(_ tables: [ReportTable], texts: [String: String], language: Language) -> String {
    "<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">\n<head><meta charset=\"utf-8\"><title>Trayectoria</title></head>\n"
      + "<body>\n" + tables.map { TableHTML.text($0, texts: texts, language: language) }.joined()
      + "</body>\n</html>\n"
  }
}
