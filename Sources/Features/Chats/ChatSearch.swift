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
    let opener: ChatOpener

    private var connection: Connection { opener.connection }

    /// The newest messages of a half that match, in no order, at most `limit`; what is in the trash is left out.
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
            let matches = try openIfWhole { try row.withBlob(3) { try scanner.open(text: $0, of: message, matcher.matches) } }
            if matches == nil { opener.damaged.note(.message, message) }
            if matches == true { found.append(Found(message: message, created: try row.int(2))) }
        }
        found.sort { ($0.created, $0.message) > ($1.created, $1.message) }
        return try hits(Array(found.prefix(limit).map(\.message)), matcher: matcher, ciphers: chats)
    }

    private struct Found {
        let message: Identifier
        let created: Int64
    }

    private func ciphersOfLiveChats() throws -> [Identifier: ChatCipher] {
        var ciphers: [Identifier: ChatCipher] = [:]
        for (chat, wrappedKey) in try ChatTables.liveKeys(of: space, in: connection) {
            ciphers[chat] = try opener.cipher(of: chat, wrappedKey: wrappedKey)
        }
        return ciphers
    }

    private func hits(_ messages: [Identifier], matcher: TextMatcher, ciphers: [Identifier: ChatCipher]) throws -> [SearchHit] {
        let records = try MessageTables.messages(messages, in: connection)
        let titles = try ChatTables.titles(of: Set(records.map(\.chat)), in: connection)
        return try records.compactMap { record in
            let cipher = ciphers[record.chat]
            guard let text = try opener.text(of: record, cipher: cipher), let title = titles[record.chat] else { return nil }
            return SearchHit(
                chat: record.chat, title: try opener.title(of: record.chat, sealed: title, cipher: cipher) ?? "", message: record.id,
                role: record.role, created: record.created, snippet: Snippet(of: text, found: matcher.ranges(in: text, limit: 20)))
        }
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
        try await read(for: caller) { opener in
            try ChatSearch(space: caller.space, opener: opener).hits(matcher, in: half, limit: limit)
        }
    }
}
