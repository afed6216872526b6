"""Answers spelled character by character, so that they need not be chosen from a list."""

from __future__ import annotations

import numpy as np

from gennet_rl.envs.task import Episode, Task
from gennet_rl.envs.wrapped import WrappedEpisode, WrappedTask, longer_text, most_steps

__all__ = ["TypedEpisode", "TypedTask"]

FRAME = (" [typed: ", "]")


class TypedTask(WrappedTask):
    """Answers are typed, one character a step, and then submitted.

    ## Description
    Any task, where each of its actions takes one step a character and one to submit it. What an
    answer means must be found letter by letter: chance is far below one in the number of answers.

    ## Text
    The task's, with what is typed so far: "which colour is it? [typed: re]".

    ## Image
    The task's.

    ## Actions
    Every character of the task's answers, sorted; "delete", which takes the last one back;
    "submit". ``action_mask``: characters are choices until the longest answer's length is reached,
    "delete" where something is typed, "submit" always. What is no choice does nothing.

    ## Rewards
    0 until something is submitted; then the task's for that answer, also where its own
    ``action_mask`` excludes it, and 0 where it is none of the task's answers.

    ## Episode end
    As the task's. In a task of one step, what is submitted ends the episode; in a task of several,
    what is none of its answers does nothing there, and typing starts anew. An episode has at most
    as many steps as the longest answer has characters, and one more, for each step of the task.

    ## Arguments
    ``task``: the task to be answered.

    ## Splits
    The task's.

    ## Registered ids
    None: ``task_wrappers="typed"`` makes it of any environment of the library.
    """

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        characters = sorted(set("".join(task.answers)))
        self.answers = (*characters, "delete", "submit")
        self.delete, self.submit = len(characters), len(characters) + 1
        self.longest = max(map(len, task.answers))
        self.action_of = {character: action for action, character in enumerate(characters)}
        self.index_of = {answer: index for index, answer in enumerate(task.answers)}
        self.has_action_mask = True
        self.masks = [self._mask(typed) for typed in range(self.longest + 1)]
        steps = most_steps(task)
        self.has_one_answer = steps == 1
        self.max_steps = None if steps is None else steps * (self.longest + 1)
        frame = "".join(FRAME)
        self.text_space = longer_text(
            task.text_space, len(frame), len(frame) + self.longest, frame + "".join(characters)
        )
        self.rules = (
            f"{task.rules} Spell your answer one character a step, then submit it; delete takes "
            "the last character back."
        ).strip()

    def wrap(self, episode: Episode) -> Episode:
        """The episode, to be answered by typing."""
        return TypedEpisode(episode, self)

    def _mask(self, typed: int) -> np.ndarray:
        """The choices where so many characters are typed, bool[A]."""
        mask = np.ones(len(self.answers), np.bool_)
        mask[: self.delete] = typed < self.longest
        mask[self.delete] = typed > 0
        mask.setflags(write=False)
        return mask


class TypedEpisode(WrappedEpisode):
    """An episode whose actions are typed; ``answer`` spells the wrapped episode's.

    Args:
        episode: of the wrapped task.
        task: the wrapper.
    """

    def __init__(self, episode: Episode, task: TypedTask) -> None:
        super().__init__(episode)
        self._task = task
        self.typed = ""

    @property
    def text(self) -> str:  # type: ignore[override]
        """The wrapped episode's, with what is typed so far."""
        return self.episode.text + self.typed.join(FRAME)

    @property
    def action_mask(self) -> np.ndarray:  # type: ignore[override]
        """The choices now, bool[A]."""
        return self._task.masks[len(self.typed)]

    @property
    def answer(self) -> int | None:  # type: ignore[override]
        """The right answer's next character; submit at its end, delete where a wrong one stands."""
        index, task = self.episode.answer, self._task
        if index is None:
            return None
        right = task.task.answers[index]
        if self.typed == right:
            return task.submit
        if not right.startswith(self.typed):
            return task.delete
        return task.action_of[right[len(self.typed)]]

    def act(self, action: int) -> tuple[float, bool]:
        """Type a character, take one back, or submit what is typed."""
        task = self._task
        if action == task.submit:
            return self._submit()
        if action == task.delete:
            self.typed = self.typed[:-1]
        elif len(self.typed) < task.longest:
            self.typed += task.answers[action]
        return 0.0, False

    def _submit(self) -> tuple[float, bool]:
        index = self._task.index_of.get(self.typed)
        if index is None:
            reward, ended = 0.0, self._task.has_one_answer
        else:
            reward, ended = self.episode.act(index)
        if not ended:  # the last answer stays to be seen
            self.typed = ""
        return reward, ended
