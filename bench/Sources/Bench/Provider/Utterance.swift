/// What the stand-in did for one request, found again by the number that the prompt ends with (`#17`).
struct Utterance {
    /// When the request had arrived whole.
    var received: Moment = 0
    /// Just before the first piece of the answer was handed to the kernel.
    var firstSent: Moment = 0
    /// The tokens that were said.
    var tokens = 0
    /// Everything that was said.
    var text = TextSum()
}

/// Compares long texts by length and hash (FNV-1a, 64 bits), without keeping them.
struct TextSum: Equatable {
    private(set) var count = 0
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            count += 1
        }
    }
}
