import Events
import Identifiers
import Synchronization

/// A frame that shows what it was made of.
enum TestFrame: Sendable, Equatable {
    case text(offset: Int, [UInt8])
    case settled(String, length: Int)
}

extension StreamEncoding where Frame == TestFrame {
    static let test = StreamEncoding(
        delta: { .text(offset: $0, Array($1)) }, settled: { .settled($0.status, length: $0.length) })
}

/// A reader that keeps what it is given and can be made to refuse.
final class TestReader: Sendable {
    private struct State {
        var frames: [TestFrame] = []
        var reply = StreamReply.taken
    }

    private let state = Mutex(State())

    var sink: @Sendable (StreamEvent<TestFrame>) -> StreamReply {
        { [self] event in
            state.withLock { state in
                switch event {
                case .text(let frame):
                    if state.reply == .taken { state.frames.append(frame) }
                    return state.reply
                case .settled(let frame):
                    state.frames.append(frame)
                    return .taken
                }
            }
        }
    }

    var frames: [TestFrame] { state.withLock { $0.frames } }

    func reply(_ reply: StreamReply) {
        state.withLock { $0.reply = reply }
    }

    /// All pieces put together; nil when there is a gap or a repeat.
    func text(from start: Int) -> [UInt8]? {
        var text: [UInt8] = []
        for case .text(let offset, let bytes) in frames {
            guard offset == start + text.count else { return nil }
            text += bytes
        }
        return text
    }

    var settled: [TestFrame] {
        frames.filter { if case .settled = $0 { true } else { false } }
    }
}

/// A clock that a test moves.
final class TestClock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: @Sendable () -> ContinuousClock.Instant {
        { [self] in time.withLock { $0 } }
    }

    func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }
}

let identifiers = IdentifierSource()

/// Draws the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
