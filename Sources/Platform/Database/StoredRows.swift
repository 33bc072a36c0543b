/// Rows copied out of an engine, all cells of all rows in one array.
final class StoredRows: RowCells {
    private let columns: Int
    private let cells: [SQLValue]

    init(columns: Int, cells: [SQLValue]) {
        self.columns = columns
        self.cells = cells
    }

    func value(row: Int, column: Int) throws(DatabaseError) -> SQLValue {
        guard column >= 0, column < columns else { throw .misuse(.columnMissing(column: column)) }
        return cells[row * columns + column]
    }

    func isNull(row: Int, column: Int) throws(DatabaseError) -> Bool {
        if case .null = try value(row: row, column: column) { true } else { false }
    }

    func int(row: Int, column: Int) throws(DatabaseError) -> Int64 {
        guard case .int(let number) = try value(row: row, column: column) else { throw .misuse(.columnType(column: column)) }
        return number
    }

    func double(row: Int, column: Int) throws(DatabaseError) -> Double {
        switch try value(row: row, column: column) {
        case .double(let number): return number
        case .int(let number): return Double(number)
        default: throw .misuse(.columnType(column: column))
        }
    }

    func text(row: Int, column: Int) throws(DatabaseError) -> String {
        guard case .text(let text) = try value(row: row, column: column) else { throw .misuse(.columnType(column: column)) }
        return text
    }

    func withBytes(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(DatabaseError) {
        guard case .blob(let bytes) = try value(row: row, column: column) else { throw .misuse(.columnType(column: column)) }
        bytes.withUnsafeBytes(body)
    }
}
