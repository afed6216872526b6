"""The package: light to import, whole in a wheel, and its parts import only whom they may."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest


def run_python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-c", code]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def imported_modules(importtime: str) -> set[str]:
    return {line.rsplit("|", 1)[1].strip() for line in importtime.splitlines() if "|" in line}


HEAVY = {"torch", "transformers", "tensordict", "torchrl", "matplotlib", "tyro"}


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    result = run_python("import gennet_rl", tmp_path)
    assert result.returncode == 0
    assert not HEAVY & imported_modules(result.stderr)


def test_stepping_an_environment_loads_no_torch(tmp_path: Path) -> None:
    code = (
        "import gymnasium, gennet_rl; import gennet_rl.envs.wrappers;"
        "envs = gymnasium.make_vec('gennet/EasyVQA-v0', 2);"
        "envs.reset(seed=0); envs.step(envs.action_space.sample())"
    )
    result = run_python(code, tmp_path)
    assert result.returncode == 0, result.stderr
    assert not HEAVY & imported_modules(result.stderr)


# Who may import whom, by folder: the parts of gennet_rl that each may not import.
MAY_NOT_IMPORT = {
    "envs": ("gennet_rl.agents", "torch", "transformers", "tensordict", "torchrl"),
    "gennet_rl": ("gennet_rl.agents", "gennet_rl.envs", "agents", "envs", "experiments"),
    "agents": ("gennet_rl.envs", "envs", "experiments"),
    "experiments": ("envs", "agents", "experiments"),
}
# The package itself registers the environments; the command line may import everything.
EXEMPT = {"gennet_rl/__init__.py", "gennet_rl/cli.py"}


def imports_of(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("folder", MAY_NOT_IMPORT)
def test_each_folder_imports_only_whom_it_may(folder: str, repository: Path) -> None:
    # The links gennet_rl/envs and gennet_rl/agents are looked at under their own names.
    files = [
        file
        for file in (repository / folder).rglob("*.py")
        if not {"envs", "agents"} & set(file.relative_to(repository / folder).parts)
        and str(file.relative_to(repository)) not in EXEMPT
    ]
    assert files
    for file in files:
        for name in imports_of(file):
            for forbidden in MAY_NOT_IMPORT[folder]:
                assert name != forbidden, f"{file} imports {name}"
                assert not name.startswith(forbidden + "."), f"{file} imports {name}"


def copy_repository(repository: Path, target: Path) -> None:
    ignore = shutil.ignore_patterns(".git", "runs", ".venv", "build", "*.egg-info", "__pycache__")
    shutil.copytree(repository, target, symlinks=True, ignore=ignore)


@pytest.fixture(scope="module", params=["from the checkout", "from the source archive"])
def archives(
    request: pytest.FixtureRequest, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Folder with a wheel and a source archive, built from a copy of the repository."""
    pytest.importorskip("build", reason="needs the extra [test]")
    copy = tmp_path_factory.mktemp("build") / "repository"
    copy_repository(repository, copy)
    # No isolation: the build must not reach for a network.
    command = [sys.executable, "-m", "build", "--no-isolation", str(copy)]
    if request.param == "from the checkout":  # build's default makes the wheel from the archive
        command += ["--sdist", "--wheel"]
    subprocess.run(command, check=True, capture_output=True)
    return copy / "dist"


EXPECTED = {
    "gennet_rl/__init__.py",
    "gennet_rl/py.typed",
    "gennet_rl/envs/easy_vqa.py",
    "gennet_rl/agents/ppo.py",
    "gennet_rl/benchmarking/suites/core.toml",
    "gennet_rl/encoders/text.py",
}


def test_wheel_holds_the_whole_package_and_works(archives: Path, tmp_path: Path) -> None:
    (wheel,) = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    assert names >= EXPECTED
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"gennet_rl"}
    metadata = next(tmp_path.glob("*.dist-info/METADATA")).read_text()
    assert "License-Expression: MIT" in metadata
    code = (
        "import gennet_rl, gymnasium; print(gennet_rl.__file__);"
        "gymnasium.make('gennet/EasyVQA-v0').reset(seed=0); import gennet_rl.agents"
    )
    result = run_python(code, tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(tmp_path))


def test_source_archive_holds_plain_files(archives: Path) -> None:
    (source,) = archives.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        members = {member.name.split("/", 1)[-1]: member for member in archive.getmembers()}
    assert members.keys() >= EXPECTED
    assert not any(member.issym() or member.islnk() for member in members.values())


def test_checkout_without_symbolic_links_says_how_to_mend_it(
    repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(
        repository / "gennet_rl",
        tmp_path / "gennet_rl",
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("envs", "agents"):
        (tmp_path / "gennet_rl" / name).unlink()
        (tmp_path / "gennet_rl" / name).write_text(f"../{name}")
    # Without site-packages: an editable install would find the real folders.
    command = [sys.executable, "-S", "-c", "import gennet_rl"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    last_line = result.stderr.strip().splitlines()[-1]
    assert last_line.startswith("ImportError: gennet_rl/envs and gennet_rl/agents")
    assert "core.symlinks" in last_line
