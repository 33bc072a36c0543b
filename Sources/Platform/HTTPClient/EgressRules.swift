/// Which addresses a request may reach: the decision, made for the address itself at the moment of connecting.
public enum EgressRules {
    /// What an address is, in so far as the rules look at it.
    public enum Kind: Sendable, Equatable {
        /// Anywhere in the public network.
        case global
        /// This machine (127.0.0.0/8, ::1).
        case loopback
        /// A network of one's own: private, shared, link-local, unique-local, benchmarking, documentation, reserved, "this network".
        case internalNetwork
        /// Where clouds hand credentials to whoever asks. Never reached, configured or not.
        case metadata
        /// Multicast and broadcast. Never reached.
        case multicast
    }

    /// The answer.
    public enum Verdict: Sendable, Equatable {
        case allowed, refused
    }

    /// Whether `address` may be connected to.
    ///
    /// - Parameters:
    ///   - reach: `loopbackOnly` leaves nothing but this machine (local-only mode).
    ///   - configured: whether the operator or the user gave this very host and port as a provider's address. Without it only global
    ///     addresses are reached.
    public static func verdict(address: IPAddress, reach: EgressPolicy.Reach, configured: Bool) -> Verdict {
        let allowed =
            switch kind(of: address) {
            case .global: reach == .network
            case .loopback: configured
            case .internalNetwork: configured && reach == .network
            case .metadata, .multicast: false
            }
        return allowed ? .allowed : .refused
    }

    /// What an address is. An IPv6 address that carries an IPv4 address within it (mapped, compatible, translated by NAT64, 6to4,
    /// Teredo) is what that one is, unless it is worse by itself.
    public static func kind(of address: IPAddress) -> Kind {
        switch address {
        case .version4(let bits): kind(ofVersion4: bits)
        case .version6(let upper, let lower): kind(ofVersion6: upper, lower)
        }
    }

    /// The IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its updates).
    private static func kind(ofVersion4 bits: UInt32) -> Kind {
        // 169.254.169.254 of most clouds, 169.254.170.2 and .23 of container services, 100.100.100.200 and 192.0.0.192 of others.
        let metadata: [UInt32] = [0xA9FE_A9FE, 0xA9FE_AA02, 0xA9FE_AA17, 0x6464_64C8, 0xC000_00C0]
        if metadata.contains(bits) { return .metadata }
        if bits >> 24 == 127 { return .loopback }
        if bits >> 28 == 0xE || bits == .max { return .multicast }
        let reserved: [(UInt32, Int)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 24),
            (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24),
            (0xF000_0000, 4),
        ]
        return reserved.contains { bits >> (32 - $0.1) == $0.0 >> (32 - $0.1) } ? .internalNetwork : .global
    }

    /// The IANA IPv6 Special-Purpose Address Registry; only 2000::/3 is global unicast (RFC 4291, section 2.4).
    private static func kind(ofVersion6 upper: UInt64, _ lower: UInt64) -> Kind {
        let low = UInt32(truncatingIfNeeded: lower)
        if upper == 0 {
            if lower == 1 { return .loopback }
            if lower == 0 { return .internalNetwork }
            // ::ffff:a.b.c.d is what the kernel connects to as IPv4; ::a.b.c.d (deprecated) is judged the same way.
            if lower >> 32 == 0xFFFF || lower >> 32 == 0 { return kind(ofVersion4: low) }
            return .internalNetwork
        }
        if upper == 0xFD00_0EC2_0000_0000, lower == 0x254 { return .metadata }
        if upper >> 56 == 0xFF { return .multicast }
        // 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215): NAT64.
        if upper == 0x0064_FF9B_0000_0000, lower >> 32 == 0 { return carried(kind(ofVersion4: low)) }
        if upper >> 16 == 0x0064_FF9B_0001 { return carried(kind(ofVersion4: low), atBest: .internalNetwork) }
        // 2002::/16 (RFC 3056): 6to4.
        if upper >> 48 == 0x2002 { return carried(kind(ofVersion4: UInt32(truncatingIfNeeded: upper >> 16))) }
        // 2001::/23: protocol assignments, Teredo (RFC 4380) among them, whose client's address is the complement of the last 32 bits.
        if upper >> 41 == 0x2001_0000 >> 9 { return carried(kind(ofVersion4: ~low), atBest: .internalNetwork) }
        // 2001:db8::/32 and 3fff::/20: documentation.
        if upper >> 32 == 0x2001_0DB8 || upper >> 44 == 0x3FFF_0 { return .internalNetwork }
        return upper >> 61 == 1 ? .global : .internalNetwork
    }

    /// A translated address does not lead to this machine, so its loopback is somebody's inner network.
    private static func carried(_ inner: Kind, atBest: Kind = .global) -> Kind {
        switch inner {
        case .global: atBest
        case .loopback: .internalNetwork
        default: inner
        }
    }
}
