"""Two processes that ask one host keep its pause together, as the host sees it."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from subprocess import PIPE

from jobtrends_pipeline_tests.support import asker
from jobtrends_pipeline_tests.support.hostile_server import answer, serving

PAUSE = 0.2
TIMES = 6


def test_no_two_requests_arrive_closer_than_the_pause(tmp_path: Path) -> None:
    with serving({"/one": answer(b"1"), "/two": answer(b"2")}) as server:
        commands = [
            [sys.executable, "-m", asker.__name__, str(tmp_path), str(PAUSE), str(TIMES), server.url(path)]
            for path in ("/one", "/two")
        ]
        processes = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) for command in commands]
        assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n", "ready\n"]
        for process in processes:
            assert process.stdin
            process.stdin.write("begin\n")
            process.stdin.flush()
        for process in processes:
            process.communicate(timeout=60)
        assert [process.returncode for process in processes] == [0, 0]
        arrivals = list(server.arrivals)
    assert [len([one for one in arrivals if one.path == path]) for path in ("/one", "/two")] == [TIMES, TIMES]
    turns = [one.path for one in arrivals if one.path != "/robots.txt"]
    assert {"/one", "/two"} <= set(turns[2:6]), "neither waits until the other is done"
    gaps = [later.at - earlier.at for earlier, later in pairwise(arrivals)]
    assert min(gaps) >= PAUSE - 0.002
