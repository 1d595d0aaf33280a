"""What the failures of an Ollama server mean for the household, and what to do about each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from ollama import RequestError, ResponseError

from appliance.coach.ollama.address import OLLAMA_PORT
from appliance.engines.machine import in_container
from appliance.errors import EngineError

QUOTED_CHARACTERS = 200
"""Of what a server says, in a message."""

FAILURES = (
    *(ResponseError, RequestError, httpx.HTTPError, httpx.StreamError, ConnectionError),
    *(ValueError, TypeError, AttributeError),
)
"""What the client raises; the last three for an answer that is not of Ollama's form."""


class _Known(NamedTuple):
    """A failure that Ollama words in this way, and what to say of it; both may use `{model}` and `{url}`."""

    worded: re.Pattern[str]
    message: str
    remedy: str


_KNOWN = (
    _Known(
        re.compile(r"requires more system memory|out of memory|resource limitations|signal: killed|unable to allocate"),
        "the machine of {url} has too little memory for {model}",
        "Choose a smaller model or a smaller context (?context=2048), or end what else needs memory there.",
    ),
    _Known(
        re.compile(r"model .*not found"),
        "{url} has no model {model}",
        "Get it: appliance models pull ollama:{model}",
    ),
    _Known(
        re.compile(r"pull model manifest: file does not exist"),
        "Ollama's library has no model {model}",
        "Look at its name again, the part behind the colon too; some models are spelled with a name before a slash.",
    ),
    _Known(
        re.compile(r"no such host|dial tcp|i/o timeout|TLS handshake|max retries exceeded|network is unreachable"),
        "the machine of {url} does not reach Ollama's library",
        "It needs the internet for as long as a model is fetched; begun again, it goes on from where it stopped.",
    ),
    _Known(
        re.compile(r"no space left"),
        "the disk of {url} is full",
        "Delete a model that is not needed: appliance models list",
    ),
    _Known(
        re.compile(r"maximum pending requests|server busy"),
        "{url} is asked too much at once",
        "Others use it too; it is tried again later.",
    ),
    _Known(
        re.compile(r"does not support (chat|generate|completion)"),
        "{model} is not a model that talks",
        "Choose one that does, llama3.2:3b for example.",
    ),
    _Known(
        re.compile(r"[Aa]dapters are no longer supported"),
        "the Ollama at {url} takes no LoRA adapters any more",
        "Merge the adapter into the model's file, or give it to llama.cpp.",
    ),
)

START_IT = "Start it there (ollama serve), or set OLLAMA_HOST."

OWN_NAMES = ("127.0.0.1", "localhost", "::1")

FROM_INSIDE = (
    "That is this container itself. Start Ollama beside it (COMPOSE_PROFILES=ollama) and set "
    "OLLAMA_HOST=http://ollama:11434, or on the host with OLLAMA_HOST=0.0.0.0 and set its address of the home network."
)

_AMOUNTS = re.compile(r"[\d.]+ [KMGT]i?B")


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of whom: knows how to say that it failed."""

    engine: str
    url: str
    model: str
    patience_seconds: float
    private: bool
    """Whether a person's words were sent along: then nothing that the server says of them is repeated."""
    again: str = "Did Ollama end there? It is tried again later."
    """The remedy where the answer breaks off."""

    def failed(self, error: Exception, *, began: bool = False) -> EngineError:
        """The failure in words. `began` is whether a part of the answer had come."""
        if isinstance(error, ResponseError):
            return self._refused(str(error.error), error.status_code)
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)) or type(error) is ConnectionError:
            inside = in_container() and urlsplit(self.url).hostname in OWN_NAMES
            return self._say(f"no Ollama answers at {self.url}", FROM_INSIDE if inside else START_IT)
        if isinstance(error, httpx.TimeoutException):
            return self._late(began=began)
        if isinstance(error, (httpx.HTTPError, httpx.StreamError, OSError)):
            return self.cut_off()
        if began:
            return self._say(
                f"{self.url} sent a line in its answer that is none of Ollama's", "Is something between it and here?"
            )
        return self._stranger()

    def cause(self, error: Exception) -> Exception | None:
        """The error to keep in the trace: none that carries what was answered."""
        return None if self.private and not isinstance(error, (httpx.HTTPError, ConnectionError)) else error

    def cut_off(self) -> EngineError:
        """The answer ended before its end."""
        return self._say(f"the answer of {self.url} broke off", self.again)

    def _late(self, *, began: bool) -> EngineError:
        if began:
            return self._say(
                f"{self.url} stopped in the middle of its answer for {self.patience_seconds:g} s", "Is it overloaded?"
            )
        return self._say(
            f"{self.model or self.url} was not ready after {self.patience_seconds:g} s",
            "Choose a smaller model, keep it loaded longer (?keep_alive=12h), or put it on a faster disk.",
        )

    def _refused(self, said: str, status: int) -> EngineError:
        for known in _KNOWN:
            if known.worded.search(said):
                amounts = _AMOUNTS.findall(said)
                figures = f" (it needs {amounts[0]}, {amounts[1]} are free)" if len(amounts) == 2 else ""
                fields = {"model": self.model, "url": self.url}
                return self._say(known.message.format(**fields) + figures, known.remedy.format(**fields))
        if status in (401, 403):
            return self._say(
                f"{self.url} does not let this machine in (HTTP {status})",
                "Set OLLAMA_HOST=0.0.0.0 where it runs: it may answer only its own machine. Or is a log-in before it?",
            )
        if status in range(300, 500) and (status != 400 or said.lstrip().startswith("<")):
            return self._stranger(status)
        quoted = "" if self.private else f": {_one_line(said)}"
        how = f"failed (HTTP {status})" if status > 0 else "failed in the middle of its answer"
        return self._say(f"{self.url} {how}{quoted}", "Its own log says more: journalctl -u ollama, or docker logs.")

    def _stranger(self, status: int = 200) -> EngineError:
        return self._say(
            f"what answers at {self.url} is not Ollama (HTTP {status})",
            f"Is the port right (Ollama's is {OLLAMA_PORT}), and is OLLAMA_HOST the server itself?",
        )

    def _say(self, message: str, remedy: str) -> EngineError:
        return EngineError(f"{self.engine}: {message}", remedy=remedy)


def _one_line(said: str) -> str:
    return json.dumps(" ".join(said.split())[:QUOTED_CHARACTERS], ensure_ascii=False)
