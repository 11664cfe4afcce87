"""Owns: nothing (no database) · Serves: the pages people see, whole without scripts.
Reaches the services only through their public HTTP API, as a foreign frontend would.
Publishes: nothing · Consumes: nothing
"""
