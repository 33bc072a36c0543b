import Database
import Identifiers
import Problems
import Spaces

/// One message in which everything was found that was asked for.
public struct SearchHit: Sendable, Equatable {
    /// The chat that it is in.
    public let chat: Identifier
    /// The chat's name.
    public let title: String
    /// The message.
    public let message: Identifier
    /// Who wrote it.
    public let role: Message.Role
    /// When it was begun.
    public let created: Timestamp
    /// The piece of it in which the first thing was found.
    public let snippet: Snippet
}

/// Searches what is sealed: opens every text of a space in turn and looks. There is no index of words that could be read from the disk.
///
/// Opening takes most of the time, so a search is divided in halves, which two connections go through at once.
struct ChatSearch {
    /// Half of all messages, by the last digit of their identifiers, which is random.
    enum Half: CaseIterable {
        case lower
        case upper

        var condition: SQL { self == .lower ? "substr(id, 36, 1) < '8'" : "substr(id, 36, 1) >= '8'" }
    }

    let space: Identifier
    let keys: SpaceKeyset
    let connection: Connection

    /// The newest messages of a half that match, the newest first, at most `limit`; what is in the trash is left out.
    func hits(_ matcher: TextMatcher, in half: Half, limit: Int) throws -> [SearchHit] {
        let chats = try ciphersOfLiveChats()
        var found: [Found] = []
        var scanners: [Identifier: MessageScanner] = [:]
        try connection.forEach(
            """
            SELECT id, chat_id, created_at, text FROM messages
            WHERE space_id = \(space) AND status NOT IN ('pending', 'processing') AND \(part: half.condition)
            """
        ) { row in
            let chat = try row.identifier(1)
            guard let cipher = chats[chat] else { return }
            let message = try row.identifier(0)
            let scanner = try scanners[chat] ?? cipher.scanner()
            scanners[chat] = scanner
            // One that is damaged must not hide all others.
            guard try row.withBlob(3, { (try? scanner.open(text: $0, of: message, matcher.matches)) ?? false }) else { return }
            found.append(Found(message: message, chat: chat, created: try row.int(2)))
        }
        found.sort { ($0.created, $0.message) > ($1.created, $1.message) }
        return try found.prefix(limit).compactMap { try hit($0, matcher: matcher, cipher: chats[$0.chat]) }
    }

    private struct Found {
        let message: Identifier
        let chat: Identifier
        let created: Int64
    }

    private func ciphersOfLiveChats() throws -> [Identifier: ChatCipher] {
        var ciphers: [Identifier: ChatCipher] = [:]
        for chat in try ChatTables.live(of: space, in: connection) {
            ciphers[chat.id] = try ChatCipher(chat: chat.id, wrappedKey: chat.wrappedKey, keys: keys)
        }
        return ciphers
    }

    private func hit(_ found: Found, matcher: TextMatcher, cipher: ChatCipher?) throws -> SearchHit? {
        guard let cipher, let record = try MessageTables.message(found.message, in: connection),
            let chat = try ChatTables.chat(found.chat, in: connection)
        else { return nil }
        let text = try cipher.open(text: record.sealedText, of: record.id)
        return SearchHit(
            chat: chat.id, title: try cipher.open(title: chat.sealedTitle), message: record.id, role: record.role,
            created: record.created, snippet: Snippet(of: text, found: matcher.ranges(in: text, limit: 20)))
    }
}

extension Chats {
    /// The messages in which every term of a query occurs, the newest first.
    ///
    /// - Parameter limit: the most hits.
    public func search(_ query: String, limit: Int, for caller: Caller) async throws(Problem) -> [SearchHit] {
        guard let matcher = TextMatcher(query) else { return [] }
        async let lower = search(matcher, in: .lower, limit: limit, for: caller)
        let upper = try await search(matcher, in: .upper, limit: limit, for: caller)
        let both: [SearchHit]
        do { both = try await lower + upper } catch { throw Problem(error) }
        return Array(both.sorted { ($0.created, $0.message) > ($1.created, $1.message) }.prefix(limit))
    }

    private func search(
        _ matcher: TextMatcher, in half: ChatSearch.Half, limit: Int, for caller: Caller
    ) async throws(Problem) -> [SearchHit] {
        try await spaces.read(for: caller) { connection, keys in
            try ChatSearch(space: caller.space, keys: keys, connection: connection).hits(matcher, in: half, limit: limit)
        }
    }
}
