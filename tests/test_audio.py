"""Drafts for the ear: only with a voice that the center names, chapter by chapter, as long as their words take."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest

from press.audio import check_chapters, check_pace, espeak
from press.audio.utterances import Chapter, Utterance, read_chapters
from press.build import pipeline
from press.readback.ssml import read_script
from tests.commands import invoke
from tests.conftest import ROOT
from tests.overlay import lay

VOWEL = re.compile("(?:aɪ|aʊ|eɪ|oʊ|ɔɪ|[aeiouɑɒɔəɚɛɜɝɪʊʌæɐᵻ])ː?")
SCRIPT = """<?xml version="1.0" encoding="UTF-8"?>
<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en"><metadata><title>T</title></metadata>
<p xml:id="paragraph-1">Before all.</p><break time="600ms"/>
<break time="900ms"/><mark name="chapter-2"/>
<p xml:id="heading-2-2">What is <sub alias="LATH-er">lather</sub>?</p><break time="700ms"/>
<p xml:id="paragraph-3">Say <lang xml:lang="es">jabón <emphasis>bueno</emphasis></lang>
(soap<sub alias=",">(SOHP)</sub>) (or foam) is enough.</p>
<break time="600ms"/>
<sub alias="End of table."></sub><break time="600ms"/>
</speak>
"""
VOICES = "audio: {voices: {en: en-us, es: es-419}}\n"


def run(folder: Path, *args: str) -> tuple[int, Any]:
    ran = invoke(*args, "--sources", folder / "sources", "--output", folder / "output", "--json")
    return ran.exit_code, json.loads(ran.stdout)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audio")
    lay(folder / "sources", {"variants/speech.yaml": "format: speech\nkind: text\n"})
    code, said = run(folder, "build", "--variant", "speech", "--jobs", "1")
    assert code == 0, said
    return folder


def test_what_is_said_is_plain_and_in_one_language_at_a_time() -> None:
    before, chapter = read_chapters(SCRIPT.encode())
    assert before == Chapter("", (Utterance("en", "Before all.", 1500),))
    assert chapter.title == "What is lather?" == read_script(SCRIPT.encode()).chapters[0]
    assert chapter.utterances == (
        Utterance("en", "What is LATH-er?", 700),
        Utterance("en", "Say"),
        Utterance("es", "jabón bueno"),
        Utterance("en", "soap, or foam, is enough.", 600),
        Utterance("en", "End of table.", 600),
    )


def test_without_a_voice_nothing_is_made(library: Path) -> None:
    code, said = run(library, "audio")
    assert (code, [one["code"] for one in said["findings"]]) == (1, ["AUD101"])
    assert not (library / "output/audio").exists()


def test_a_draft_has_the_chapters_of_its_script_and_says_what_it_is(library: Path) -> None:
    center = library / "sources/center.yaml"
    before = center.read_text("utf-8")
    center.write_text(before + VOICES, "utf-8")
    try:
        code, said = run(library, "audio", "--lang", "en")
    finally:
        center.write_text(before, "utf-8")
    assert code == 0, said
    folder = library / "output/audio/handwashing.en"
    about = json.loads((folder / "chapters.json").read_bytes())
    script = (library / "output" / about["script"]["file"]).read_bytes()
    assert about["note"] == "synthetic voice, draft"
    assert about["script"]["sha256"] == hashlib.sha256(script).hexdigest()
    assert [one["title"] for one in about["chapters"] if one["title"]] == read_script(script).chapters
    for one in about["chapters"]:
        data = (folder / one["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == one["sha256"]
        with wave.open(io.BytesIO(data)) as sound:
            assert sound.getnframes() / sound.getframerate() == pytest.approx(one["seconds"], abs=0.01)
        assert 40 < one["words"] / one["seconds"] * 60 < 300
    playlist = (folder / "play.m3u8").read_text("utf-8").splitlines()
    assert [line for line in playlist if line.endswith(".wav")] == [one["file"] for one in about["chapters"]]
    manifest = (library / "output/manifest.json").read_text("utf-8")
    assert "audio" not in manifest, "a draft is no edition"


def make_sound(*parts: tuple[float, int]) -> bytes:
    """Make a WAVE file of some seconds at some loudness each."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, espeak.RATE, 0, "NONE", ""))
        for seconds, loud in parts:
            file.writeframes(loud.to_bytes(2, "little") * int(espeak.RATE * seconds))
    return out.getvalue()


def test_a_lost_chapter_a_wrong_pace_and_a_long_silence_are_found() -> None:
    chapters = read_chapters(SCRIPT.encode())
    assert list(check_chapters("x", SCRIPT.encode(), chapters)) == []
    assert [one.code for one in check_chapters("x", SCRIPT.encode(), chapters[:1])] == ["AUD102"]
    words = Chapter("T", (Utterance("en", "one two three four"),))
    for parts, wrong in {
        ((2.0, 9000),): 0,
        ((0.2, 9000),): 1,
        ((20.0, 9000),): 1,
        ((1.0, 9000), (2.6, 0), (1.0, 9000)): 1,
        ((1.0, 9000), (2.4, 0), (1.0, 9000)): 0,
    }.items():
        assert [one.code for one in check_pace("x", [words], [make_sound(*parts)])] == ["AUD103"] * wrong, parts


def test_without_the_program_it_says_what_to_install(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.audio.espeak.PROGRAM", "no-such-program")
    center = library / "sources/center.yaml"
    before = center.read_text("utf-8")
    center.write_text(before + VOICES, "utf-8")
    try:
        code, said = run(library, "audio")
    finally:
        center.write_text(before, "utf-8")
    assert (code, [one["code"] for one in said["findings"]]) == (3, ["ENV104"])
    assert "install no-such-program" in said["findings"][0]["hint"]


def test_no_respelled_word_is_spelled_by_a_voice() -> None:
    """espeak-ng gives each its syllables; of `BY-op-see` or `os-tee` it would say letters, of `myoo` one vowel more."""
    library = pipeline.read_library(ROOT / "sources")
    words = [one.spoken for one in library.glossaries["en"].sayings.values()]
    command = [espeak.PROGRAM, "-v", "en-us", "-q", "--ipa"]
    said = subprocess.run(command, input=".\n".join(words), capture_output=True, text=True, check=True).stdout
    sounds = said.strip().splitlines()
    assert [len(VOWEL.findall(one)) for one in sounds] == [one.count("-") + 1 for one in words], sounds
