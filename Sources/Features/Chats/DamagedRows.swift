import Identifiers
import JSON
import Sealing
import Synchronization
import Telemetry

/// Tells of rows whose texts do not open any more: each is logged once in the life of the process, and counted.
///
/// Such a row must not hide the others of its space: it is delivered without its text, and says so.
public final class DamagedRows: Sendable {
    /// What a row is of.
    enum Kind: CaseIterable {
        case chat
        case draft
        case folder
        case message
    }

    private struct Row: Hashable {
        let kind: Kind
        let id: Identifier
    }

    /// Rows that are remembered; above it all are forgotten, and may be told of once more.
    private static let limit = 10_000

    private let log: Log
    private let counters: [Kind: Counter]
    private let known = Mutex<Set<Row>>([])

    /// Tells to a log and to the counter `parlance_damaged_rows_total`.
    public init(log: Log, metrics: Metrics) {
        self.log = log
        counters = Dictionary(
            uniqueKeysWithValues: Kind.allCases.map { kind in
                let counter = metrics.counter(
                    "parlance_damaged_rows_total", help: "Rows whose texts do not open any more.", labels: ["kind": .code(kind.word)])
                return (kind, counter)
            })
    }

    func note(_ kind: Kind, _ id: Identifier) {
        let isFresh = known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            return known.insert(Row(kind: kind, id: id)).inserted
        }
        guard isFresh else { return }
        counters[kind]?.increment()
        log.error("row_damaged", ["kind": .code(kind.word), "id": .id(id)])
    }
}

extension DamagedRows.Kind {
    var word: StaticString {
        switch self {
        case .chat: "chat"
        case .draft: "draft"
        case .folder: "folder"
        case .message: "message"
        }
    }
}

/// What is opened, or nil where what is stored is damaged. What may succeed another time is thrown on.
func openIfWhole<Value>(_ open: () throws -> Value) throws -> Value? {
    do {
        return try open()
    } catch let error as SealingError {
        switch error {
        case .cipherFailed, .serviceUnavailable: throw error
        case .malformed, .unknownVersion, .unknownKey, .notAuthentic, .notText: return nil
        }
    } catch is JSONError {
        return nil
    } catch is JSONFieldError {
        return nil
    }
}
