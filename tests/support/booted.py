"""A system of its own, booted by systemd in namespaces over the files of this machine."""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.lacking import skip_or_fail
from tests.support.tree import ROOT, files

PLACE = "srv/mingchu"  # where the units look for the project
SYSTEMD = Path("/lib/systemd/systemd")
NEEDED = ("unshare", "nsenter", "pivot_root", "mount", "ip", "systemctl")
NAMESPACES = ("--mount", "--pid", "--ipc", "--uts", "--net", "--cgroup")
# Where a Python that has a library of its own looks for it, since units are shown no homes.
LIBRARIES = "LD_LIBRARY_PATH=/srv/python/lib"
REFUSED = 77
PATIENCE = 120  # seconds, for a machine that does much else

# What it changes lies in memory and goes with it; no service of this machine is started.
BOOT = """
refused() { echo "this kernel lets nobody boot here: no $1" >&2; exit 77; }
root=$1/root
mount -t tmpfs -o mode=755 tmpfs "$1" || refused tmpfs
mkdir -p "$1/upper" "$1/work" "$root"
layers=lowerdir=/,upperdir=$1/upper,workdir=$1/work
mount -t overlay -o "$layers" overlay "$root" || refused overlay
mount -t proc proc "$root/proc" || refused proc
mount -t sysfs -o ro sysfs "$root/sys" || refused sysfs
mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup" || refused tmpfs
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" || refused cgroup2
for each in dev run srv etc/systemd/system; do
    mkdir -p "$root/$each"; mount -t tmpfs -o mode=755 tmpfs "$root/$each" || refused tmpfs
done
mkdir "$root/dev/shm" "$root/dev/pts"
for each in tmp dev/shm; do mount -t tmpfs -o mode=1777 tmpfs "$root/$each" || refused tmpfs; done
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" || refused devpts
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for each in null zero full random urandom tty; do
    touch "$root/dev/$each"; mount --bind "/dev/$each" "$root/dev/$each" || refused "$each"
done
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys" || refused "read-only settings of the kernel"
ip link set lo up || refused loopback
: > "$root/etc/fstab"
sh -e "$1.fill" "$root"
cd "$root"
mkdir .before
pivot_root . .before || refused pivot_root
umount -l /.before
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
    /lib/systemd/systemd --unit=kitchens.target --log-target=journal --show-status=false
"""


@dataclass(frozen=True, slots=True)
class System:
    """A system that runs; `pid` is that of its first process, as this machine sees it."""

    pid: int

    def run(self, *words: str | Path, check: bool = True) -> str:
        """What a command within it prints, as root."""
        done = self.start(*words, output=subprocess.PIPE)
        printed, _ = done.communicate(timeout=PATIENCE)
        assert not check or done.returncode == 0, f"{words}: {printed}{self.journal()}"
        return printed

    def start(self, *words: str | Path, output: int) -> "subprocess.Popen[str]":
        """Begin a command within it."""
        path = f"/{PLACE}/.venv/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return subprocess.Popen(
            ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--ipc", "--uts", "--net",
             "--cgroup", "env", "-i", f"PATH={path}", "LANG=C.UTF-8", LIBRARIES, *words],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def told(self, unit: str, name: str) -> str:
        """One property of a unit."""
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def journal(self) -> str:
        """All that was said since it was booted."""
        done = self.start("journalctl", "--boot", "--no-pager", "--quiet", output=subprocess.PIPE)
        return done.communicate(timeout=PATIENCE)[0]


@contextmanager
def booted(directory: Path, fill: str) -> Iterator[System]:
    """Boot `kitchens.target`, after the shell script `fill` has put it into the tree $1.

    Skips where the kernel refuses; what a package lacks is missing under CI.
    """
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if lacking or not SYSTEMD.exists():
        skip_or_fail(f"no {', '.join(lacking) or 'systemd'} here")
    if os.geteuid() != 0:
        pytest.skip("only root boots a system")
    group = _control_group()
    place = directory / "system"
    place.mkdir()
    place.with_suffix(".fill").write_text(fill, encoding="utf-8")
    words = ["unshare", *NAMESPACES, "--fork", "--kill-child", "sh", "-ec", BOOT, "sh", place]
    with (directory / "said").open("w+", encoding="utf-8") as said:
        unshared = subprocess.Popen(
            ["sh", "-ec", 'echo $$ > "$0/cgroup.procs"; exec "$@"', group, *words],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            yield _wait_for(unshared, said.name)
        finally:
            unshared.kill()  # and with it, by --kill-child, the first process of the system
            unshared.wait()
            _forget(group)


def put_project(place: str = f'"$1/{PLACE}"') -> str:
    """A script that puts the project, and the Python it runs under, to where the units look."""
    packages = Path(sysconfig.get_path("purelib"))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    wanted = [str(path) for path in files() if path.parts[0] not in {"tests", "bench", "docs"}]
    scripts = Path(sysconfig.get_path("scripts"))
    return f"""
mkdir -p {place}/.venv/bin {place}/.venv/lib/{version}/site-packages "$1/srv/python"
mount --bind {sys.base_prefix} "$1/srv/python"
mount --bind {packages} {place}/.venv/lib/{version}/site-packages
echo "home = /srv/python/bin" > {place}/.venv/pyvenv.cfg
ln -s /srv/python/bin/{version} {place}/.venv/bin/python
for each in flask gunicorn; do
    {{ echo "#!/{PLACE}/.venv/bin/python"; tail -n +2 {scripts}/$each; }} > {place}/.venv/bin/$each
    chmod 755 {place}/.venv/bin/$each
done
mkdir -p "$1/etc/systemd/system.conf.d"
echo "[Manager]
DefaultEnvironment={LIBRARIES}" > "$1/etc/systemd/system.conf.d/python.conf"
cd {ROOT}
tar c {" ".join(wanted)} | tar x --no-same-owner -C {place}
cd {place}
{sys.executable} -m compileall -q portal transcoder detector
"""


def _control_group() -> Path:
    """A new control group below that of this process, for the system alone."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    roots = [Path(words[1]) for words in mounts if words[2] == "cgroup2"]
    own = [line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines()
           if line.startswith("0::")]  # fmt: skip
    if not roots or not own:
        pytest.skip("this kernel has no control groups of the second version")
    group = roots[0] / own[0].lstrip("/") / f"mingchu-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"this kernel lets nobody boot here: no control group ({error.strerror})")
    return group


def _wait_for(unshared: "subprocess.Popen[bytes]", said: str) -> System:
    """The system once systemd takes orders."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(0.1)
        if unshared.poll() is not None:
            words = Path(said).read_text(encoding="utf-8")
            if unshared.returncode == REFUSED or "unshare failed" in words:
                pytest.skip(words.strip()[-300:])
            pytest.fail(words)
        children = Path(f"/proc/{unshared.pid}/task/{unshared.pid}/children").read_text().split()
        if not children or Path(f"/proc/{children[0]}/comm").read_text().strip() != "systemd":
            continue
        system = System(int(children[0]))
        if system.run("systemctl", "is-active", "kitchens.target", check=False).strip() == "active":
            return system
    pytest.fail(f"no system after {PATIENCE} s: {Path(said).read_text(encoding='utf-8')}")


def _forget(group: Path) -> None:
    """Remove the control groups, as soon as the last process has left them."""
    below = sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True)
    end = time.monotonic() + PATIENCE
    for each in [*below, group]:
        while time.monotonic() < end:
            try:
                each.rmdir()
                break
            except OSError:
                time.sleep(0.05)
