import Glibc

/// The thread that runs a client's transfers. It ends with the last reference to this, or with a `stop` in its mailbox.
final class NetworkThread: Sendable {
    let mailbox = Mailbox()

    /// Starts it. When no thread can be started the mailbox is closed, and every request fails with `closed`.
    init() {
        let start = Unmanaged.passRetained(ThreadStart(mailbox: mailbox))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        if code != 0 {
            start.release()
            mailbox.close()
        }
    }

    deinit { mailbox.post(.stop {}) }
}

/// What the thread is given.
private final class ThreadStart: Sendable {
    let mailbox: Mailbox

    init(mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    func run() {
        // Signals are other threads' business; SIGPIPE above all, which a write to a closed TLS connection would raise.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        let stops = NetworkLoop(mailbox: mailbox)?.run() ?? []
        for command in mailbox.close() {
            switch command {
            case .start(let plan): plan.channel.finish(.failed(.closed))
            case .stop(let done): done()
            case .resume, .cancel, .discard: break
            }
        }
        for done in stops { done() }
    }
}
