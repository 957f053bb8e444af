"""Say what keeps `make` from starting the site, before anything is installed, migrated, or loaded.

    python tools/can_start.py port 8000
    python tools/can_start.py python
    python tools/can_start.py folder .venv var

Any Python 3 runs this file, because an old one has to say that it is too old.
"""

import errno
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
HIGHEST_PORT = 65_535


def check_python():
    """Stop if this Python is too old for the site."""
    if sys.version_info < OLDEST:
        present = ".".join(str(number) for number in sys.version_info[:2])
        sys.exit(
            f"This is Python {present}, and the site needs Python 3.11 or newer."
            " Install one and name it: make PYTHON=python3.11 …"
        )


def check_port(port):
    """Stop if the site couldn't listen on this port of 127.0.0.1."""
    if not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
        sys.exit(f"PORT is “{port}”. Use a number from 1 to 65535, such as make run PORT=8001.")
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            free.bind(("127.0.0.1", int(port)))
            free.listen()
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else "not allowed"
            sys.exit(
                f"Port {port} is {reason}. Stop the program that uses it, or choose another port,"
                " such as make run PORT=8001."
            )


def check_folders(names):
    """Stop if a folder of the project can't be written to, or can't be created."""
    for name in names:
        folder = ROOT / name
        try:
            with tempfile.TemporaryFile(dir=str(folder if folder.exists() else ROOT)):
                pass
        except OSError as error:
            sys.exit(
                f"Can't write to {folder} ({error.strerror}). Make it yours with"
                f" chown -R $(whoami) {ROOT}, or copy the project to a folder that you can write"
                " to and start it there."
            )


def main():
    """Run the check that the command line names."""
    check, *values = sys.argv[1:]
    if check == "python":
        check_python()
    elif check == "port":
        check_port(*values)
    else:
        check_folders(values)


if __name__ == "__main__":
    main()
