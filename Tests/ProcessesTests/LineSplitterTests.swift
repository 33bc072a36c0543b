import Testing

@testable import Processes

@Suite("Lines")
struct LineSplitterTests {
    @Test("a line is the same wherever its bytes are cut", arguments: 1...12)
    func cuts(size: Int) {
        let bytes = Array("ab\r\nc\n\nünï\nrest".utf8)
        var splitter = LineSplitter()
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) { lines += splitter.take(bytes[start..<min(start + size, bytes.count)]) }
        #expect(lines == ["ab", "c", "", "ünï"])
        #expect(splitter.finish() == "rest")
        #expect(splitter.finish() == nil)
    }

    @Test("an endless line is bounded")
    func endless() {
        var splitter = LineSplitter()
        for _ in 0..<100 { #expect(splitter.take(Array(repeating: 65, count: 10_000)).isEmpty) }
        #expect(splitter.take([10]).map(\.utf8.count) == [LineSplitter.maximumLength])
        #expect(splitter.take(Array("next\n".utf8)) == ["next"])
    }

    @Test("the tail is the last bytes")
    func tail() {
        var tail = TailBuffer(limit: 4)
        for byte in UInt8(0)..<100 { tail.append([byte]) }
        #expect(tail.bytes == [96, 97, 98, 99])
    }
}
