"""From found posts to `Post`s: read and paired in several processes, or taken from the cache.

A post is kept under the digest of its text, its names, the limits and the program; what its book
must know of it (`Survey`, and the post abridged) stands before its text, which is not decoded where
it is not asked for. Its images are not kept with it: the door is asked for each of them again, and
where it answers otherwise than it did, the post is read anew.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from publisher.build.keys import digest, key_of, parts_of
from publisher.build.ledger import KEPT, Part
from publisher.build.posts import Asked, Read
from publisher.build.workshop import Workshop
from publisher.codec import CodecError, decode, encode, joined, parted
from publisher.jobs import Sealed
from publisher.load import Refusal, admit, forget_sources, read_source
from publisher.model import Limits, Order, Post, Resource, Source, Survey, Text
from publisher.problems import Problem, Problems

# The stages that read a post are imported where one is read: a kept one needs none of them.

STEP = "load"

_NEEDED = ("publisher.load.post", "publisher.pair", "publisher.build.chapters")
"""What workers use that read many posts, and then make a chapter of each."""

_QUICKLY = 1
"""How hard a text is pressed for the cache: to a third, in a quarter of a millisecond."""

_WORTH = 8
"""Posts from which it pays to start other processes."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is kept of a post before its text: no images, but what the door said of them."""

    post: Post | None
    problems: Problems
    survey: Survey
    answers: tuple[str, ...]
    """A digest of the door's answer for each of the post's images."""


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """One post to be read where its file is."""

    root: str
    source: Source
    limits: Limits
    order: Order
    """The book's."""

    @property
    def name(self) -> str:
        """The path, by which authors know a post."""
        return self.source.path


@dataclass(frozen=True, slots=True)
class _Named:
    """What a post's result depends on, its images excepted."""

    text: str
    source: Source
    limits: Limits
    order: Order


def _answer(root: Path, source: Source, address: str, limits: Limits) -> Resource | Refusal:
    return admit(root, source.path, address, limits)


def _said(answer: Resource | Refusal) -> str:
    return digest(answer).hex()


def _answers(post: Post | None, job: ReadingJob) -> list[Resource | Refusal]:
    asked = post.asked if post else ()
    return [_answer(Path(job.root), job.source, address, job.limits) for address in asked]


# -- a post and its text as bytes ------------------------------------------------------------------


def _encoded(read: Read, job: ReadingJob) -> bytes:
    post = read.post
    answers = tuple(map(_said, _answers(post, job)))
    bare = tuple(replace(resource, data=b"") for resource in post.resources) if post else ()
    short = replace(post, resources=bare, text=None) if post else None
    head = encode(Head, Head(short, read.problems, read.survey, answers))
    text = zlib.compress(encode(Text, post.text), _QUICKLY) if post and post.text else b""
    return joined(head, text)


def _text(packed: bytes) -> Text:
    try:
        return decode(Text, zlib.decompress(packed))
    except zlib.error as error:
        raise CodecError(str(error)) from error


def _halves(data: bytes) -> tuple[Head, bytes]:
    head, text = parted(data)
    return decode(Head, head), text


def head_of(data: bytes) -> Head:
    """What stands before the text of a kept post; CodecError where that is spoiled."""
    return _halves(data)[0]


def _with_images(kept: Head, job: ReadingJob) -> Post | None:
    """The post with its images, if the door says what it said when the post was read."""
    post, asked = kept.post, _answers(kept.post, job)
    if post is None or tuple(map(_said, asked)) != kept.answers:
        return None
    found = {answer.name: answer for answer in asked if isinstance(answer, Resource)}
    if [resource.name for resource in post.resources] != list(found):
        return None
    return replace(post, resources=tuple(found.values()))


def _decoded(data: bytes | None, job: ReadingJob, *, whole: bool) -> Read | None:
    if data is None:
        return None
    try:
        kept, text = _halves(data)
        if kept.post is None:
            return Read(None, kept.problems)
        post = _with_images(kept, job)
        if post is not None and whole:
            post = replace(post, text=_text(text))
    except CodecError:
        return None
    if post is None:
        return None
    return Read(post, kept.problems, kept.survey, Sealed(digest(data), data))


def opened(sealed: Sealed) -> tuple[Post, Survey]:
    """The whole post, its images without their content, and its survey."""
    if isinstance(sealed.value, Read) and sealed.value.post:
        return sealed.value.post, sealed.value.survey
    kept, text = _halves(sealed.data)
    if kept.post is None:
        raise CodecError("there is no post in it")
    return replace(kept.post, text=_text(text)), kept.survey


# -- reading ---------------------------------------------------------------------------------------


def read_one(job: ReadingJob) -> Read:
    """Read, pair and survey one post."""
    from publisher.index.surveying import survey
    from publisher.load.post import read_post
    from publisher.pair import pair

    manuscript, problems = read_post(Path(job.root), job.source, job.limits)
    if manuscript is None:
        return Read(None, problems)
    post, paired = pair(manuscript)
    return Read(post, (*problems, *paired), survey(post, job.order))


