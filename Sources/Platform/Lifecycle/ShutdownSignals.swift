import Dispatch
import Glibc
import Synchronization

/// A request from outside to end the process.
public enum ShutdownSignal: Int32, Sendable {
    /// `SIGTERM`, as service supervisors send.
    case terminate = 15
    /// `SIGINT`, as Control-C sends.
    case interrupt = 2
}

/// The signals that ask the process to end, as a sequence. The first one is delivered and the server drains; the second ends the process at
/// once, with status 128 + its number, even when nothing else in the process runs any more.
///
/// Signals are a matter of the whole process: there is one value, made at the start by `install`.
public struct ShutdownSignals: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = ShutdownSignal

    private let stream: AsyncStream<ShutdownSignal>

    /// Takes over `SIGTERM` and `SIGINT` from now on; nil when that was done before, or the system has no descriptor left.
    ///
    /// Programs that the process starts get the ordinary handling, since handlers do not outlive `exec`.
    public static func install() -> ShutdownSignals? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        let (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard SignalPipe.writing.compareExchange(expected: -1, desired: writing, ordering: .sequentiallyConsistent).exchanged else {
            close(reading)
            close(writing)
            return nil
        }
        let signals = ShutdownSignals(readingFrom: reading)
        for number in [SIGTERM, SIGINT] { handle(number) }
        return signals
    }

    private init(readingFrom descriptor: Int32) {
        let (stream, continuation) = AsyncStream.makeStream(of: ShutdownSignal.self, bufferingPolicy: .bufferingOldest(1))
        // A thread that waits in `read` for as long as the process lives; the second signal does not come this way.
        DispatchQueue(label: "shutdown-signals").async {
            var number: UInt8 = 0
            while true {
                let count = read(descriptor, &number, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { return continuation.finish() }
                if let signal = ShutdownSignal(rawValue: Int32(number)) { continuation.yield(signal) }
            }
        }
        self.stream = stream
    }

    private static func handle(_ number: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SignalPipe.receive
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }

    /// Iterates over the signals; there should be one iteration in the process.
    public func makeAsyncIterator() -> AsyncStream<ShutdownSignal>.Iterator {
        stream.makeAsyncIterator()
    }
}

/// What the handler needs, which the system calls without any context: hence the only mutable state of the program outside of objects.
private enum SignalPipe {
    static let writing = Atomic<Int32>(-1)
    static let received = Atomic<Int>(0)

    /// Runs in the middle of anything: it may use atomics, `write` and `_exit`, and nothing that allocates or locks (signal-safety(7)).
    static let receive: @convention(c) (Int32) -> Void = { number in
        let earlier = received.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue
        guard earlier == 0 else { _exit(128 + number) }
        let savedError = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(writing.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = savedError
    }
}
