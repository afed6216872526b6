"""The environments' ids and how to make them: strings only, so that importing costs nothing."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import gymnasium

from gennet_rl.errors import InvalidValueError, nearest_names

if TYPE_CHECKING:
    from gennet_rl.envs.base import ReasoningEnv
    from gennet_rl.envs.batched import ReasoningVectorEnv
    from gennet_rl.envs.task import Episode, Problem, Task

    Registered = TypeVar("Registered", bound=type[Task] | Callable[..., Problem | Episode])

__all__ = [
    "NAMESPACE",
    "TASKS",
    "load_task",
    "make_env",
    "make_task",
    "make_vector_env",
    "register_environments",
    "register_task",
]

NAMESPACE = "gennet"

TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "EasyVQA-v0": ("gennet_rl.envs.easy_vqa:EasyVQATask", {}),
    "GlimpseEasyVQA-v0": ("gennet_rl.envs.glimpse:GlimpseEasyVQATask", {}),
    "Scenes-v0": ("gennet_rl.envs.scenes.questions:SceneQuestionsTask", {}),
    "ScenesAttribute-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "attribute"},
    ),
    "ScenesExistence-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "existence"},
    ),
    "ScenesCounting-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "counting"},
    ),
    "ScenesComparison-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "comparison"},
    ),
    "ScenesRelation-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "relation"},
    ),
    "ScenesSameAttribute-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "same_attribute"},
    ),
    "ScenesMultiHop-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "multi_hop"},
    ),
    "ScenesLogic-v0": ("gennet_rl.envs.scenes.questions:SceneQuestionsTask", {"family": "logic"}),
    "ScenesOddOneOut-v0": (
        "gennet_rl.envs.scenes.questions:SceneQuestionsTask",
        {"family": "odd_one_out"},
    ),
    "Statements-v0": ("gennet_rl.envs.boxes.statements:StatementsTask", {}),
    "TowerBuild-v0": ("gennet_rl.envs.boxes.building:TowerBuildTask", {}),
    "ScatterBuild-v0": ("gennet_rl.envs.boxes.building:ScatterBuildTask", {}),
    "Digits-v0": ("gennet_rl.envs.digits:DigitsTask", {}),
    "Matrices-v0": ("gennet_rl.envs.matrices:MatricesTask", {}),
    "Charts-v0": ("gennet_rl.envs.charts:ChartsTask", {}),
    "VQA-v0": ("gennet_rl.envs.vqa:VQATask", {}),
    "Blackjack-v0": ("gennet_rl.envs.cards:BlackjackTask", {}),
    "EZPoints-v0": ("gennet_rl.envs.cards:EZPointsTask", {}),
    "NumberLine-v0": ("gennet_rl.envs.cards:NumberLineTask", {}),
    "Points24-v0": ("gennet_rl.envs.cards:Points24Task", {}),
    "MazeDoor-v0": ("gennet_rl.envs.mazes:MazeDoorTask", {}),
    "MazeNavigate-v0": ("gennet_rl.envs.mazes:MazeNavigateTask", {}),
    "MazePath-v0": ("gennet_rl.envs.mazes:MazePathTask", {}),
    "MazeRoute-v0": ("gennet_rl.envs.mazes:MazeRouteTask", {}),
}
"""By name under the namespace: where the task's class is, and what it is made with."""


def register_environments() -> None:
    """Register every environment of the package with Gymnasium, under ``gennet/``.

    Safe to call twice. ``import gennet_rl`` calls it.
    """
    for name, (task, kwargs) in TASKS.items():
        env_id = f"{NAMESPACE}/{name}"
        if env_id not in gymnasium.registry:
            _register(env_id, task, kwargs)


