import Threads

/// The thread that runs a client's transfers. It ends with the last reference to this, or with a `stop` in its mailbox.
final class NetworkThread: Sendable {
    let mailbox = Mailbox()

    /// Starts it. When no thread can be started the mailbox is closed, and every request fails with `closed`.
    init() {
        let work = NetworkWork(mailbox: mailbox)
        if !BlockingThread.start(stackBytes: 1 << 20, work.run) { mailbox.close() }
    }

    deinit { mailbox.post(.stop {}) }
}

/// What the thread is given.
private struct NetworkWork: Sendable {
    let mailbox: Mailbox

    func run() {
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
