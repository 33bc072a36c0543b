import Glibc

/// A socket to the server, and a pipe that wakes who waits at it. Used by the link's own thread; others only send and wake.
struct RedisSocket: Sendable {
    let descriptor: Int32

    /// Connects, trying each address of a name in turn.
    static func connect(_ endpoint: RedisAddress.Endpoint, until deadline: ContinuousClock.Instant) throws(RedisError) -> RedisSocket {
        switch endpoint {
        case .file(let path): return try connect(path: path, until: deadline)
        case .network(let host, let port): return try connect(host: host, port: port, until: deadline)
        }
    }

    private static func connect(path: String, until deadline: ContinuousClock.Instant) throws(RedisError) -> RedisSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .unavailable }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard outcome == 0 else {
            close(descriptor)
            throw .unavailable
        }
        return RedisSocket(descriptor: descriptor)
    }

    private static func connect(host: String, port: UInt16, until deadline: ContinuousClock.Instant) throws(RedisError) -> RedisSocket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else { throw .unavailable }
        defer { freeaddrinfo(list) }
        return try connect(anyOf: list, until: deadline)
    }

    /// Each address has its share of the time that is left: one that swallows everything does not cost the others theirs.
    static func connect(
        anyOf list: UnsafeMutablePointer<addrinfo>, until deadline: ContinuousClock.Instant
    ) throws(RedisError) -> RedisSocket {
        let addresses = Array(sequence(first: list, next: \.pointee.ai_next))
        for (place, info) in addresses.enumerated() {
            let now = ContinuousClock.now
            let share = now + (deadline - now) / (addresses.count - place)
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(info.pointee.ai_family, kind, info.pointee.ai_protocol)
            guard descriptor >= 0 else { continue }
            if Glibc.connect(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 || errno == EINPROGRESS {
                let candidate = RedisSocket(descriptor: descriptor)
                if candidate.isWritable(until: share), candidate.connected() {
                    candidate.set(IPPROTO_TCP.number, TCP_NODELAY)
                    candidate.set(SOL_SOCKET, SO_KEEPALIVE)
                    return candidate
                }
            }
            close(descriptor)
        }
        throw .unavailable
    }

    private func set(_ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private func connected() -> Bool {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code == 0
    }

    private func isWritable(until deadline: ContinuousClock.Instant) -> Bool {
        wait(for: Int16(POLLOUT), wake: nil, until: deadline) & Int16(POLLOUT) != 0
    }

    /// Waits for the socket, for the wake-up or for the deadline; gives what the socket is ready for.
    func wait(for events: Int16, wake: Int32?, until deadline: ContinuousClock.Instant?) -> Int16 {
        var descriptors = [pollfd(fd: descriptor, events: events, revents: 0)]
        if let wake { descriptors.append(pollfd(fd: wake, events: Int16(POLLIN), revents: 0)) }
        let outcome = poll(&descriptors, nfds_t(descriptors.count), Self.milliseconds(until: deadline))
        return outcome > 0 ? descriptors[0].revents : 0
    }

    static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let (seconds, attoseconds) = (deadline - .now).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return Int32(max(0, min(milliseconds + 1, 60_000)))
    }

    /// Sends what the socket takes now; nil when the connection is gone.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Reads what is there into `buffer`; 0 when nothing is, nil when the connection is gone.
    func receive(into buffer: inout [UInt8]) -> Int? {
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        if count > 0 { return count }
        if count == 0 { return nil }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    func end() { close(descriptor) }
}

extension Int {
    fileprivate var number: Int32 { Int32(self) }
}

/// A pipe by which any thread wakes the one that waits.
final class WakePipe: Sendable {
    let reading: Int32
    private let writing: Int32

    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        close(writing)
    }

    func wake() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reading, &bytes, bytes.count) > 0 {}
    }

    /// Waits for a wake-up or the deadline.
    func wait(until deadline: ContinuousClock.Instant) {
        var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, RedisSocket.milliseconds(until: deadline))
        drain()
    }
}