def register_task(env_id: str, task: Registered | None = None, /, **kwargs: Any) -> Any:
    """Register a task of one's own with Gymnasium, as a call or as a decorator.

    ``gymnasium.make``, ``gymnasium.make_vec``, every agent and the benchmark then know ``env_id``.

    Args:
        env_id: for example "mine/Counting-v0".
        task: a :class:`~gennet_rl.envs.Task` class, whose constructor takes ``split``; or a
            function ``(generator, difficulty)``, or ``(generator)``, to a
            :class:`~gennet_rl.envs.Problem` or an :class:`~gennet_rl.envs.Episode`. Without it
            what is returned is a decorator for either.
        **kwargs: for a class, arguments of its constructor; for a function those of
            :class:`~gennet_rl.envs.generated.FunctionTask`, ``answers`` at least.

    Returns:
        ``task`` as it is, or the decorator.

    Raises:
        InvalidValueError: where the id is taken, or a function comes without ``answers``.
    """
    if task is None:
        return lambda decorated: register_task(env_id, decorated, **kwargs)
    if env_id in gymnasium.registry:
        raise InvalidValueError(
            f"environment {env_id!r} is registered already: choose another id, or count its "
            "version up."
        )
    if not isinstance(task, type):
        if "answers" not in kwargs:
            raise InvalidValueError(
                f"environment {env_id!r} is a function and comes without answers: add "
                "answers=(...), the text of every action."
            )
        name = env_id.rpartition("/")[2].rpartition("-v")[0] or env_id
        kwargs = {"function": task, "name": name, **kwargs}
    _register(env_id, task if isinstance(task, type) else _FUNCTION_TASK, kwargs)
    return task


_FUNCTION_TASK = "gennet_rl.envs.generated:FunctionTask"


def make_env(
    task: type[Task] | str,
    split: str = "train",
    render_mode: str | None = None,
    **kwargs: Any,
) -> ReasoningEnv:
    """One episode of a task at a time.

    Args:
        task: its class, or "module:class".
        split: "train", "validation" or "test".
        render_mode: "rgb_array" or None.
        **kwargs: ``task_wrappers``, see :func:`make_task`, and arguments of the task's constructor,
            such as ``difficulty``.
    """
    from gennet_rl.envs.base import ReasoningEnv

    return ReasoningEnv(make_task(task, split, **kwargs), render_mode)


def make_vector_env(
    task: type[Task] | str,
    num_envs: int = 1,
    split: str = "train",
    autoreset_mode: Any = "NextStep",
    max_episode_steps: int | None = None,
    render_mode: str | None = None,
    **kwargs: Any,
) -> ReasoningVectorEnv:
    """Many episodes of a task stepped together; see :func:`make_env`, and
    :class:`~gennet_rl.envs.ReasoningVectorEnv` for the rest."""
    from gennet_rl.envs.batched import ReasoningVectorEnv

    return ReasoningVectorEnv(
        make_task(task, split, **kwargs),
        num_envs,
        autoreset_mode=autoreset_mode,
        max_episode_steps=max_episode_steps,
        render_mode=render_mode,
    )


def make_task(
    task: type[Task] | str,
    split: str = "train",
    task_wrappers: str | Sequence[str] = (),
    **kwargs: Any,
) -> Task:
    """A task from its class, or from "module:class", with wrappers around it.

    Args:
        task: its class, or "module:class".
        split: "train", "validation" or "test".
        task_wrappers: names of :data:`gennet_rl.envs.wrapping.WRAPPERS` in the order in which they
            are applied, with parameters after colons: ``("rules", "history:4")``, or in one string
            with commas. (Not called ``wrappers``, which ``gymnasium.make_vec`` keeps for itself.)
        **kwargs: of the task's constructor.

    Raises:
        InvalidValueError: where its constructor takes no argument of that name, or on a wrapper
            that does not exist or does not fit.
    """
    made = load_task(task)
    parameters = inspect.signature(made).parameters
    unknown = [name for name in kwargs if name not in parameters]
    if unknown and not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        raise InvalidValueError(
            f"{made.__name__} has no argument {unknown[0]!r}: nearest are "
            f"{nearest_names(unknown[0], parameters)}."
        )
    plain = made(split=split, **kwargs)  # type: ignore[call-arg]
    if not task_wrappers:
        return plain
    from gennet_rl.envs.wrapping import wrap_task

    return wrap_task(plain, task_wrappers)


def load_task(task: type[Task] | str) -> type[Task]:
    """A task's class, from itself or from "module:class"."""
    if not isinstance(task, str):
        return task
    module, _, name = task.partition(":")
    loaded: type[Task] = getattr(importlib.import_module(module), name)
    return loaded


def _register(env_id: str, task: type[Task] | str, kwargs: dict[str, Any]) -> None:
    gymnasium.register(
        id=env_id,
        entry_point=f"{__name__}:make_env",
        vector_entry_point=f"{__name__}:make_vector_env",
        kwargs={"task": task, **kwargs},
    )
