/// Which files of a folder are published tables.
package enum PublishedFiles {
  /// Names that end in .csv in small or capital letters, in order, with the table of each: that of `known` which it is named for, whatever
  /// the case of its letters where no file has the very name, or else its own name.
  package static func of(_ names: [String], known: [String]) -> [(name: String, id: String)] {
    let files = names.filter { $0.lowercased().hasSuffix(".csv") }.map {
      (name: $0, stem: String($0.dropLast(4)))
    }
    var taken = Set(files.map(\.stem))
    return files.map { file in
      if known.contains(file.stem) { return (file.name, file.stem) }
      let id = known.first { $0.lowercased() == file.stem.lowercased() && taken.insert($0).inserted }
      return (file.name, id ?? file.stem)
    }
  }
}
