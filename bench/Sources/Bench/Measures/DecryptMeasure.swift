import Identifiers
import Sealing

/// Opening 100,000 words (600 KB) by `Sealing` alone: as one text, and as 1,000 messages of 100 words.
struct DecryptMeasure {
    private static let bytes = 600_000
    private static let runs = 50

    func rows() throws -> [TableRow] {
        [
            try row("decrypt 100,000 words, one text", pieces: 1),
            try row("decrypt 100,000 words, 1,000 messages", pieces: 1_000),
        ]
    }

    private func row(_ name: String, pieces: Int) throws -> TableRow {
        let identifiers = IdentifierSource()
        let key = DataKey(id: identifiers.next())
        let text = [UInt8](repeating: 0x61, count: Self.bytes / pieces)
        let sealed = try (0..<pieces).map { _ in
            let row = RowIdentity("messages", identifiers.next(), "text")
            return (row, try key.seal(text, as: row))
        }
        var plain: [UInt8] = []
        var times: [Double] = []
        for _ in 0..<Self.runs {
            let began = Clock.now()
            for (row, envelope) in sealed {
                plain = try key.open(envelope, as: row)
            }
            times.append(Clock.milliseconds(Clock.now() - began))
        }
        guard plain == text else { throw BenchError.unexpected("the text came out changed") }
        let figures = Figures(times)
        return TableRow(
            name: name, figures: "\(figures.median.short) ms median, \(figures.p99.short) ms p99, of \(figures.count)", bar: "1 ms",
            isMet: figures.median <= 1)
    }
}
