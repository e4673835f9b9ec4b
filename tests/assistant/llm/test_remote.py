"""An OpenAI-compatible server: the real llama_cpp.server on loopback, and scripted ones that misbehave."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.cancel import CancelToken
from assistant.errors import Cancelled, ContextFull, LlmError
from assistant.events import Ended
from assistant.llm.base import Delta, Done, Message, Role, Sampling, Text, Thought, ToolCall
from assistant.llm.remote import RemoteLlm
from assistant.tools import MEMORY_TOOL
from tests.words import said

SAMPLING = Sampling(temperature=0, top_p=1, top_k=0, max_tokens=40)
QUESTION = [Message(Role.SYSTEM, "Answer in one short sentence."), Message(Role.USER, "What is the capital of France?")]


@pytest.fixture(scope="module")
def real_server(model: Callable[[str], Path]) -> Iterator[str]:
    path = str(model("smollm2-135m-instruct"))
    where = ["--host", "127.0.0.1", "--port", "0"]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", path, *where, "--n_ctx", "1024"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as server:
        assert server.stderr is not None
        try:
            running = next((line for line in server.stderr if "Uvicorn running on " in line), None)
            assert running is not None, "it has ended"
            rest = threading.Thread(target=server.stderr.read, name="llama-server-words")
            rest.start()
            yield f"{running.partition(' running on ')[2].split()[0]}/v1"
        finally:
            server.terminate()
        rest.join()


def test_a_real_server_answers(real_server: str) -> None:
    llm = RemoteLlm(real_server, "", "", window=1024)
    *deltas, done = llm.stream(QUESTION, SAMPLING, CancelToken())
    llm.close()
    assert "Paris" in said(deltas)
    assert len(deltas) > 3, "it streams"
    assert isinstance(done, Done)
    assert done.ended is Ended.STOP
    assert done.usage.reply > 0


def test_what_is_asked_of_this_machine_goes_through_no_proxy(real_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for address in (real_server, real_server.replace("127.0.0.1", "localhost")):
        llm = RemoteLlm(address, "", "", window=1024)
        assert isinstance(list(llm.stream(QUESTION, SAMPLING, CancelToken()))[-1], Done)
        llm.close()
    llm = RemoteLlm(real_server.replace("127.0.0.1", "server.example"), "", "", window=1024)
    with pytest.raises(LlmError, match=r"server\.example"):
        list(llm.stream(QUESTION, SAMPLING, CancelToken()))
    llm.close()


def test_a_real_server_is_interrupted(real_server: str) -> None:
    llm = RemoteLlm(real_server, "", "", window=1024)
    cancel = CancelToken()
    stream = llm.stream(QUESTION, SAMPLING, cancel)
    next(stream)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(stream)
    assert "Paris" in said(list(llm.stream(QUESTION, SAMPLING, CancelToken())))
    llm.close()


def test_a_real_server_given_too_much_is_one_sentence_and_goes_on(real_server: str) -> None:
    llm = RemoteLlm(real_server, "", "", window=1_000_000)
    with pytest.raises(LlmError, match="broke off"):
        list(llm.stream([Message(Role.USER, "word " * 3000)], SAMPLING, CancelToken()))
    assert "Paris" in said(list(llm.stream(QUESTION, SAMPLING, CancelToken())))
    llm.close()


class Script(BaseHTTPRequestHandler):
    """Answers with what its server was told."""

    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, ScriptedServer)
        server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        server.keys.append(self.headers.get("Authorization"))
        if server.asked is not None:
            server.asked()
            assert server.over.wait(20)
            return
        if server.refuses_tools and "tools" in server.bodies[-1]:
            self.send_error(400, '"auto" tool choice requires --enable-auto-tool-choice to be set')
            return
        self.send_response(server.status)
        self.send_header("Content-Type", server.kind)
        self.end_headers()
        self.wfile.write(server.body.encode())

    def log_message(self, *_: object) -> None:
        pass


class ScriptedServer(ThreadingHTTPServer):
    status, kind, body = 200, "text/event-stream", ""
    refuses_tools = False
    asked: Callable[[], None] | None = None
    """Called when a question has come; then the server says nothing until `over`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Script)
        self.bodies: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.over = threading.Event()

    def says(self, *chunks: object, end: str = "data: [DONE]\n\n") -> None:
        self.body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + end


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def llm(server: ScriptedServer) -> Iterator[RemoteLlm]:
    llm = RemoteLlm(f"http://127.0.0.1:{server.server_port}/v1/", "big", "secret", window=4096)
    yield llm
    llm.close()


