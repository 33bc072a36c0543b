/// The members of a JSON object, in their order, each name once.
///
/// Up to sixteen members are searched one by one, which is faster than hashing at that size; larger objects keep an index.
public struct JSONMembers: Sendable {
    /// One name with its value.
    public struct Member: Sendable, Equatable {
        /// The name, unique in its object.
        public let key: String
        /// What it names.
        public internal(set) var value: JSON
    }

    static let searchedOneByOne = 16

    private var members: [Member] = []
    private var index: [String: Int] = [:]

    /// An object without members.
    public init() {}

    /// The place of a name among the members.
    func position(of key: String) -> Int? {
        if members.count > Self.searchedOneByOne { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    /// Adds a member at the end; false, and nothing is changed, when the name is there already.
    mutating func append(_ key: String, _ value: JSON) -> Bool {
        guard position(of: key) == nil else { return false }
        members.append(Member(key: key, value: value))
        if members.count == Self.searchedOneByOne + 1 {
            for (place, member) in members.enumerated() { index[member.key] = place }
        } else if members.count > Self.searchedOneByOne {
            index[key] = members.count - 1
        }
        return true
    }

    /// The value of a name. Setting keeps the place of a name that is there; setting nil changes nothing.
    public subscript(_ key: String) -> JSON? {
        get { position(of: key).map { members[$0].value } }
        set {
            guard let newValue else { return }
            if let place = position(of: key) {
                members[place].value = newValue
            } else {
                _ = append(key, newValue)
            }
        }
    }
}

extension JSONMembers: RandomAccessCollection {
    /// Where the members begin: 0.
    public var startIndex: Int { 0 }
    /// How many members there are.
    public var endIndex: Int { members.count }
    /// The member at that place.
    public subscript(_ position: Int) -> Member { members[position] }
}

extension JSONMembers: Equatable {
    /// The same names with the same values, in any order.
    public static func == (left: JSONMembers, right: JSONMembers) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }
}
