import JSON
import Synchronization

/// What a process asks of, or tells, all others: heard by those that are connected at that moment and by nobody else. What must not be
/// lost is in the database.
public struct ClusterSignal: Sendable, Equatable {
    /// What it is, such as `stop`.
    public let name: String
    /// What belongs to it.
    public let content: JSON

    /// A signal.
    public init(_ name: String, _ content: JSON) {
        self.name = name
        self.content = content
    }

    func encoded() -> [UInt8] {
        JSON.array([.string(name), content]).encoded()
    }

    init?(_ bytes: [UInt8]) {
        guard let items = (try? JSON.parse(bytes))?.arrayValue, items.count == 2, let name = items[0].stringValue else { return nil }
        self.init(name, items[1])
    }
}
