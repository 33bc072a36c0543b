import Telemetry

/// What is sent.
public struct ClientRequest: Sendable {
    /// The methods that are used.
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The method.
    public var method: Method
    /// Where to.
    public var address: WebAddress
    /// Headers besides `Host`, `Authorization` and those of the body's length; a name may occur more than once.
    public var headers: [(name: String, value: String)]
    /// Sent as `Authorization: Bearer …`, and nowhere else.
    public var bearer: Secret?
    /// The body; empty for none.
    public var body: [UInt8]
    /// How long each phase may take.
    public var timeouts: ClientTimeouts
    /// The longest body that is accepted, in bytes.
    public var responseLimit: Int
    /// How many redirects are followed; each is checked as a request of its own, and `Authorization` is dropped for another origin.
    public var redirects: Int

    /// A request; no redirect is followed and 64 MiB are accepted unless said otherwise.
    public init(
        _ method: Method = .get, _ address: WebAddress, headers: [(name: String, value: String)] = [], bearer: Secret? = nil,
        body: [UInt8] = [],
        timeouts: ClientTimeouts = .init(), responseLimit: Int = 64 << 20, redirects: Int = 0
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.bearer = bearer
        self.body = body
        self.timeouts = timeouts
        self.responseLimit = responseLimit
        self.redirects = redirects
    }

    /// Whether every header can be sent as it is: a line break in one would begin another.
    var isSendable: Bool {
        let values = headers.map(\.value) + [bearer?.withValue { $0 } ?? ""]
        return headers.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy(Self.isNameByte) }
            && values.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
    }

    /// A token's characters (RFC 9110, section 5.6.2).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// How long a request may take.
public struct ClientTimeouts: Sendable, Equatable {
    /// Looking up the name, connecting and the TLS handshake.
    public var connect: Duration
    /// From the start to the first byte of the response.
    public var firstByte: Duration
    /// Between two arrivals of bytes. Time during which the reader is the slow one does not count.
    public var nextByte: Duration
    /// From the start to the end; nil for no limit.
    public var total: Duration?

    /// Limits that suit an answer which a model writes: its first byte may wait for a long prompt, its end is open.
    public init(
        connect: Duration = .seconds(10), firstByte: Duration = .seconds(120), nextByte: Duration = .seconds(60), total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.nextByte = nextByte
        self.total = total
    }
}
