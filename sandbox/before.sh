# Builds, starts services and waits for them; then the command runs in their company.
# usage: sh -c THIS before BUILDS LINE... SERVICES (RUN READY SECONDS)... COMMAND [ARGUMENT...]
log=/tmp/devflow-before.$$
mkdir -p "$log"

# fail LOG SENTENCE: the end of what was said, then why the command did not run.
fail() {
    tail -n 20 "$1" >&2
    echo "devflow: $2" >&2
    exit 97
}

left=$1
shift
while [ "$left" -gt 0 ]; do
    sh -c "$1" </dev/null >"$log/build" 2>&1 || fail "$log/build" "this build line failed: $1"
    left=$((left - 1))
    shift
done

left=$1
shift
while [ "$left" -gt 0 ]; do
    sh -c "$1" </dev/null >"$log/service" 2>&1 &
    started=$!
    tries=$(($3 * 10))
    until sh -c "$2" </dev/null >/dev/null 2>&1; do
        # one that has ended may have gone to the background: it gets two more seconds
        kill -0 "$started" 2>/dev/null || [ "$tries" -le 20 ] || tries=20
        [ "$tries" -gt 0 ] || fail "$log/service" "this service was not ready in $3 s: $1"
        tries=$((tries - 1))
        sleep 0.1
    done
    left=$((left - 1))
    shift 3
done

"$@"
exit $?
