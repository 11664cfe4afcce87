"""Starts a command that the kernel kills as soon as the process that started it is gone.

`python leash.py PARENT_PID COMMAND …`. The leash belongs to the thread that forked, so it is
set here, in the child itself, and the parent is looked at afterwards.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(parent: int) -> None:
    """Ends this process at once when `parent` (a process id) ends or has ended already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
