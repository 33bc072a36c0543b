import JSON

extension JSONError: ProblemConvertible {
    /// `invalid_json`.
    public var problem: Problem { Problem(.invalidJSON) }
}

extension JSONFieldError: ProblemConvertible {
    /// The kind for each case, with the field's path.
    public var problem: Problem {
        let path = field.isEmpty ? nil : field
        return switch self {
        case .wrongType: Problem(.wrongType, field: path)
        case .missing: Problem(.missingField, field: path)
        case .unknown: Problem(.unknownField, field: path)
        case .tooLong: Problem(.fieldTooLong, field: path)
        case .invalid: Problem(.invalidField, field: path)
        }
    }
}
