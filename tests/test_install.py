import sys
from pathlib import Path

import pytest

import install
from install import InstallError, exists, make, pip_settings, run, translate

REQUIREMENTS = Path(install.__file__).parent.parent / "requirements"


def test_an_index_that_pip_knows_is_passed_on_to_uv() -> None:
    listed = "global.index-url='https://mirror.example/simple'\n"
    assert translate(listed, {})["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"


def test_what_is_set_for_uv_wins_over_pip() -> None:
    listed = "global.index-url='https://mirror.example/simple'\n"
    kept = translate(listed, {"UV_DEFAULT_INDEX": "https://other.example/simple"})
    assert kept["UV_DEFAULT_INDEX"] == "https://other.example/simple"


def test_the_environment_wins_over_pips_files_and_install_over_global() -> None:
    listed = (
        ":env:.cert='c'\nglobal.cert='a'\nglobal.proxy='p'\ninstall.cert='b'\ninstall.proxy='q'\n"
    )
    assert pip_settings(listed) == {"cert": "c", "proxy": "q"}


def test_indexes_and_folders_that_do_not_exist_are_left_out(tmp_path: Path) -> None:
    here, gone = tmp_path.as_uri(), (tmp_path / "gone").as_uri()
    listed = (
        f"global.extra-index-url='{gone} {here}'\n"
        f"global.find-links='{tmp_path} {tmp_path / 'gone'}'\n"
    )
    result = translate(listed, {})
    assert result["UV_INDEX"] == here
    assert result["UV_FIND_LINKS"] == str(tmp_path)


def test_settings_that_say_nothing_of_indexes_change_nothing_about_them() -> None:
    result = translate("global.timeout='60'\nnonsense\n", {"PATH": "/bin"})
    assert result == {"PATH": "/bin", "UV_INDEX_STRATEGY": "unsafe-best-match"}


def test_a_host_is_taken_as_it_stands() -> None:
    assert exists("https://mirror.example/simple")
    assert exists("mirror.example")


def test_a_folder_that_is_no_environment_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann", encoding="utf-8")
    with pytest.raises(InstallError, match="no virtual environment"):
        make(tmp_path)
    assert (tmp_path / "letter.txt").exists()


def test_an_environment_that_broke_halfway_is_made_again(tmp_path: Path) -> None:
    place = tmp_path / "environment"
    make(place)
    python = install.python_in(place)
    python.unlink()
    make(place)
    assert run([python, "-c", "print('well')"]).strip() == "well"


def test_a_program_that_fails_is_named_with_what_it_said() -> None:
    with pytest.raises(InstallError, match=r"(?s)ended with 3.*out of luck"):
        run([sys.executable, "-c", "import sys; print('out of luck'); sys.exit(3)"])


def test_a_program_that_is_here_is_not_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answers(command: list[str], **_: object) -> str:
        asked.append([str(word) for word in command])
        return "/usr/lib/postgresql/15/bin\n"

    monkeypatch.setattr(install, "run", answers)
    install.get_packages(Path(), "postgres.programs()", "postgresql")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("apt", "user", "installs"),
    [("/bin/apt-get", 0, True), ("/bin/apt-get", 7, False), (None, 0, False)],
)
def test_a_program_is_installed_where_we_may_and_else_it_says_how(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    apt: str | None,
    user: int,
    installs: bool,
) -> None:
    asked: list[str] = []

    def answers(command: list[str], **_: object) -> str:
        asked.append(" ".join(str(word) for word in command))
        return ""

    monkeypatch.setattr(install, "run", answers)
    monkeypatch.setattr(install.shutil, "which", lambda _: apt)
    monkeypatch.setattr(install.os, "geteuid", lambda: user)
    install.get_packages(Path(), "postgres.programs()", "postgresql")
    assert (
        any(one.startswith("apt-get install") and one.endswith(" postgresql") for one in asked)
        == installs
    )
    assert ("apt-get install postgresql" in capsys.readouterr().out) != installs


@pytest.mark.parametrize(
    "name", ["run.txt", "server.txt", "dev.txt", "evals.txt", "uv.txt", "model.txt"]
)
def test_every_pinned_distribution_has_a_hash_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


@pytest.mark.nginx
def test_an_nginx_that_is_there_is_not_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    install.get_packages(Path(sys.prefix), "nginx.executable()", "nginx", "openssl")
    assert capsys.readouterr().out == ""
