"""Where the tables live on this computer."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "SUITE_DATA_DIR"


def data_directory(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Return the data directory: ``explicit``, else ``$SUITE_DATA_DIR``, else the platform's user data directory.

    The directory need not exist; nothing is created here.
    """
    if explicit is not None:
        return Path(explicit).expanduser()
    from_environment = os.environ.get(ENVIRONMENT_VARIABLE)
    if from_environment:
        return Path(from_environment).expanduser()
    from platformdirs import user_data_path

    return user_data_path("hwnas-suite", appauthor=False)
