import Foundation
import Glibc

/// A client that sends exactly the bytes of a test over a real socket. It blocks, so it runs on a thread of its own (`onThread`).
final class RawClient {
    enum Failure: Error, Equatable {
        case connect(Int32)
        case timeout
        case reset
        case closedEarly([UInt8])
        case malformed(String)
    }

    let descriptor: Int32
    var buffered: [UInt8] = []
    /// Far longer than anything should take, for a loaded machine.
    var patience: Int32 = 20_000

    init(port: Int, buffers: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var size = buffers {
            for option in [SO_RCVBUF, SO_SNDBUF] { setsockopt(descriptor, SOL_SOCKET, option, &size, socklen_t(MemoryLayout<Int32>.size)) }
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Failure.connect(errno) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = push(bytes, from: sent, flags: 0)
            guard count > 0 else { throw Failure.reset }
            sent += count
        }
    }

    /// Sends as much as the other end takes, until it takes nothing for some milliseconds; how many bytes that were.
    func sendWhileTaken(_ bytes: [UInt8], milliseconds: Int32) throws -> Int {
        var sent = 0
        while sent < bytes.count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { break }
            let count = push(bytes, from: sent, flags: Int32(MSG_DONTWAIT))
            if count > 0 { sent += count } else if errno != EAGAIN { throw Failure.reset }
        }
        return sent
    }

    private func push(_ bytes: [UInt8], from start: Int, flags: Int32) -> Int {
        bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start, Int32(MSG_NOSIGNAL) | flags)
        }
    }

    /// Ends this side and goes on reading.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// More bytes, or false at the end.
    func fill() throws -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, patience) > 0 else { throw Failure.timeout }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Failure.reset }
        buffered += bytes.prefix(count)
        return count > 0
    }

    func read(_ count: Int) throws -> [UInt8] {
        while buffered.count < count {
            guard try fill() else { throw Failure.closedEarly(buffered) }
        }
        defer { buffered.removeFirst(count) }
        return Array(buffered.prefix(count))
    }

    func readLine() throws -> String {
        while true {
            if let end = buffered.firstIndex(of: 0x0A) {
                let line = String(decoding: buffered[..<end].dropLast(), as: UTF8.self)
                buffered.removeFirst(end + 1)
                return line
            }
            guard try fill() else { throw Failure.closedEarly(buffered) }
        }
    }

    /// Everything until the server ends the connection.
    func readToEnd() throws -> [UInt8] {
        while try fill() {}
        defer { buffered = [] }
        return buffered
    }

    /// Whether the server ends or resets the connection without a byte more.
    func isEnded() throws -> Bool {
        do { return try readToEnd().isEmpty } catch Failure.reset { return true }
    }
}

/// Runs blocking code beside the tasks of the server, whose threads it would otherwise take away. It is a task still, so that what it
/// expects is reported under the test's name.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task(executorPreference: ThreadExecutor()) { try body() }.value
}

private final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        Thread.detachNewThread { job.runSynchronously(on: executor) }
    }
}
