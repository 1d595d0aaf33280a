"""Loading a GGUF file with llama.cpp, and an adapter onto it. Runs in the child."""

from __future__ import annotations

import ctypes
from collections import deque
from typing import Any

import llama_cpp
from llama_cpp import llama_chat_format

from appliance.coach.llamacpp.template import BY_NAME, FALLBACK
from appliance.engines.frames import Header

ERROR_LEVEL = 4
"""`GGML_LOG_LEVEL_ERROR`."""

COMPLAINTS: deque[str] = deque(maxlen=4)
"""The latest errors of llama.cpp in its own words: it gives them to its log only."""

SEE_MODELS = "Copy the file again, or choose another: appliance models list"
WITH_CUDA = "Build it again: CMAKE_ARGS=-DGGML_CUDA=on pip install --force-reinstall llama-cpp-python; or: ?device=cpu"
OTHER_ADAPTER = "Name an adapter that was trained for this model, or none."


class RefusedError(Exception):
    """What the owner of the appliance can change, and how."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def _listen(level: int, text: bytes, _: ctypes.c_void_p) -> None:
    if level == ERROR_LEVEL:
        COMPLAINTS.append(text.decode(errors="replace").strip())


LISTENER = llama_cpp.llama_log_callback(_listen)
"""Kept here for as long as llama.cpp may call it."""


def on_gpu(model: Header) -> bool:
    """Whether it works on a graphics card. Raises `RefusedError` where the owner insists and llama.cpp cannot."""
    able = bool(llama_cpp.llama_supports_gpu_offload())
    if model["gpu"] == "always" and not able:
        raise RefusedError("llama-cpp-python was built without graphics cards", WITH_CUDA)
    return able and model["gpu"] != "never"


def load(model: Header, chunk_tokens: int) -> llama_cpp.Llama:
    """The model that an opening request describes. Raises `RefusedError` for files that llama.cpp cannot use.

    No more than `chunk_tokens` can be evaluated at once: the space for it is taken beforehand.
    """
    COMPLAINTS.clear()
    llama_cpp.llama_log_set(LISTENER, ctypes.c_void_p(0))
    try:
        llama = llama_cpp.Llama(
            model["path"],
            n_ctx=model["context"],
            n_batch=chunk_tokens,
            n_threads=model["threads"] or None,
            n_threads_batch=model["threads"] or None,
            n_gpu_layers=-1 if on_gpu(model) else 0,
            verbose=False,
        )
    except Exception as error:  # `ValueError` of llama.cpp, or what Jinja says of the file's chat template
        reason = "; ".join(COMPLAINTS) or str(error)
        raise RefusedError(f"{model['path']} cannot be loaded: {reason}", SEE_MODELS) from error
    if model["lora"]:
        _adapt(llama, model["lora"])
    return llama


def formatter(llama: llama_cpp.Llama, named: str) -> Any:
    """The chat template that is named, or the file's own, or the fallback."""
    own = llama.metadata.get("tokenizer.chat_template")
    if named or not own:
        return getattr(llama_chat_format, BY_NAME[named or FALLBACK])
    vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
    begin, end = (
        llama_cpp.llama_vocab_get_text(vocabulary, token).decode() if token >= 0 else ""
        for token in (llama.token_bos(), llama.token_eos())
    )
    return llama_chat_format.Jinja2ChatFormatter(own, eos_token=end, bos_token=begin)


def _adapt(llama: llama_cpp.Llama, path: str) -> None:
    """Lay an adapter over the model, which stays mapped from its file (llama-cpp-python's own way would copy it)."""
    adapter = llama_cpp.llama_adapter_lora_init(llama.model, path.encode())
    if not adapter:
        raise RefusedError(f"{path} cannot be laid over this model: {'; '.join(COMPLAINTS)}", OTHER_ADAPTER)
    adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
    if llama_cpp.llama_set_adapters_lora(llama.ctx, adapters, 1, (ctypes.c_float * 1)(1.0)):
        raise RefusedError(f"{path} cannot be used with this model", OTHER_ADAPTER)
