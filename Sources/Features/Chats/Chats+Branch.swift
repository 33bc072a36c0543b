import Database
import Identifiers
import Problems
import Spaces

/// What a model is to be shown of a chat.
public struct ChatBranch: Sendable {
    /// The messages, oldest first.
    public let turns: [KeptBranch.Turn]
    /// Whether they begin at the root.
    public let isWhole: Bool
    /// Whether they were kept beside the database.
    public let wasKept: Bool
    /// Seals and opens the chat's texts.
    public let cipher: ChatCipher

    /// The branch with the answer to it, to be kept.
    public func sealed(with answer: [UInt8], last: Identifier, base: Int64, end: Int64) throws(Problem) -> [UInt8] {
        let turns = turns + [KeptBranch.Turn(role: .assistant, text: answer)]
        do {
            return try cipher.seal(KeptBranch(last: last, base: base, end: end, isWhole: isWhole, turns: turns))
        } catch {
            throw Problem(storage: error)
        }
    }
}

extension Chats {
    /// The way from the root to a message, from what was kept of it where that is still true, else from the tables.
    ///
    /// - Parameters:
    ///   - answer: the answer that is being written to it.
    ///   - limit: the most messages, counted from the newest.
    ///   - kept: the sealed branch that was kept, if any.
    /// - Throws: `chat_unknown`, `message_unknown`.
    public func branch(
        to message: Identifier, answer: Identifier, of chat: Identifier, limit: Int, kept: [UInt8]?, for caller: Caller
    ) async throws(Problem) -> ChatBranch {
        try await read(chat, for: caller) { reader in
            let connection = reader.connection
            let cipher = try reader.cipher()
            if message != answer, let branch = kept.flatMap(cipher.open(branch:)),
                let question = try MessageTables.message(message, in: connection), question.chat == chat, question.parent == branch.last,
                branch.isWhole || branch.turns.count + 1 >= limit,
                try KeptBranchTables.isTrue(branch, of: chat, besides: [message, answer], in: connection)
            {
                let turn = KeptBranch.Turn(role: question.role, text: try cipher.open(text: question.sealedText, of: message))
                let turns = branch.turns + [turn]
                return ChatBranch(
                    turns: Array(turns.suffix(limit)), isWhole: branch.isWhole && turns.count <= limit, wasKept: true, cipher: cipher)
            }
            let way = try MessageTables.ancestry(of: message, chat: chat, limit: limit, in: connection)
            guard let first = way.last else { throw Problem(.messageUnknown) }
            let turns = try way.reversed().map { record in
                KeptBranch.Turn(role: record.role, text: try cipher.open(text: record.sealedText, of: record.id))
            }
            return ChatBranch(turns: turns, isWhole: first.parent == nil, wasKept: false, cipher: cipher)
        }
    }
}

/// The SQL that tells whether a branch that was kept is still true.
enum KeptBranchTables {
    /// Whether no message of the chat has changed since the branch was read, but for its last one as it was committed and those named.
    static func isTrue(
        _ branch: KeptBranch, of chat: Identifier, besides messages: [Identifier], in connection: Connection
    ) throws -> Bool {
        try connection.query(
            """
            SELECT id FROM messages WHERE chat_id = \(chat) AND version > \(branch.base)
                AND NOT (id = \(branch.last) AND version = \(branch.end)) AND id NOT IN (\(list: messages)) LIMIT 1
            """
        ).isEmpty
    }
}

extension ChatCipher {
    func seal(_ branch: KeptBranch) throws -> [UInt8] {
        try seal(branch: branch.encoded())
    }

    /// A branch that was kept; nil when it is of another key or form.
    func open(branch envelope: [UInt8]) -> KeptBranch? {
        (try? open(branchBytes: envelope)).flatMap(KeptBranch.init)
    }
}
