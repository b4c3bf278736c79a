# Tries what a hostile test would try, from inside. Prints "open: WHAT" for each way out, then "done".
# usage: sh -c THIS probe CANARY_FILE HOST_PID HOST_PID_NAMESPACE SECCOMP_MODE UID
open() { echo "open: $1"; }
[ -e "$1" ] && open "host files"
[ -n "$DEVFLOW_CANARY" ] && open "host environment"
# a low number may be one of our own
[ "$2" -gt 50 ] && [ -e "/proc/$2" ] && open "host processes"
[ "$(readlink /proc/self/ns/pid)" = "$3" ] && open "host processes"
( : >/devflow-probe ) 2>/dev/null && open "writable root"
( : >/usr/devflow-probe ) 2>/dev/null && open "writable /usr"
( : >>/proc/sys/kernel/core_pattern ) 2>/dev/null && open "the kernel's settings"
[ -e /etc/shadow ] && open "host accounts"
[ -e /run/user ] && open "host sockets"
[ -e /sys/kernel ] && open "kernel files"
while read -r name _; do
  case $name in lo: | Inter-* | face) ;; *) open "network $name" ;; esac
done </proc/net/dev
while read -r key value _; do
  case $key in
  CapEff: | CapPrm: | CapBnd:) [ "$value" = 0000000000000000 ] || open "capabilities $value" ;;
  NoNewPrivs:) [ "$value" = 1 ] || open "new privileges" ;;
  Seccomp:) [ "$value" = "$4" ] || open "system calls" ;;
  Uid:) [ "$value" = "$5" ] || open "uid $value" ;;
  esac
done </proc/self/status
unshare -U true 2>/dev/null && open "new namespaces"
echo done
