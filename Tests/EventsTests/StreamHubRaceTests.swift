import Events
import Synchronization
import Testing

@Suite struct StreamHubRaceTests {
    /// Readers come, refuse, resume, seek and go while one writer appends; each sees one text without gap or repeat.
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func readersSeeOneTextUnderConcurrency(seed: UInt64) async throws {
        let hub = StreamHub<TestFrame>(limits: StreamLimits(piece: 32))
        let id = identifiers.next()
        var generator = SeededGenerator(seed: seed)
        let pieces = (0..<1_500).map { _ in String(repeating: "数a🌊", count: Int.random(in: 1...4, using: &generator)) }
        let whole = Array(pieces.joined().utf8)
        let seeds = (0..<12).map { _ in generator.next() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let writer = try hub.open(id, encoding: .test)
                for (place, piece) in pieces.enumerated() {
                    try writer.append(piece)
                    if place % 64 == 0 { await Task.yield() }
                }
                writer.settle("done")
            }
            for seed in seeds {
                group.addTask {
                    var generator = SeededGenerator(seed: seed)
                    let start = Bool.random(using: &generator) ? 0 : 8 * Int.random(in: 0...8, using: &generator)
                    let reader = PickyReader(seed: seed)
                    // The text may not have begun: then an offset beyond what there is counts as 0.
                    while hub.read(id, from: 0, limit: 1)?.length ?? 0 < start { await Task.yield() }
                    let subscription = hub.subscribe(to: id, from: start, reader.sink)
                    while hub.read(id, from: 0, limit: 1)?.end == nil {
                        subscription.resume()
                        await Task.yield()
                    }
                    reader.becomePatient()
                    subscription.resume()
                    subscription.cancel()
                    #expect(reader.text == Array(whole[start...]), "seed \(seed)")
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Refuses every few pieces, and fails the test on a gap or a repeat.
private final class PickyReader: Sendable {
    private struct State {
        var text: [UInt8] = []
        var start: Int?
        var generator: SeededGenerator
        var isPatient = false
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    var text: [UInt8] { state.withLock { $0.text } }

    func becomePatient() {
        state.withLock { $0.isPatient = true }
    }

    var sink: @Sendable (StreamEvent<TestFrame>) -> StreamReply {
        { [self] event in
            state.withLock { state in
                guard case .text(.text(let offset, let bytes)) = event else { return .taken }
                if !state.isPatient, Int.random(in: 0..<3, using: &state.generator) == 0 { return .refused }
                let start = state.start ?? offset
                state.start = start
                #expect(offset == start + state.text.count)
                state.text += bytes
                return .taken
            }
        }
    }
}
