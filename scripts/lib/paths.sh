# shellcheck shell=bash
# Where things are. Sourced by every script, before anything else.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
# Shared by all checkouts of this user: Swift packages, Python environments, the model.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/parlance
# Belongs to this checkout: stamps and logs of the set-up.
STATE=$ROOT/.build/parlance
