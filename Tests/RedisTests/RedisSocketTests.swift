import Glibc
import ScriptedServer
import Testing

@testable import Redis

struct RedisSocketTests {
    @Test func anAddressThatSwallowsEverythingLeavesTimeForTheOthers() throws {
        let dead = try FullListener()
        let live = ScriptedServer { $0.waitForEnd() }
        let list = try #require(address(dead.port))
        // All that hangs on it.
        defer { freeaddrinfo(list) }
        var last = list
        for _ in 0..<19 {
            let next = try #require(address(live.port))
            last.pointee.ai_next = next
            last = next
        }
        let deadline = ContinuousClock.now + .seconds(20)
        try RedisSocket.connect(anyOf: list, until: deadline).end()
        // A twentieth of the time was the first one's.
        #expect(.now < deadline)
    }

    private func address(_ port: UInt16) -> UnsafeMutablePointer<addrinfo>? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        getaddrinfo("127.0.0.1", String(port), &hints, &list)
        return list
    }
}

/// A listener that accepts nobody and whose queue is full: who connects hears nothing.
private final class FullListener {
    struct Failed: Error {}
    let port: UInt16
    private let descriptors: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let isFull = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 0) == 0 && getsockname(listener, $0, &length) == 0
                    && connect(client, $0, length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        descriptors = [listener, client]
        guard isFull else { throw Failed() }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
