"""Environments in worker processes: what SyncVectorEnv gives, and nothing left behind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv, VectorEnv

from gennet_rl.environments import make_vector_env, random_actions
from gennet_rl.errors import InvalidValueError, WorkerError
from gennet_rl.worker_envs import WorkerVectorEnv

WALK = "third_party_envs:third/Walk-v0"


@pytest.fixture(autouse=True)
def third_party(monkeypatch: pytest.MonkeyPatch, repository: Path) -> Iterator[None]:
    """Strangers' modules are on the path that workers get."""
    monkeypatch.syspath_prepend(str(repository / "tests"))
    yield
    sys.modules.pop("third_party_envs", None)
    for name in ("Walk", "OddlyFailing"):
        gymnasium.registry.pop(f"third/{name}-v0", None)


def assert_same(first: Any, second: Any) -> None:
    """Equal structures of dictionaries, tuples and arrays, down to the type of the numbers."""
    assert type(first) is type(second)
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            assert_same(first[key], second[key])
    elif isinstance(first, tuple) or (isinstance(first, np.ndarray) and first.dtype == object):
        assert len(first) == len(second)
        for a, b in zip(first, second, strict=True):
            assert_same(a, b)
    elif isinstance(first, np.ndarray):
        assert first.dtype == second.dtype
        np.testing.assert_array_equal(first, second)
    else:
        assert first == second


def end(envs: VectorEnv[Any, Any, Any]) -> list[subprocess.Popen[bytes]]:
    assert isinstance(envs, WorkerVectorEnv)
    envs.close()
    return envs._processes


@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_workers_give_what_one_process_gives(mode: AutoresetMode) -> None:
    alone = make_vector_env(WALK, 7, "test", mode)
    shared = make_vector_env(WALK, 7, "test", mode, workers=3)
    assert isinstance(alone, SyncVectorEnv)
    assert isinstance(shared, WorkerVectorEnv)
    assert shared.metadata == alone.metadata
    assert shared.observation_space == alone.observation_space
    assert shared.action_space == alone.action_space
    results: Any = [envs.reset(seed=3) for envs in (alone, shared)]
    assert_same(*results)
    alone.action_space.seed(0)
    for _ in range(25):
        actions = random_actions(alone, results[0][0])
        results = [envs.step(actions) for envs in (alone, shared)]
        assert_same(*results)
        done = results[0][2] | results[0][3]
        if mode is AutoresetMode.DISABLED and done.any():
            results = [envs.reset(options={"reset_mask": done}) for envs in (alone, shared)]
            assert_same(*results)
    seeds = [5, None, 7, 8, 9, 10, 11]
    mask = np.array([True, False, False, False, False, True, True])
    options = {"reset_mask": mask, "length": 2}
    assert_same(*(envs.reset(seed=seeds, options=dict(options)) for envs in (alone, shared)))
    kept = shared.reset(seed=1)[0]
    before = kept["image"].copy()
    shared.step(np.zeros(7, np.int64))
    np.testing.assert_array_equal(kept["image"], before)  # what was handed out stays
    assert all(process.returncode == 0 for process in end(shared))


def test_ids_that_only_this_process_knows_are_sent_along(monkeypatch: pytest.MonkeyPatch) -> None:
    import third_party_envs  # type: ignore[import-not-found]

    gymnasium.register("only/Here-v0", third_party_envs.WalkEnv)
    monkeypatch.delitem(gymnasium.registry, "third/Walk-v0")
    envs = make_vector_env("only/Here-v0", 2, workers=8)
    assert len(end(envs)) == 2
    del gymnasium.registry["only/Here-v0"]


def test_native_batches_stay_in_this_process() -> None:
    assert not isinstance(make_vector_env("toy/Colour-v0", 4, workers=2), WorkerVectorEnv)


def test_an_environments_exception_arrives_as_itself() -> None:
    envs = make_vector_env(WALK, 4, workers=2)
    with pytest.raises(LookupError, match="no path is left") as caught:
        envs.reset(seed=0, options={"fail": True})
    assert 'raise LookupError("no path is left")' in caught.value.__notes__[0]
    assert all(process.returncode is not None for process in end(envs))
    with pytest.raises(InvalidValueError, match="closed"):
        envs.reset()


def test_an_exception_that_cannot_travel_arrives_as_its_text() -> None:
    envs = make_vector_env("third_party_envs:third/OddlyFailing-v0", 2, workers=1)
    envs.reset(seed=0)
    with pytest.raises(WorkerError, match="StatelessError: it is broken"):
        envs.step(np.zeros(2, np.int64))


def test_a_worker_that_dies_is_told_of() -> None:
    envs = make_vector_env(WALK, 4, workers=2)
    with pytest.raises(WorkerError, match="status 7"):
        envs.reset(seed=0, options={"die": True})
    assert all(process.returncode is not None for process in end(envs))


def test_seeds_and_masks_of_the_wrong_length_raise() -> None:
    envs = make_vector_env(WALK, 4, workers=2)
    with pytest.raises(InvalidValueError, match="seed has 2 entries"):
        envs.reset(seed=[1, 2])  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="reset_mask"):
        envs.reset(options={"reset_mask": np.ones(2, np.bool_)})
    end(envs)


SCRIPT = """
import os, signal, sys, threading
import torch  # a main script that workers must not run again
from gennet_rl.environments import make_vector_env
from gymnasium.vector import AutoresetMode
mode = AutoresetMode.SAME_STEP
envs = make_vector_env("third_party_envs:third/Walk-v0", 4, "train", mode, workers=2)
envs.reset(seed=0)
for process in envs._processes:
    maps = open(f"/proc/{process.pid}/maps").read()
    assert "libtorch" not in maps
print(*(process.pid for process in envs._processes), flush=True)
if sys.argv[1] == "interrupted":
    # Where the tests run in the background of a shell, Ctrl-C is ignored from birth.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(0.2, lambda: os.killpg(0, signal.SIGINT)).start()
    while True:
        envs.step([0] * 4)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("ending", ["forgotten", "interrupted", "killed"])
def test_workers_load_no_torch_and_end_with_the_main_process(
    ending: str, repository: Path, tmp_path: Path
) -> None:
    script = tmp_path / "main.py"
    script.write_text(SCRIPT)
    result = subprocess.run(
        [sys.executable, str(script), ending],
        env={"PYTHONPATH": f"{repository}:{repository / 'tests'}", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    workers = result.stdout.split()
    assert len(workers) == 2, result.stderr
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(is_alive(pid) for pid in workers):
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in workers)
    assert "Traceback" not in result.stderr or ending == "interrupted"
    assert result.stderr.count("Traceback") <= 1  # the workers have nothing to add


def is_alive(pid: str) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
