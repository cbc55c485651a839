"""The wheel: `zhiban init` in a venv of its own lays out what runs anywhere."""

import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def zhiban(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command installed from a wheel; the libraries are those of the tests' own venv."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    own = folder / "venv"
    venv.create(own, with_pip=False)
    python = own / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True)
    libraries = Path(site.stdout.strip()) / "libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
    install = ("install", "--no-deps", "--no-index", "--ignore-installed", str(wheel))
    subprocess.run([*pip, *install], check=True, capture_output=True)
    find = subprocess.run(
        [python, "-c", "import bot; print(bot.__file__)"], cwd=own, capture_output=True, text=True
    )
    assert find.stdout.startswith(str(own)), "the checkout must not be what is tried"
    return own / "bin" / "zhiban"


def done(command: Path, folder: Path, *arguments: str, typed: str = "", told: str = r"\Z") -> str:
    """Run the command in a folder far from the checkout; return what it shows.

    `told` is what it has to say on stderr: nothing, where that is not given.
    """
    folder.mkdir(exist_ok=True)
    finished = subprocess.run(
        [command, *arguments],
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0
    assert re.match(told, finished.stderr), finished.stderr
    return finished.stdout


@pytest.mark.parametrize(
    ("language", "typed", "answer"), [("zh", "打卡", "打卡成功"), ("en", "check in", "1 in a row")]
)
def test_what_init_lays_out_is_right_and_runs(
    zhiban: Path, tmp_path: Path, language: str, typed: str, answer: str
) -> None:
    done(zhiban, tmp_path, "init", "group", "--language", language)
    group = tmp_path / "group"
    assert {path.name for path in group.iterdir()} >= {"config.yaml", "sop", "templates"}
    done(zhiban, group, "check")
    with (group / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("\nweb: {port: 0}\n")
    run = ("run", "--config", str(group / "config.yaml"))
    console = r"[^\n]+ ?http://127\.0\.0\.1:\d+/login\?token=\S+\n\Z"
    elsewhere = tmp_path / "elsewhere"
    assert answer in done(zhiban, elsewhere, *run, typed=typed + "\n", told=console)
    assert (group / "data" / "zhiban.db").is_file()
    assert not any((tmp_path / "elsewhere").iterdir())


def test_nothing_that_is_there_is_overwritten(zhiban: Path, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("language: en\n")
    finished = subprocess.run(
        [zhiban, "init", tmp_path], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 1
    assert finished.stderr == f"{tmp_path / 'config.yaml'} 已经有了，什么都没有写\n"
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
