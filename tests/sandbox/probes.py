"""What hostile code tries against each wall, and the honest work beside it that must go on.

All run in one command of a back end, each in a process of its own, which prints what it reached. `F` holds
what the host knows: the port of its server, the path of a secret (asking.py).
"""

from __future__ import annotations

from dataclasses import dataclass

SHM_KEY = 0x5EED


@dataclass(frozen=True)
class Probe:
    """One wall: `hostile` prints each thing that it gets at, `honest` prints "fine"."""

    name: str
    hostile: str
    honest: str


PROBES = (
    Probe(
        "113 R-env",
        "words = ('KEY', 'TOKEN', 'SECRET', 'PASSWORD', 'GIT_')\n"
        "[print(k) for k, v in os.environ.items() if any(w in k for w in words) or 'canary' in v]",
        "print('fine' if os.environ['MINE'] == '1' and os.environ['PATH'] else '')",
    ),
    Probe(
        "114 R-home",
        "[print(p) for p in F['secrets'] if os.path.exists(p)]",
        "open(os.path.expanduser('~/mine'), 'w').write('x'); print('fine')",
    ),
    Probe(
        "115 R-proc",
        "for name in filter(str.isdigit, os.listdir('/proc')):\n"
        "    for what in ('environ', 'cmdline'):\n"
        "        try: data = open(f'/proc/{name}/{what}', 'rb').read()\n"
        "        except OSError: continue\n"
        "        if b'canary' in data: print(name, what)\n"
        "if os.readlink('/proc/self/ns/pid') == F['pid namespace']: print('the host\\'s name space')",
        "print('fine' if f'{os.getpid()}' in os.listdir('/proc') else '')",
    ),
    Probe(
        "116 R-write",
        "for place in ('/x', '/usr/x', '/etc/x', '/root/x', '/run/x', '/run/devflow/x', '/sys/x'):\n"
        "    try: open(place, 'w'); print(place)\n    except OSError: pass",
        "for place in ('x', '/tmp/x', '/var/tmp/x', '/dev/shm/x', '/dev/null'): open(place, 'w').write('x')\n"
        "print('fine')",
    ),
    Probe(
        "117 R-net",
        "reach(socket.AF_INET, ('127.0.0.1', F['port'])); reach(socket.AF_INET, ('1.1.1.1', 53))\n"
        "try: print(socket.getaddrinfo('example.com', 80))\nexcept OSError: pass",
        "s = socket.create_server(('localhost', 0)); "
        "socket.create_connection(s.getsockname()); print('fine')",
    ),
    Probe(
        "118 R-abstract",
        "reach(socket.AF_UNIX, '\\0' + F['abstract'])",
        "s = socket.socket(socket.AF_UNIX); s.bind('\\0mine'); s.listen()\n"
        "socket.socket(socket.AF_UNIX).connect('\\0mine'); print('fine')",
    ),
    Probe(
        "119 R-path-socket",
        "[reach(socket.AF_UNIX, path) for path in F['sockets']]",
        "s = socket.socket(socket.AF_UNIX); s.bind('/tmp/mine'); s.listen()\n"
        "socket.socket(socket.AF_UNIX).connect('/tmp/mine'); print('fine')",
    ),
    Probe(
        "139 R-userns",
        "call('clone', 56, 0x10000000 | 17, 0, 0, 0, 0)\ncall('unshare', 272, 0x10000000)\n"
        "args = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)\ncall('clone3', 435, args, 88)\n"
        "if os.system('unshare -U true 2>/dev/null') == 0: print('unshare -U')",
        "import threading; t = threading.Thread(target=print, args=('fine',)); t.start(); t.join()",
    ),
    Probe(
        "140 R-io_uring",
        "call('io_uring_setup', 425, 1, ctypes.create_string_buffer(120))",
        "import asyncio; asyncio.run(asyncio.sleep(0)); print('fine')",
    ),
    Probe(
        "141 R-ptrace",
        "call('ptrace', 101, 0, 0, 0, 0)\ncall('keyctl', 250, 0, -3, 0)",
        "p = subprocess.Popen(['sleep', '9']); p.kill(); print('fine' if p.wait() == -9 else '')",
    ),
    Probe(
        "142 R-TIOCSTI",
        # -- on a terminal of its own, where a kernel may let it; EIO is a kernel that has unlearned it
        "import fcntl, termios\nmaster, slave = os.openpty(); os.setsid()\n"
        "fcntl.ioctl(slave, termios.TIOCSCTTY)\n"
        "for request in (0x5412, 0x541C):\n"
        "    try: fcntl.ioctl(slave, request, b'x'); print('typed')\n"
        "    except OSError as e: e.errno == 1 or print('not denied:', e)",
        "r, w = os.openpty(); print('fine' if os.isatty(w) else '')",
    ),
    Probe(
        "the host's shared memory",
        f"print('segment') if '{SHM_KEY}' in open('/proc/sysvipc/shm').read() else None",
        "from multiprocessing import shared_memory as m\n"
        "m.SharedMemory(create=True, size=99).unlink(); print('fine')",
    ),
    Probe(
        "the host's name",
        "print(socket.gethostname()) if socket.gethostname() == F['host'] else None",
        "print('fine' if socket.gethostname() == 'sandbox' else socket.gethostname())",
    ),
    Probe(
        "the host's control groups",
        "[print(l) for l in open('/proc/self/cgroup') if l.rstrip().split(':', 2)[2] != '/']",
        "print('fine')",
    ),
    Probe(
        "rights",
        "for line in open('/proc/self/status'):\n"
        "    key, value = line.split(':')\n"
        "    if key in ('CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb') and int(value, 16): print(line)\n"
        "    if key == 'NoNewPrivs' and int(value) != 1: print(line)",
        "os.chmod('app.py', 0o755); print('fine')",
    ),
    Probe(
        "another user",
        "if [os.getuid(), os.getgid()] != F['identity']: print(os.getuid(), os.getgid())",
        "import pwd; print('fine' if pwd.getpwuid(os.getuid()).pw_dir else '')",
    ),
    Probe(
        "accounts",
        "[print(l) for l in open('/etc/passwd') if l.split(':')[0] not in ('root', 'nobody')]",
        "import grp; print('fine' if grp.getgrgid(os.getgid()) else '')",
    ),
    Probe(
        "the host's session",
        "os.getsid(0) == 0 and print('of the host')\n"
        "try: open('/dev/tty', 'w'); print('/dev/tty')\nexcept OSError: pass",
        "os.setpgid(0, 0); print('fine')",
    ),
    Probe(
        "the kernel's files",
        "os.path.exists('/sys/kernel') and print('/sys')",
        "os.cpu_count() and print('fine')",
    ),
    Probe(
        "the kernel's settings",
        "for place in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', F['pressure']):\n"
        "    try: os.open(place, os.O_WRONLY); print(place)\n    except OSError: pass",
        "print('fine' if open('/proc/sys/kernel/ostype').read() else '')",
    ),
    Probe(
        "sizes of temporary folders",
        "for place, most in (('/dev/shm', 64 << 20), ('/tmp', F['disk']), ('/var/tmp', F['disk'])):\n"
        "    s = os.statvfs(place); size = s.f_blocks * s.f_frsize\n"
        "    if size > most + 4096 and (place == '/dev/shm' or F['in memory']): print(place)",
        "import tempfile; tempfile.TemporaryFile().write(b'x' * (1 << 20)); print('fine')",
    ),
    Probe(
        "limits of one process",
        "import resource as r\n"
        "most = {'CORE': 0, 'DATA': F['memory'], 'FSIZE': F['disk'], 'NOFILE': 4096}\n"
        "most['NPROC'] = F['processes']\n"
        "for name, value in most.items():\n"
        "    soft = r.getrlimit(getattr(r, f'RLIMIT_{name}'))[0]\n"
        "    if (soft < 0 or soft > value) and (name != 'NPROC' or F['mapped']): print(name, soft)\n"
        "if open('/proc/self/oom_score_adj').read().strip() != '1000': print('oom_score_adj')",
        "x = bytearray(60 << 20); open('/tmp/some', 'wb').write(x[: 8 << 20]); print('fine')",
    ),
)  # fmt: skip
