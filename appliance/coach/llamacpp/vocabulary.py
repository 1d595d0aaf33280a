"""A model's tokens: from text and back. Runs in the child."""

from __future__ import annotations

import ctypes

import llama_cpp

PIECE_BYTES = 256
"""Of one token's text at first try."""


class Vocabulary:
    """Of one loaded model."""

    def __init__(self, llama: llama_cpp.Llama) -> None:
        self._llama = llama
        self._tokens = llama_cpp.llama_model_get_vocab(llama.model)
        self._begin = self._word(llama.token_bos())

    def encode_prompt(self, prompt: str) -> list[int]:
        """A rendered conversation; the beginning token stands before it once, whether the template says it or not."""
        begun = bool(self._begin) and prompt.lstrip().startswith(self._begin)
        return self.encode(prompt.lstrip() if begun else prompt, begin=not begun)

    def encode(self, text: str, *, begin: bool = False) -> list[int]:
        """Control words in the text become control tokens."""
        return list(self._llama.tokenize(text.encode(), add_bos=begin, special=True))

    def plain(self, words: str) -> str:
        """The same words with none of the model's control words in them: nobody may speak in another's role."""
        for token in set(self.encode(words)):
            if len(word := self._word(token)) > 1 and self._controls(token, word):
                words = words.replace(word, f"{word[0]} {word[1:]}")
        return words

    def _controls(self, token: int, word: str) -> bool:
        """Some files mark control words as the maker's own, as they do with long spaces and words of markup."""
        kind = llama_cpp.llama_vocab_get_attr(self._tokens, token)
        marked = kind & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED and word.startswith("<")
        return bool(kind & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL or marked)

    def ends(self, token: int) -> bool:
        """Whether a reply ends with it."""
        return bool(llama_cpp.llama_vocab_is_eog(self._tokens, token))

    def piece(self, token: int, size: int = PIECE_BYTES) -> bytes:
        """What a token adds to a text: not always whole characters, nothing for a control token."""
        buffer = ctypes.create_string_buffer(size)
        length = llama_cpp.llama_token_to_piece(self._tokens, token, buffer, size, 0, False)
        return self.piece(token, -length) if length < 0 else buffer.raw[:length]

    def _word(self, token: int) -> str:
        """A token as it stands in the vocabulary; empty for none."""
        return "" if token < 0 else str(llama_cpp.llama_vocab_get_text(self._tokens, token).decode())
