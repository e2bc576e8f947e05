"""Drafts for the ear: finished scripts, read aloud by a synthetic voice that the center names, and checked."""

from __future__ import annotations

import array
import hashlib
import io
import sys
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from press.audio import espeak
from press.audio.utterances import Chapter, Utterance, read_chapters
from press.model.findings import Finding, FindingCode, Place, PressError
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.center import AudioSettings
from press.model.sources.speech import SpeechWords
from press.publish.manifest import format_json, read_manifest
from press.readback.ssml import read_script
from press.runtime.temporary import open_temporary_folder

VOICE = FindingCode(
    "AUD101",
    "The center names a voice for each language that is read aloud.",
    "house rule: no sound is made that the center has not asked for",
    "write `audio: {voices: {en: en-us}}` in `center.yaml`; `espeak-ng --voices` lists them",
)
CHAPTERS = FindingCode(
    "AUD102",
    "The chapters of a recording are those of its script.",
    "house rule: every form says the same",
    "make the recording again; if that does not help, report it as a fault of the press",
)
PACE = FindingCode(
    "AUD103",
    "A recording is as long as its words take, without long silence.",
    "house rule: nothing is lost, and nobody waits for words",
    "listen to the chapter; choose another voice, or change `words_a_minute` in `center.yaml`",
)
CODES = (VOICE, CHAPTERS, PACE)
SLOWEST, FASTEST = 40, 300
"""Words a minute of a chapter: lists of addresses are slow, because numbers are said digit by digit."""
LONGEST_SILENCE = 2.5
"""Seconds; a pause before a chapter has 0.9."""
SILENT = 200
"""The loudest sample of silence, of 32,767."""
NOTE = "synthetic voice, draft"


@dataclass(frozen=True, slots=True)
class AudioDraft:
    """A draft for the ear: its folder, its files by name, and what is wrong with it."""

    name: str
    files: dict[str, bytes]
    seconds: float
    chapters: int
    findings: tuple[Finding, ...]


def make_drafts(
    library: Library, output: Path, slugs: Sequence[str] = (), langs: Sequence[str] = ()
) -> Iterator[AudioDraft]:
    """Read the finished scripts of publications aloud.

    Raises PressError if the center names no voice for a language, or a file is not as the manifest says.
    """
    assert library.center
    for row in read_manifest(output):
        is_asked = (not slugs or row.publication in slugs) and (not langs or row.language in langs)
        if row.format != "speech" or row.imprint or row.outdated or not is_asked:
            continue
        settings, words = library.center.audio, library.languages[row.language].speech
        if not settings or not words or not _find_voice(settings, row.language):
            raise PressError([VOICE.make_finding(Place(row.file), f"there is no voice for `{row.language}`")])
        script = (output / row.file).read_bytes()
        if hashlib.sha256(script).hexdigest() != row.sha256:
            problem = "the script is not as it was built"
            raise PressError([CHAPTERS.make_finding(Place(row.file), problem, "run `build`, then try again")])
        yield _make_draft(row, script, settings, words.words)


def _find_voice(settings: AudioSettings, lang: str) -> str:
    """Find the voice for a language, or for the same language elsewhere."""
    return settings.voices.get(lang) or settings.voices.get(lang.partition("-")[0]) or ""


