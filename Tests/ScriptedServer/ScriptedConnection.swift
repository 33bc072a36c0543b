import Glibc
import Synchronization

/// One accepted connection, used by the thread that serves it.
public final class ScriptedConnection: Sendable {
    private let descriptor: Mutex<Int32>
    private let unread = Mutex<[UInt8]>([])

    init(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        self.descriptor = Mutex(descriptor)
    }

    private var socket: Int32 { descriptor.withLock { $0 } }

    /// The next request; nil when the client has gone.
    public func readRequest() -> ScriptedRequest? {
        var bytes = unread.withLock { $0 }
        var headEnd = end(ofHeadIn: bytes)
        while headEnd == nil {
            guard let more = read() else { return nil }
            bytes += more
            headEnd = end(ofHeadIn: bytes)
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let bodyEnd = headEnd + 4 + (headers["content-length"].flatMap { Int($0) } ?? 0)
        while bytes.count < bodyEnd {
            guard let more = read() else { return nil }
            bytes += more
        }
        unread.withLock { $0 = Array(bytes[bodyEnd...]) }
        return ScriptedRequest(
            method: String(words.first ?? ""), target: String(words.dropFirst().first ?? ""), headers: headers,
            body: Array(bytes[(headEnd + 4)..<bodyEnd]))
    }

    /// Writes all bytes; false when the client has gone.
    @discardableResult
    public func write(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Writes text.
    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Returns when the client has closed or reset the connection.
    public func waitForEnd() {
        while read() != nil {}
    }

    /// Ends the connection with a reset: what was sent may be lost too.
    public func reset() {
        // Dissolving the association (connect(2)) resets at once, whoever else has the socket open.
        var nobody = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        connect(socket, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
        close()
    }

    /// Ends the connection. Doing it again has no effect.
    public func close() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // A child process that another test has started may hold the socket open too; the end is to be seen all the same.
            shutdown(descriptor, Int32(SHUT_RDWR))
            Glibc.close(descriptor)
            descriptor = -1
        }
    }

    private func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func end(ofHeadIn bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
    }
}
