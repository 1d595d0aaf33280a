"""Small streaming recognisers with the inputs, states, outputs and metadata that sherpa-onnx reads.

They know the tones of `tests/voice/tones.py`: the middle of a frame's mel spectrum says which word sounds, so that
real streaming decoding makes words of sound and none of silence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.engines.sherpa_models import MELS, write_model, write_tokens
from tests.voice.tones import LOWEST_HERTZ, STEP_HERTZ, WORDS

FRAMES_READ, FRAMES_TAKEN = 20, 16
"""Frames of 10 ms that a chunk of the ears shows, and how many of them it is about."""
HEARD = tuple(WORDS[:12])
HOMOPHONE = "yesterday"
"""Sounds as `yes` does, and is a little less likely."""
KNOWN = (*HEARD, HOMOPHONE)
SYMBOLS = len(KNOWN) + 1
"""With the blank, which says nothing."""
FAINT_LOG_MEL = -4.0
"""Of a frame's strongest mel bin: digital silence has -15.9, a loud tone about 7."""

HEAR = """
    taken = Slice({features}, start, stop, time)
    blocks = Reshape(taken, in_fours)
    frames = ReduceMean<axes = [2], keepdims = 0>(blocks)
    level = ReduceMax<axes = [2], keepdims = 0>(frames)
    above = Sub(level, threshold)
    steep = Mul(above, four)
    loud = Sigmoid(steep)
    known = Concat<axis = 1>(before, loud)
    two_before = Slice(known, start, minus_two, time)
    one_before = Slice(known, time, minus_one, time)
    after = Slice(loud, minus_two, end, time)
    still = Sub(one, two_before)
    begun = Mul(one_before, still)
    onset = Mul(loud, begun)
    blank_shrinks = Mul(onset, hundred)
    blank = Sub(fifty, blank_shrinks)
    blank_column = Unsqueeze(blank, minus_one)
    spectrum = Softmax<axis = 2>(frames)
    middle = MatMul(spectrum, bins)
    off = Sub(middle, places)
    squared = Mul(off, off)
    nearness = Neg(squared)
    likely = Add(nearness, homophones)
    scores = Concat<axis = 2>({order})
"""
"""Of each 40 ms the scores of all symbols: the blank's, unless a sound began 40 ms ago, and the words', by the distance
of their tones from the spectrum's middle. The state `before` holds how loud the last two were, `after` is the next."""


def place(word: str) -> float:
    """The mel bin, of `MELS` between 20 and 7,600 Hz, that a word's tone excites."""
    low, high = _mel(20.0), _mel(7_600.0)
    return (_mel(_hertz(word)) - low) / (high - low) * (MELS + 1) - 1


def nemo_place(word: str) -> float:
    """The same among NeMo's bins, from 0 to 8,000 Hz and even below 1,000 Hz."""
    return _nemo_mel(_hertz(word)) / _nemo_mel(8_000.0) * (MELS + 1) - 1


def _hertz(word: str) -> float:
    return LOWEST_HERTZ + STEP_HERTZ * WORDS.index(word)


def _mel(hertz: float) -> float:
    return 1127.0 * math.log1p(hertz / 700.0)


def _nemo_mel(hertz: float) -> float:
    return 3 * hertz / 200 if hertz < 1_000 else 15 + 27 * math.log(hertz / 1_000) / math.log(6.4)


