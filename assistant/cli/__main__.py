"""The entry of the command `earsight`, which ends in one line even if Ctrl-C comes while modules are loaded."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from assistant.cli.main import main as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        sys.stderr.write("earsight: stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
