import Identifiers
import Synchronization

/// Makes, wraps and unwraps the keys under the key service, and keeps the newest unwrapped ones.
///
///     key service -> space key (one a space) -> data key (one a chat) -> texts
///
/// Only the keys of spaces need the service, which may be another machine: they are asked for before a transaction. A chat's key is
/// unwrapped with its space's key at once, also within a transaction.
public final class KeyRing: Sendable {
    private struct Place: Hashable {
        let row: RowIdentity
        /// The whole envelope: a cached key must not stand for an envelope that was changed.
        let wrapped: [UInt8]
    }

    private let service: any KeyService
    private let ids: IdentifierSource
    private let unwrapped: Mutex<RecentlyUsed<Place, DataKey>>

    /// A ring that keeps about `capacity` unwrapped keys, of roughly 400 bytes each; those not used for longest go first.
    public init(service: any KeyService, capacity: Int = 8192, ids: IdentifierSource = IdentifierSource()) {
        self.service = service
        self.ids = ids
        unwrapped = Mutex(RecentlyUsed(capacity: capacity))
    }

    /// A new key for a space, and how it is stored in `row` (`spaces/<id>/key`).
    public func makeSpaceKey(as row: RowIdentity) async throws(SealingError) -> (key: DataKey, wrapped: [UInt8]) {
        let key = DataKey(id: ids.next())
        let wrapped = try await service.wrap(key, as: row)
        keep(key, Place(row: row, wrapped: wrapped))
        return (key, wrapped)
    }

    /// The key of a space from how it is stored.
    public func spaceKey(_ wrapped: [UInt8], as row: RowIdentity) async throws(SealingError) -> DataKey {
        let place = Place(row: row, wrapped: wrapped)
        if let key = kept(place) { return key }
        let key = try await service.unwrap(wrapped, as: row)
        keep(key, place)
        return key
    }

    /// How a space's key is to be stored now, where that has changed with a rotation of the service's key; nil where it has not.
    public func rewrapped(_ wrapped: [UInt8], as row: RowIdentity) async throws(SealingError) -> [UInt8]? {
        guard !service.isCurrent(wrapped) else { return nil }
        return try await service.wrap(try await spaceKey(wrapped, as: row), as: row)
    }

    /// A new key under a space's, and how it is stored in `row` (`chats/<id>/key`). It is not kept until it is asked for, since the
    /// transaction that stores it may yet fail.
    public func makeKey(under space: DataKey, as row: RowIdentity) throws(SealingError) -> (key: DataKey, wrapped: [UInt8]) {
        let key = DataKey(id: ids.next())
        return (key, try key.wrapped(by: space, as: row))
    }

    /// A key under a space's from how it is stored.
    public func key(_ wrapped: [UInt8], under space: DataKey, as row: RowIdentity) throws(SealingError) -> DataKey {
        let place = Place(row: row, wrapped: wrapped)
        if let key = kept(place) { return key }
        let key = try space.unwrap(wrapped, as: row)
        keep(key, place)
        return key
    }

    /// Forgets every unwrapped key, for example after a rotation.
    public func forgetAll() {
        unwrapped.withLock { $0.removeAll() }
    }

    private func kept(_ place: Place) -> DataKey? {
        unwrapped.withLock { $0.value(place) }
    }

    private func keep(_ key: DataKey, _ place: Place) {
        unwrapped.withLock { $0.insert(key, place) }
    }
}
