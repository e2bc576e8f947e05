"""What Orca says of a page with "say all": it hands words to speech-dispatcher, whose voice writes them down here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ears.desktop import Desktop, start_program

VOICE = """#!/bin/sh
printf '%s\\n' "$1" >> '{spoken}'
sleep 0.01
"""
"""The pause stands for the time that a voice needs: without it Orca 43 loses the end of a phrase now and then."""
SERVER = """LogLevel 0
LogDir "{log}"
DefaultLanguage "en"
AddModule "paper" "sd_generic" "paper.conf"
DefaultModule paper
AudioOutputMethod "libao"
"""
MODULE = """GenericExecuteSynth "{voice} '$DATA'"
GenericCmdDependency "printf"
GenericMaxChunkLength 100000
GenericLanguage "en" "en" "utf-8"
GenericLanguage "es" "es" "utf-8"
AddVoice "en" "MALE1" "paper"
AddVoice "es" "MALE1" "paper"
"""
START, TRIES = 60.0, 3
"""Seconds in which Orca must speak, and how often it is started: now and then Orca 43 hangs before it does."""
QUIET, LONGEST = 4.0, 240.0
"""Seconds without a phrase after which Orca has finished, and the longest that it may take; 20 are usual."""


@dataclass(frozen=True)
class Orca:
    """A running Orca. version: 43, 1; spoken: the file of what it has said, one phrase a line."""

    desktop: Desktop
    version: tuple[int, ...]
    spoken: Path

    def say_all(self, page: Path) -> list[str]:
        """Open a page and let Orca read it from its beginning; list the phrases."""
        self.desktop.tab.goto(page.resolve().as_uri())
        self.wait(1.5)
        window = self.desktop.run("xdotool", "search", "--onlyvisible", "--class", "chromium").split()[-1]
        self.desktop.run("xdotool", "windowactivate", "--sync", window)
        self.desktop.run("xdotool", "mousemove", "--window", window, "8", "600", "click", "1")
        self.desktop.run("xdotool", "key", "ctrl+Home")
        self.wait(1.5)
        before = len(self.read_phrases())
        self.desktop.run("xdotool", "key", "KP_Add")
        self.wait(QUIET)
        return self.read_phrases()[before:]

    def wait(self, quiet: float) -> None:
        """Wait until something was said, and then nothing for some seconds."""
        end, since, count = time.monotonic() + LONGEST, time.monotonic(), -1
        while time.monotonic() < min(end, since + quiet):
            time.sleep(0.1)
            now = len(self.read_phrases())
            if now != count:
                count, since = now, time.monotonic()

    def read_phrases(self) -> list[str]:
        """List everything said so far."""
        return self.spoken.read_text("utf-8").splitlines()


@contextmanager
def start_orca(desktop: Desktop) -> Iterator[Orca]:
    """Start Orca and its voice; they end with the block."""
    spoken, voice = desktop.home / "spoken", desktop.home / "voice"
    voice.write_text(VOICE.format(spoken=spoken), "utf-8")
    voice.chmod(0o700)
    config = desktop.home / "speech"
    (config / "modules").mkdir(parents=True)
    (config / "speechd.conf").write_text(SERVER.format(log=desktop.home), "utf-8")
    (config / "modules" / "paper.conf").write_text(MODULE.format(voice=voice), "utf-8")
    with ExitStack() as stack:
        server = ["speech-dispatcher", "-s", "-c", "unix_socket", "-C", str(config), "-L", str(desktop.home)]
        start_program(stack, server, desktop.environment)
        # Orca stays silent if there is no server when it starts.
        assert _wait_for(desktop.home / "run" / "speech-dispatcher" / "speechd.sock")
        for _ in range(TRIES):
            orca = start_program(stack, ["orca", "--replace", "-e", "speech", "-d", "braille"], desktop.environment)
            if _wait_for(spoken):
                break
            orca.kill()
        assert spoken.exists(), "Orca says nothing"
        version = re.findall(r"\d+", desktop.run("orca", "--version").splitlines()[-1])
        yield Orca(desktop, tuple(map(int, version)), spoken)


def _wait_for(path: Path) -> bool:
    """Wait until a program makes a file; tells whether it did."""
    end = time.monotonic() + START
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.1)
    return path.exists()
