"""The Flesch-Kincaid grade of an English text (Kincaid et al., 1975).

0.39 * words per sentence + 11.8 * syllables per word - 15.59: the US school grade that reads it.
Syllables are groups of vowels, less a silent final e; that errs by a few in a hundred words.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, at least one."""
    word = re.sub(r"(?<=[^aeiouyl])e(?=s?$)|(?<=[^td])ed$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str) -> float:
    """Return the grade of a text in which every line ends a sentence."""
    plain = re.sub(r"https://\S+|[*•_]|\([^)]*\)", " ", text)
    sentences = [s for s in re.split(r"[.!?:;]\s|[.!?:;]?\n|[.!?:;]$", plain) if _WORD.search(s)]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
