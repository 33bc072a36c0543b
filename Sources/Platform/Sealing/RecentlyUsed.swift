/// A bounded cache that keeps what was used last.
///
/// Two generations stand in for a list in order of use: what is used moves to the young one; when that is half the capacity it becomes the
/// old one, and the former old one is dropped. An entry is kept for at least half and at most the whole capacity of other uses.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let generationSize: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(capacity: Int) {
        generationSize = max(1, capacity / 2)
    }

    var count: Int { young.count + old.count }

    mutating func value(_ key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        insert(value, key)
        return value
    }

    mutating func insert(_ value: Value, _ key: Key) {
        if young.count >= generationSize, young[key] == nil {
            old = young
            young = [:]
        }
        old[key] = nil
        young[key] = value
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
