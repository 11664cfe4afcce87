"""What must be there before the first process works: keys, indexes, freed leases, demo data.

`python -m deploy.onebox.setup`, with the environment of the portal. Running it again changes
nothing. Only the holder of the data folder runs it, so every lease found is an orphan.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from deploy.onebox.front import SERVICES
from shared import mongo, secrets
from shared.messaging.sqlite_bus import SqliteBus
from shared.settings import SettingsError


def prepare(environment: Mapping[str, str]) -> None:
    """Raises SecretsMissing or SettingsError with one sentence."""
    with mongo.connect(environment["PORTAL_MONGO_URL"], "setup") as client:
        store_empty = not set(SERVICES) & set(client.list_database_names())
    secrets.prepare(Path(environment["PORTAL_SECRETS_DIR"]), store_empty=store_empty)
    import_module("services.portal.settings").Settings.from_env(environment)
    for name in SERVICES:
        settings = import_module(f"services.{name}.settings").Settings.from_env(environment)
        import_module(f"services.{name}.worker").prepare(settings)
    if "PORTAL_BUS_PATH" in environment:
        SqliteBus(environment["PORTAL_BUS_PATH"]).free_leases()


def load_demo(environment: Mapping[str, str]) -> None:
    """Sample facilities and staff, told in <data>/demo.json; made once."""
    from services.registration import demo
    from services.registration.settings import Settings

    demo.load(Settings.from_env(environment), Path(environment["PORTAL_DATA_DIR"]) / "demo.json")


def main() -> None:
    try:
        prepare(os.environ)
        if os.environ["PORTAL_DEMO"] == "1":
            load_demo(os.environ)
    except (secrets.SecretsMissing, SettingsError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
