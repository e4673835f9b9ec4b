"""The three models without an engine, as a process: what they need by themselves, and how fast llama.cpp writes.

usage: python -m assistant.bench.plain WHISPER_FOLDER GGUF VOICE QUESTION_WAV WINDOW THREADS GPU TOKENS
Loads the models as their own libraries do, with the window, threads and graphics processor of the assistant, uses each
once, and prints a JSON object with its `memory` in bytes. Then each line of input is a number of threads, and each line
of output has the `tokens_per_second` of raw llama.cpp with that many: llama-cpp-python's own streamed chat completion
of TOKENS at most, no sampling but the likeliest token, from the first token to the last. With 0 it takes as many
threads as that library does where nobody says how many.
"""

import json
import multiprocessing
import sys
import time
from collections.abc import Iterator

from assistant.bench.texts import STORY


def main(models: list[str], question: str, window: int, threads: int, gpu: int, tokens: int) -> None:
    whisper, gguf, voice = models

    import llama_cpp
    import psutil
    from faster_whisper import WhisperModel
    from piper import PiperVoice

    from assistant.llm import backends

    backends.load(gpu=bool(gpu))
    llama = llama_cpp.Llama(
        gguf, n_ctx=window, n_threads=threads, n_threads_batch=threads, n_gpu_layers=-1 if gpu else 0, verbose=False
    )
    ears = WhisperModel(whisper, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    mouth = PiperVoice.load(voice)

    def chat(text: str) -> Iterator[str]:
        messages = [{"role": "user", "content": text}]
        for chunk in llama.create_chat_completion(messages, max_tokens=tokens, temperature=0.0, stream=True):
            if word := chunk["choices"][0]["delta"].get("content"):
                yield word

    heard = " ".join(segment.text for segment in ears.transcribe(question, beam_size=1)[0])
    for _ in mouth.synthesize("".join(chat(heard))):
        pass
    print(json.dumps({"memory": psutil.Process().memory_info().rss}), flush=True)  # noqa: T201
    for line in sys.stdin:
        # llama-cpp-python's own default
        count = int(line) or max(multiprocessing.cpu_count() // 2, 1)
        llama_cpp.llama_set_n_threads(llama.ctx, count, count)
        times = [time.perf_counter() for _ in chat(STORY)]
        speed = (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
        print(json.dumps({"tokens_per_second": speed, "threads": count}), flush=True)  # noqa: T201
    llama.close()


if __name__ == "__main__":
    main(sys.argv[1:4], sys.argv[4], *map(int, sys.argv[5:]))
