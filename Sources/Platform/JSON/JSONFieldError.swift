/// Why a JSON object is not what a request or a frame must be. Fields are named by their path: `cursor.version`, `open[2].chat`.
public enum JSONFieldError: Error, Sendable, Equatable {
    /// The value at that path (empty: the whole body) must be of the kind named, in words for a person ("an object").
    case wrongType(String, expected: String)
    /// A field that must be there is not.
    case missing(String)
    /// A field that is not known. Its name comes from outside and is cut at 64 characters.
    case unknown(String)
    /// A string, array or object above its limit: bytes of UTF-8 for a string, elements for the others.
    case tooLong(String, max: Int)
    /// A value of the right type that is not allowed.
    case invalid(String)

    /// The path of the field; empty for the whole body.
    public var field: String {
        switch self {
        case .wrongType(let field, _), .missing(let field), .unknown(let field), .tooLong(let field, _), .invalid(let field): field
        }
    }
}
