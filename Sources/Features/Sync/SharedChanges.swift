import Identifiers
import Problems
import Spaces
import Synchronization

/// Reads and encodes a stretch of a space's changes once for all devices of a person that stand at the same place.
///
/// A stretch that was read stays true: a row that has changed since comes again, with its newer version, in a later one. So the devices that
/// hear of a version at the same moment take the same stretch, end at the same place, and share the next one too. It is never older than what
/// its device was sent besides: a page of a chat shows rows as they are, and a stretch from before would take them back.
final class SharedChanges: Sendable {
    /// How many versions a stretch that is shared may span: who was away for longer reads alone.
    private static let span: Int64 = 256
    /// How many stretches are kept, the newest; the oldest gives way.
    private static let limit = 16
    /// How long a stretch is handed on without its reader being authorised anew.
    private static let age = Duration.seconds(1)

    private let source: any SyncSource
    private let now: @Sendable () -> ContinuousClock.Instant
    private let stretches = Mutex<[Stretch]>([])

    private struct Place: Equatable {
        let principal: Principal
        let space: Identifier
        let after: Int64
    }

    private struct Stretch {
        let place: Place
        /// The chats whose messages are in it.
        let open: Set<Identifier>
        /// Those of them that somebody has asked for.
        var asked: Set<Identifier>
        let begun: ContinuousClock.Instant
        let reading: Task<Result<ChangesPage, Problem>, Never>
    }

    init(source: any SyncSource, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.source = source
        self.now = now
    }

    /// Changes of a space as ``SyncSource/changes(in:after:through:open:limit:for:)`` gives them, perhaps with messages of chats that are not in
    /// `open`, and perhaps up to an earlier version than `through`.
    ///
    /// - Parameter since: when the device's other reads were done; what was begun before is not for it.
    func changes(
        in space: Identifier, after: Int64, through: Int64, open: Set<Identifier>, since: ContinuousClock.Instant,
        for principal: Principal
    ) async throws(Problem) -> ChangesPage {
        guard through - after <= Self.span else {
            return try await source.changes(in: space, after: after, through: through, open: open, limit: PageLimit(), for: principal)
        }
        let reading = reading(at: Place(principal: principal, space: space, after: after), through: through, open: open, since: since)
        let outcome = await reading.value
        if case .failure = outcome { stretches.withLock { $0.removeAll { $0.reading == reading } } }
        return try outcome.get()
    }

    private func reading(
        at place: Place, through: Int64, open: Set<Identifier>, since: ContinuousClock.Instant
    ) -> Task<Result<ChangesPage, Problem>, Never> {
        let now = now()
        return stretches.withLock { stretches in
            stretches.removeAll { now - $0.begun > Self.age }
            if let known = stretches.lastIndex(where: { $0.place == place && $0.begun >= since && open.isSubset(of: $0.open) }) {
                stretches[known].asked.formUnion(open)
                return stretches[known].reading
            }
            // What the person's other devices show is read with it, so that they need not read for themselves.
            let others = stretches.filter { $0.place.principal == place.principal && $0.place.space == place.space }
            let all = others.reduce(open) { $0.union($1.asked) }
            if stretches.count >= Self.limit { stretches.removeFirst() }
            let reading = Task { [source] in
                await Result { () async throws(Problem) in
                    try await source.changes(
                        in: place.space, after: place.after, through: through, open: all, limit: PageLimit(), for: place.principal)
                }
            }
            stretches.append(Stretch(place: place, open: all, asked: open, begun: now, reading: reading))
            return reading
        }
    }
}

extension Result where Success: Sendable, Failure == Problem {
    /// The outcome of asynchronous work, with the error's type kept.
    init(_ work: () async throws(Problem) -> Success) async {
        do throws(Problem) { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
