"""``python -m suite`` is ``suite``."""

from __future__ import annotations

from suite.cli.main import main

if __name__ == "__main__":
    main()
