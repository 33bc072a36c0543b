import Synchronization

/// A number that only grows. Counting is one atomic addition.
public final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    init() {}

    /// Adds to it; an amount below zero is left out.
    public func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The number now.
    public var value: Int { count.load(ordering: .relaxed) }
}

/// A whole number that goes up and down.
public final class Gauge: Sendable {
    private let count = Atomic<Int>(0)

    init() {}

    /// Adds to it.
    public func increment(by amount: Int = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Takes from it.
    public func decrement(by amount: Int = 1) {
        count.wrappingSubtract(amount, ordering: .relaxed)
    }

    /// Sets it.
    public func set(_ value: Int) {
        count.store(value, ordering: .relaxed)
    }

    /// The number now.
    public var value: Int { count.load(ordering: .relaxed) }
}
