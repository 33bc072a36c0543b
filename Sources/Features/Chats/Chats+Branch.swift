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
    /// The way from the root to a message, from what was kept of it where that is still true, else from the tables. A message that is damaged is
    /// left out, but not what is to be answered.
    ///
    /// - Parameters:
    ///   - answer: the answer that is being written to it, or the message itself where that goes on.
    ///   - limit: how much of it is wanted, counted from the newest.
    ///   - kept: the sealed branch that was kept, if any.
    /// - Throws: `chat_unknown`, `message_unknown`, `question_damaged`.
    public func branch(
        to message: Identifier, answer: Identifier, of chat: Identifier, limit: BranchLimit, kept: [UInt8]?, for caller: Caller
    ) async throws(Problem) -> ChatBranch {
        try await read(chat, for: caller) { reader in
            guard let cipher = try reader.cipher() else { throw Problem(.questionDamaged) }
            let branch = BranchOpener(chat: reader, cipher: cipher, limit: limit)
            if message != answer, let kept = kept.flatMap(cipher.open(branch:)),
                let known = try branch.going(on: kept, with: message, besides: answer)
            {
                return known
            }
            return try branch.read(to: message, continuing: message == answer)
        }
    }
}

/// How much of a branch is read.
public struct BranchLimit: Sendable {
    /// The most messages.
    let messages: Int
    /// Bytes of text, with which it is enough.
    let bytes: Int

    /// A limit; the message in which `bytes` are reached is the last one that is read.
    public init(messages: Int, bytes: Int) {
        self.messages = messages
        self.bytes = bytes
    }
}

/// Reads what a model is to be shown of a chat, in one snapshot.
private struct BranchOpener {
    let chat: ChatReader
    let cipher: ChatCipher
    let limit: BranchLimit

    /// What was kept with the question that follows it; nil where it is not true any more, or too short.
    func going(on kept: KeptBranch, with message: Identifier, besides answer: Identifier) throws -> ChatBranch? {
        guard let question = try MessageTables.message(message, in: chat.connection), question.chat == cipher.chat,
            question.parent == kept.last, let text = try chat.opener.text(of: question, cipher: cipher),
            try KeptBranchTables.isTrue(kept, of: cipher.chat, besides: [message, answer], in: chat.connection)
        else { return nil }
        let turns = kept.turns + [KeptBranch.Turn(role: question.role, text: text)]
        let bytes = turns.reduce(0) { $0 + $1.text.count }
        guard kept.isWhole || turns.count >= limit.messages || bytes >= limit.bytes else { return nil }
        return ChatBranch(
            turns: Array(turns.suffix(limit.messages)), isWhole: kept.isWhole && turns.count <= limit.messages, wasKept: true,
            cipher: cipher)
    }

    func read(to message: Identifier, continuing: Bool) throws -> ChatBranch {
        let way = try MessageTables.ancestry(
            of: message, chat: cipher.chat, limit: limit.messages, bytes: limit.bytes, in: chat.connection)
        guard let first = way.last else { throw Problem(.messageUnknown) }
        // The question, and of an answer that goes on what it says so far.
        let needed = continuing ? 2 : 1
        var turns: [KeptBranch.Turn] = []
        for (place, record) in way.enumerated() {
            if let text = try chat.opener.text(of: record, cipher: cipher) {
                turns.append(KeptBranch.Turn(role: record.role, text: text))
            } else if place < needed {
                throw Problem(.questionDamaged)
            }
        }
        return ChatBranch(turns: turns.reversed(), isWhole: first.parent == nil, wasKept: false, cipher: cipher)
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
