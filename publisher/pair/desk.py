"""The desk on which one post is read: every leaf read and split once, however often it is asked."""

from __future__ import annotations

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair.bearings import Leaf
from publisher.pair.reading import Reading, joined, leaves, marked_language, read
from publisher.pair.seams import Title
from publisher.pair.splitting import Split, split_nodes

_OWN_HAN = 8
"""Han from which a block is sure to be Chinese that uses a word, and not its gloss."""

_TITLES = frozenset({Kind.HEADING, Kind.CAPTION})
_SPLITTABLE = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.CAPTION, Kind.TERM})


class Desk:
    """Readings and splits of one post's blocks."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self._words: set[int] = set()
        self._readings: dict[int, tuple[Block, Reading]] = {}
        self._splits: dict[int, tuple[Block, Split | None]] = {}

    def reading(self, block: Block) -> Reading:
        """What a block says; a container, all that is in it."""
        kept = self._readings.get(id(block))
        if kept is not None:
            return kept[1]
        found = read(block)
        if block.children and marked_language(block) is None:
            found = joined(self.reading(child) for child in block.children)
        # The block is kept too, so that its id is not given to another.
        self._readings[id(block)] = (block, found)
        return found

    def split(self, block: Block) -> Split | None:
        """How a leaf falls into pairs, None where it is in one language."""
        if block.kind not in _SPLITTABLE or marked_language(block) is not None:
            return None
        kept = self._splits.get(id(block))
        if kept is not None:
            return kept[1]
        reading = self.reading(block)
        both = bool(reading.latin and reading.han)
        found = split_nodes(block.element.children, self._title(block)) if both else None
        self._splits[id(block)] = (block, found)
        return found

    def _title(self, block: Block) -> Title | None:
        if block.kind in _TITLES:
            return Title(self.names, 2)
        return self.term if id(block) in self._words else None

    @property
    def term(self) -> Title:
        """How to cut a word and its translation where all their neighbours are such words too."""
        return Title(self.names, 1)

    def _is_word(self, item: Block) -> bool:
        """Whether an item is nothing but words in both languages."""
        found = leaves(item)
        if len(found) != 1 or found[0].kind is not Kind.PARAGRAPH:
            return False
        return split_nodes(found[0].element.children, self.term) is not None

    def _learn_words(self, block: Block) -> None:
        """Note the items of lists in which every item is a word and its translation."""
        several = block.kind is Kind.LIST and len(block.children) > 1
        if several and all(self._is_word(item) for item in block.children):
            self._words |= {id(leaf) for leaf in leaves(block)}
            return
        for child in block.children:
            self._learn_words(child)

    def tongues(self, block: Block) -> set[Language]:
        """The languages that stand in a block; none where all of it is grey."""
        marked = marked_language(block)
        if marked is not None:
            return {marked}
        if block.children:
            return {tongue for child in block.children for tongue in self.tongues(child)}
        if self.split(block) is not None:
            return set(Language)
        language = self.reading(block).language
        return {language} if language is not None else set()

    def has_grey(self, block: Block) -> bool:
        """Whether a leaf of a container has letters that do not say its language."""
        found = (self.reading(leaf) for leaf in leaves(block))
        return any(reading.has_letters and reading.language is None for reading in found)

    def leaves(self, blocks: tuple[Block, ...]) -> list[Leaf]:
        """The leaves with letters of a row of blocks, in order."""
        found = [leaf for block in blocks for leaf in leaves(block)]
        lettered = [leaf for leaf in found if self.reading(leaf).has_letters]
        return [Leaf(leaf, self.reading(leaf), self.split(leaf)) for leaf in lettered]

    def learn(self, blocks: tuple[Block, ...]) -> None:
        """Note the words that the post's Chinese uses as they are, and its word lists."""
        found: set[str] = set()
        for block in blocks:
            for leaf in leaves(block):
                reading = self.reading(leaf)
                if reading.language is Language.ZH and reading.han >= _OWN_HAN:
                    found |= reading.names
        self.names = frozenset(found)
        for block in blocks:
            self._learn_words(block)
