import Chats
import Database
import Identifiers
import Problems
import Spaces

extension Runs {
    /// An answer at which nobody was found.
    struct Abandoned: Sendable {
        let message: Identifier
        let chat: Identifier
        let space: Identifier
        let owner: Identifier
    }

    /// Finds answers that nobody is going to write any more, because the job that was to is dead or gone, and marks them as interrupted, with
    /// the text that was kept: no chat shows "being written" for ever.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func sweep() async throws(Problem) -> Int {
        let found = try await services.spaces.survey { connection in
            try connection.query(
                """
                SELECT m.id, m.chat_id, m.space_id, o.user_id FROM messages m
                JOIN members o ON o.space_id = m.space_id AND o.role = 'owner'
                WHERE m.status IN ('pending', 'processing') AND NOT EXISTS (
                    SELECT 1 FROM jobs j WHERE j.subject = m.id AND j.kind = \(RunOrder.jobKind) AND j.state IN ('pending', 'running'))
                LIMIT 200
                """
            ).map { row in
                Abandoned(
                    message: try row.identifier(0), chat: try row.identifier(1), space: try row.identifier(2),
                    owner: try row.identifier(3))
            }
        }
        var count = 0
        for answer in found where try await mark(answer) { count += 1 }
        return count
    }

    /// False for an answer that has ended since it was found, or that somebody goes on with.
    func mark(_ answer: Abandoned) async throws(Problem) -> Bool {
        let caller = Caller(Principal(user: answer.owner, name: ""), in: answer.space)
        do throws(Problem) {
            let outcome = try await services.end(
                answer.message, of: answer.chat, as: MessageEnding(status: .interrupted), for: caller
            ) { [jobs] connection in
                if try jobs.isQueued(RunOrder.jobKind, of: answer.message, in: connection) { throw Problem(.runTakenOver) }
            }
            if case .made(true, _) = outcome { return true }
            return false
        } catch {
            guard error.kind == .runTakenOver else { throw error }
            return false
        }
    }
}
