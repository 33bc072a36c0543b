import JSON
import Synchronization

/// The catalogue at one moment: what the `models` frame carries.
public struct CatalogueSnapshot: Sendable, Hashable {
    /// All models, those of the newest provider last.
    public var models: [Model]
    /// All providers.
    public var providers: [ProviderStatus]
    /// The companion.
    public var companion: CompanionStatus

    /// Nothing.
    public static let empty = CatalogueSnapshot(models: [], providers: [], companion: .absent)

    /// The frame's field `models`: an array.
    public func modelsJSON() -> [UInt8] {
        JSONWriter.array(capacity: 128 * models.count + 16) { list in
            for model in models { list.value(model) }
        }
    }

    /// The frame's field `providers`: an array.
    public func providersJSON() -> [UInt8] {
        JSONWriter.array { list in
            for provider in providers { list.value(provider) }
        }
    }

    /// The frame's field `companion`: an object.
    public func companionJSON() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(companion)
        return writer.bytes
    }
}

/// Tells whoever listens of the newest snapshot.
final class CatalogueFeed: Sendable {
    private struct State {
        var newest = CatalogueSnapshot.empty
        var listeners: [Int: @Sendable (CatalogueSnapshot) -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var newest: CatalogueSnapshot { state.withLock { $0.newest } }

    func publish(_ snapshot: CatalogueSnapshot) {
        let listeners = state.withLock { state in
            guard state.newest != snapshot else { return [(@Sendable (CatalogueSnapshot) -> Void)]() }
            state.newest = snapshot
            return Array(state.listeners.values)
        }
        for listener in listeners { listener(snapshot) }
    }

    func listen(_ listener: @escaping @Sendable (CatalogueSnapshot) -> Void) -> CatalogueSubscription {
        let (number, newest) = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = listener
            return (state.next, state.newest)
        }
        listener(newest)
        return CatalogueSubscription { [weak self] in self?.state.withLock { $0.listeners[number] = nil } }
    }
}

/// Ends with its last reference.
public final class CatalogueSubscription: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) {
        self.end = end
    }

    deinit { end() }
}
