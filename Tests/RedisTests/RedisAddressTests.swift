import Redis
import Testing

struct RedisAddressTests {
    @Test func theWholeAddressIsRead() throws {
        let address = try RedisAddress("redis://ann:p%40ss%3Aword@cache.example.org:6380/3")
        #expect(address.endpoint == .network(host: "cache.example.org", port: 6380))
        #expect(address.user == "ann" && address.database == 3)
        #expect(address.password?.matches("p@ss:word") == true)
        #expect(address.place == "cache.example.org:6380")
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        let address = try RedisAddress("redis://localhost")
        #expect(address.endpoint == .network(host: "localhost", port: 6379))
        #expect(address.user == nil && address.password == nil && address.database == 0)
        #expect(try RedisAddress("redis://:secret@[::1]:7000").endpoint == .network(host: "::1", port: 7000))
        #expect(try RedisAddress("redis+unix:///run/redis.sock?db=2").database == 2)
    }

    @Test func thePasswordIsNowhereInItsDescription() throws {
        let address = try RedisAddress("redis://ann:hunter2@localhost")
        #expect(!"\(address)".contains("hunter2") && !String(reflecting: address).contains("hunter2"))
        #expect(!address.place.contains("ann"))
    }

    @Test(arguments: [
        "localhost:6379", "http://localhost", "redis://", "redis://:6379", "redis://host:0", "redis://host:65536", "redis://host/x",
        "redis://host/-1", "redis://[::1", "redis://a:%zz@host", "redis+unix://relative", "redis+unix:///s?dB=1",
    ])
    func whatIsNoAddressIsRefused(_ url: String) {
        #expect(throws: RedisError.addressUnreadable) { try RedisAddress(url) }
    }

    @Test func encryptionIsRefusedInSoManyWords() {
        #expect(throws: RedisError.encryptionUnsupported) { try RedisAddress("rediss://host") }
        #expect(RedisError.encryptionUnsupported.description.contains("rediss://"))
    }
}
