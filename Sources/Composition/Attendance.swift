import Identifiers
import Synchronization

/// Asks all processes whether a device of somebody is connected to one of them, and gathers what they say.
final class Attendance: Sendable {
    private let patience: Duration

    private struct Poll {
        let continuation: CheckedContinuation<Bool, Never>
        /// How many have said no.
        var absences = 0
        /// How many were asked; nil until that is known.
        var asked: Int?
    }

    private let polls = Mutex<[Identifier: Poll]>([:])

    /// - Parameter patience: how long one waits for those that say nothing: rather a notification too many than none.
    init(patience: Duration = .seconds(2)) {
        self.patience = patience
    }

    /// Asks by `send`, which gives how many have been asked.
    func ask(_ question: Identifier, by send: @escaping @Sendable () async -> Int) async -> Bool {
        await withCheckedContinuation { continuation in
            // Before anybody is asked, so that no answer is missed.
            polls.withLock { $0[question] = Poll(continuation: continuation) }
            Task { [self, patience] in
                let asked = await send()
                update(question) { $0.asked = asked }
                try? await Task.sleep(for: patience)
                end(question, false)
            }
        }
    }

    /// A process has answered.
    func answered(_ question: Identifier, isHere: Bool) {
        if isHere { end(question, true) } else { update(question) { $0.absences += 1 } }
    }

    private func update(_ question: Identifier, _ change: (inout Poll) -> Void) {
        let isOver = polls.withLock { polls in
            guard var poll = polls[question] else { return false }
            change(&poll)
            polls[question] = poll
            return poll.asked.map { poll.absences >= $0 } ?? false
        }
        if isOver { end(question, false) }
    }

    private func end(_ question: Identifier, _ isAttended: Bool) {
        polls.withLock { $0.removeValue(forKey: question) }?.continuation.resume(returning: isAttended)
    }
}
