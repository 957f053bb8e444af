"""A machine in a temporary folder, on which the recipe's commands run as they are written.

Two things differ from a real one. The folders and ports in `Machine.translate` lie in the temporary
folder and are free, in the commands and in the copied `deploy/`. And `machine_commands.py` replaces
what needs root or a network: packages, users, systemd, and the certificate authority.
"""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

from machine_commands import COMMANDS
from processes import ROOT, free_port
from programs import find_command
from servers import running_postgresql, running_redis

FOLDERS = (
    "srv/acro",
    "etc/acro",
    "etc/systemd/system",
    "etc/nginx",
    "etc/letsencrypt",
    "var/backups/acro",
    "var/www/acme",
    "var/cache/nginx",
)
PASSWORD = "a long pass phrase"
NGINX = """
pid {state}/nginx.pid;
{user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {state}/body;
    proxy_temp_path {state}/proxy;
    fastcgi_temp_path {state}/fastcgi;
    scgi_temp_path {state}/scgi;
    uwsgi_temp_path {state}/uwsgi;
    include {root}/etc/nginx/conf.d/*.conf;
}}
"""


class Machine:
    """An empty machine, with the repository to install from; `run` runs commands on it."""

    def __init__(self, folder, mail_port=25, folders=FOLDERS):
        self.root, self.state, self.folders = folder, folder / "state", folders
        self.servers = ExitStack()
        names = ("web", "http", "https", "redis")
        self.ports = {name: free_port() for name in names}
        self.values = {
            "SOURCE": f"file://{folder}/source",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        for name in ("bin", "state", "etc/systemd/system", "etc/nginx/conf.d"):
            (folder / name).mkdir(parents=True)
        (folder / "var").mkdir()
        self.link_commands()
        self.write_configuration()
        self.make_repository()
        self.environment = self.build_environment()

    def link_commands(self):
        commands = Path(__file__).with_name("machine_commands.py")
        for name in COMMANDS:
            file = self.root / "bin" / name
            file.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{commands}" {name} "$@"\n')
            file.chmod(0o755)

    def write_configuration(self):
        user = "user root;" if os.getuid() == 0 else ""
        text = NGINX.format(root=self.root, state=self.state, user=user)
        (self.root / "nginx.conf").write_text(text)
        (self.root / ".curlrc").write_text(
            f'connect-to = "directory.example:443:127.0.0.1:{self.ports["https"]}"\n'
            f'cacert = "{self.root}/etc/letsencrypt/live/directory.example/fullchain.pem"\n'
        )

    def build_environment(self):
        names = ("install", "nginx", "openssl", "redis-cli", "systemd-analyze")
        return {
            "PATH": f"{self.root}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.root),
            "LANG": "C.UTF-8",
            "PWD": str(self.root),
            "PGHOST": str(self.root / "postgresql"),
            "PGUSER": "directory",
            "MACHINE_ROOT": str(self.root),
            "MACHINE_COMMANDS": json.dumps({name: find_command(name) for name in names}),
            "MACHINE_PACKAGES": sysconfig.get_path("purelib"),
            "MACHINE_REDIS_PORT": str(self.ports["redis"]),
        }

    def translate(self, text):
        """Return a text of the recipe with this machine's folders and ports."""
        text = re.sub(rf"(?<![\w.])/(?={'|'.join(self.folders)})", f"{self.root}/", text)
        text = text.replace("%2Fvar%2Frun%2Fpostgresql", quote(f"{self.root}/postgresql", safe=""))
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}")
        text = text.replace("127.0.0.1:6379", f"127.0.0.1:{self.ports['redis']}")
        text = re.sub(r"(listen (?:\[::\]:)?)80\b", rf"\g<1>{self.ports['http']}", text)
        return re.sub(r"(listen (?:\[::\]:)?)443\b", rf"\g<1>{self.ports['https']}", text)

    def make_repository(self):
        """Copy this project into a repository with two releases; the second has another footer."""
        source = self.root / "source"
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, names.split("\0")):
            if not (ROOT / name).is_file() or name.startswith("tests/"):
                continue
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
            if name.startswith("deploy/"):
                (source / name).write_text(self.translate((ROOT / name).read_text("utf-8")))
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "site: first release")
        self.git("tag", "v1.0.0")
        page = source / "templates/base.html"
        page.write_text(page.read_text("utf-8").replace("</body>", "<!-- v1.1.0 --></body>"))
        self.git("commit", "--quiet", "--all", "--message", "pages: name the second release")
        self.git("tag", "v1.1.0")

    def git(self, *words):
        name = ["-c", "user.name=Ada", "-c", "user.email=ada@directory.example"]
        subprocess.run(["git", *name, *words], cwd=self.root / "source", check=True)

    def start_postgresql(self):
        """Start a server with a socket in this machine's folder."""
        server = self.servers.enter_context(running_postgresql(only_socket=True))
        (self.root / "postgresql").symlink_to(server.folder)

    def start_redis(self):
        self.servers.enter_context(running_redis(self.ports["redis"]))

    def run(self, commands, *, types_password=False):
        """Run commands in bash, which goes on where the last ones ended; return their output."""
        for name, value in self.values.items():
            commands = re.sub(
                rf"^{name}=(?!\$).*$", f"{name}={value}", commands, flags=re.MULTILINE
            )
        kept = self.state / "environment"
        script = f"set -euo pipefail\nset -a\n{self.translate(commands)}\nenv -0 > '{kept}'\n"
        run = run_in_terminal if types_password else run_without_terminal
        output = run(script, self.environment)
        entries = kept.read_text("utf-8").rstrip("\0").split("\0")
        self.environment = dict(entry.split("=", 1) for entry in entries)
        return output

    def close(self):
        """Stop all that runs on this machine."""
        for file in self.state.glob("*.pid"):
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(file.read_text()), signal.SIGTERM)
        self.servers.close()


def run_without_terminal(script, environment):
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=environment["PWD"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_in_terminal(script, environment):
    """Run a script that asks for a password; type it at each prompt."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(environment["PWD"])
        os.execve("/bin/bash", ["bash", "-c", script], environment)
    output = b""
    with suppress(OSError):  # The terminal closes when the script ends.
        while data := os.read(terminal, 4096):
            output += data
            if data.rstrip().endswith(b":"):
                os.write(terminal, f"{PASSWORD}\n".encode())
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, output.decode()
    return output.decode()
