/// One line of the table.
struct TableRow {
    /// What was measured.
    let name: String
    /// What came out.
    let figures: String
    /// The design's bar, or nil where it has none.
    var bar: String?
    /// Whether it is met.
    var isMet: Bool?

    /// The line as `bench/run` reads it.
    var line: String {
        [name, figures, bar ?? "-", isMet.map { $0 ? "met" : "MISSED" } ?? "-"].joined(separator: "\t")
    }
}
