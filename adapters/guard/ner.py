"""A model of a language that finds people in a text: optional, off unless it is named, and only ever advice."""

from __future__ import annotations

from typing import Final

import spacy

_PEOPLE: Final = frozenset({"PERSON", "PER"})
_UNUSED: Final = ("tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "senter")


class Names:
    """Wraps one installed spaCy model."""

    def __init__(self, model: str) -> None:
        self._read = spacy.load(model, exclude=list(_UNUSED))

    def find(self, text: str) -> bool:
        """Whether the model takes something in it for a person."""
        return any(entity.label_ in _PEOPLE for entity in self._read(text).ents)
