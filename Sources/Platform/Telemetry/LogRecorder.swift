import Synchronization

/// Keeps log lines in memory, for tests that look at what was logged, or at what was not.
public final class LogRecorder: Sendable {
    private let recorded = Mutex<[String]>([])

    /// An empty recorder.
    public init() {}

    /// The sink to give to a `Log`.
    public var sink: LogSink {
        LogSink { [self] _, line in recorded.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) } }
    }

    /// The lines so far, without line feeds.
    public var lines: [String] { recorded.withLock { $0 } }
}
