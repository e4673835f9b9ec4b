"""Any OpenAI-compatible server (llama-server, Ollama, vLLM), for people who outgrow one machine."""

import base64
import contextlib
import io
import ipaddress
import json
import logging
import re
import socket
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from assistant.cancel import CancelToken
from assistant.errors import ContextFull, LlmError
from assistant.events import Ended, Usage
from assistant.llm.base import Delta, Done, Message, Role, Sampling, Thought, Tool, ToolCall
from assistant.llm.markup import MarkupParser, read_call
from assistant.llm.sight import SIDE
from assistant.log import words
from assistant.tokens import estimate_tokens
from assistant.vision.picture import Picture, scaled

log = logging.getLogger(__name__)

NOT_TAKEN = {400, 404, 422, 500, 501}
"""What servers answer to something that their model does not know."""
WRONG = (ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError)
"""What reading an answer of another form than it should have ends in."""
CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 120.0
"""A server that is evaluating a long prompt says nothing for a while."""
TOKENS_A_MESSAGE = 8
"""What a chat template writes around each message, at most."""
TOKENS_A_PICTURE = (SIDE // 28) ** 2
"""Of the largest that is sent; most models cut it into squares of 28 pixels."""


class RemoteLlm:
    """Speaks `POST {url}/chat/completions` with `stream: true`."""

    def __init__(self, url: str, model: str, key: str, *, window: int) -> None:
        """`url` ends where `/chat/completions` begins; `window` in tokens. Raises `LlmError`."""
        import httpx

        try:
            address = httpx.URL(url.rstrip("/"))
        except httpx.InvalidURL as error:
            raise LlmError(
                f"{url!r} is not a server's address; set remote_url to one like http://host:8080/v1."
            ) from error
        if address.scheme not in {"http", "https"} or not address.host:
            raise LlmError(f"{url!r} is not a server's address; set remote_url to one like http://host:8080/v1.")
        self.name = model or address.host
        self.window = window
        self.can_call_tools = True
        self.may_be_wasted = False
        self.can_see = True
        self._where = str(address)
        self._model = model
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
            # What is asked of this machine never goes through a proxy.
            trust_env=not _is_here(address.host),
            # A server closes an idle connection when it likes, and the next question would be lost on it.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A cautious estimate: the server keeps its tokenizer to itself."""
        schemas = sum(estimate_tokens(json.dumps(tool.schema())) for tool in tools)
        pictures = sum(len(message.pictures) for message in messages) * TOKENS_A_PICTURE if self.can_see else 0
        return schemas + pictures + sum(estimate_tokens(message.text) + TOKENS_A_MESSAGE for message in messages)

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        """Nothing to do: the server's cache is its own."""

    def see(self, picture: Picture, cancel: CancelToken) -> None:
        """Nothing to do: the server looks at a picture when it is asked about it."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        """Yield the reply as the server sends it, then one `Done`."""
        cancel.check()
        try:
            yield from self._answer(messages, sampling, cancel, tools if self.can_call_tools else ())
        except _NoToolsError:
            log.info("%s refuses tools; asking without", self._where)
            self.can_call_tools = False
            yield from self._answer(messages, sampling, cancel, ())

    def _answer(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool]
    ) -> Iterator[Delta]:
        import httpx
        import httpx_sse

        def trace(step: str, info: dict[str, Any]) -> None:
            if step in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
                # Nothing else ends a read that waits for a silent server.
                cancel.when_cancelled(partial(_hang_up, info["return_value"].get_extra_info("socket")))

        where, body = f"{self._where}/chat/completions", self._body(messages, sampling, tools)
        try:
            with httpx_sse.connect_sse(self._client, "POST", where, json=body, extensions={"trace": trace}) as source:
                sees = self.can_see and any(message.pictures for message in messages)
                self._check(source.response, has_tools=bool(tools), sees=sees)
                yield from self._read(source, self.count(messages, tools), cancel)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise LlmError(f"The server {self._where} does not answer; start it, or clear remote_url.") from error
        except httpx.TimeoutException as error:
            raise LlmError(f"The server {self._where} stopped answering; ask again.") from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            cancel.check()
            raise LlmError(self._broke_off()) from error
        except (httpx.HTTPError, httpx_sse.SSEError, *WRONG) as error:
            raise LlmError(f"The server {self._where} sent something that is no answer; check remote_url.") from error

    def close(self) -> None:
        self._client.close()

    def _broke_off(self) -> str:
        return f"The server {self._where} broke off in the middle of the answer; ask again, or something shorter."

    def _body(self, messages: Sequence[Message], sampling: Sampling, tools: Sequence[Tool]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "messages": _as_sent(messages, sees=self.can_see),
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "max_tokens": sampling.max_tokens,
        }
        if self._model:
            body["model"] = self._model
        if tools:
            body["tools"] = [tool.schema() for tool in tools]
        return body

    def _check(self, response: Any, *, has_tools: bool, sees: bool) -> None:
        if response.status_code == 200:
            if "text/event-stream" not in response.headers.get("content-type", ""):
                raise LlmError(f"The server {self._where} sent something that is no answer; check remote_url.")
            return
        said = response.read().decode(errors="replace")[:2000]
        log.warning("%s answered %d: %s", self._where, response.status_code, words(said))
        if response.status_code in {401, 403}:
            raise LlmError(f"The server {self._where} refused the key; set remote_key.")
        if has_tools and response.status_code in NOT_TAKEN and "tool" in said.lower():
            raise _NoToolsError
        if sees and response.status_code in NOT_TAKEN and re.search(r"image|vision|multimodal|mmproj", said.lower()):
            self.can_see = False
            raise LlmError(f"The model on {self._where} cannot look at pictures; ask again about the text in them.")
        if response.status_code == 404:
            raise LlmError(
                f"The server {self._where} knows no such address or model; check remote_url and remote_model."
            )
        if re.search(r"context[ _](?:length|window|size)|maximum context|n_ctx", said, re.IGNORECASE):
            raise ContextFull(f"This is longer than the window of the model on {self._where}; shorten it.")
        raise LlmError(f"The server {self._where} answered with error {response.status_code}; try again.")

    def _read(self, source: Any, estimated: int, cancel: CancelToken) -> Iterator[Delta]:
        parser = MarkupParser()
        calls: dict[int, dict[str, str]] = {}
        ended: Ended | None = None
        usage = Usage(prompt=estimated, evaluated=estimated, reply=0)
        written = 0
        for event in source.iter_sse():
            cancel.check()
            if event.data == "[DONE]":
                ended = ended or Ended.STOP
                break
            chunk = json.loads(event.data)
            if error := chunk.get("error"):
                log.warning("%s sent an error: %s", self._where, words(error))
                raise LlmError(f"The server {self._where} stopped with an error; ask again.")
            usage = _usage(chunk.get("usage"), usage)
            for choice in (chunk.get("choices") or [])[:1]:
                delta = choice.get("delta") or {}
                written += 1
                if thought := delta.get("reasoning_content") or delta.get("reasoning"):
                    yield Thought(thought)
                if text := delta.get("content"):
                    yield from parser.feed(text)
                _gather(calls, delta.get("tool_calls") or [])
                if finish := choice.get("finish_reason"):
                    ended = Ended.LENGTH if finish == "length" else Ended.STOP
        yield from parser.finish()
        yield from _finished(calls)
        if ended is None:
            raise LlmError(self._broke_off())
        yield Done(ended, usage if usage.reply else Usage(usage.prompt, usage.evaluated, written))


class _NoToolsError(Exception):
    """The server, or its model, takes no tools."""


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _usage(sent: Any, known: Usage) -> Usage:
    if not isinstance(sent, dict):
        return known
    prompt = int(sent.get("prompt_tokens") or known.prompt)
    cached = int((sent.get("prompt_tokens_details") or {}).get("cached_tokens") or 0)
    return Usage(prompt=prompt, evaluated=prompt - cached, reply=int(sent.get("completion_tokens") or 0))


def _gather(calls: dict[int, dict[str, str]], deltas: list[dict[str, Any]]) -> None:
    """Tool calls arrive in pieces, told apart by their index."""
    for delta in deltas:
        call = calls.setdefault(int(delta.get("index") or 0), {"name": "", "arguments": ""})
        function = delta.get("function") or {}
        call["name"] += function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""


def _finished(calls: dict[int, dict[str, str]]) -> Iterator[ToolCall]:
    for _, call in sorted(calls.items()):
        if read := read_call(json.dumps(call)):
            yield read


def _as_sent(messages: Sequence[Message], *, sees: bool) -> list[dict[str, object]]:
    """The messages in OpenAI's form: the results of an assistant's calls follow it in the order of the calls."""
    sent: list[dict[str, object]] = []
    awaited: list[str] = []
    for number, message in enumerate(messages):
        one: dict[str, object] = {"role": str(message.role), "content": message.text}
        if sees and message.pictures:
            one["content"] = [*map(_as_url, message.pictures), {"type": "text", "text": message.text}]
        if message.tool_calls:
            awaited = [f"call_{number}_{place}" for place in range(len(message.tool_calls))]
            one["tool_calls"] = [
                {
                    "id": name,
                    "type": "function",
                    "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
                }
                for name, call in zip(awaited, message.tool_calls, strict=True)
            ]
        if message.role == Role.TOOL:
            one["tool_call_id"] = awaited.pop(0)
        sent.append(one)
    return sent


def _as_url(picture: Picture) -> dict[str, object]:
    """The picture itself as an address: a server is never told to fetch one."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(scaled(picture.pixels, SIDE)).save(file, "JPEG", quality=90)
    data = base64.b64encode(file.getvalue()).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}
