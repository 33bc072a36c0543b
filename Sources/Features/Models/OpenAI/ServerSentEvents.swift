/// Reads a stream of server-sent events (WHATWG HTML, section 9.2.6), however its bytes are cut.
///
/// Only `data` is kept: names, ids, retry times and comments mean nothing to the APIs that are read here. Lines end in LF, CR or CRLF.
struct ServerSentEvents {
    /// The longest line, and the most data of one event, in bytes.
    static let maximumLength = 1 << 20

    /// A line or an event is longer than that.
    struct TooLong: Error {}

    /// A line that was cut by the end of a chunk.
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var endedInCR = false
    private var isFirstLine = true

    /// Takes the next bytes, and calls `emit` with the data of each event that ends in them.
    mutating func take(_ bytes: [UInt8], _ emit: (UnsafeBufferPointer<UInt8>) -> Void) throws(TooLong) {
        var failure: TooLong?
        bytes.withUnsafeBufferPointer { buffer in
            do throws(TooLong) {
                try take(buffer, emit)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>) -> Void) throws(TooLong) {
        var start = 0
        if endedInCR, let first = bytes.first {
            endedInCR = false
            if first == 0x0A { start = 1 }
        }
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x0A || byte == 0x0D else {
                position += 1
                continue
            }
            try end(of: UnsafeBufferPointer(rebasing: bytes[start..<position]), emit)
            position += 1
            if byte == 0x0D {
                if position == bytes.count {
                    endedInCR = true
                } else if bytes[position] == 0x0A {
                    position += 1
                }
            }
            start = position
        }
        guard line.count + bytes.count - start <= Self.maximumLength else { throw TooLong() }
        line.append(contentsOf: bytes[start...])
    }

    private mutating func end(of rest: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>) -> Void) throws(TooLong) {
        guard !line.isEmpty else { return try process(rest, emit) }
        guard line.count + rest.count <= Self.maximumLength else { throw TooLong() }
        line.append(contentsOf: rest)
        let whole = line
        line.removeAll(keepingCapacity: true)
        var failure: TooLong?
        whole.withUnsafeBufferPointer { buffer in
            do throws(TooLong) {
                try process(buffer, emit)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func process(_ whole: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>) -> Void) throws(TooLong) {
        var line = whole[...]
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        }
        guard !line.isEmpty else {
            if hasData { data.withUnsafeBufferPointer(emit) }
            data.removeAll(keepingCapacity: true)
            hasData = false
            return
        }
        guard let value = Self.value(ofData: line) else { return }
        guard data.count + value.count < Self.maximumLength else { throw TooLong() }
        if hasData { data.append(0x0A) }
        data.append(contentsOf: value)
        hasData = true
    }

    /// What stands behind `data:`, without one space; nil for any other field. A line of just `data` is an empty one.
    private static func value(ofData line: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let name: StaticString = "data"
        let hasName = name.withUTF8Buffer { line.starts(with: $0) }
        guard hasName else { return nil }
        let rest = line.dropFirst(4)
        guard let colon = rest.first else { return rest }
        guard colon == UInt8(ascii: ":") else { return nil }
        let value = rest.dropFirst()
        return value.first == 0x20 ? value.dropFirst() : value
    }
}
