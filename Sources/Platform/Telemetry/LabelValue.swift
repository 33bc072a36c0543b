/// The value of a metric's label. Words of the source stand as they are; other texts need `.public`, where a reviewer sees that they come
/// from a closed set, such as route patterns.
public enum LabelValue: Sendable, ExpressibleByStringLiteral {
    /// A word of the source.
    case code(StaticString)
    /// A small number, such as a status code.
    case int(Int)
    /// A text from a closed set that anyone who reads the metrics may see.
    case `public`(String)

    /// A word of the source.
    public init(stringLiteral value: StaticString) { self = .code(value) }

    var text: String {
        switch self {
        case .code(let word): word.description
        case .int(let number): String(number)
        case .public(let text): text
        }
    }
}