def read_elsewhere(job: ReadingJob) -> bytes:
    """Read and pair one post in a worker: the work of `ReadingJob`."""
    return _encoded(read_one(job), job)


def _key(job: ReadingJob) -> tuple[bytes, str]:
    """The name of a post's result, and the digest of its text; empty where it cannot be read."""
    text = read_source(Path(job.root), job.source.path, job.limits)
    if isinstance(text, Problem):
        return b"", ""
    named = _Named(text, job.source, job.limits, job.order)
    return key_of(read_elsewhere, named, parts_of(named)), digest(text).hex()


def _here(job: ReadingJob, shop: Workshop, *, whole: bool) -> tuple[Read, bytes]:
    """One post read in this process, and what is kept of it: nothing without a cache."""
    read = read_one(job)
    data = _encoded(read, job) if shop.cache is not None or shop.sends_away else b""
    if read.post is None:
        return read, data
    sealed = Sealed(digest(data) if data else b"", data if shop.sends_away else read)
    post = read.post if whole else replace(read.post, text=None)
    return replace(read, post=post, sealed=sealed), data


class _Reading:
    """One book's posts on their way."""

    def __init__(self, shop: Workshop, jobs: Sequence[ReadingJob], *, whole: bool) -> None:
        self.shop, self.jobs, self.whole = shop, jobs, whole
        self.found: dict[int, Read] = {}
        self.keys: dict[int, tuple[bytes, str]] = {}

    def look_up(self) -> None:
        """Take from the cache what is there."""
        cache = self.shop.cache
        if cache is None:
            return
        for number, job in enumerate(self.jobs):
            self.keys[number] = key = _key(job)
            read = _decoded(cache.get(key[0]) if key[0] else None, job, whole=self.whole)
            if read is not None:
                self.found[number] = read
                self._tell(number, 0.0, KEPT)
                if cache.mark(self._mark(number)) != key[1]:
                    cache.note(self._mark(number), key[1])

    def _tell(self, number: int, cpu: float, why: str) -> None:
        self.shop.ledger.parts.append(Part(STEP, self.jobs[number].name, cpu, why))
        self.shop.progress(STEP, len(self.found), len(self.jobs))

    def _mark(self, number: int) -> str:
        return f"{self.jobs[number].root}\n{STEP}\n{self.jobs[number].name}"

    def _why(self, number: int) -> str:
        if self.shop.cache is None:
            return "no cache"
        last = self.shop.cache.mark(self._mark(number))
        if last == self.keys[number][1]:
            return "program, names, limits or images changed, or not in the cache"
        return "changed" if last else "new"

    def _keep(self, number: int, data: bytes) -> None:
        """Keep what was read, if the file is still what it was when its name was made."""
        cache, (key, text) = self.shop.cache, self.keys.get(number, (b"", ""))
        if cache is not None and key and _key(self.jobs[number])[0] == key:
            cache.put(key, data)
            cache.note(self._mark(number), text)

    def read_rest(self) -> None:
        """Read what is not there yet, in the workers where that pays."""
        missing = [number for number in range(len(self.jobs)) if number not in self.found]
        if len(missing) >= _WORTH and self.shop.pool.size > 1:
            self._read_in_workers(missing)
        for number in (number for number in missing if number not in self.found):
            start = time.process_time()
            read, data = _here(self.jobs[number], self.shop, whole=self.whole)
            why = self._why(number)
            self.found[number] = read
            self._tell(number, time.process_time() - start, why)
            if data:
                self._keep(number, data)

    def result(self, number: int) -> Read:
        """What came of a post, with the name under which it is kept."""
        return replace(self.found[number], kept=self.keys.get(number, (b"", ""))[0])

    def _read_in_workers(self, missing: list[int]) -> None:
        for name in _NEEDED:  # once, before the workers are forked
            import_module(name)
        seconds: dict[int, float] = {}
        jobs = [self.jobs[number] for number in missing]
        results = self.shop.pool.run(read_elsewhere, jobs, seconds.__setitem__)
        for index, data in enumerate(results):
            number = missing[index]
            read = _decoded(data, self.jobs[number], whole=self.whole)
            if read is not None:  # else its images changed under our hands
                why = self._why(number)
                self.found[number] = read
                self._tell(number, seconds.get(index, 0.0), why)
                self._keep(number, data)


def read_posts(
    shop: Workshop, root: Path, sources: Sequence[Source], said: Asked
) -> Iterator[tuple[Source, Read]]:
    """Read and pair the posts that were found, in their order; the cache and the workers help."""
    jobs = [ReadingJob(str(root), source, said.limits, said.order) for source in sources]
    reading = _Reading(shop, jobs, whole=said.whole)
    shop.progress(STEP, 0, len(sources))
    reading.look_up()
    reading.read_rest()
    forget_sources()
    return ((source, reading.result(number)) for number, source in enumerate(sources))
