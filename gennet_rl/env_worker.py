"""The process that steps a part of a batch of environments; started by ``gennet_rl.worker_envs``.

Commands come in on standard input, replies leave on standard output, both pickled; images and
other arrays of observations go through memory that is mapped by both sides.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv

__all__ = ["Failure", "SharedArray", "WorkerPlan", "serve"]


@dataclass(frozen=True)
class WorkerPlan:
    """What a worker needs to make its environments."""

    module: str
    """Imported first, because it registers ids; "" for none."""
    spec: bytes
    """Gymnasium's EnvSpec, pickled in a CloudpickleWrapper, because the main process may have
    registered ids that a worker has not."""
    first: int
    """Place of the worker's first environment in the batch."""
    count: int
    """How many environments it steps."""
    autoreset_mode: AutoresetMode
    """Who resets environments whose episode has ended."""


@dataclass(frozen=True)
class SharedArray:
    """A file that holds one part of the whole batch's observations."""

    path: str
    """Where it lies until every worker has mapped it."""
    shape: tuple[int, ...]
    """[B, ...]."""
    dtype: np.dtype[Any]
    """As in the space."""

    def map(self) -> np.ndarray:
        """The array, whose memory all processes share that map it."""
        return np.memmap(self.path, self.dtype, "r+", shape=self.shape)


@dataclass(frozen=True)
class Failure:
    """An exception on its way to the main process."""

    exception: bytes | None
    """Pickled; None where it cannot be."""
    traceback: str
    """As Python would have printed it."""


def serve() -> None:
    """Answer commands until standard input ends, which it does when the main process does."""
    # An interrupt at the keyboard reaches all processes: the main one decides what comes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    commands, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what environments print must not get between replies
    worker: _Worker | None = None
    try:
        while True:
            try:
                name, argument = pickle.load(commands)
            except EOFError:
                return
            if name == "close":
                return
            if name == "make":
                worker = _Worker()
            assert worker is not None
            _reply(replies, getattr(worker, name), argument)
    except BrokenPipeError:
        return  # nobody is left to answer
    finally:
        if worker is not None:
            worker.close()


def _reply(replies: BinaryIO, action: Callable[[Any], Any], argument: Any) -> None:
    try:
        message = pickle.dumps(action(argument), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        message = pickle.dumps(Failure(_pickled(error), traceback.format_exc()))
    replies.write(message)
    replies.flush()


def _pickled(error: Exception) -> bytes | None:
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)  # not every exception that can be written can be read
    except Exception:
        return None
    return pickled


class _Worker:
    """The environments of one process, behind the commands' names."""

    def __init__(self) -> None:
        self._envs: SyncVectorEnv | None = None
        self._rows = slice(0)
        self._shared: dict[str, np.ndarray] = {}

    def make(self, plan: WorkerPlan) -> tuple[Any, Any, dict[str, Any]]:
        """Make the environments; return one's observation and action space, and the metadata."""
        if plan.module:
            importlib.import_module(plan.module)
        spec = pickle.loads(plan.spec).fn
        self._envs = gymnasium.make_vec(  # type: ignore[assignment]
            spec,
            plan.count,
            vectorization_mode="sync",
            vector_kwargs={"autoreset_mode": plan.autoreset_mode, "copy": False},
        )
        self._rows = slice(plan.first, plan.first + plan.count)
        envs = self._made()
        return envs.single_observation_space, envs.single_action_space, envs.metadata

    def share(self, arrays: dict[str, SharedArray]) -> None:
        """Map the memory through which observations leave."""
        self._shared = {key: array.map()[self._rows] for key, array in arrays.items()}

    def reset(self, arguments: tuple[Any, Any]) -> tuple[Any, ...]:
        """Seeds and options to what is not in shared memory of the observations, and infos."""
        seeds, options = arguments
        observations, infos = self._made().reset(seed=seeds, options=options)
        return self._put(observations), infos

    def step(self, actions: np.ndarray) -> tuple[Any, ...]:
        """Actions to all that SyncVectorEnv returns, less what is in shared memory."""
        observations, *outcome = self._made().step(actions)
        return self._put(observations), *outcome

    def close(self) -> None:
        """Close the environments."""
        if self._envs is not None:
            self._envs.close()

    def _made(self) -> SyncVectorEnv:
        assert self._envs is not None
        return self._envs

    def _put(self, observations: dict[str, Any]) -> dict[str, Any]:
        for key, array in self._shared.items():
            array[:] = observations[key]
        return {key: value for key, value in observations.items() if key not in self._shared}
