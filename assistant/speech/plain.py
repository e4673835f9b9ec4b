"""Takes Markdown away and leaves the text that is for the ear."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from assistant.speech.latex import in_signs

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST_PARSED = 20_000
"""Characters of one paragraph beyond which it is not a person's prose, and is taken as plain text."""
SILENT_TAGS = ("think", "thinking", "script", "style", "pre", "table", "svg", "math")
"""HTML elements whose content is not for the ear."""
_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|center|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|"
    "figure|font|footer|h[1-6]|head|header|hr|html|i|img|input|ins|kbd|li|main|mark|nav|ol|p|q|s|samp|section|"
    "small|span|strike|strong|sub|summary|sup|time|title|tt|u|ul|var|video|audio|button|label|form|caption|"
    "tbody|td|tfoot|th|thead|tr|" + "|".join(SILENT_TAGS)
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s+[\w-]+\s*=[^>]*)?\s*/?>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|td|th|h[1-6]|summary)\b", re.IGNORECASE)
_SILENT = re.compile(
    rf"<({'|'.join(SILENT_TAGS)})\b[^>]{{0,500}}>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_FENCED = re.compile(r"^[ \t>]*(?:[-*+]\s+)?(`{3,}|~{3,})[^`\n]*\n.*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_DISPLAY_MATH = re.compile(
    r"\$\$.{0,4000}?\$\$|\\\[.{0,4000}?\\\]|\\begin\{(\w{1,20}\*?)\}.{0,4000}?\\end\{\1\}",
    re.S,
)
_INLINE_MATH = re.compile(
    r"\\\((?P<round>.{0,500}?)\\\)"
    r"|(?<![\w$\\])\$(?=[A-Za-z\\({|_^-])(?P<dollar>[^$\n]{0,199}[^\s$\\])\$(?![\w$])"
    r"|(?<![\w$\\])\$(?P<amount>\d(?:[^$\n]{0,198}[^\s$\\])?)\$(?![\w$])",
    re.S,
)
_CERTAIN_MATH = re.compile(r"[^\s$]*[A-Za-z\\^_+=][^\s$]*")
_WORDS = re.compile(r"\s[^\W\d_]{2,}")
_PRODUCT = re.compile(r"(?<=\d)\*(?=\d)|(?<=\))\*(?=[\d(])|(?<=[\d)]) \* (?=[\d(])")
"""A star that multiplies; Markdown would take `2*3*4` for emphasis."""
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"“”„«»。，、]+|www\.[^\s<>\"“”„«»。，、]+", re.IGNORECASE)
_SITE = re.compile(
    r"(?<![\w@./-])((?:[\w-]{1,63}\.){1,5}(?:com|org|net|io|dev|edu|gov|info|app|ai|co|uk|de|fr|es|it|eu))/[^\s<>\"]*"
)
_MAIL_LINK = re.compile(r"mailto:", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"\s?\[\^[\w-]{1,40}\]|\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\s?【[^】]{0,80}】|(?<=[.,!?…])[¹²³⁴⁵⁶⁷⁸⁹⁰]+"
)
_KEYCAP = re.compile(r"([0-9])\ufe0f?\u20e3")
_EMOJI = re.compile(
    r"[\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001fbff\U000e0020-\U000e007f]"
)
_KEPT_SYMBOLS = "→⇒⟶≈≠≤≥×÷±−√∞★☆✓✔✗✘■□●○"
_INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff\u00ad]")
_EMOTICON = re.compile(
    r"(?<!\S)(?:[:;=8][-'^o]?[)(\]\[DPpOo3|/\\*]|[xX]D|<3(?=\s*(?:[.!?]|$))|\^_?\^|¯\\_\(ツ\)_/¯)(?=[\s.,!?]|$)"
)
_TASK = re.compile(r"^\[[ xX]\]\s+")
_MARKED = re.compile(r"[*_`\[\]<>&\\~!$:@^【]|www\.|[;=8xX¯][-^DPp)(_'3\\]|/")
_CODE_WORDS = re.compile(r"[\w.+#'-]+(?:[ /:][\w.+#'-]+)*")
_STOPPED = re.compile(r"[.!?…:;,。！？।؟][\"'”’»)\]]*$")


