import Identifiers
import Redis

/// The names under which one installation keeps things in Redis: all under one prefix, so that several may share a server.
public struct ClusterNames: Sendable, Equatable {
    private let prefix: String

    /// The names of an installation; `epoch` names the life of its database, so that a restored one finds nothing of before.
    public init(epoch: String) {
        prefix = "parlance:\(epoch):"
    }

    /// The channel of committed versions.
    var versions: String { prefix + "versions" }
    /// The channel of requests and notices between processes.
    var signals: String { prefix + "signals" }

    /// The stream of a text that is being written.
    func text(_ id: Identifier) -> RedisWord { RedisWord("\(prefix)text:\(id.text)") }

    /// The stream whose entries end the blocking read of a process.
    func wake(_ process: Identifier) -> RedisWord { RedisWord("\(prefix)wake:\(process.text)") }

    /// The text that a key holds.
    func text(ofKey key: [UInt8]) -> Identifier? {
        let name = String(decoding: key, as: UTF8.self)
        guard name.hasPrefix(prefix + "text:") else { return nil }
        return Identifier(name.dropFirst(prefix.count + 5))
    }

    /// The chats that are kept of a user, by a name that is not the user's.
    func chats(_ pseudonym: String) -> RedisWord { RedisWord("\(prefix)chats:\(pseudonym)") }
    /// When each of them was used last.
    func order(_ pseudonym: String) -> RedisWord { RedisWord("\(prefix)order:\(pseudonym)") }
}
