"""The portal in containers: what `docker-compose.yml` runs in the image of `deploy/Dockerfile`."""
