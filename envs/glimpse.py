"""Looking costs: a hidden image that actions uncover square by square, around any task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gennet_rl.envs.easy_vqa import EasyVQATask
from gennet_rl.envs.scaffolding import GREY
from gennet_rl.envs.seeding import jumped_generator
from gennet_rl.envs.task import Episode, Task
from gennet_rl.envs.wrapped import WrappedEpisode, WrappedTask, most_steps
from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["STARTS", "GlimpseEasyVQATask", "GlimpseEpisode", "GlimpseTask"]

STARTS = ("hidden", "blurred")


class GlimpseTask(WrappedTask):
    """The image is hidden; each look uncovers a square of it, and costs something.

    ## Description
    Any task, behind a cover of ``patches`` x ``patches`` squares: what is worth a look follows from
    the text and from what was seen so far. The question comes before the looking, as in Mnih et
    al. 2014 (Recurrent models of visual attention), but what was uncovered stays uncovered.

    ## Text
    The task's.

    ## Image
    The task's, with grey squares where it is covered; with ``start="blurred"`` each of them has
    the mean colour of what it covers.

    ## Actions
    The task's, and after them "look r1 c1", "look r1 c2", ... by row and column. ``action_mask``:
    the task's own, and the squares that are covered, while glimpses are left. A look that is no
    choice costs the same and uncovers nothing.

    ## Rewards
    ``-cost`` for a look, the task's for its actions. ``best_return`` is the task's and ``answer``
    its right action at once: of an oracle, who need not look.

    ## Episode end
    As the task's. In a task of several steps an image that replaces another is covered again. An
    episode has at most ``max_glimpses + 1`` steps for each step of the task.

    ## Arguments
    ``task``: the task to be looked at. ``patches``: squares a side, from 1 to the image's shorter
    side. ``cost``: of a look, from 0 to 1. ``max_glimpses``: looks at one image at most; None for
    all squares, 0 for a task that must be answered blind. ``start``: "hidden" or "blurred".
    ``head_starts``: the share of training episodes that start with some squares uncovered.

    ## Splits
    The task's. Where nothing is seen nothing can be learnt of what is seen, and who cannot read an
    image has no reason to look at it. With ``head_starts`` that share of the training split's
    episodes, and of no other's, starts with 1 to ``max_glimpses`` squares uncovered at no cost
    (exploring starts, as in Sutton and Barto 2018, section 5.3).

    ## Registered ids
    ``gennet/GlimpseEasyVQA-v0``; ``task_wrappers="glimpse"`` makes it of any environment of the
    library.
    """

    def __init__(
        self,
        task: Task,
        patches: int = 4,
        cost: float = 0.05,
        max_glimpses: int | None = None,
        start: str = "hidden",
        head_starts: float = 0.0,
    ) -> None:
        super().__init__(task)
        _check_arguments(task, patches, cost, max_glimpses, start, head_starts)
        self.cost = cost
        self._head_starts = head_starts if task.split == "train" else 0.0
        self.is_blurred = start == "blurred"
        self.first_look = len(task.answers)
        numbers = range(1, patches + 1)
        looks = (f"look r{row} c{column}" for row in numbers for column in numbers)
        self.answers = (*task.answers, *looks)
        self.has_action_mask = True
        self.squares = _squares(task.image_shape, patches)
        count = len(self.squares)
        self.max_glimpses = count if max_glimpses is None else min(max_glimpses, count)
        steps = most_steps(task)
        self.max_steps = None if steps is None else steps * (self.max_glimpses + 1)
        self.cover = np.full(task.image_shape, GREY, np.uint8)
        self.cover.setflags(write=False)
        self.rules = (
            f"{task.rules} The image is covered by {patches} x {patches} squares: a look uncovers "
            f"one and costs {cost:g}; answer when you have seen enough."
        ).strip()

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        """Start an episode of the task, covered or with a head start."""
        episode = self.wrap(self.task.start(generator, index))
        if self._head_starts and self.max_glimpses:
            episode.uncover(self._head_start(jumped_generator(generator)))
        return episode

    def _head_start(self, generator: np.random.Generator) -> list[int]:
        """Squares that an episode starts with, drawn by number first."""
        if generator.random() >= self._head_starts:
            return []
        count = generator.integers(1, self.max_glimpses, endpoint=True)
        squares: list[int] = generator.permutation(len(self.squares))[:count].tolist()
        return squares

    def wrap(self, episode: Episode) -> GlimpseEpisode:
        """The episode, covered."""
        return GlimpseEpisode(episode, self)


class GlimpseEpisode(WrappedEpisode):
    """An episode whose image is uncovered square by square.

    Args:
        episode: of the wrapped task.
        task: the wrapper.
    """

    def __init__(self, episode: Episode, task: GlimpseTask) -> None:
        super().__init__(episode)
        self._task = task
        self._cover_up()

    def _cover_up(self) -> None:
        self._covered = [True] * len(self._task.squares)
        self._left = self._task.max_glimpses
        self._whole: np.ndarray | None = None  # the image under the cover, once it is needed
        self._image = None if self._task.is_blurred else self._task.cover

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """What is seen so far, uint8[H, W, 3]."""
        if self._image is None:
            self._whole = self.episode.image
            self._image = np.empty_like(self._whole)
            for square in self._task.squares:
                self._image[square] = self._whole[square].mean(axis=(0, 1)).round()
        return self._image

    @property
    def action_mask(self) -> np.ndarray:  # type: ignore[override]
        """The wrapped episode's choices and the squares that may be looked at, bool[A]."""
        task, mask = self._task, np.zeros(len(self._task.answers), np.bool_)
        own = self.episode.action_mask
        mask[: task.first_look] = True if own is None else own
        if self._left:
            mask[task.first_look :] = self._covered
        return mask

    def act(self, action: int) -> tuple[float, bool]:
        """Look at a square, or take one of the task's actions."""
        square = action - self._task.first_look
        if square >= 0:
            if self._left and self._covered[square]:
                self.uncover([square])
            return -self._task.cost, False
        reward, ended = self.episode.act(action)
        if not ended and self._whole is not None and self.episode.image is not self._whole:
            self._cover_up()
        return reward, ended

    def uncover(self, squares: Sequence[int]) -> None:
        """Show squares that are covered; as many glimpses fewer are left."""
        if not squares:
            return
        image = self.image.copy()  # what was shown is not written to
        if self._whole is None:
            self._whole = self.episode.image
        for square in squares:
            place = self._task.squares[square]
            image[place] = self._whole[place]
            self._covered[square] = False
        self._image = image
        self._left -= len(squares)


