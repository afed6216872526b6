"""A batch of environments that worker processes step, for those without a batched form.

Gymnasium's AsyncVectorEnv takes a process for each environment; here each holds many. Workers
are plain Python processes that never import torch or the main script, which is why they are not
started by ``multiprocessing``.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import pickle
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import CloudpickleWrapper, batch_space, create_empty_array

from gennet_rl.env_worker import Failure, SharedArray, WorkerPlan
from gennet_rl.errors import InvalidValueError, WorkerError

__all__ = ["WorkerVectorEnv"]

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from gennet_rl.env_worker import serve; serve()"
)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
SECONDS_TO_CLOSE = 5.0
SHARED_MEMORY = Path("/dev/shm")


class WorkerVectorEnv(VectorEnv[dict[str, Any], np.ndarray, np.ndarray]):
    """What ``SyncVectorEnv`` gives, bit for bit, from environments in worker processes.

    Environment ``i`` gets ``seed + i``. An exception in an environment is raised here as itself,
    with the worker's traceback as a note, and closes the batch.

    Args:
        spec: what each environment is made from, with its arguments.
        num_envs: B, at least 1.
        workers: processes, at least 1; more than B are not started.
        autoreset_mode: who resets environments whose episode has ended.
        module: what a worker imports first; "" for nothing.

    Raises:
        WorkerError: where a worker ends without having said why.
    """

    def __init__(
        self,
        spec: EnvSpec,
        num_envs: int,
        workers: int,
        autoreset_mode: AutoresetMode = AutoresetMode.NEXT_STEP,
        module: str = "",
    ) -> None:
        self.num_envs = num_envs
        bounds = np.linspace(0, num_envs, min(workers, num_envs) + 1).astype(int).tolist()
        self._rows = [slice(*pair) for pair in itertools.pairwise(bounds)]
        self._processes = [_start_process() for _ in self._rows]
        self._stop = weakref.finalize(self, _end_processes, self._processes)
        pickled = pickle.dumps(CloudpickleWrapper(spec))  # type: ignore[arg-type]
        plans = [
            WorkerPlan(module, pickled, rows.start, rows.stop - rows.start, autoreset_mode)
            for rows in self._rows
        ]
        made = self._exchange("make", plans)
        self.single_observation_space, self.single_action_space, self.metadata = made[0]
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._rest: list[dict[str, Any]] = [{} for _ in self._rows]
        self._share_memory()

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Start episodes everywhere, or where ``options["reset_mask"]``, bool[B], is true.

        Raises:
            InvalidValueError: on seeds or a mask of the wrong number or kind.
        """
        options = dict(options or {})
        mask = _checked_mask(options.pop("reset_mask", None), self.num_envs)
        seeds = _seeds(seed, self.num_envs)
        arguments: list[Any] = []
        for rows in self._rows:
            part = options
            if mask is not None:
                # A worker none of whose environments start is not asked: nothing changes there.
                part = {**options, "reset_mask": mask[rows]}
            asked = mask is None or mask[rows].any()
            arguments.append((seeds[rows], part or None) if asked else None)
        replies = self._exchange("reset", arguments)
        self._remember(replies)
        infos = [reply[1] if reply is not None else {} for reply in replies]
        return self._observations(), self._merged(infos)

    def step(
        self, actions: np.ndarray
    ) -> tuple[dict[str, Any], np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Take one action in every environment, int[B]."""
        actions = np.asarray(actions)
        replies = self._exchange("step", [actions[rows] for rows in self._rows])
        self._remember(replies)
        rewards, terminations, truncations = (
            np.concatenate([reply[part] for reply in replies]) for part in (1, 2, 3)
        )
        infos = self._merged([reply[4] for reply in replies])
        return self._observations(), rewards, terminations, truncations, infos

    def close_extras(self, **kwargs: Any) -> None:
        """End the workers."""
        self._stop()

    def _share_memory(self) -> None:
        """Give every part of the observations that is an array a file that all processes map."""
        space = self.single_observation_space
        assert isinstance(space, spaces.Dict)
        empty: Any = create_empty_array(space, self.num_envs)
        arrays = {key: value for key, value in empty.items() if isinstance(value, np.ndarray)}
        files: dict[str, SharedArray] = {}
        try:
            for key, array in arrays.items():
                files[key] = SharedArray(_shared_file(array.nbytes), array.shape, array.dtype)
            self._shared = {key: file.map() for key, file in files.items()}
            self._exchange("share", [files] * len(self._rows))
        finally:
            for file in files.values():
                # Mapped memory stays; Windows alone keeps the file's name until then.
                with contextlib.suppress(PermissionError):
                    Path(file.path).unlink()

    def _remember(self, replies: list[Any]) -> None:
        for i, reply in enumerate(replies):
            if reply is not None:
                self._rest[i] = reply[0]

    def _observations(self) -> dict[str, Any]:
        assert isinstance(self.single_observation_space, spaces.Dict)
        return {
            key: np.array(self._shared[key])
            if key in self._shared
            else tuple(value for rest in self._rest for value in rest[key])
            for key in self.single_observation_space.spaces
        }

    def _merged(self, infos: list[dict[str, Any]]) -> dict[str, Any]:
        """The workers' infos as those of the whole batch."""
        merged: dict[str, Any] = {}
        for key in dict.fromkeys(key for info in infos for key in info):
            parts = [info.get(key) for info in infos]
            first = next(part for part in parts if part is not None)
            if isinstance(first, dict):
                merged[key] = self._merged([part or {} for part in parts])
                continue
            empty = None if first.dtype == object else 0
            whole = np.full((self.num_envs, *first.shape[1:]), empty, first.dtype)
            for rows, part in zip(self._rows, parts, strict=True):
                if part is not None:
                    whole[rows] = part
            merged[key] = whole
        return merged

    def _exchange(self, name: str, arguments: Sequence[Any]) -> list[Any]:
        """Send each worker its argument, all before the first reply; None sends and gets none."""
        if not self._stop.alive:
            raise InvalidValueError("the environments are closed: make them anew.")
        asked = [i for i, argument in enumerate(arguments) if argument is not None]
        replies: list[Any] = [None] * len(arguments)
        try:
            for i in asked:
                self._send(i, (name, arguments[i]))
            for i in asked:
                replies[i] = self._receive(i)
        except BaseException:
            # Also when interrupted: a reply that is still to come would be taken for the next one.
            self.close()
            raise
        return replies

    def _send(self, i: int, message: Any) -> None:
        commands = self._processes[i].stdin
        assert commands is not None
        try:
            pickle.dump(message, commands, pickle.HIGHEST_PROTOCOL)
            commands.flush()
        except BrokenPipeError:
            raise self._lost(i) from None

    def _receive(self, i: int) -> Any:
        replies = self._processes[i].stdout
        assert replies is not None
        try:
            reply = pickle.load(replies)
        except (EOFError, pickle.UnpicklingError):
            raise self._lost(i) from None
        if isinstance(reply, Failure):
            raise _exception(reply, i)
        return reply

    def _lost(self, i: int) -> WorkerError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._processes[i].wait(SECONDS_TO_CLOSE)
        status = self._processes[i].returncode
        return WorkerError(
            f"worker {i} of the environments ended with status {status}: what it wrote to "
            "standard error says why; step them in this process by 0 workers to look closer."
        )


def _start_process() -> subprocess.Popen[bytes]:
    path = json.dumps([entry or str(Path.cwd()) for entry in sys.path])
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    return subprocess.Popen(
        [sys.executable, "-c", START, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _end_processes(processes: list[subprocess.Popen[bytes]]) -> None:
    """Let the workers end by themselves, and kill those that take too long."""
    for process in processes:
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()  # which a worker takes for the end
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()  # so that one that is still to reply does not wait for a reader
        try:
            process.wait(SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _shared_file(size: int) -> str:
    """Path of a new file of ``size`` bytes, in memory where there is enough of it."""
    folders = [str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    for folder in [*folders, tempfile.gettempdir()]:
        descriptor, path = tempfile.mkstemp(dir=folder, prefix="gennet-rl-")
        try:
            # Reserved, because writing past what there is would kill the process.
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(descriptor, 0, max(1, size))
            else:
                os.truncate(descriptor, max(1, size))
            return path
        except OSError:
            Path(path).unlink()
            if folder == tempfile.gettempdir():
                raise
        finally:
            os.close(descriptor)
    raise AssertionError("the last folder either returns or raises")


def _exception(failure: Failure, worker: int) -> BaseException:
    if failure.exception is None:
        error: BaseException = WorkerError(failure.traceback.strip().splitlines()[-1])
    else:
        error = pickle.loads(failure.exception)
    error.add_note(f"In worker {worker} of the environments:\n{failure.traceback}")
    return error


def _checked_mask(mask: Any, num_envs: int) -> np.ndarray | None:
    if mask is None:
        return None
    mask = np.asarray(mask)
    if mask.shape != (num_envs,) or mask.dtype != np.bool_ or not mask.any():
        raise InvalidValueError(
            f"options['reset_mask'] must be bool[{num_envs}] with a true entry; "
            f"got {mask.dtype}{list(mask.shape)}."
        )
    return mask


def _seeds(seed: int | Sequence[int | None] | None, num_envs: int) -> list[int | None]:
    if seed is None:
        return [None] * num_envs
    if isinstance(seed, int | np.integer):
        return [int(seed) + i for i in range(num_envs)]
    if len(seed) != num_envs:
        raise InvalidValueError(
            f"seed has {len(seed)} entries for {num_envs} environments: give one each."
        )
    return list(seed)
