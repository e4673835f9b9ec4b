"""What PyInstaller freezes; see `ui.installed`."""

import sys

from ui.installed import main

if __name__ == "__main__":
    sys.exit(main())
