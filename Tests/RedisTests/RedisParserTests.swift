import Redis
import Testing

struct RedisParserTests {
    private func values(_ chunks: [String], limits: RedisLimits = RedisLimits()) throws -> [RedisValue] {
        var parser = RedisParser(limits: limits)
        var values: [RedisValue] = []
        for chunk in chunks {
            parser.take(Array(chunk.utf8))
            while let value = try parser.next() { values.append(value) }
        }
        return values
    }

    private let all = "+OK\r\n-ERR no\r\n:-7\r\n$3\r\na\r\n\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n*2\r\n*1\r\n:1\r\n$1\r\nx\r\n"
    private let expected: [RedisValue] = [
        .string(Array("OK".utf8)), .error("ERR no"), .integer(-7), .string(Array("a\r\n".utf8)), .string([]), .null, .null, .array([]),
        .array([.array([.integer(1)]), .string(Array("x".utf8))]),
    ]

    @Test func everyKindOfReplyIsRead() throws {
        #expect(try values([all]) == expected)
    }

    @Test func repliesAreTheSameHoweverTheyAreCut() throws {
        #expect(try values(all.map { String($0) }) == expected)
        let bytes = Array(all.utf8)
        for size in 1...11 {
            var parser = RedisParser()
            var read: [RedisValue] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                parser.take(bytes[start..<min(start + size, bytes.count)])
                while let value = try parser.next() { read.append(value) }
            }
            #expect(read == expected, "in pieces of \(size)")
        }
    }

    @Test(arguments: [
        "x\r\n", "\r\n", ":\r\n", ":1x\r\n", "$-2\r\n", "$99999999999999999999\r\n", "$17000000\r\n", "*-2\r\n", "*2000000000\r\n",
        "$1\r\nabc", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "HTTP/1.1 400 Bad Request\r\n",
    ])
    func whatIsNoReplyIsRefused(_ text: String) {
        #expect(throws: RedisError.protocolViolated) { try values([text]) }
    }

    @Test func aLineWithoutEndIsRefused() {
        #expect(throws: RedisError.protocolViolated) { try values(["+" + String(repeating: "a", count: 70_000)]) }
    }

    @Test func aReplyOfManySmallPartsIsBounded() {
        var limits = RedisLimits()
        limits.reply = 1000
        #expect(throws: RedisError.protocolViolated) {
            try values(["*200\r\n"] + Array(repeating: "$5\r\naaaaa\r\n", count: 200), limits: limits)
        }
    }
}
