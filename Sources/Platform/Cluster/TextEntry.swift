import Events
import Identifiers
import Sealing

/// One entry of the stream of a text, as it is kept in Redis: sealed, since what people write is nowhere in the clear.
///
/// Layout of what is sealed: kind (1: piece, 2: end) | topic (16) | opened (8) | offset or length (8) | text or status.
enum TextEntry: Sendable, Equatable {
    case piece(topic: Identifier, opened: Int, offset: Int, bytes: [UInt8])
    case end(topic: Identifier, opened: Int, length: Int, status: String)

    private static let head = 33

    func encoded() -> [UInt8] {
        switch self {
        case .piece(let topic, let opened, let offset, let bytes): Self.head(1, topic, opened, offset) + bytes
        case .end(let topic, let opened, let length, let status): Self.head(2, topic, opened, length) + Array(status.utf8)
        }
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.head, let topic = Identifier(bytes: Array(bytes[1..<17])),
            let opened = Int(exactly: Self.number(bytes[17..<25])), let place = Int(exactly: Self.number(bytes[25..<33]))
        else { return nil }
        let rest = Array(bytes[Self.head...])
        switch bytes[0] {
        case 1: self = .piece(topic: topic, opened: opened, offset: place, bytes: rest)
        case 2: self = .end(topic: topic, opened: opened, length: place, status: String(decoding: rest, as: UTF8.self))
        default: return nil
        }
    }

    private static func head(_ kind: UInt8, _ topic: Identifier, _ opened: Int, _ place: Int) -> [UInt8] {
        var bytes = [kind] + topic.bytes
        for number in [opened, place] {
            withUnsafeBytes(of: UInt64(number).bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// Seals what processes tell each other, with a key that only they have: a reader of Redis learns nothing, a writer to it cannot pretend
/// to be one of them.
struct ClusterSeal: Sendable {
    let key: DataKey

    func seal(_ entry: TextEntry, of text: Identifier) -> [UInt8]? {
        try? key.seal(entry.encoded(), as: RowIdentity("streams", text, "entry"))
    }

    func open(_ envelope: [UInt8], of text: Identifier) -> TextEntry? {
        (try? key.open(envelope, as: RowIdentity("streams", text, "entry"))).flatMap(TextEntry.init)
    }

    func seal(_ message: [UInt8]) -> [UInt8]? {
        try? key.seal(message, as: RowIdentity("cluster", key.id, "message"))
    }

    func open(_ envelope: [UInt8]) -> [UInt8]? {
        try? key.open(envelope, as: RowIdentity("cluster", key.id, "message"))
    }
}
