import CPostgres

/// An answer of the server in binary format, freed with this object.
final class PostgresResult: RowCells {
    let pointer: OpaquePointer
    private let columns: Int
    /// Set when a row that was only lent is taken back.
    private var isOver = false

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        columns = Int(PQnfields(pointer))
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var rows: [Row] { (0..<Int(PQntuples(pointer))).map { Row(cells: self, index: $0) } }

    /// How many rows a change touched.
    var touchedRows: Int {
        guard let text = PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// Ends the use of rows that were lent by `forEach`.
    func end() { isOver = true }

    /// The type of the column and the bytes of the cell; no bytes for `NULL`.
    private func cell(_ row: Int, _ column: Int) throws(DatabaseError) -> (type: UInt32, bytes: UnsafeRawBufferPointer?) {
        if isOver { throw .misuse(.staleRow) }
        guard column >= 0, column < columns else { throw .misuse(.columnMissing(column: column)) }
        let (row, column) = (Int32(row), Int32(column))
        let type = PQftype(pointer, column)
        if PQgetisnull(pointer, row, column) == 1 { return (type, nil) }
        return (type, UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column))))
    }

    func isNull(row: Int, column: Int) throws(DatabaseError) -> Bool {
        try cell(row, column).bytes == nil
    }

    func value(row: Int, column: Int) throws(DatabaseError) -> SQLValue {
        let (type, bytes) = try cell(row, column)
        guard let bytes else { return .null }
        switch type {
        case PostgresType.bytea: return .blob([UInt8](bytes))
        case PostgresType.float4, PostgresType.float8: return .double(try double(row: row, column: column))
        case _ where PostgresCell.isText(type): return .text(String(decoding: bytes, as: UTF8.self))
        default:
            if let number = PostgresCell.int(type, bytes) { return .int(number) }
            return .double(try double(row: row, column: column))
        }
    }

    func int(row: Int, column: Int) throws(DatabaseError) -> Int64 {
        let (type, bytes) = try cell(row, column)
        guard let bytes, let number = PostgresCell.int(type, bytes) else { throw .misuse(.columnType(column: column)) }
        return number
    }

    func double(row: Int, column: Int) throws(DatabaseError) -> Double {
        let (type, bytes) = try cell(row, column)
        guard let bytes, let number = PostgresCell.double(type, bytes) else { throw .misuse(.columnType(column: column)) }
        return number
    }

    func text(row: Int, column: Int) throws(DatabaseError) -> String {
        let (type, bytes) = try cell(row, column)
        guard let bytes, PostgresCell.isText(type) else { throw .misuse(.columnType(column: column)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func withBytes(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(DatabaseError) {
        let (type, bytes) = try cell(row, column)
        guard let bytes, type == PostgresType.bytea else { throw .misuse(.columnType(column: column)) }
        body(bytes)
    }
}
