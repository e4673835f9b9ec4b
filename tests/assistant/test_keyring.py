"""Encryption with a real keyring: GNOME's, on a session bus of its own, which is no other program's to start."""

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import keyring
import pytest
from keyring.backends import SecretService

from assistant.cli.main import run
from assistant.history import History
from tests.assistant.test_sealing import SECRET, all_is_there, forget_keys, lived_in
from tests.kept import holding

__all__ = ["lived_in"]

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]
SECRETS = "org.freedesktop.secrets"
SECONDS = 20
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""

pytestmark = pytest.mark.skipif(
    bool(MISSING),
    reason=f"there is no {' and no '.join(MISSING)} here; Debian's gnome-keyring and dbus-daemon have them",
)


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a person's session, with a bus."""
    folder = tmp_path_factory.mktemp("s")
    (folder / "bus.conf").write_text(BUS.format(path=folder / "bus"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(folder))
    command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile", "--print-address"]
    before = keyring.get_keyring()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bus:
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        yield folder
        bus.kill()
    keyring.set_keyring(before)
    forget_keys()
    gc.collect()  # what connections are left, while their warning is expected


@contextmanager
def unlocked(session: Path) -> Iterator[None]:
    """GNOME's keyring from one login to the next, opened with the person's password."""
    from jeepney import MatchRule, message_bus  # which Linux alone has
    from jeepney.io.blocking import Proxy, open_dbus_connection

    owned = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
    owned.add_arg_condition(0, SECRETS)
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    forget_keys()
    with open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        Proxy(message_bus, connection).AddMatch(owned)
        with (
            connection.filter(owned) as changes,
            subprocess.Popen(
                [*command, f"--control-directory={session / 'control'}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as daemon,
        ):
            assert daemon.stdin is not None
            daemon.stdin.write(b"a password")
            daemon.stdin.close()
            try:
                connection.recv_until_filtered(changes, timeout=SECONDS)
                yield
            finally:
                daemon.kill()


# The keyring library leaves a connection open where there is no service on the bus.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:unclosed:ResourceWarning")
def test_the_systems_keyring_keeps_the_key_from_one_login_to_the_next(
    lived_in: Path, session: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with unlocked(session):
        assert SecretService.Keyring.viable
        keyring.set_keyring(SecretService.Keyring())
        assert run(["data", "encrypt"]) == 0
        assert holding(lived_in, SECRET) == []
        forget_keys()
        all_is_there()
    forget_keys()
    capfd.readouterr()
    assert run(["chats", "list"]) == 1
    assert "the system's keyring does not give the key; unlock the keyring" in capfd.readouterr().err
    gc.collect()  # the connection, while its warning is expected
    with unlocked(session):
        all_is_there()
        with closing(History()) as history:
            history.add_turn(None, "Amaranth?", "Yes.")
        assert holding(lived_in, SECRET, "amaranth") == []
        assert run(["data", "decrypt"]) == 0
        forget_keys()
        all_is_there(chats=3)
        assert holding(lived_in, "amaranth")
