import Glibc

/// An IP address as the kernel connects to it, whatever form the name had that led to it.
public enum IPAddress: Sendable, Hashable {
    /// IPv4, the first byte in the highest bits.
    case version4(UInt32)
    /// IPv6: the upper and the lower 64 bits.
    case version6(UInt64, UInt64)

    /// Whether it is an IPv6 address, a mapped IPv4 address too.
    public var isVersion6: Bool {
        if case .version6 = self { true } else { false }
    }

    /// Reads the dotted or colon form (`inet_pton`); short, octal and decimal forms are not addresses here.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .version4(UInt32(bigEndian: four.s_addr))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    /// Reads what a connection is about to be made to; nil for a family that is not IP.
    init?(_ address: UnsafePointer<sockaddr>, length: Int) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            self = .version4(UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            self.init(raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default:
            return nil
        }
    }

    private init(_ six: in6_addr) {
        let (upper, lower) = withUnsafeBytes(of: six) {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self = .version6(UInt64(bigEndian: upper), UInt64(bigEndian: lower))
    }
}
