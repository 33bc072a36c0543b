import CPostgres

/// Reads PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html).
enum PostgresError {
    /// The error that a statement was answered with. `isPreparing` says that the server had seen no values yet.
    static func of(_ result: OpaquePointer, isPreparing: Bool) -> DatabaseError {
        let code = field(result, PARLANCE_PG_DIAG_SQLSTATE) ?? ""
        switch code {
        case "23505": return .constraint(.unique, name: constraintName(result))
        case "23503": return .constraint(.foreignKey, name: constraintName(result))
        case "23514": return .constraint(.check, name: constraintName(result))
        case "23502": return .constraint(.notNull, name: columnName(result))
        case "40001", "40P01", "55P03": return .busy
        case "57014": return .timedOut
        case "53100": return .full
        case "53300": return .overloaded
        case "25006": return .misuse(.changeInRead)
        case "57P01", "57P02", "57P03", "25P03": return .connectionLost
        case "XX001", "XX002": return .corrupt
        case _ where code.hasPrefix("23"): return .constraint(.other, name: constraintName(result))
        case _ where code.hasPrefix("08"): return .connectionLost
        case _ where isPreparing:
            return .misuse(.statement(field(result, PARLANCE_PG_DIAG_MESSAGE_PRIMARY) ?? code))
        default: return .misuse(.refused(code: code))
        }
    }

    /// Whether statements that were prepared earlier no longer fit, as after a change of the schema by another connection.
    static func isStaleStatement(_ error: DatabaseError) -> Bool {
        error == .misuse(.refused(code: "0A000")) || error == .misuse(.refused(code: "26000"))
    }

    private static func field(_ result: OpaquePointer, _ code: Int32) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }

    private static func constraintName(_ result: OpaquePointer) -> String {
        field(result, PARLANCE_PG_DIAG_CONSTRAINT_NAME) ?? ""
    }

    private static func columnName(_ result: OpaquePointer) -> String {
        guard
            let table = field(result, PARLANCE_PG_DIAG_TABLE_NAME), let column = field(result, PARLANCE_PG_DIAG_COLUMN_NAME)
        else { return "" }
        return table + "." + column
    }
}
