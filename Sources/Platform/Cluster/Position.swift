/// A place in the stream of a text: the id of an entry (`generation-sequence`).
///
/// The generation names one opening of the text and rises with each. The sequence is twice the number of bytes of text up to the entry's
/// end, and one more for the entry that ends the text. So the place that follows any offset is known without a look, and a text that is
/// written again after a loss has the same places.
struct Position: Sendable, Equatable, Comparable {
    var generation: Int64
    var sequence: Int64

    /// Far above all times and lengths, and far below where sums of them overflow.
    private static let range = 0...(Int64.max / 4)

    static let start = Position(generation: 0, sequence: 0)

    init(generation: Int64, sequence: Int64) {
        self.generation = generation
        self.sequence = sequence
    }

    init(generation: Int64, bytes: Int, isEnd: Bool = false) {
        self.init(generation: generation, sequence: Int64(bytes) * 2 + (isEnd ? 1 : 0))
    }

    /// Nil for what no process of the installation writes: a server that others may write to must not bring one down.
    init?(_ id: [UInt8]?) {
        guard let id else { return nil }
        let parts = String(decoding: id, as: UTF8.self).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let generation = Int64(parts[0]), let sequence = Int64(parts[1]), Self.range.contains(generation),
            Self.range.contains(sequence)
        else { return nil }
        self.init(generation: generation, sequence: sequence)
    }

    /// How many bytes of text there are up to here.
    var bytes: Int { Int(sequence / 2) }
    var isEnd: Bool { sequence % 2 == 1 }
    var text: String { "\(generation)-\(sequence)" }

    static func < (left: Position, right: Position) -> Bool {
        (left.generation, left.sequence) < (right.generation, right.sequence)
    }
}
