import NIOCore
import Synchronization

/// The open connections, for a drain to end them.
final class ConnectionTable: Sendable {
    enum Kind: Sendable { case http, webSocket }

    private let state = Mutex<(entries: [ObjectIdentifier: (channel: any Channel, kind: Kind)], isDraining: Bool)>(([:], false))

    /// Adds a connection, or changes its kind. False when the server is draining: the connection must end itself.
    func set(_ channel: any Channel, _ kind: Kind) -> Bool {
        state.withLock { state in
            state.entries[ObjectIdentifier(channel)] = (channel, kind)
            return !state.isDraining
        }
    }

    /// Removes a connection that has closed.
    func remove(_ channel: any Channel) {
        _ = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// All connections, and the mark that what comes after them is late.
    func beginDrain() -> [(channel: any Channel, kind: Kind)] {
        state.withLock { state in
            state.isDraining = true
            return Array(state.entries.values)
        }
    }

    /// All connections.
    var channels: [any Channel] { state.withLock { $0.entries.values.map(\.channel) } }

    /// Whether a drain has begun.
    var isDraining: Bool { state.withLock { $0.isDraining } }
}

/// Tells a connection that the server is draining: finish what is in flight, then close.
struct DrainEvent: Sendable {}
