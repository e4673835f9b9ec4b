"""A token count that needs no model, for the budgets of the files people write."""


def estimate_tokens(text: str) -> int:
    """Tokens that a model will hardly exceed: one for every three UTF-8 bytes, rounded up.

    English averages four bytes a token, so this is a cautious figure; it is never used to fill a window.
    """
    return -(-len(text.encode("utf-8", "replace")) // 3)
