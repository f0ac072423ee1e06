"""From found posts to `Post`s: read and paired in several processes, or taken from the cache.

A post is kept under the digest of its text, its names, the limits and the program. Its images are
not kept with it: the door is asked for each of them again, and where it answers otherwise than it
did, the post is read anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.build.keys import digest, key_of, parts_of
from publisher.build.ledger import KEPT, Part
from publisher.build.workshop import Workshop
from publisher.codec import CodecError, decode, encode
from publisher.load import Refusal, admit, read_post, read_source
from publisher.model import Limits, Post, Resource, Source
from publisher.pair import pair
from publisher.problems import Problem, Problems

STEP = "load"

_WORTH = 8
"""Posts from which it pays to start other processes."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one post."""

    post: Post | None
    problems: Problems


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a post: without the images themselves, but with what the door said."""

    read: Read
    answers: tuple[str, ...]
    """A digest of the door's answer for each of the post's images."""


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """One post to be read where its file is."""

    root: str
    source: Source
    limits: Limits

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


def _answer(root: Path, source: Source, address: str, limits: Limits) -> Resource | Refusal:
    return admit(root, source.path, address, limits)


def _without_images(read: Read) -> Read:
    post = read.post
    if post is None:
        return read
    bare = tuple(replace(resource, data=b"") for resource in post.resources)
    return replace(read, post=replace(post, resources=bare))


def _said(answer: Resource | Refusal) -> str:
    return digest(answer).hex()


def _with_images(kept: _Kept, job: ReadingJob) -> Read | None:
    """The post with its images, if the door says what it said when the post was read."""
    post = kept.read.post
    if post is None:
        return kept.read
    asked = [_answer(Path(job.root), job.source, a, job.limits) for a in post.asked]
    if tuple(map(_said, asked)) != kept.answers:
        return None
    found = {answer.name: answer for answer in asked if isinstance(answer, Resource)}
    if [resource.name for resource in post.resources] != list(found):
        return None
    return replace(kept.read, post=replace(post, resources=tuple(found.values())))


def read_one(job: ReadingJob) -> Read:
    """Read and pair one post."""
    manuscript, problems = read_post(Path(job.root), job.source, job.limits)
    if manuscript is None:
        return Read(None, problems)
    post, paired = pair(manuscript)
    return Read(post, (*problems, *paired))


def _encoded(read: Read, job: ReadingJob) -> bytes:
    asked = read.post.asked if read.post else ()
    answers = [_answer(Path(job.root), job.source, address, job.limits) for address in asked]
    return encode(_Kept, _Kept(_without_images(read), tuple(map(_said, answers))))


def read_elsewhere(job: ReadingJob) -> bytes:
    """Read and pair one post in a worker: the work of `ReadingJob`."""
    return _encoded(read_one(job), job)


def _decoded(data: bytes | None, job: ReadingJob) -> Read | None:
    if data is None:
        return None
    try:
        return _with_images(decode(_Kept, data), job)
    except CodecError:
        return None


def _key(job: ReadingJob) -> tuple[bytes, str]:
    """The name of a post's result, and the digest of its text; empty where it cannot be read."""
    text = read_source(Path(job.root), job.source.path, job.limits)
    if isinstance(text, Problem):
        return b"", ""
    named = _Named(text, job.source, job.limits)
    return key_of(read_elsewhere, named, parts_of(named)), digest(text).hex()


class _Reading:
    """One book's posts on their way."""

    def __init__(self, shop: Workshop, jobs: Sequence[ReadingJob]) -> None:
        self.shop, self.jobs = shop, jobs
        self.found: dict[int, Read] = {}
        self.keys: dict[int, tuple[bytes, str]] = {}

    def look_up(self) -> None:
        """Take from the cache what is there."""
        cache = self.shop.cache
        if cache is None:
            return
        for number, job in enumerate(self.jobs):
            self.keys[number] = key = _key(job)
            read = _decoded(cache.get(key[0]) if key[0] else None, job)
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
            read = read_one(self.jobs[number])
            why = self._why(number)
            self.found[number] = read
            self._tell(number, time.process_time() - start, why)
            if self.shop.cache is not None:
                self._keep(number, _encoded(read, self.jobs[number]))

    def _read_in_workers(self, missing: list[int]) -> None:
        seconds: dict[int, float] = {}
        jobs = [self.jobs[number] for number in missing]
        results = self.shop.pool.run(read_elsewhere, jobs, seconds.__setitem__)
        for index, data in enumerate(results):
            number = missing[index]
            read = _decoded(data, self.jobs[number])
            if read is not None:  # else its images changed under our hands
                why = self._why(number)
                self.found[number] = read
                self._tell(number, seconds.get(index, 0.0), why)
                self._keep(number, data)


def read_posts(
    shop: Workshop, root: Path, sources: Sequence[Source], limits: Limits
) -> Iterator[tuple[Source, Read]]:
    """Read and pair the posts that were found, in their order; the cache and the workers help."""
    reading = _Reading(shop, [ReadingJob(str(root), source, limits) for source in sources])
    shop.progress(STEP, 0, len(sources))
    reading.look_up()
    reading.read_rest()
    return ((source, reading.found[number]) for number, source in enumerate(sources))
