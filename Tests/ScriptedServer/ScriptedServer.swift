import Glibc
import Synchronization

/// A real HTTP/1.1 server on a free port of 127.0.0.1 that does to each connection what a test says, down to the bytes and the resets.
///
/// Each connection is served on a thread of its own. The server ends with the last reference to it.
public final class ScriptedServer: Sendable {
    /// Where it listens.
    public let port: UInt16
    private let listener: Int32
    private let counts = Mutex((connections: 0, open: 0))

    /// `http://127.0.0.1:port`.
    public var base: String { "http://127.0.0.1:\(port)" }

    /// How many connections have been accepted.
    public var connections: Int { counts.withLock { $0.connections } }

    /// A server that calls `serve` for each connection; the connection is closed when it returns.
    public init(_ serve: @escaping @Sendable (ScriptedConnection) -> Void) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1024) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        precondition(bound, "no free port")
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        detach { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    // Closed by the thread that uses it: the number may be another socket's as soon as it is free.
                    close(listener)
                    return
                }
                self?.counts.withLock { $0.connections += 1 }
                detach {
                    let connection = ScriptedConnection(descriptor)
                    serve(connection)
                    connection.close()
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A server that answers every request of a connection with what `respond` makes of it.
    public static func answering(_ respond: @escaping @Sendable (ScriptedRequest) -> [UInt8]) -> ScriptedServer {
        ScriptedServer { connection in
            while let request = connection.readRequest() { connection.write(respond(request)) }
        }
    }
}

/// What a client sent.
public struct ScriptedRequest: Sendable {
    /// The request line's method.
    public let method: String
    /// The request line's target.
    public let target: String
    /// Names in lower case.
    public let headers: [String: String]
    /// As long as `Content-Length` says.
    public let body: [UInt8]
}

/// A whole response with a length.
public func response(_ status: Int = 200, headers: [String] = [], _ body: String = "") -> [UInt8] {
    let lines = ["HTTP/1.1 \(status) Status", "Content-Length: \(body.utf8.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
}

/// The head of a response whose body follows until the connection is closed.
public func openEnded(_ status: Int = 200, headers: [String] = ["Content-Type: text/event-stream"]) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status) Status", "Connection: close"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
}

/// Runs a body on a thread of its own.
func detach(_ body: @escaping @Sendable () -> Void) {
    final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(body))
    pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
            return nil
        }, start.toOpaque())
    pthread_detach(thread)
}