def chunk(finish: str | None = None, **delta: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def stream(llm: RemoteLlm) -> list[Delta]:
    return list(llm.stream(QUESTION, SAMPLING, CancelToken(), (MEMORY_TOOL,)))


def test_what_is_asked_has_the_shape_every_server_knows(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.says(chunk(content="Paris."), chunk("stop"))
    stream(llm)
    (body,) = server.bodies
    assert body["model"] == "big"
    assert body["messages"] == [{"role": str(m.role), "content": m.text} for m in QUESTION]
    assert body["stream"] is True
    assert body["max_tokens"] == 40
    assert server.keys == ["Bearer secret"]


def test_thinking_usage_and_the_end_are_read(server: ScriptedServer, llm: RemoteLlm) -> None:
    usage = {"prompt_tokens": 30, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 20}}
    server.says(
        chunk(role="assistant", reasoning_content="France. "),
        chunk(content="<think>Sure.</think>"),
        chunk(content="Paris."),
        chunk("length"),
        {"choices": [], "usage": usage},
    )
    *deltas, done = stream(llm)
    assert deltas == [Thought("France. "), Thought("Sure."), Text("Paris.")]
    assert isinstance(done, Done)
    assert done.ended is Ended.LENGTH
    assert (done.usage.prompt, done.usage.evaluated, done.usage.reply) == (30, 10, 7)


def test_tool_calls_come_in_pieces(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.says(
        chunk(tool_calls=[{"index": 0, "id": "a", "function": {"name": "remember", "arguments": '{"fact": '}}]),
        chunk(tool_calls=[{"index": 0, "function": {"arguments": '"I have a dog."}'}}]),
        chunk("tool_calls"),
    )
    assert stream(llm)[0] == ToolCall("remember", {"fact": "I have a dog."})


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, "", "remote_key"),
        (404, "", "remote_model"),
        (500, "", "error 500"),
        (200, "data: {not json}\n\n", "no answer"),
        (200, 'data: {"error": {"message": "overloaded"}}\n\n', "stopped with an error"),
        (200, 'data: {"choices": [{"delta": {"content": "Half"}}]}\n\n', "broke off"),
        (200, "", "broke off"),
    ],
)
def test_a_server_that_misbehaves_is_one_sentence(
    server: ScriptedServer, llm: RemoteLlm, status: int, body: str, sentence: str
) -> None:
    server.status, server.body = status, body
    with pytest.raises(LlmError, match=sentence):
        stream(llm)


def test_a_server_whose_window_is_too_small_says_so(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.status, server.body = 400, "This model's maximum context length is 4096 tokens."
    with pytest.raises(ContextFull, match="window"):
        stream(llm)


def test_a_server_that_refuses_tools_is_asked_without_them(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.refuses_tools = True
    server.says(chunk(content="Paris."), chunk("stop"))
    assert said(stream(llm)) == "Paris."
    assert ["tools" in body for body in server.bodies] == [True, False]
    assert not llm.can_call_tools
    assert said(stream(llm)) == "Paris."
    assert len(server.bodies) == 3, "it is not asked with tools again"


def test_the_results_of_several_calls_are_told_apart(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.says(chunk(content="Done."), chunk("stop"))
    calls = (ToolCall("remember", {"fact": "One."}), ToolCall("remember", {"fact": "Two."}))
    talk = [*QUESTION, Message(Role.ASSISTANT, "", calls), Message(Role.TOOL, "Kept."), Message(Role.TOOL, "Refused.")]
    list(llm.stream(talk, SAMPLING, CancelToken()))
    messages = server.bodies[0]["messages"]
    assert isinstance(messages, list)
    assert [m["tool_call_id"] for m in messages[-2:]] == [call["id"] for call in messages[-3]["tool_calls"]]


def test_a_silent_server_is_interrupted_at_once(server: ScriptedServer, llm: RemoteLlm) -> None:
    cancel = CancelToken()
    server.asked = cancel.cancel
    with pytest.raises(Cancelled):
        list(llm.stream(QUESTION, SAMPLING, cancel))
    server.over.set()


def test_a_page_instead_of_a_stream_is_one_sentence(server: ScriptedServer, llm: RemoteLlm) -> None:
    server.kind, server.body = "text/html", "<html>Welcome</html>"
    with pytest.raises(LlmError, match="no answer"):
        stream(llm)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    llm = RemoteLlm("http://127.0.0.1:9/v1", "", "", window=4096)
    with pytest.raises(LlmError, match="does not answer"):
        stream(llm)
    llm.close()


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://host/v1", "http://", "http://[::1", "file:///etc/passwd"])
def test_an_address_that_is_none_is_one_sentence(url: str) -> None:
    with pytest.raises(LlmError, match="address"):
        RemoteLlm(url, "", "", window=4096)
