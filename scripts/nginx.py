"""An nginx of this machine with the configuration that we give to users, for the page's tests."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parent.parent / "docs" / "nginx.conf"
MISSING = "needs an nginx and openssl: apt-get install nginx openssl"

_PATIENCE = 10.0
# All that it writes lies in one folder, and it stays with who started it.
_AROUND = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    types {{ text/html html; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/coach.conf;
}}
"""


def executable() -> str:
    """Return the path of an nginx, or an empty string when it or openssl is not there."""
    # Debian keeps it where only root looks.
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    return (shutil.which("nginx", path=places) or "") if shutil.which("openssl") else ""


@contextmanager
def running(folder: Path, *, coach: int) -> Iterator[tuple[str, Path]]:
    """Run it on loopback before a page at a port; give its address and its certificate.

    Only ports, the certificate's files and the loopback address differ from the users' file.

    Raises:
        RuntimeError: It is not on this machine, or does not start; the message says why.
    """
    path = executable()
    if not path:
        raise RuntimeError(MISSING)
    https, http = _free(), _free()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _certify(certificate, key)
    text = CONFIGURATION.read_text(encoding="utf-8")
    for found, wanted in (
        (r"listen 443", f"listen 127.0.0.1:{https}"),
        (r"listen 80", f"listen 127.0.0.1:{http}"),
        (r"127\.0\.0\.1:7860", f"127.0.0.1:{coach}"),
        (r"/etc/ssl/certs/\S+\.pem", str(certificate)),
        (r"/etc/ssl/private/\S+\.key", str(key)),
    ):
        text, count = re.subn(found, wanted, text)
        if count != 1:
            raise RuntimeError(f"{CONFIGURATION} has '{found}' {count} times, wanted once")
    (folder / "coach.conf").write_text(text, encoding="utf-8")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    around = _AROUND.format(folder=folder, user="user root;" if root else "")
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    log = folder / "log"
    command = [path, "-e", str(log), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait(process, https, log)
            yield f"https://localhost:{https}", certificate
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def trusting(certificate: Path) -> ssl.SSLContext:
    """Return what believes that certificate and no other."""
    return ssl.create_default_context(cafile=str(certificate))


def _certify(certificate: Path, key: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )


def _free() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _wait(process: subprocess.Popen[str], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    told = log.read_text(encoding="utf-8") if log.exists() else ""
    raise RuntimeError(f"nginx did not start: {told or process.poll()}")
