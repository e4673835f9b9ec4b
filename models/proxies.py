"""The proxies that the environment names, and what to say where one cannot be used."""

import os

NAMES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def unusable() -> str:
    """One sentence that names the variables at fault; a proxy's value may hold a password and is never shown."""
    found = sorted(
        name for name, value in os.environ.items() if name.lower() in NAMES and value and not _can_use(value)
    )
    named = f"The proxy in {' and '.join(found)}" if found else "The proxy that this system names"
    return f"{named} cannot be used: it has to be one for http or https."


def _can_use(address: str) -> bool:
    import httpx

    try:
        httpx.HTTPTransport(proxy=address if "://" in address else f"http://{address}", verify=False).close()
    except (ImportError, ValueError, httpx.InvalidURL):
        return False
    return True
