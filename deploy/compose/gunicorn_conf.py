"""How gunicorn runs one service in a container."""

bind = "0.0.0.0:8000"
worker_class = "deploy.draining.DrainingWorker"
workers = 2
threads = 8
preload_app = True  # nothing is connected before the fork
timeout = 60
graceful_timeout = 30
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
