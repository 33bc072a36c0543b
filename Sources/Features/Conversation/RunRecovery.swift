import Chats

/// Decides what to do with an answer whose job has come to a worker: it may be its first time, or the worker before may have died.
enum RunRecovery: Equatable {
    /// Write it.
    case write
    /// It has ended already; nothing is left to do.
    case leave
    /// It was broken off: mark it, so that its reader decides whether it goes on.
    case interrupt

    /// Tries after which an answer that never gets as far as its first word is given up.
    static let attemptLimit = 3

    /// - Parameters:
    ///   - status: `processing` from before the first word was sent to a device: from then on its reader may have read some of it, which
    ///     writing it again would change.
    ///   - attempt: 1 the first time.
    static func decide(status: Message.Status, attempt: Int) -> RunRecovery {
        switch status {
        case .done, .stopped, .interrupted, .error: .leave
        case .processing: .interrupt
        case .pending: attempt > attemptLimit ? .interrupt : .write
        }
    }
}
