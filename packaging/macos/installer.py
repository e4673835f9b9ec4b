"""The disk image for macOS: the program beside a link to Applications, signed and notarised where a key is given.

EARSIGHT_SIGN_AS names the certificate, EARSIGHT_NOTARY the profile of the notary's password in the keychain.
"""

import os
import shutil
import time
from pathlib import Path

from project import BUILD, DIST, MACHINE, ROOT, TITLE, VERSION, run

HERE = ROOT / "packaging" / "macos"
APP = DIST / f"{TITLE}.app"


def package() -> dict[str, Path]:
    """dist/Earsight-VERSION-macos-arm64.dmg; the seconds it took are printed."""
    began = time.monotonic()
    sign()
    inside = BUILD / "package" / "dmg"
    shutil.rmtree(inside, ignore_errors=True)
    inside.mkdir(parents=True)
    # `ditto` keeps links and signatures as they are.
    run(["ditto", str(APP), str(inside / APP.name)])
    (inside / "Applications").symlink_to("/Applications")
    out = DIST / f"{TITLE}-{VERSION}-macos-{MACHINE}.dmg"
    out.unlink(missing_ok=True)
    image = ["-volname", TITLE, "-srcfolder", str(inside), "-fs", "HFS+", "-format", "ULFO", str(out)]
    run(["hdiutil", "create", *image])
    if profile := os.environ.get("EARSIGHT_NOTARY"):
        run(["xcrun", "notarytool", "submit", str(out), "--keychain-profile", profile, "--wait"])
        run(["xcrun", "stapler", "staple", str(out)])
    print(f"{out.name}: {out.stat().st_size / 1e6:.0f} MB in {time.monotonic() - began:.0f} s")
    return {"dmg": out}


def sign() -> None:
    """Sign everything anew with the entitlements, which signing without them would take away."""
    identity = os.environ.get("EARSIGHT_SIGN_AS") or "-"
    how = ["--force", "--deep", "--entitlements", str(HERE / "entitlements.plist"), "--sign", identity]
    if identity != "-":
        how += ["--options", "runtime", "--timestamp"]
    run(["codesign", *how, str(APP)])
    run(["codesign", "--verify", "--deep", "--strict", str(APP)])
