/// Why a measurement could not be made. Figures of a run that failed are not printed.
enum BenchError: Error, CustomStringConvertible {
    /// A call to the system failed.
    case system(String, Int32)
    /// What was to happen did not.
    case unexpected(String)

    var description: String {
        switch self {
        case .system(let call, let code): "\(call) failed with code \(code)"
        case .unexpected(let what): what
        }
    }
}
