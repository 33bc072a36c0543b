import Identifiers

/// Structured log: one JSON line an event, with `time`, `level`, `event` and the fields.
///
/// Events are named in the source (`request_failed`), fields hold `LogValue`s. A log is a value: `with` gives one that adds fields to every
/// line, such as the request's id.
public struct Log: Sendable {
    private let sink: LogSink
    private let clock: WallClock
    private let level: LogLevel
    private var context: [KeyValuePairs<StaticString, LogValue>] = []

    /// A log that gives lines of at least `level` to `sink`.
    public init(to sink: LogSink, level: LogLevel = .info, clock: WallClock = .system) {
        self.sink = sink
        self.level = level
        self.clock = clock
    }

    /// A log that writes nothing.
    public static let silent = Log(to: LogSink { _, _ in }, level: .error)

    /// The same log with fields that stand in each of its lines.
    public func with(_ fields: KeyValuePairs<StaticString, LogValue>) -> Log {
        var log = self
        log.context.append(fields)
        return log
    }

    /// For whoever looks for a fault.
    public func debug(_ event: StaticString, _ fields: KeyValuePairs<StaticString, LogValue> = [:]) {
        write(.debug, event, fields)
    }

    /// What an operator may want to know of a healthy server.
    public func info(_ event: StaticString, _ fields: KeyValuePairs<StaticString, LogValue> = [:]) {
        write(.info, event, fields)
    }

    /// Something is not as it should be, and the server goes on.
    public func warning(_ event: StaticString, _ fields: KeyValuePairs<StaticString, LogValue> = [:]) {
        write(.warning, event, fields)
    }

    /// Something has failed that somebody relies on.
    public func error(_ event: StaticString, _ fields: KeyValuePairs<StaticString, LogValue> = [:]) {
        write(.error, event, fields)
    }

    private func write(_ level: LogLevel, _ event: StaticString, _ fields: KeyValuePairs<StaticString, LogValue>) {
        guard level >= self.level else { return }
        sink.write(level, LogLine.encode(level, event, context + [fields], at: clock.now()))
    }
}
