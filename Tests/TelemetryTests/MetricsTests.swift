import Telemetry
import Testing

@Suite struct MetricsTests {
    private let metrics = Metrics()

    private func text() -> String { String(decoding: metrics.prometheusText(), as: UTF8.self) }

    @Test func writesPrometheusText() {
        metrics.counter("requests_total", help: "Requests.", labels: ["route": .public("/messages/{id}"), "status": .int(200)]).increment(
            by: 3)
        metrics.counter("requests_total", help: "Requests.", labels: ["route": "/", "status": .int(404)]).increment()
        metrics.gauge("open_sockets", help: "Sockets\nthat are \\ open.").set(-2)
        metrics.observe("memory_bytes", help: "Memory.") { 1536 }
        metrics.observe("unknown", help: "Not known now.") { nil }
        let histogram = metrics.histogram("wait_seconds", help: "Waits.", buckets: [0.5, 2], labels: ["kind": "x"])
        for value in [0.25, 0.5, 1, 8] { histogram.observe(value) }
        #expect(
            text() == #"""
                # HELP memory_bytes Memory.
                # TYPE memory_bytes gauge
                memory_bytes 1536
                # HELP open_sockets Sockets\nthat are \\ open.
                # TYPE open_sockets gauge
                open_sockets -2
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{route="/messages/{id}",status="200"} 3
                requests_total{route="/",status="404"} 1
                # HELP unknown Not known now.
                # TYPE unknown gauge
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{kind="x",le="0.5"} 2
                wait_seconds_bucket{kind="x",le="2"} 3
                wait_seconds_bucket{kind="x",le="+Inf"} 4
                wait_seconds_sum{kind="x"} 9.75
                wait_seconds_count{kind="x"} 4

                """#)
    }

    @Test func escapesLabelValues() {
        metrics.gauge("g", help: "G.", labels: ["name": .public("a\"b\\c\nd")]).set(1)
        #expect(text().contains(#"g{name="a\"b\\c\nd"} 1"#))
    }

    @Test func givesTheSameInstrumentForTheSameNameAndLabels() {
        metrics.counter("c_total", help: "C.", labels: ["a": "1"]).increment()
        metrics.counter("c_total", help: "C.", labels: ["a": "1"]).increment()
        metrics.counter("c_total", help: "C.", labels: ["a": "2"]).increment()
        #expect(text().contains("c_total{a=\"1\"} 2\nc_total{a=\"2\"} 1\n"))
    }

    @Test func keepsTheKindOfAName() {
        metrics.counter("c_total", help: "C.").increment()
        metrics.gauge("c_total", help: "C.").set(9)
        #expect(text() == "# HELP c_total C.\n# TYPE c_total counter\nc_total 1\n")
    }

    @Test func countsCombinationsAboveTheLimitTogether() {
        for place in 0..<1000 { metrics.counter("c_total", help: "C.", labels: ["a": .int(place)]).increment() }
        let samples = text().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples.count == Metrics.maximumSeries)
        #expect(samples.last == "c_total{a=\"other\"} 745")
    }

    @Test func losesNoCountAmongThreads() async {
        let counter = metrics.counter("c_total", help: "C.")
        let histogram = metrics.histogram("h", help: "H.", buckets: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        histogram.observe(0.5)
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(histogram.snapshot().cumulative == [80_000, 80_000])
        #expect(histogram.snapshot().sum == 40_000)
    }

    @Test func leavesOutNegativeIncrements() {
        let counter = metrics.counter("c_total", help: "C.")
        counter.increment(by: 5)
        counter.increment(by: -3)
        #expect(counter.value == 5)
        let gauge = metrics.gauge("g", help: "G.")
        gauge.increment(by: 5)
        gauge.decrement()
        #expect(gauge.value == 4)
    }

    @Test func observesTheProcess() throws {
        metrics.observeProcess()
        func value(_ name: String) throws -> Double {
            let line = try #require(text().split(separator: "\n").first { $0.hasPrefix("\(name) ") })
            return try #require(Double(line.dropFirst(name.utf8.count + 1)))
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_cpu_seconds_total") >= 0)
        #expect(try value("process_open_fds") >= 1)
        #expect(try value("process_threads") >= 1)
        #expect(try value("process_start_time_seconds") > 1_700_000_000)
        #expect(text().contains("# TYPE process_cpu_seconds_total counter"))
    }
}
