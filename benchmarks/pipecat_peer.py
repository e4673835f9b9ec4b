"""The peer: a Pipecat pipeline of the same models, told the end of speech, as a process that answers line by line.

usage: pipecat_peer.py WHISPER_FOLDER GGUF VOICE_FOLDER VOICE_NAME THREADS
Each line of input is the path of a WAV of 16,000 Hz; each line of output is a JSON object with the seconds from the end
of speech to `transcript`, `first_delta`, `first_sound` and `done`. Runs in an environment of its own:
pipecat-ai[whisper,piper,openai] and llama-cpp-python[server].
"""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import wave
from collections.abc import Iterator
from pathlib import Path

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService

BRIEF = "You are a helpful voice assistant. Answer in one or two short sentences."
RATE = 16_000
BLOCK_SECONDS = 0.02
LONGEST_SECONDS = 60


class Marks:
    """Seconds from the end of speech to each thing that happened, the first time it did."""

    def __init__(self) -> None:
        self.zero = 0.0
        self.at: dict[str, float] = {}

    def begin(self) -> None:
        self.zero, self.at = time.perf_counter(), {}

    def mark(self, name: str) -> None:
        self.at.setdefault(name, round(time.perf_counter() - self.zero, 4))


class Question(FrameProcessor):
    """A transcript becomes a question to the model."""

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._marks = marks

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, TranscriptionFrame):
            await self.push_frame(frame, direction)
            return
        self._marks.mark("transcript")
        messages = [{"role": "system", "content": BRIEF}, {"role": "user", "content": frame.text}]
        await self.push_frame(LLMContextFrame(LLMContext(messages=messages)), direction)


class Watch(FrameProcessor):
    """Notes when frames of a kind pass."""

    def __init__(self, marks: Marks, kinds: dict[type[Frame], str], last: type[Frame] | None = None) -> None:
        super().__init__()
        self._marks, self._kinds, self._last = marks, kinds, last
        self.over = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        for kind, name in self._kinds.items():
            if isinstance(frame, kind):
                self._marks.mark(name)
        if self._last is not None and isinstance(frame, self._last):
            self._marks.mark("done")
            self.over.set()
        await self.push_frame(frame, direction)


@contextlib.contextmanager
def model_server(gguf: str, threads: str) -> Iterator[str]:
    """llama.cpp's OpenAI-compatible server on loopback, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", gguf, "--port", str(port), "--n_ctx", "8192"]
    command += ["--n_threads", threads, "--n_threads_batch", threads]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        for _ in range(600):
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{url}/models", timeout=5).close()
                break
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


async def serve(whisper: str, url: str, voices: str, voice: str) -> None:
    marks = Marks()
    stt = WhisperSTTService(device="cpu", compute_type="int8", settings=WhisperSTTService.Settings(model=whisper))
    llm = OpenAILLMService(
        api_key="none",
        base_url=url,
        settings=OpenAILLMService.Settings(model="local", temperature=0, max_tokens=80),
    )
    tts = PiperTTSService(download_dir=Path(voices), settings=PiperTTSService.Settings(voice=voice))
    words = Watch(marks, {LLMTextFrame: "first_delta"})
    sound = Watch(marks, {TTSAudioRawFrame: "first_sound"}, last=TTSStoppedFrame)
    pipeline = Pipeline([stt, Question(marks), llm, words, tts, sound])
    params = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=22_050)
    task = PipelineTask(pipeline, params=params, idle_timeout_secs=None)

    async def answer(path: str) -> None:
        with wave.open(path) as file:
            pcm = file.readframes(file.getnframes())
        sound.over.clear()
        await task.queue_frame(VADUserStartedSpeakingFrame())
        step = round(RATE * BLOCK_SECONDS) * 2
        for at in range(0, len(pcm), step):
            block = pcm[at : at + step]
            await task.queue_frame(InputAudioRawFrame(audio=block, sample_rate=RATE, num_channels=1))
        await asyncio.sleep(0.2)  # the pipeline takes in what was queued before speech is said to have ended
        marks.begin()
        await task.queue_frame(VADUserStoppedSpeakingFrame())
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(sound.over.wait(), LONGEST_SECONDS)
        print(json.dumps(marks.at), flush=True)
        await asyncio.sleep(0.2)

    async def drive() -> None:
        await asyncio.sleep(1.5)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await answer(line.strip())
        await task.queue_frame(EndFrame())

    await asyncio.gather(PipelineRunner(handle_sigint=False).run(task), drive())


if __name__ == "__main__":
    logger.remove()
    whisper_folder, gguf_path, voice_folder, voice_name, llm_threads = sys.argv[1:]
    with model_server(gguf_path, llm_threads) as server_url:
        asyncio.run(serve(whisper_folder, server_url, voice_folder, voice_name))
