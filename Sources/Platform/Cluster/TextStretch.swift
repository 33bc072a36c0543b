/// Entries of a stream that were read together, in order.
struct TextStretch: Sendable, Equatable {
    /// An entry with its place.
    struct Placed: Sendable, Equatable {
        let position: Position
        let entry: TextEntry
    }

    /// Those that could be read.
    private(set) var entries: [Placed] = []
    /// How many there were, those of another key or a later kind included.
    private(set) var count = 0
    /// The place of the last of them all.
    private(set) var last = Position.start

    mutating func append(_ entry: TextEntry?, at position: Position) {
        if let entry { entries.append(Placed(position: position, entry: entry)) }
        count += 1
        last = position
    }

    mutating func append(_ more: TextStretch) {
        entries += more.entries
        count += more.count
        last = max(last, more.last)
    }
}