def _ear_values(placed: Callable[[str], float] = place) -> dict[str, NDArray[Any]]:
    places = [placed(word) for word in HEARD]
    return {
        "start": np.array([0], np.int64),
        "stop": np.array([FRAMES_TAKEN], np.int64),
        "time": np.array([1], np.int64),
        "in_fours": np.array([0, FRAMES_TAKEN // 4, 4, MELS], np.int64),
        "threshold": np.array(FAINT_LOG_MEL, np.float32),
        "four": np.array(4.0, np.float32),
        "bins": np.arange(MELS, dtype=np.float32).reshape(MELS, 1),
        "places": np.array([*places, places[0]], np.float32),
        "homophones": np.array([0.0] * len(HEARD) + [-0.5], np.float32),
        "one": np.array(1.0, np.float32),
        "fifty": np.array(50.0, np.float32),
        "hundred": np.array(100.0, np.float32),
        "minus_one": np.array([-1], np.int64),
        "minus_two": np.array([-2], np.int64),
        "end": np.array([2**31], np.int64),
    }


LSTM_METADATA = {
    "model_type": "lstm",
    "num_encoder_layers": 1,
    "d_model": 2,
    "rnn_hidden_size": 1,
    "T": FRAMES_READ,
    "decode_chunk_len": FRAMES_TAKEN,
}
ENCODER = f"""encoder (float[N, {FRAMES_READ}, {MELS}] x, float[1, N, 2] h, float[1, N, 1] c)
    => (float[N, O, {SYMBOLS}] encoder_out, float[1, N, 2] next_h, float[1, N, 1] next_c) {{
    before = Squeeze(h, start)
    {HEAR.format(features="x", order="blank_column, likely")}
    encoder_out = Identity(scores)
    next_h = Unsqueeze(after, start)
    next_c = Identity(c)
}}"""
DECODER = f"""decoder (int64[N, 2] y) => (float[N, {SYMBOLS}] decoder_out) {{
    last = Gather<axis = 1>(y, one)
    decoder_out = Gather(context, last)
}}"""
JOINER = f"""joiner (float[N, {SYMBOLS}] encoder_out, float[N, {SYMBOLS}] decoder_out) => (float[N, {SYMBOLS}] logit) {{
    logit = Add(encoder_out, decoder_out)
}}"""


def make_transducer(folder: Path, *, vocabulary: bool = False) -> Path:
    """A streaming LSTM transducer of three files that says a word once where its tone begins.

    With `vocabulary` it has the `bpe.vocab` by which sherpa-onnx takes words to expect.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder / "encoder-epoch-9-avg-1.onnx", ENCODER, _ear_values(), LSTM_METADATA)
    context = np.random.default_rng(11).uniform(-0.05, 0.05, (SYMBOLS, SYMBOLS)).astype(np.float32)
    decoding: dict[str, NDArray[Any]] = {"one": np.array(1, np.int64), "context": context}
    sizes = {"vocab_size": SYMBOLS, "context_size": 2}
    write_model(folder / "decoder-epoch-9-avg-1.onnx", DECODER, decoding, sizes)
    write_model(folder / "joiner-epoch-9-avg-1.onnx", JOINER, {}, {"joiner_dim": SYMBOLS})
    symbols = [f"▁{word.upper()}" for word in KNOWN]
    write_tokens(folder, ("<blk>", *symbols))
    if vocabulary:
        letters = {letter for symbol in symbols for letter in symbol}
        pieces = [f"{symbol}\t-0.1\n" for symbol in symbols] + [f"{letter}\t-10\n" for letter in sorted(letters)]
        (folder / "bpe.vocab").write_text("".join(pieces), encoding="utf-8")
    return folder


ZIPFORMER_METADATA = {
    "model_type": "zipformer2",
    "comment": "streaming ctc zipformer2",
    "decode_chunk_len": FRAMES_TAKEN,
    "T": FRAMES_READ,
    "num_encoder_layers": 1,
    "encoder_dims": 2,
    "cnn_module_kernels": 3,
    "left_context_len": 4,
    "query_head_dims": 2,
    "value_head_dims": 2,
    "num_heads": 1,
}


def make_zipformer_ctc(folder: Path) -> Path:
    """A streaming Zipformer2 with a CTC head, of one layer: its states come and go as the real ones do."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = ("4, N, 2", "1, N, 4, 1", "4, N, 2", "4, N, 2", "N, 2, 1", "N, 2, 1", "N, 128, 3, 19")
    states = [f"float[{shape}] state_{number}" for number, shape in enumerate(shapes)]
    following = [state.replace("state", "new_state") for state in states]
    kept = "\n".join(f"new_state_{number} = Identity(state_{number})" for number in (0, 1, 2, 3, 5, 6))
    graph = f"""zipformer (float[N, {FRAMES_READ}, {MELS}] x, {", ".join(states)}, int64[N] processed_lens)
        => (float[N, O, {SYMBOLS}] log_probs, {", ".join(following)}, int64[N] new_processed_lens) {{
        before = Squeeze(state_4, two)
        {HEAR.format(features="x", order="blank_column, likely")}
        log_probs = LogSoftmax<axis = 2>(scores)
        new_state_4 = Unsqueeze(after, two)
        {kept}
        new_processed_lens = Add(processed_lens, stop)
    }}"""
    values = _ear_values() | {"two": np.array([2], np.int64)}
    write_model(folder / "ctc-epoch-9-avg-1.int8.onnx", graph, values, ZIPFORMER_METADATA)
    write_tokens(folder, ("<blk>", *(f"▁{word.upper()}" for word in KNOWN)))
    return folder


NEMO_METADATA = {
    "model_type": "EncDecHybridRNNTCTCBPEModel",
    "vocab_size": len(KNOWN),
    "window_size": FRAMES_READ,
    "chunk_shift": FRAMES_TAKEN,
    "subsampling_factor": 4,
    "cache_last_channel_dim1": 2,
    "cache_last_channel_dim2": 3,
    "cache_last_channel_dim3": 4,
    "cache_last_time_dim1": 1,
    "cache_last_time_dim2": 1,
    "cache_last_time_dim3": 2,
}


def make_nemo_ctc(folder: Path) -> Path:
    """A cache-aware streaming NeMo model with a CTC head; the blank is its last symbol."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = f"""nemo (float[N, {MELS}, {FRAMES_READ}] audio_signal, int64[N] length,
        float[N, 2, 3, 4] cache_last_channel, float[N, 1, 1, 2] cache_last_time, int64[N] cache_last_channel_len)
        => (float[N, O, {SYMBOLS}] logprobs, int64[N] encoded_lengths, float[N, 2, 3, 4] cache_last_channel_next,
        float[N, 1, 1, 2] cache_last_time_next, int64[N] cache_last_channel_next_len) {{
        x = Transpose<perm = [0, 2, 1]>(audio_signal)
        before = Squeeze(cache_last_time, one_and_two)
        {HEAR.format(features="x", order="likely, blank_column")}
        logprobs = LogSoftmax<axis = 2>(scores)
        encoded_lengths = Identity(length)
        cache_last_channel_next = Identity(cache_last_channel)
        cache_last_time_next = Unsqueeze(after, one_and_two)
        cache_last_channel_next_len = Add(cache_last_channel_len, time)
    }}"""
    values = _ear_values(nemo_place) | {"one_and_two": np.array([1, 2], np.int64)}
    write_model(folder / "model.onnx", graph, values, NEMO_METADATA)
    write_tokens(folder, (*(f"▁{word}" for word in KNOWN), "<blk>"))
    return folder
