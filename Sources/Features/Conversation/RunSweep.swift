import Chats
import Database
import Identifiers
import Problems
import Spaces

/// Finds answers that nobody is going to write any more, because the job that was to is dead or gone, and marks them: no chat shows "being written" for ever.
public struct RunSweep: Sendable {
    private let spaces: Spaces

    /// A sweep over the spaces of an installation.
    public init(spaces: Spaces) {
        self.spaces = spaces
    }

    private struct Abandoned: Sendable {
        let message: Identifier
        let chat: Identifier
        let space: Identifier
        let owner: Identifier
    }

    /// Marks what was abandoned as interrupted, with the text that was kept of it; gives the number.
    @discardableResult
    public func run() async throws(Problem) -> Int {
        let found = try await spaces.survey { connection in
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
        for answer in found {
            _ = try await spaces.change(for: Caller(Principal(user: answer.owner, name: ""), in: answer.space)) { change in
                try ChatWriter(answer.chat, change: change).finish(
                    answer.message, as: MessageEnding(status: .interrupted), text: nil)
            }
        }
        return found.count
    }
}