def _make_draft(row: ManifestRow, script: bytes, settings: AudioSettings, words: SpeechWords) -> AudioDraft:
    chapters = read_chapters(script)
    files = {f"{number:02}.wav": _read_aloud(one, row.language, settings, words.draft if number == 1 else "")
             for number, one in enumerate(chapters, 1)}  # fmt: skip
    findings = [*check_chapters(row.file, script, chapters), *check_pace(row.file, chapters, list(files.values()))]
    lengths = {name: measure_seconds(data) for name, data in files.items()}
    listed = [
        {
            "file": name,
            "title": one.title,
            "seconds": round(lengths[name], 2),
            "words": count_words(one),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name, one in zip(files, chapters, strict=True)
    ]
    about = {
        "note": NOTE,
        "title": row.title,
        "language": row.language,
        "script": {"file": row.file, "sha256": row.sha256},
        "voice": {
            "program": espeak.PROGRAM,
            "version": espeak.read_version(),
            "name": _find_voice(settings, row.language),
        },
        "chapters": listed,
    }
    playlist = ["#EXTM3U", f"#PLAYLIST:{row.title} ({NOTE})"]
    for one in listed:
        playlist += [f"#EXTINF:{one['seconds']},{one['title'] or row.title}", str(one["file"])]
    return AudioDraft(
        name=f"{row.publication}.{row.language}",
        files={**files, "chapters.json": format_json(about), "play.m3u8": "\n".join([*playlist, ""]).encode()},
        seconds=sum(lengths.values()),
        chapters=len(chapters),
        findings=tuple(findings),
    )


def _read_aloud(chapter: Chapter, lang: str, settings: AudioSettings, first: str) -> bytes:
    """Read a chapter aloud, as a WAVE file. first: words before it."""
    said = [Utterance(lang, first, 700)] if first else []
    frames = bytearray()
    with open_temporary_folder() as folder:
        for one in (*said, *chapter.utterances):
            voice = _find_voice(settings, one.lang) or _find_voice(settings, lang)
            frames += _trim_silence(espeak.say(one, voice, settings.words_a_minute, Path(folder)))
            frames += bytes(2 * (espeak.RATE * one.pause // 1000))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(espeak.RATE)
        file.writeframes(bytes(frames))
    return out.getvalue()


def _trim_silence(frames: bytes) -> bytes:
    """Cut the silence at both ends, because the pauses are the script's; a tenth of a second stays behind."""
    samples = _read_samples(frames)
    loud = [at for at, one in enumerate(samples) if abs(one) > SILENT]
    return frames[2 * loud[0] : 2 * (loud[-1] + espeak.RATE // 10)] if loud else b""


def _read_samples(frames: bytes) -> array.array[int]:
    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


# ---------------------------------------------------------------- checks of the finished sound


def count_words(chapter: Chapter) -> int:
    """Count the words that are said in a chapter."""
    return sum(len(one.words.split()) for one in chapter.utterances)


def measure_seconds(data: bytes) -> float:
    """Measure how long a WAVE file is."""
    with wave.open(io.BytesIO(data)) as file:
        return float(file.getnframes() / file.getframerate())


def measure_silence(data: bytes) -> float:
    """Measure the longest silence in a WAVE file, in seconds."""
    with wave.open(io.BytesIO(data)) as file:
        samples, rate = _read_samples(file.readframes(file.getnframes())), file.getframerate()
    longest = start = 0
    for at, one in enumerate(samples):
        if abs(one) > SILENT:
            longest, start = max(longest, at - start), at
    return float(max(longest, len(samples) - start) / rate)


def check_chapters(file: str, script: bytes, chapters: Sequence[Chapter]) -> Iterator[Finding]:
    """Check that the chapters have the titles that a reader of the script finds, in the same order."""
    wanted, found = read_script(script).chapters, [one.title for one in chapters if one.title]
    if wanted != found:
        missing = next((one for one in wanted if one not in found), wanted[0] if wanted else "")
        yield CHAPTERS.make_finding(Place(file), f"the chapters are not those of the script; see `{missing}`")


def check_pace(file: str, chapters: Sequence[Chapter], sounds: Sequence[bytes]) -> Iterator[Finding]:
    """Check that each chapter is as long as its words take, and has no long silence."""
    for number, (one, data) in enumerate(zip(chapters, sounds, strict=True), 1):
        minutes, words = measure_seconds(data) / 60, count_words(one)
        if not SLOWEST * minutes <= words <= FASTEST * minutes:
            yield PACE.make_finding(Place(file), f"chapter {number} has {words} words in {60 * minutes:.1f} seconds")
        if (silence := measure_silence(data)) > LONGEST_SILENCE:
            yield PACE.make_finding(Place(file), f"chapter {number} is silent for {silence:.1f} seconds")


__all__ = ["CODES", "AudioDraft", "make_drafts"]
