/// Cuts a list into pieces of few different sizes, so that few different statements are prepared for them. A piece is
/// filled up by repeating its last element, which changes nothing for an `IN`.
struct PaddedLists: Sequence, IteratorProtocol {
    private static let sizes = [4, 32, 256]
    private var rest: ArraySlice<String>

    init(_ elements: [String]) {
        rest = elements[...]
    }

    mutating func next() -> [String]? {
        guard !rest.isEmpty else { return nil }
        let largest = PaddedLists.sizes[PaddedLists.sizes.count - 1]
        let size = PaddedLists.sizes.first { $0 >= rest.count } ?? largest
        var piece = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        if let last = piece.last { piece += Array(repeating: last, count: size - piece.count) }
        return piece
    }
}
