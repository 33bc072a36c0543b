import Chats
import Database
import Identifiers
import Problems
import Spaces
import Sync

extension RunServices {
    /// Commits the end of an answer, whoever ends it: its run, the user, or the sweep that finds nobody at it. Devices that have the chat closed
    /// are told.
    ///
    /// - Parameters:
    ///   - text: the whole of it, or nil to keep the last checkpoint.
    ///   - fence: settles in the same transaction who may end it: what it throws undoes the end. It looks at the job after the answer's row is
    ///     changed, as checkpoints do: transactions that lock the two in different orders would wait for each other.
    /// - Returns: whether the answer was still running; otherwise nothing was changed.
    @discardableResult
    func end(
        _ message: Identifier, of chat: Identifier, as ending: MessageEnding, text: [UInt8]? = nil, for caller: Caller,
        fence: @escaping @Sendable (Connection) throws -> Void
    ) async throws(Problem) -> ChangeOutcome<Bool> {
        let outcome = try await spaces.change(for: caller) { change in
            let writer = try ChatWriter(chat, change: change)
            let isEnded = try writer.finish(message, as: ending, text: text)
            try fence(change.connection)
            return isEnded ? try writer.title() : nil
        }
        let title: String?
        switch outcome {
        case .made(let made, _): title = made
        // It was ended before by a commit that was in doubt: nobody has been told of it.
        case .repeated: title = try? await chats.chat(chat, for: caller).title
        }
        if let title {
            announce(FinishedAnswer(space: caller.space, chat: chat, message: message, title: title, status: ending.status.rawValue))
        }
        guard case .made(_, let version) = outcome else { return .repeated(version: outcome.version) }
        return .made(title != nil, version: version)
    }
}