def plain(markdown: str, link: str = "") -> str:
    """The text of whole Markdown in one line; blocks without a stop at their end get one.

    `link` stands in for each address, as `https://…` and `www.…`, that is itself in the text.
    """
    text = _SILENT.sub(" ", _FENCED.sub("\n\n", markdown))
    text = _PRODUCT.sub(" × ", _without_math(text))
    blocks = [block for block in _blocks(_parser().parse(text), link) if block]
    said = []
    for index, block in enumerate(blocks):
        last = index == len(blocks) - 1
        said.append(block if last or _STOPPED.search(block) else block + ".")
    return " ".join(said)


def plain_inline(prose: str, link: str = "") -> str:
    """The text of a stretch of one paragraph; `link` as for `plain`."""
    text = _SILENT.sub(" ", prose) if "<" in prose else prose
    if not _MARKED.search(text) or len(text) > LONGEST_PARSED:
        return _clean(text, link)
    inlines = _parser().parseInline(_PRODUCT.sub(" × ", _without_math(text)))
    return _clean("".join(_inline(token.children or []) for token in inlines), link)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["strikethrough", "table"]).disable("html_block")


def _without_math(text: str) -> str:
    if "$" not in text and "\\" not in text:
        return text
    return _INLINE_MATH.sub(_simple_math, _DISPLAY_MATH.sub(" ", text))


def _simple_math(match: re.Match[str]) -> str:
    """The formula in signs, or nothing; what begins as an amount of money may not be a formula at all."""
    formula = match["round"] or match["dollar"] or match["amount"] or ""
    if match["amount"] and "\\" not in formula and _WORDS.search(formula):
        return match[0]
    signs = in_signs(formula)
    if signs is not None:
        return signs
    return " " if match["amount"] is None or _CERTAIN_MATH.fullmatch(formula) else match[0]


def _blocks(tokens: "Sequence[Token]", link: str) -> Iterator[str]:
    number, in_table, in_note = "", False, False
    for token in tokens:
        match token.type:
            case "table_open":
                in_table = True
            case "table_close":
                in_table = False
            case "list_item_open":
                number = token.info
            case "inline" if not in_table:
                text = _clean(_inline(token.children or []), link)
                in_note = token.content.startswith("[^") and "]:" in token.content[:60]
                if text and not in_note:
                    yield f"{number}: {text}" if number else text
                number = ""


def _inline(tokens: "Sequence[Token]") -> str:
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "code_inline":
                parts.append(_code(token.content))
            case "html_inline" if not _TAG.fullmatch(token.content):
                parts.append(token.content.strip("<>/"))
            case "html_inline" if _BREAK.match(token.content):
                parts.append(" ")
    return "".join(parts)


def _code(content: str) -> str:
    """Code that is said as words: a name or up to three words; longer or symbolic code is not said."""
    words = content.strip().removesuffix("()").strip("-_$")
    if len(words.split()) <= 3 and len(words) <= 60 and _CODE_WORDS.fullmatch(words):
        return words
    return ""


def _after_address(written: str) -> str:
    """The marks at the end of an address that belong to the sentence around it."""
    address = written.rstrip(".,;:!?'*_~…")
    if address.endswith(")") and "(" not in address:
        address = address.rstrip(")")
    return written[len(address) :]


def _clean(text: str, link: str) -> str:
    text = text.replace("μ", "µ").replace("\u2011", "-")
    text = _TASK.sub("", text.strip())
    if ":" in text or "www." in text:
        text = _URL.sub(lambda match: link + _after_address(match[0]), _MAIL_LINK.sub("", text))
    if "/" in text:
        text = _SITE.sub(r"\1", text)
    if "[" in text or "【" in text or not text.isascii():
        text = _FOOTNOTE.sub("", text)
    if not text.isascii():
        text = _without_emoji(text)
    return _EMOTICON.sub("", text).strip()


def _without_emoji(text: str) -> str:
    if _EMOJI.search(text):
        from emoji import replace_emoji

        text = _KEYCAP.sub(r"\1", text)
        text = replace_emoji(text, lambda found, _: found if found[0] in _KEPT_SYMBOLS else " ")
    return _INVISIBLE.sub("", text)
