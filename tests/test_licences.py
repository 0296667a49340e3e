import pytest

from licences import allowed, closure, licence, spdx


@pytest.mark.parametrize(
    "expression",
    ["MIT", "Apache-2.0 AND MIT", "GPL-2.0-only OR MIT", "MPL-2.0 AND (Apache-2.0 OR GPL-3.0)"],
)
def test_a_licence_that_can_be_met_from_the_list_is_allowed(expression: str) -> None:
    assert allowed(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "AGPL-3.0 AND (MIT OR BSD-3-Clause)",
        "Proprietary",
    ],
)
def test_a_licence_that_asks_for_more_than_the_list_is_refused(expression: str) -> None:
    assert not allowed(expression)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Apache Software License", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("MIT License", "MIT"),
        ("BSD 3-Clause License", "BSD-3-Clause"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("GNU General Public License v3 (GPLv3)", "GNU General Public License v3 (GPLv3)"),
    ],
)
def test_a_licence_in_its_own_words_is_told_by_its_usual_name(words: str, name: str) -> None:
    assert spdx(words) == name


def test_dependencies_of_dependencies_are_followed() -> None:
    names = closure("chromadb")
    assert {"httpx", "certifi", "h11"} <= set(names)
    assert licence("certifi") == "MPL-2.0"
