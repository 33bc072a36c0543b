"""Chat: llama.cpp's server inside this process, on a free port of the loopback address."""

import os
from pathlib import Path
from urllib.parse import urlsplit

# Answers written at the same time; more wait for a place.
PARALLEL = 4
# Tokens of context of each of them.
CONTEXT = 2048
# Prompts that are kept to be continued sooner, in memory only. llama.cpp's own bound is 8 GiB.
PROMPT_CACHE_MIB = 128


def thread_count() -> int:
    """All cores but one, which stays with the server and the browser.

    On two cores, measured with SmolLM2-135M: one thread writes 166 tokens/s alone and 120 in four answers, two write 206 and
    209. But llama.cpp's threads wait for each other, so two of them on two cores that have other work fall far below one.
    """
    return max(1, (os.cpu_count() or 2) - 1)


def model_name(path: str) -> str:
    """`SmolLM2-135M-Instruct.Q4_1.gguf` is called `SmolLM2-135M-Instruct`."""
    return Path(path).name.split(".")[0]


class Chat:
    """A model that is loaded and listening. Construction blocks until it is; RuntimeError when it cannot be."""

    def __init__(self, path: str, token: str, threads: int) -> None:
        from xllamacpp import CommonParams, Server

        params = CommonParams()
        params.model.path = path
        params.model_alias = {model_name(path)}
        params.offline = True
        params.n_parallel = PARALLEL
        params.n_ctx = CONTEXT * PARALLEL
        params.cache_ram_mib = PROMPT_CACHE_MIB
        params.cpuparams.n_threads = threads
        # The same number for prompts: llama.cpp runs prompts and answers in one batch, and mixing two numbers made that 2.5 times slower.
        params.cpuparams_batch.n_threads = threads
        params.cpuparams.poll = 0
        params.cpuparams_batch.poll = 0
        # Where a request says nothing: what SmolLM2's model card recommends, and a little against repetition, which small models are prone to.
        params.sampling.temp = 0.2
        params.sampling.top_p = 0.9
        params.sampling.penalty_repeat = 1.1
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [token]
        # A last turn of the assistant is continued, not answered: `message.continue` rests on it.
        params.prefill_assistant = True
        # Nothing may show or log what was said: no page, no list of running prompts, no log line.
        params.ui = False
        params.endpoint_slots = False
        params.endpoint_props = False
        params.cors_origins = "http://127.0.0.1"
        params.verbosity = 0
        self._server = Server(params)
        self.name = model_name(path)
        self.context = CONTEXT
        self.port = int(urlsplit(self._server.listening_address).port or 0)
