#!/bin/sh
# One run's shim: local-shim.sh RUN_DIR COMMAND [ARG...]
#
# It leads the run's own session, outlives the agent, and leaves exit.json behind, which nobody but a parent can know.
# The gate: nothing starts before the agent, having written handle.json, says "go" on stdin. An agent that dies first
# closes the pipe, and an unrecorded child is never born.
# Stopping: the agent sends ONE SIGTERM to this shim alone; the shim passes exactly one on to its child. llama.cpp takes
# a second signal for "at once" and exits 1, so a signal to the whole group would be one too many.
dir=$1
shift
child=
asked=
passed=
interrupted=
ask() {
  interrupted=1
  asked=1
  pass_on
}
pass_on() {
  [ -n "$asked" ] && [ -n "$child" ] && [ -z "$passed" ] || return
  passed=1
  # Until its exec the child is still this script, and would swallow the signal.
  while cmp -s "/proc/$$/cmdline" "/proc/$child/cmdline"; do :; done
  kill -TERM "$child" 2>/dev/null
}
trap ask TERM INT
trap '' HUP

# exit.json is whole or not there: written aside, synced, renamed.
tell() {
  if [ "$1" -gt 128 ] && name=$(kill -l "$1" 2>/dev/null); then
    exit_code=null signal="\"SIG$name\""
  else
    exit_code=$1 signal=null
  fi
  temp="$dir/exit.json.tmp"
  printf '{"exitCode":%s,"signal":%s,"at":%s000}\n' "$exit_code" "$signal" "$(date +%s)" >"$temp" &&
    { sync "$temp" 2>/dev/null || sync; } && mv "$temp" "$dir/exit.json" && sync "$dir" 2>/dev/null
  exit 0
}

read -r word || exit 0
[ "$word" = go ] || exit 0
[ -n "$asked" ] && tell 143

# The engine, not the agent, is what the kernel should take when memory runs out.
( trap - TERM INT; echo 500 >/proc/self/oom_score_adj; exec "$@" ) </dev/null 2>&1 &
child=$!
pass_on # it may have been asked before there was a child

# A trapped signal ends wait early with a code that is not the child's: ask again until it was not interrupted.
code=127
while :; do
  interrupted=
  wait "$child"
  got=$?
  [ "$got" = 127 ] && break
  code=$got
  [ -z "$interrupted" ] && break
done

tell "$code"
