/// What can be written as one JSON value, so that `field` and `value` take it like a string or a number.
public protocol JSONWritable {
    /// Writes exactly one value.
    func write(into writer: inout JSONWriter)
}

extension JSON: JSONWritable {
    /// Writes the value, members in their order.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.value(value)
        case .int(let value): writer.value(value)
        case .double(let value): writer.value(value)
        case .string(let value): writer.value(value)
        case .array(let elements):
            writer.array { writer in
                for element in elements { element.write(into: &writer) }
            }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.key)
                    member.value.write(into: &writer)
                }
            }
        }
    }
}
