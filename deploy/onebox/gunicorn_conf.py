"""How gunicorn runs the front. Workers die with their master, also when that is killed."""

import os

from deploy.onebox import leash
from shared import log

worker_class = "deploy.draining.DrainingWorker"
workers = 2
threads = 8
keepalive = 5
timeout = 60
graceful_timeout = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True


def post_fork(server, worker):
    leash.tie(server.pid)
    log.configure("web", os.environ.get("PORTAL_LOG_LEVEL") or "INFO")
