import Problems

extension ProblemKind {
    /// The space is not there, or not for this principal.
    public static let spaceUnknown = ProblemKind("space_unknown", status: 404, "There is no such space.")
}
