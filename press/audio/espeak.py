"""espeak-ng, a small speech engine that needs no network. It is a program, started for each utterance."""

from __future__ import annotations

import io
import re
import shutil
import wave
from pathlib import Path

from press.audio.utterances import Utterance
from press.runtime.programs import make_tool_error, require_tool, run_program

PROGRAM = "espeak-ng"
RATE = 22_050
"""Samples a second that it gives."""


def describe_missing() -> str | None:
    """Describe what espeak-ng needs to run, None if nothing."""
    return None if shutil.which(PROGRAM) else PROGRAM


def read_version() -> str:
    """Read the version of espeak-ng."""
    require_tool(PROGRAM, describe_missing())
    found = re.search(r"\d+(?:\.\d+)+", run_program(PROGRAM, "--version").stdout)
    return found[0] if found else ""


def say(utterance: Utterance, voice: str, words_a_minute: int, folder: Path) -> bytes:
    """Say words; gives samples of 16 bits, one channel, without the silence after them. folder: for its files."""
    require_tool(PROGRAM, describe_missing())
    words, sound = folder / "words.txt", folder / "sound.wav"
    words.write_text(utterance.words, "utf-8")
    sound.unlink(missing_ok=True)
    done = run_program(PROGRAM, "-b", "1", "-v", voice, "-s", str(words_a_minute), "-f", words, "-w", sound)
    if done.returncode or not sound.exists():
        raise make_tool_error(PROGRAM, done.stderr or "it made no sound", f"see `{PROGRAM} --voices` for its voices")
    with wave.open(io.BytesIO(sound.read_bytes())) as found:
        if (found.getnchannels(), found.getsampwidth(), found.getframerate()) != (1, 2, RATE):
            raise make_tool_error(PROGRAM, "its sound has another form than 22,050 Hz, 16 bits, one channel")
        return bytes(found.readframes(found.getnframes()))
