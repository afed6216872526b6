"""Pictures of an episode for people: the image with the text, the answer given, the right one."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from gennet_rl.envs.task import Episode, Task

__all__ = ["render_frame"]

WIDTH = 320  # pixels of the whole picture and of the image in it
FONT_SIZE = 16
LINE_HEIGHT = 22
LINE_CHARACTERS = 38
MARGIN = 8
TEXT_COLOUR = (20, 20, 20)
NEUTRAL_COLOUR = (110, 110, 110)
RIGHT_COLOUR = (0, 120, 60)
WRONG_COLOUR = (180, 30, 30)


def render_frame(task: Task, episode: Episode, action: int | None) -> np.ndarray:
    """Draw an episode as it stands.

    Args:
        task: gives the actions' texts.
        episode: gives the image, the text and the right answer.
        action: the last action taken, None before the first.

    Returns:
        The picture, uint8[H', 320, 3]; its height is the same for all texts of the task.
    """
    height = round(WIDTH * task.image_shape[0] / task.image_shape[1])
    longest_text = "m" * (task.text_space.max_length or 1)
    text_lines = len(textwrap.wrap(longest_text, LINE_CHARACTERS)) + 1
    total_height = height + 2 * MARGIN + LINE_HEIGHT * (text_lines + 2)
    frame = Image.new("RGB", (WIDTH, total_height), "white")
    image = Image.fromarray(episode.image).resize((WIDTH, height), Image.Resampling.NEAREST)
    frame.paste(image, (0, 0))

    draw = ImageDraw.Draw(frame)
    font = ImageFont.load_default(FONT_SIZE)
    top = height + MARGIN
    for line in textwrap.wrap(episode.text, LINE_CHARACTERS):
        draw.text((MARGIN, top), line, TEXT_COLOUR, font)
        top += LINE_HEIGHT
    top = total_height - MARGIN - 2 * LINE_HEIGHT
    for line, colour in _answer_lines(task, episode, action):
        draw.text((MARGIN, top), line, colour, font)
        top += LINE_HEIGHT
    return np.asarray(frame)


def _answer_lines(
    task: Task, episode: Episode, action: int | None
) -> list[tuple[str, tuple[int, int, int]]]:
    given = "-" if action is None else task.answers[action]
    if episode.answer is None:
        return [(f"answer: {given}", NEUTRAL_COLOUR)]
    right = task.answers[episode.answer]
    if action is None:
        colour = NEUTRAL_COLOUR
    else:
        colour = RIGHT_COLOUR if action == episode.answer else WRONG_COLOUR
    return [(f"answer: {given}", colour), (f"right answer: {right}", NEUTRAL_COLOUR)]
