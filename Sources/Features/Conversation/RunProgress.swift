import Chats
import Problems
import Synchronization

/// How far a run has come.
struct RunOutcome: Sendable {
    var meter: RunMeter
    var model: String?
    var problem: Problem?
    /// What the model was shown, before what did not fit was left out.
    var branch: ChatBranch?
    /// Whether the model said all that it had to say.
    var isWhole = false
}

/// What the part of a run that reads from the provider tells the part that commits the end.
final class RunProgress: Sendable {
    private let state: Mutex<RunOutcome>

    init(start: Duration) {
        state = Mutex(RunOutcome(meter: RunMeter(start: start)))
    }

    func update(_ change: (inout RunOutcome) -> Void) {
        state.withLock { change(&$0) }
    }

    var outcome: RunOutcome {
        state.withLock { $0 }
    }
}
