import Testing

@testable import HTTPClient

@Suite("Egress rules")
struct EgressRulesTests {
    @Test(
        "each address is judged by what it leads to",
        arguments: [
            ("8.8.8.8", EgressRules.Kind.global), ("1.1.1.1", .global), ("172.15.255.255", .global), ("172.32.0.0", .global),
            ("100.63.255.255", .global), ("100.128.0.0", .global), ("198.17.255.255", .global), ("198.20.0.0", .global),
            ("223.255.255.255", .global),
            ("127.0.0.1", .loopback), ("127.255.255.254", .loopback),
            ("10.0.0.1", .internalNetwork), ("172.16.0.1", .internalNetwork), ("172.31.255.255", .internalNetwork),
            ("192.168.1.1", .internalNetwork), ("100.64.0.1", .internalNetwork), ("169.254.1.1", .internalNetwork),
            ("0.0.0.0", .internalNetwork), ("0.1.2.3", .internalNetwork), ("192.0.0.8", .internalNetwork), ("192.0.2.1", .internalNetwork),
            ("198.18.0.1", .internalNetwork), ("198.51.100.1", .internalNetwork), ("203.0.113.1", .internalNetwork),
            ("240.0.0.1", .internalNetwork), ("192.88.99.1", .internalNetwork),
            ("169.254.169.254", .metadata), ("169.254.170.2", .metadata), ("100.100.100.200", .metadata), ("192.0.0.192", .metadata),
            ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("255.255.255.255", .multicast),
            ("2606:4700:4700::1111", .global), ("2a00:1450::1", .global),
            ("::1", .loopback), ("::", .internalNetwork), ("fe80::1", .internalNetwork), ("fec0::1", .internalNetwork),
            ("fc00::1", .internalNetwork), ("fd12:3456::1", .internalNetwork), ("fd00:ec2::254", .metadata),
            ("ff02::1", .multicast), ("2001:db8::1", .internalNetwork), ("3fff::1", .internalNetwork), ("4000::1", .internalNetwork),
            ("100::1", .internalNetwork), ("5f00::1", .internalNetwork),
            // Mapped and compatible IPv4.
            ("::ffff:8.8.8.8", .global), ("::ffff:127.0.0.1", .loopback), ("::ffff:10.0.0.1", .internalNetwork),
            ("::ffff:169.254.169.254", .metadata), ("::127.0.0.1", .loopback), ("::10.0.0.1", .internalNetwork),
            // NAT64.
            ("64:ff9b::8.8.8.8", .global), ("64:ff9b::10.0.0.1", .internalNetwork), ("64:ff9b::127.0.0.1", .internalNetwork),
            ("64:ff9b::169.254.169.254", .metadata), ("64:ff9b:1::8.8.8.8", .internalNetwork), ("64:ff9b:1::169.254.169.254", .metadata),
            // 6to4: 2002:AABB:CCDD::.
            ("2002:0808:0808::1", .global), ("2002:0a00:0001::1", .internalNetwork), ("2002:7f00:0001::1", .internalNetwork),
            ("2002:a9fe:a9fe::1", .metadata),
            // Teredo carries the complement.
            ("2001:0:1234::f7f7:f7f7", .internalNetwork), ("2001:0:1234::5601:5601", .metadata),
        ])
    func kinds(text: String, kind: EgressRules.Kind) throws {
        #expect(EgressRules.kind(of: try #require(IPAddress(text))) == kind)
    }

    @Test(
        "only what is configured may be inside, and never metadata or multicast",
        arguments: [
            ("8.8.8.8", true, true, false, false), ("127.0.0.1", false, true, false, true), ("10.0.0.1", false, true, false, false),
            ("169.254.169.254", false, false, false, false), ("224.0.0.1", false, false, false, false),
            ("::ffff:127.0.0.1", false, true, false, true),
        ])
    func verdicts(text: String, network: Bool, configured: Bool, local: Bool, localConfigured: Bool) throws {
        let address = try #require(IPAddress(text))
        func isAllowed(_ reach: EgressPolicy.Reach, _ configured: Bool) -> Bool {
            EgressRules.verdict(address: address, reach: reach, configured: configured) == .allowed
        }
        #expect(isAllowed(.network, false) == network)
        #expect(isAllowed(.network, true) == configured)
        #expect(isAllowed(.loopbackOnly, false) == local)
        #expect(isAllowed(.loopbackOnly, true) == localConfigured)
    }

    @Test(
        "only the canonical forms are addresses",
        arguments: ["0177.0.0.1", "2130706433", "0x7f.1", "127.1", "::1%lo", "[::1]", "", "1.2.3.4.5"])
    func otherForms(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
