import Glibc

/// A plain HTTP/1.1 request on a blocking socket.
struct Request {
    /// An answer's status and body.
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    let method: String
    let path: String
    var json: String?

    /// The request as it goes out.
    func bytes(port: Int) -> [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
        if let json { text += "content-type: application/json\r\ncontent-length: \(json.utf8.count)\r\n" }
        return Array((text + "\r\n" + (json ?? "")).utf8)
    }

    /// Sends it on a new connection, which is closed afterwards; nil when nobody answers.
    func send(port: Int) -> Answer? {
        guard let descriptor = Loopback.connect(port: port) else { return nil }
        defer { close(descriptor) }
        return send(on: descriptor, port: port)
    }

    /// Sends it on a connection that stays open.
    func send(on descriptor: Int32, port: Int) -> Answer? {
        let out = bytes(port: port)
        guard out.withUnsafeBytes({ Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) == out.count else {
            return nil
        }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            received += chunk[..<count]
            guard let head = HTTPHead(received), received.count >= head.size + head.length else { continue }
            return Answer(status: head.status, body: Array(received[head.size..<head.size + head.length]))
        }
    }
}

/// The head of a message: its size, what length it declares, and its first line.
struct HTTPHead {
    let size: Int
    let length: Int
    let line: String

    /// Nil while the head is not whole.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.withUnsafeBytes({ Scan.find("\r\n\r\n", in: $0) }) else { return nil }
        size = end + 4
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        line = lines.first.map(String.init) ?? ""
        let declared = lines.first { $0.lowercased().hasPrefix("content-length:") }
        length = declared.flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
    }

    /// The status of an answer.
    var status: Int { Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0 }
}
