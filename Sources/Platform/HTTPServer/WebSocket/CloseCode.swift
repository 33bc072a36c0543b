/// Why a WebSocket is closed (RFC 6455, 7.4). Codes of the application are 4000 to 4999.
public enum CloseCode {
    /// Done.
    public static let normal: UInt16 = 1000
    /// The other end goes away.
    public static let goingAway: UInt16 = 1001
    /// Frames that break the protocol.
    public static let protocolError: UInt16 = 1002
    /// A text that is no UTF-8, or a message that does not inflate.
    public static let invalidText: UInt16 = 1007
    /// A message over the limit.
    public static let tooBig: UInt16 = 1009
    /// Something went wrong on the server.
    public static let internalError: UInt16 = 1011
    /// The server restarts; come back.
    public static let restart: UInt16 = 1012
    /// The reader is so slow that the server gave up; come back with a cursor.
    public static let tooSlow: UInt16 = 4408

    /// Whether a close frame may carry this code (7.4.1; 1004 to 1006 and 1015 never stand on the wire).
    static func isValidOnWire(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
