import Chats

/// Decides what to do with an answer whose job has come to a worker: it may be its first time, or the worker before may have died.
enum RunRecovery: Equatable {
    /// Write it.
    case write
    /// It has ended already; nothing is left to do.
    case leave
    /// It was broken off: mark it, so that its reader decides whether it goes on.
    case interrupt

    /// Tries after which an answer that never gets as far as a checkpoint is given up.
    static let attemptLimit = 3

    /// - Parameters:
    ///   - attempt: 1 the first time.
    ///   - hasText: whether a checkpoint holds text that this job wrote.
    static func decide(status: Message.Status, attempt: Int, hasText: Bool) -> RunRecovery {
        guard status.isRunning else { return .leave }
        if attempt == 1 { return .write }
        // Writing again after text was shown would change what its reader has read.
        if hasText || attempt > attemptLimit { return .interrupt }
        return .write
    }
}
