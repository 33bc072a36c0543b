/// A small dictionary that forgets what was not used for longest once it is full.
struct LeastRecentlyUsed<Value> {
    private var entries: [String: (value: Value, lastUse: UInt64)] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    var values: [Value] { entries.values.map(\.value) }

    mutating func value(for key: String) -> Value? {
        guard let index = entries.index(forKey: key) else { return nil }
        uses += 1
        entries.values[index].lastUse = uses
        return entries.values[index].value
    }

    /// Keeps the value and returns the one that had to go.
    mutating func insert(_ value: Value, for key: String) -> Value? {
        uses += 1
        var evicted: Value?
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries.removeValue(forKey: oldest.key)
            evicted = oldest.value.value
        }
        entries[key] = (value, uses)
        return evicted
    }

    mutating func removeAll() {
        entries.removeAll()
    }
}
