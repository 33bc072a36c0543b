/// Where a URL points to: scheme, host and port. Two URLs with the same origin reach the same server.
public struct Origin: Sendable, Hashable {
    /// The two schemes that are ever spoken.
    public enum Scheme: String, Sendable {
        case http, https

        /// The port of a URL that names none.
        var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// `http` or `https`.
    public let scheme: Scheme
    /// Lower case; an IPv6 address stands without its brackets.
    public let host: String
    /// Always given, 80 and 443 where the URL leaves it out.
    public let port: UInt16
}

/// An absolute `http` or `https` URL (RFC 3986), parsed once and strictly, so that what is checked is what is connected to.
///
/// Refused: user information (it would be a secret in a URL), fragments, anything but printable ASCII, hosts with other characters than
/// letters, digits, `-`, `_` and `.`, and more than ``maximumLength`` bytes.
public struct WebAddress: Sendable, Hashable {
    /// The longest URL that is read, in bytes.
    public static let maximumLength = 2048

    /// Scheme, host and port.
    public let origin: Origin
    /// Path and query, starting with `/`.
    public let target: String

    /// Reads a URL; nil when it is not one of the kind described.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumLength, bytes.allSatisfy(Self.isAllowed),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
            let scheme = Origin.Scheme(rawValue: text[..<colon].lowercased())
        else { return nil }
        let rest = text[colon...].dropFirst(3)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        origin = Origin(scheme: scheme, host: host, port: port ?? scheme.defaultPort)
        let target = String(rest[end...])
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    private init(origin: Origin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// The URL in its normal form, the default port left out.
    public var text: String {
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        let port = origin.port == origin.scheme.defaultPort ? "" : ":\(origin.port)"
        return "\(origin.scheme.rawValue)://\(host)\(port)\(target)"
    }

    /// The address of something below this one: `…/v1` and `models` give `…/v1/models`. The query is left out.
    public func appending(_ path: StaticString) -> WebAddress {
        var base = target.prefix { $0 != "?" }
        while base.last == "/" { base.removeLast() }
        return WebAddress(origin: origin, target: "\(base)/\(path)")
    }

    /// The same origin with another path and query, which must start with `/`; nil when they hold what a URL may not.
    func replacing(target: String) -> WebAddress? {
        guard target.utf8.allSatisfy(Self.isAllowed), target.utf8.count <= Self.maximumLength else { return nil }
        return WebAddress(origin: origin, target: target)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"):
            false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    private static func authority(_ text: Substring) -> (host: String, port: UInt16?)? {
        let hostText: Substring
        let after: Substring
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            hostText = text[text.index(after: text.startIndex)..<close]
            after = text[text.index(after: close)...]
            guard IPAddress(String(hostText))?.isVersion6 == true else { return nil }
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            hostText = text[..<end]
            after = text[end...]
            guard hostText.utf8.allSatisfy(isHostByte), hostText.utf8.contains(where: { $0 != UInt8(ascii: ".") }),
                hostText.utf8.count <= 253
            else { return nil }
        }
        let host = hostText.lowercased()
        guard !after.isEmpty else { return (host, nil) }
        let digits = after.dropFirst()
        guard after.first == ":", !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
            port > 0
        else { return nil }
        return (host, port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension WebAddress: CustomStringConvertible {
    /// The origin alone: a query can hold what is not for logs.
    public var description: String { "\(origin.scheme.rawValue)://\(origin.host):\(origin.port)" }
}
