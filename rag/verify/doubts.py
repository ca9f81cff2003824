"""Doubts: reasons of wording, which a reading of the whole may overrule; all others stand."""


class Doubt(str):
    """Why a sentence is unsupported, where only its words or what it is about differ.

    A free rewording differs so too. A wrong figure, date, name, role or negation is no doubt.
    """

    __slots__ = ()
