import Synchronization

/// Gives fixed words in turn.
final class Words: Sendable {
    private let rest: Mutex<[UInt64]>

    init(_ words: [UInt64]) {
        rest = Mutex(words)
    }

    func next() -> UInt64 {
        rest.withLock { $0.isEmpty ? 0 : $0.removeFirst() }
    }
}
