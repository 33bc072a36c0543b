/// What was agreed on compressing messages (permessage-deflate, RFC 7692). A value that decides.
///
/// Neither side keeps anything from one message to the next (`no_context_takeover`): a socket then holds no compressor, and a message is
/// compressed once for all sockets. It costs some of the gain for short messages, which are sent as they are anyway.
struct DeflateAgreement: Equatable {
    /// The window that the server keeps to, in bits: 9 to 15.
    let windowBits: Int
    /// Whether the client has asked for that window, so that the answer must name it.
    private let namesWindow: Bool

    /// Agrees to the first offer that can be kept, or to none. An offer with anything unknown, invalid or twice in it is passed over
    /// (5.1, 7.1).
    init?(offers values: [String]) {
        for offer in values.flatMap({ Self.split($0, at: ",") }) {
            guard let agreement = Self(offer: offer) else { continue }
            self = agreement
            return
        }
        return nil
    }

    private init?(offer: String) {
        let parts = Self.split(offer, at: ";")
        guard parts.first == "permessage-deflate" else { return nil }
        var seen: Set<String> = []
        var window: Int?
        for parameter in parts.dropFirst() {
            let equals = parameter.firstIndex(of: "=")
            let name = Self.trimmed(parameter[..<(equals ?? parameter.endIndex)])
            let value = equals.map { Self.trimmed(parameter[parameter.index(after: $0)...]) }
            guard seen.insert(name).inserted else { return nil }
            switch (name, value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil), ("client_max_window_bits", nil): break
            // Whatever the client's window: inflating with the widest takes it.
            case ("client_max_window_bits", let value?):
                guard Self.bits(value) != nil else { return nil }
            case ("server_max_window_bits", let value?):
                // zlib makes no stream with a window of 256 bytes, so that 8 cannot be kept.
                guard let bits = Self.bits(value), bits >= 9 else { return nil }
                window = bits
            default: return nil
            }
        }
        windowBits = window ?? Compressors.widestWindow
        namesWindow = window != nil
    }

    /// The answer's field (7.1).
    var field: String {
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            + (namesWindow ? "; server_max_window_bits=\(windowBits)" : "")
    }

    /// 8 to 15, without leading zeros; as a token or quoted (RFC 6455, 9.1).
    private static func bits(_ text: String) -> Int? {
        var text = text[...]
        if text.count > 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        guard text.first != "0", text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(text), (8...15).contains(bits) else {
            return nil
        }
        return bits
    }

    private static func split(_ text: String, at separator: Character) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isBlank)
        return String(String(start.reversed()).drop(while: isBlank).reversed())
    }
}
