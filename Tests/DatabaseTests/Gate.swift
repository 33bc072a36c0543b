import Dispatch
import Synchronization

/// A door between a body, which runs on a thread of the database's, and a test: draws the order in which things happen.
struct Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }

    /// Waits inside a body. Once open it stays open: a body may run again.
    func pass() {
        _ = semaphore.wait(timeout: .now() + 20)
        semaphore.signal()
    }

    /// Waits inside a test, without holding one of Swift's threads.
    func opened() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                pass()
                continuation.resume()
            }
        }
    }
}

/// Counts the runs of a body.
final class Counter: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    /// Counts one more and returns the count.
    @discardableResult
    func next() -> Int {
        number.add(1, ordering: .sequentiallyConsistent).newValue
    }
}
