import Synchronization

/// Keeps branches in the memory of this process, bounded in bytes: above, the users that were answered longest ago are forgotten.
public final class HotChatMemory: Sendable {
    private struct Entry {
        var chats: [(name: String, sealed: [UInt8])] = []
        var used: UInt64 = 0
        var bytes: Int { chats.reduce(0) { $0 + $1.sealed.count } }
    }

    private struct State {
        var users: [String: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// `capacity`: bytes of sealed text.
    public init(capacity: Int = 8 << 20) {
        self.capacity = capacity
    }

    /// This as a store.
    public var store: HotChatStore {
        HotChatStore { [self] user, chat in
            state.withLock { $0.users[user]?.chats.first { $0.name == chat }?.sealed }
        } keep: { [self] user, chat, sealed in
            keep(user, chat, sealed)
        } remove: { [self] user, chat in
            state.withLock { Self.take(chat, of: user, from: &$0) }
        }
    }

    /// Bytes held.
    public var bytes: Int { state.withLock { $0.bytes } }

    /// Everything that is held, by the names of users and chats.
    var contents: [String: [String: [UInt8]]] {
        state.withLock { state in
            state.users.mapValues { Dictionary($0.chats.map { ($0.name, $0.sealed) }) { $1 } }
        }
    }

    private func keep(_ user: String, _ chat: String, _ sealed: [UInt8]) {
        state.withLock { state in
            Self.take(chat, of: user, from: &state)
            guard sealed.count <= capacity / 4 else { return }
            state.clock += 1
            state.users[user, default: Entry()].chats.append((chat, sealed))
            state.users[user]?.used = state.clock
            state.bytes += sealed.count
            if let entry = state.users[user], entry.chats.count > HotChats.limit {
                Self.take(entry.chats[0].name, of: user, from: &state)
            }
            while state.bytes > capacity, let oldest = state.users.min(by: { $0.value.used < $1.value.used }) {
                state.bytes -= oldest.value.bytes
                state.users[oldest.key] = nil
            }
        }
    }

    private static func take(_ chat: String, of user: String, from state: inout State) {
        guard let place = state.users[user]?.chats.firstIndex(where: { $0.name == chat }),
            let removed = state.users[user]?.chats.remove(at: place)
        else { return }
        state.bytes -= removed.sealed.count
        if state.users[user]?.chats.isEmpty == true { state.users[user] = nil }
    }
}
