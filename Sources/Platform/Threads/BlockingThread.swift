import Glibc

/// Starts a thread of its own for what blocks, so that Swift's shared threads never wait for a disk, a socket or a child.
///
/// It takes no signals: those are other threads' business; `SIGPIPE` above all, which a write to a closed connection would raise.
public enum BlockingThread {
    private final class Entry: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` on a new thread; false when the system grants no more threads.
    ///
    /// - Parameter stackBytes: what is never touched costs no memory.
    public static func start(stackBytes: Int = 256 << 10, _ body: @escaping @Sendable () -> Void) -> Bool {
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
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                if let argument { Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, entry.toOpaque())
        if outcome != 0 { entry.release() }
        return outcome == 0
    }
}
