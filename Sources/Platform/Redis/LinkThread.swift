import Glibc

/// Starts the thread of a connection: what waits for a socket must not hold one of Swift's shared threads.
enum LinkThread {
    /// 256 KB: a link needs far less; the rest is never touched and costs no memory.
    private static let stackBytes = 256 << 10

    private final class Entry: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` on a new thread; false when the system grants no more threads.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let entry = Unmanaged.passRetained(Entry(body))
        var thread = pthread_t()
        let outcome = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, entry.toOpaque())
        if outcome != 0 { entry.release() }
        return outcome == 0
    }
}
