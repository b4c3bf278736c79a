# The first process in the sandbox: sets the limits of one process, then waits for the command.
# usage: sh -c THIS init DATA_KIB FILE_BLOCKS PROCESSES COMMAND [ARGUMENT...]
ulimit -c 0
ulimit -d "$1" 2>/dev/null
ulimit -f "$2" 2>/dev/null
ulimit -n 4096 2>/dev/null
ulimit -u "$3" 2>/dev/null || ulimit -p "$3" 2>/dev/null
# Should memory end, the kernel takes these processes first.
echo 1000 2>/dev/null >/proc/self/oom_score_adj
shift 3
"$@"
exit $?
