"""The commands of a whole machine, for a temporary folder: systemd, users, packages, certificates.

`machine.py` puts each command into a folder that is first in PATH. What a container can't
do is left out (users, packages); units run as systemd would run them: their own environment, their
folder, and the message that they are ready.
"""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from importlib import metadata
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(os.environ.get("MACHINE_ROOT", ""))
REAL = json.loads(os.environ.get("MACHINE_COMMANDS", "{}"))  # paths of the real commands
STATE = ROOT / "state"
UNITS = ROOT / "etc/systemd/system"
PATH = "/usr/local/bin:/usr/bin:/bin"


def main():
    """Run the command that the first argument names."""
    [name, *words] = sys.argv[1:]
    COMMANDS[name](words)


def do_nothing(words):
    """Leave out what needs a machine of its own."""


def replace_process(*words):
    os.execv(words[0], words)


def install(words):
    """Make folders, without their owners."""
    assert words[0] == "-d"
    owners = {place + 1 for place, word in enumerate(words) if word in {"-o", "-g"}}
    kept = [word for place, word in enumerate(words) if place not in owners]
    replace_process(REAL["install"], *(word for word in kept if word not in {"-o", "-g"}))


def runuser(words):
    """Run a command as this user."""
    [option, user, dashes, *command] = words
    assert (option, dashes) == ("-u", "--")
    assert user in {"acro", "postgres"}
    os.execvp(command[0], command)


def redis_cli(words):
    replace_process(REAL["redis-cli"], "-p", os.environ["MACHINE_REDIS_PORT"], *words)


def python3(words):
    """Make a virtual environment that has this one's packages instead of downloading them."""
    [option, module, folder] = words
    assert (option, module) == ("-m", "venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [packages] = Path(folder).glob("lib/*/site-packages")
    (packages / "packages.pth").write_text(os.environ["MACHINE_PACKAGES"] + "\n")
    (Path(folder) / "bin/pip").symlink_to(ROOT / "bin/pip")


def pip(words):
    """Check that the locked versions are installed, with the hashes in the file."""
    asked = ["install", "--quiet", "--require-hashes", "--requirement", "requirements.lock"]
    assert [word for word in words if word != "--no-cache-dir"] in (asked, asked[:1] + asked[2:])
    text = Path("requirements.lock").read_text("utf-8").replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    assert all("--hash=sha256:" in line for line in lines)
    for line in lines:
        pin = Requirement(line.split("--hash")[0].strip())
        if pin.marker is None or pin.marker.evaluate():
            assert metadata.version(pin.name) in pin.specifier, pin


def certbot(words):
    """Make a certificate that signs itself."""
    options = dict(pairwise(words))
    domain, webroot = options["--domain"], Path(options["--webroot-path"])
    assert webroot.is_dir()
    folder = ROOT / "etc/letsencrypt/live" / domain
    folder.mkdir(parents=True)
    command = [REAL["openssl"], "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={domain}", "-addext", f"subjectAltName=DNS:{domain}"]
    command += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def nginx(words):
    replace_process(REAL["nginx"], "-c", str(ROOT / "nginx.conf"), "-e", "stderr", *words)


def systemctl(words):
    """Do what systemd does for the units in this machine's folder."""
    verb, *names = [word for word in words if word != "--now"]
    if verb == "daemon-reload":
        verify_units()
    elif names == ["nginx"]:
        reload_nginx()
    else:
        for name in names:
            UNIT_VERBS[verb](name if "." in name else f"{name}.service")


def verify_units():
    """Stop at anything that systemd would complain about, if it is installed."""
    if not REAL["systemd-analyze"]:
        return
    units = [str(path) for path in UNITS.iterdir() if path.is_file()]
    done = subprocess.run(
        [REAL["systemd-analyze"], "verify", *units],
        env={"PATH": PATH, "SYSTEMD_UNIT_PATH": f"{UNITS}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def reload_nginx():
    pid_file = STATE / "nginx.pid"
    command = [REAL["nginx"], "-c", str(ROOT / "nginx.conf"), "-e", str(STATE / "nginx.log")]
    if not pid_file.exists() or not pid_file.read_text():  # `nginx -t` leaves an empty one
        subprocess.run(command, check=True)
        return
    os.kill(int(pid_file.read_text()), signal.SIGHUP)
    time.sleep(0.5)  # as long as its new processes take to begin


def read_unit(name):
    """Return the lines of a unit and of its drop-ins: pairs of name and value."""
    prefix = re.sub(r"-[^-]*$", "-", name.removesuffix(".service"))
    prefix = f"{name.split('-', maxsplit=1)[0]}-" if prefix else name
    files = [UNITS / name, *sorted((UNITS / f"{prefix}.service.d").glob("*.conf"))]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if "=" in line and not line.startswith("#")]
    return [(key, value) for key, _, value in pairs]


def read_environment(unit):
    """Return the environment of a service: nothing of this process's own."""
    values = {"PATH": PATH}
    for file in unit.get("EnvironmentFile", []):
        for line in Path(file).read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            values[name] = shlex.split(value)[0] if value else ""
    for line in unit.get("Environment", []):
        values.update(word.split("=", 1) for word in shlex.split(line))
    return values


def start(name):
    """Start a service as its unit says; wait until it is ready, or done if it runs once."""
    if name.endswith(".timer"):
        (STATE / name).touch()
        assert (UNITS / name.replace(".timer", ".service")).exists()
        return
    unit = {}
    for key, value in read_unit(name):
        unit.setdefault(key, []).append(value)
    [kind] = unit.get("Type", ["simple"])
    environment = read_environment(unit)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    if kind == "notify":
        environment["NOTIFY_SOCKET"] = f"{STATE}/{name}.notify"
        Path(environment["NOTIFY_SOCKET"]).unlink(missing_ok=True)
        listening.bind(environment["NOTIFY_SOCKET"])
        listening.settimeout(60)
    with (STATE / f"{name}.log").open("a") as log:
        process = subprocess.Popen(
            shlex.split(unit["ExecStart"][0]),
            cwd=unit["WorkingDirectory"][0],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    if kind == "oneshot":
        assert process.wait(120) == 0, (STATE / f"{name}.log").read_text()
        return
    (STATE / f"{name}.pid").write_text(str(process.pid))
    if kind == "notify":
        while b"READY=1" not in listening.recv(4096):
            pass


def stop(name):
    """Ask a service to stop, and wait until it has."""
    pid_file = STATE / f"{name}.pid"
    pid = int(pid_file.read_text())
    os.kill(pid, signal.SIGTERM)
    for _ in range(600):
        if not is_running(pid):
            pid_file.unlink()
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} didn't stop within a minute")


def is_running(pid):
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


UNIT_VERBS = {"enable": start, "start": start, "stop": stop}
COMMANDS = {
    "adduser": do_nothing,
    "apt-get": do_nothing,
    "certbot": certbot,
    "chown": do_nothing,
    "groupadd": do_nothing,
    "install": install,
    "nginx": nginx,
    "pip": pip,
    "python": python3,
    "python3": python3,
    "redis-cli": redis_cli,
    "runuser": runuser,
    "systemctl": systemctl,
    "useradd": do_nothing,
}

if __name__ == "__main__":
    main()
