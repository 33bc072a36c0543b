/// A strict reader over a JSON object: fields are taken one by one, and `finish` refuses what nobody took.
///
///     var body = try JSONObject(json)
///     let text = try body.string("text", max: 1 << 20)
///     let model = try body.optionalString("model", max: 200)
///     try body.finish()
///
/// An optional field may be absent or `null`; `has` tells the two apart where that matters.
public struct JSONObject: Sendable {
    private let members: JSONMembers
    private let path: String
    private var taken: UInt64 = 0
    private var takenBeyond: Set<Int> = []

    /// The object that `json` is; `path` is put before the names of its fields in errors.
    public init(_ json: JSON, path: String = "") throws(JSONFieldError) {
        guard case .object(let members) = json else { throw .wrongType(path, expected: "an object") }
        self.members = members
        self.path = path
    }

    /// The path of a field of this object, as errors name it.
    public func name(_ field: String) -> String {
        path.isEmpty ? field : "\(path).\(field)"
    }

    /// The names of all fields, in their order.
    public var fields: [String] { members.map(\.key) }

    /// Whether the field is there, be it `null`. Does not take it.
    public func has(_ field: String) -> Bool {
        members[field] != nil
    }

    /// Takes a field as it is; nil when it is not there.
    public mutating func take(_ field: String) -> JSON? {
        guard let position = members.position(of: field) else { return nil }
        if position < 64 { taken |= 1 << UInt64(position) } else { takenBeyond.insert(position) }
        return members[position].value
    }

    /// Takes a field that must be there, as it is.
    public mutating func value(_ field: String) throws(JSONFieldError) -> JSON {
        guard let value = take(field) else { throw .missing(name(field)) }
        return value
    }

    /// Takes a field that may be absent or `null`.
    public mutating func optionalValue(_ field: String) -> JSON? {
        guard let value = take(field), value != .null else { return nil }
        return value
    }

    /// Refuses the first field that was not taken.
    public func finish() throws(JSONFieldError) {
        guard taken.nonzeroBitCount + takenBeyond.count < members.count else { return }
        for (position, member) in members.enumerated() {
            let isTaken = position < 64 ? taken & (1 << UInt64(position)) != 0 : takenBeyond.contains(position)
            if !isTaken { throw .unknown(name(String(member.key.prefix(64)))) }
        }
    }
}