class GlimpseEasyVQATask(GlimpseTask):
    """Questions about one coloured shape that must first be looked for, at a price.

    ## Description
    :class:`~gennet_rl.envs.easy_vqa.EasyVQATask` behind the cover of :class:`GlimpseTask`.

    ## Text
    One of 107 English questions, 16 to 42 characters.

    ## Image
    uint8[64, 64, 3], grey where it is covered.

    ## Actions
    ``Discrete(29)`` with 4 x 4 squares: the 13 answers, then one look a square; ``action_mask``
    leaves out squares that are uncovered.

    ## Rewards
    1 for the right answer, 0 for a wrong one, ``-cost`` for a look.

    ## Episode end
    With the answer; cut off after 17 steps with 4 x 4 squares.

    ## Arguments
    ``split``: "train", "validation" or "test". ``patches``, ``cost``, ``max_glimpses``, ``start``,
    ``head_starts``: see :class:`GlimpseTask`.

    ## Splits
    Those of ``gennet/EasyVQA-v0``. Half of the training episodes have a head start by default.

    ## Registered ids
    ``gennet/GlimpseEasyVQA-v0``

    ## Source
    The questions and images are Victor Zhou's easy-VQA, https://github.com/vzhou842/easy-VQA, MIT
    License.
    """

    def __init__(
        self,
        split: str = "train",
        patches: int = 4,
        cost: float = 0.05,
        max_glimpses: int | None = None,
        start: str = "hidden",
        head_starts: float = 0.5,
    ) -> None:
        super().__init__(EasyVQATask(split), patches, cost, max_glimpses, start, head_starts)
        self.name = "GlimpseEasyVQA"


def _squares(shape: tuple[int, int, int], patches: int) -> list[tuple[slice, slice]]:
    """Where the squares are, row by row; as even as the image's sides allow."""
    rows, columns = (
        [slice(side * i // patches, side * (i + 1) // patches) for i in range(patches)]
        for side in shape[:2]
    )
    return [(row, column) for row in rows for column in columns]


def _check_arguments(
    task: Task,
    patches: int,
    cost: float,
    max_glimpses: int | None,
    start: str,
    head_starts: float,
) -> None:
    shorter = min(task.image_shape[:2])
    if not 1 <= patches <= shorter:
        raise InvalidValueError(
            f"{task.name}: {patches} patches a side do not fit the image: choose 1 to {shorter}."
        )
    if not 0 <= cost <= 1:
        raise InvalidValueError(f"{task.name}: cost of a look is {cost}: choose 0 to 1.")
    if max_glimpses is not None and max_glimpses < 0:
        raise InvalidValueError(
            f"{task.name}: max_glimpses is {max_glimpses}: choose 0 or more, or None for all."
        )
    if start not in STARTS:
        raise InvalidValueError(
            f"{task.name}: start {start!r} does not exist: choose one of "
            f"{nearest_names(start, STARTS)}."
        )
    if not 0 <= head_starts <= 1:
        raise InvalidValueError(
            f"{task.name}: head_starts is {head_starts}: choose a share from 0 to 1."
        )
