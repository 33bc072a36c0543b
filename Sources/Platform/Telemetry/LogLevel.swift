/// How much an event matters.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    /// The name, as the log and the configuration write it.
    public var name: StaticString {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// The level of that name; nil when there is none.
    public init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name.description == name }) else { return nil }
        self = level
    }

    /// Orders by how much it matters.
    public static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
