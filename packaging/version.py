"""Ends with an error unless the tag given, as v1.2.0, is the version of pyproject.toml.

usage: version.py TAG
"""

import sys

from project import VERSION, stop

if __name__ == "__main__" and sys.argv[1:] != [f"v{VERSION}"]:
    stop(f"The tag {' '.join(sys.argv[1:])} is not v{VERSION}, which pyproject.toml says.")
