import Testing

@testable import Database

@Suite struct SQLTests {
    @Test func valuesBecomeNumberedPlaceholders() {
        let sql: SQL = "SELECT a FROM t WHERE b = \("x") AND c > \(3)"
        #expect(sql.text == "SELECT a FROM t WHERE b = $1 AND c > $2")
        #expect(sql.values == [.text("x"), .int(3)])
    }

    @Test func aListBecomesOnePlaceholderForEachElement() {
        let sql: SQL = "SELECT a FROM t WHERE b IN (\(list: ["x", "y"])) AND c = \(true)"
        #expect(sql.text == "SELECT a FROM t WHERE b IN ($1, $2) AND c = $3")
        #expect(sql.values == [.text("x"), .text("y"), .int(1)])
    }

    @Test func nothingIsInAnEmptyList() {
        let sql: SQL = "SELECT a FROM t WHERE b IN (\(list: [Int]()))"
        #expect(sql.text == "SELECT a FROM t WHERE b IN (NULL)")
        #expect(sql.values.isEmpty)
    }

    @Test func aPartKeepsItsValuesAndIsNumberedAnew() {
        let part: SQL = "c > \(2) AND d = \("z")"
        let sql: SQL = "SELECT a FROM t WHERE b = \(1.5) AND \(part: part) ORDER BY \(literal: "a")"
        #expect(sql.text == "SELECT a FROM t WHERE b = $1 AND c > $2 AND d = $3 ORDER BY a")
        #expect(sql.values == [.double(1.5), .int(2), .text("z")])
    }
}
