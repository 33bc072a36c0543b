import Glibc
import Synchronization

/// Where log lines go.
public struct LogSink: Sendable {
    let write: @Sendable (LogLevel, [UInt8]) -> Void

    /// A sink that hands each line, its line feed included, to `write`, on whatever thread logs.
    public init(_ write: @escaping @Sendable (LogLevel, [UInt8]) -> Void) {
        self.write = write
    }

    /// Standard error.
    public static let standardError = LogSink.descriptor(STDERR_FILENO)

    /// An open file descriptor, which stays the caller's.
    ///
    /// Each line is one `write`. When whoever reads has stalled, an event loop must not wait for it: the line is dropped (a warning or an
    /// error waits up to 10 ms first), and the next line that passes is preceded by one that says how many were lost.
    public static func descriptor(_ descriptor: Int32) -> LogSink {
        let output = DescriptorOutput(descriptor)
        return LogSink { level, line in output.write(line, waiting: level >= .warning ? 10 : 0) }
    }
}

/// Writes whole lines to a descriptor, or drops them and counts.
private final class DescriptorOutput: Sendable {
    private let descriptor: Int32
    private let lost = Mutex(0)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    func write(_ line: [UInt8], waiting milliseconds: Int32) {
        lost.withLock { lost in
            guard isReady(within: milliseconds) else { return lost += 1 }
            if lost > 0 {
                put(Array(#"{"level":"warning","event":"log_lines_lost","count":\#(lost)}"#.utf8) + [0x0A])
                lost = 0
                guard isReady(within: milliseconds) else { return lost += 1 }
            }
            put(line)
        }
    }

    private func isReady(within milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return Glibc.poll(&poll, 1, milliseconds) > 0
    }

    private func put(_ line: [UInt8]) {
        line.withUnsafeBytes { bytes in
            while Glibc.write(descriptor, bytes.baseAddress, bytes.count) < 0, errno == EINTR {}
        }
    }
}
