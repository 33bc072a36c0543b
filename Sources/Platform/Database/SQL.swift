/// A statement with its values apart from its words, so that no value can ever become part of the words.
///
/// Written as a string literal; what is interpolated becomes a placeholder `$1 … $n`, which both engines read:
///
///     connection.query("SELECT id FROM chats WHERE space_id = \(space) AND version > \(cursor)")
///     connection.query("SELECT id FROM chats WHERE id IN (\(list: ids))")
///
/// The words are the program's own and static, except for the number of placeholders in a `list`; each distinct text is
/// prepared once a connection and kept, so lists are best cut to a few fixed sizes. One statement each; no trailing `;`.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The words between the values: always one more than there are values.
    private(set) var fragments: [String]
    private(set) var values: [SQLValue]

    /// The statement as the engines prepare it.
    var text: String {
        var text = fragments[0]
        for index in values.indices {
            text += "$"
            text += String(index + 1)
            text += fragments[index + 1]
        }
        return text
    }

    /// A statement without values.
    public init(stringLiteral value: String) {
        fragments = [value]
        values = []
    }

    /// A statement from a literal with interpolated values.
    public init(stringInterpolation: StringInterpolation) {
        fragments = stringInterpolation.fragments
        values = stringInterpolation.values
    }

    /// Collects the words and values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var fragments = [""]
        fileprivate var values: [SQLValue] = []

        /// Called by the compiler with the sizes of the literal.
        public init(literalCapacity: Int, interpolationCount: Int) {
            fragments.reserveCapacity(interpolationCount + 1)
            values.reserveCapacity(interpolationCount)
        }

        /// Adds the program's own words.
        public mutating func appendLiteral(_ literal: String) {
            fragments[fragments.count - 1] += literal
        }

        /// Adds a placeholder for a value.
        public mutating func appendInterpolation(_ value: some SQLBindable) {
            values.append(value.sqlValue)
            fragments.append("")
        }

        /// Adds a placeholder for a value that may be missing: then it is `NULL`.
        public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            values.append(value?.sqlValue ?? .null)
            fragments.append("")
        }

        /// Adds a placeholder for each value, with commas between: `IN (\(list: ids))`. Of an empty list nothing is
        /// "in": it becomes `NULL`, with which `IN` is never true (and neither is `NOT IN`).
        public mutating func appendInterpolation(list: some Collection<some SQLBindable>) {
            if list.isEmpty {
                appendLiteral("NULL")
                return
            }
            var isFirst = true
            for value in list {
                if !isFirst { appendLiteral(", ") }
                appendInterpolation(value)
                isFirst = false
            }
        }

        /// Adds words chosen by the program, such as a column's name. They are static, so they cannot be a user's.
        public mutating func appendInterpolation(literal: StaticString) {
            appendLiteral(literal.description)
        }

        /// Adds a part of a statement with its own values.
        public mutating func appendInterpolation(part: SQL) {
            appendLiteral(part.fragments[0])
            for (value, fragment) in zip(part.values, part.fragments.dropFirst()) {
                values.append(value)
                fragments.append(fragment)
            }
        }
    }
}
