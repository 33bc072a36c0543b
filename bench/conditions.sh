# shellcheck shell=bash
# What a table of figures was measured on and with.

# conditions FOLDER LOAD TABLE: the folder of the data, the load average before, and which table.
conditions() {
    local work=$1 began=$2 commit model data="10,000 chats of two messages; one chat of 10,000 messages; 100,000 messages of 100 to 200 bytes in 200 chats"
    if [ "$3" = devices ]; then data="a new folder each time; devices without compression"; fi
    commit=$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)
    if [ -n "$(git -C "$ROOT" status --porcelain -- Sources web Package.swift 2>/dev/null)" ]; then commit="$commit and changes"; fi
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    cat <<END
- Machine: $(nproc) cores, $model, $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) of memory; Linux $(uname -r). Server, provider,
  devices and browser all run on it, under $(chrt -p $$ | sed -n 's/.*policy: //p'). Load average at the start $began, at the end $(load_average).
- When and what: $(date -u '+%Y-%m-%d %H:%M') UTC, commit $commit, $(swift --version 2>/dev/null | sed -n 's/.*\(Swift version [0-9.]*\).*/\1/p').
- Build: \`swift build -c release --product parlance --static-swift-stdlib\`. SQLite, with the data folder on $(df --output=fstype "$work" | tail -n 1); logging at its
  default; no companion.
- Data: $data.
END
}

load_average() { cut -d ' ' -f 1 /proc/loadavg; }
