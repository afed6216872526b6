"""Mazes and maps: answers are worked out again from captions and keys, choices are balanced."""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict, deque
from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from gennet_rl.envs.generated import DIFFICULTIES, GeneratedTask, content_split
from gennet_rl.envs.mazes import MazeDoorTask, MazeNavigateTask, MazePathTask, MazeRouteTask
from gennet_rl.envs.task import Episode
from gennet_rl.errors import InvalidValueError

SINGLE_STEP = (MazeDoorTask, MazePathTask, MazeRouteTask)
EVERY = (*SINGLE_STEP, MazeNavigateTask)
COMPASS = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"]
Place = tuple[int, int]


def episodes(task: GeneratedTask, count: int, seed: int = 0) -> Iterator[Episode]:
    generator = np.random.default_rng(seed)
    for _ in range(count):
        yield task.start(generator)


def walk(text: str, side: int, landmarks: dict[str, Place]) -> Place:
    """Where the text of a route leads, column and row."""
    x, y = landmarks[re.match(r"Start at the (\w+)", text)[1]]  # type: ignore[index]
    dx = dy = 0
    for sentence in text.split(". ")[1:-1]:
        if named := re.search("north|east|south|west", sentence):
            dx, dy = COMPASS[named[0]]
        else:
            dx, dy = (-dy, dx) if "right" in sentence else (dy, -dx)
        distance = re.search(r"(\w+) step", sentence)
        for _ in range(NUMBERS.index(distance[1]) if distance else side):
            if not distance and not (0 <= x + dx < side and 0 <= y + dy < side):
                break
            x, y = x + dx, y + dy
            assert 0 <= x < side
            assert 0 <= y < side
    return x, y


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_route_ends_at_the_answer(difficulty: int) -> None:
    task = MazeRouteTask(difficulty=difficulty)
    for episode in episodes(task, 200):
        assert episode.caption is not None
        side = int(re.match(r"A map of (\d)", episode.caption)[1])  # type: ignore[index]
        places = re.findall(r"the (\w+) landmark in row (\d), column (\d)", episode.caption)
        landmarks = {colour: (int(x) - 1, int(y) - 1) for colour, y, x in places}
        assert episode.answer is not None
        assert walk(episode.text, side, landmarks) == landmarks[task.answers[episode.answer]]
        choices = {task.answers[i] for i in np.flatnonzero(episode.action_mask)}
        assert choices == landmarks.keys() - {episode.text.split()[3]}


def map_of(caption: str) -> tuple[dict[str, str], list[str]]:
    """The letter of every dot's colour, and the lines of a maze's map."""
    dots = {colour: letter for letter, colour in re.findall(r"([A-F]) the (\w+) dot", caption)}
    return dots, re.findall(r"^#[#.A-F]*#$", caption, re.M)


def distances(lines: list[str], letter: str) -> dict[Place, int]:
    """Steps from a letter to every character of the map that is not a wall, by row and column."""
    start = next((y, x) for y, row in enumerate(lines) for x, c in enumerate(row) if c == letter)
    steps, queue = {start: 0}, deque([start])
    while queue:
        y, x = queue.popleft()
        for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if lines[place[0]][place[1]] != "#" and place not in steps:
                steps[place] = steps[y, x] + 1
                queue.append(place)
    return steps


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_path_is_there_where_the_answer_says_so(difficulty: int) -> None:
    walls = set()
    for episode in episodes(MazePathTask(difficulty=difficulty), 200):
        assert episode.caption is not None
        dots, lines = map_of(episode.caption)
        one, other = (dots[colour] for colour in re.findall(r"the (\w+) dot", episode.text))
        reached = {lines[y][x] for y, x in distances(lines, one)}
        assert episode.answer == (0 if other in reached else 1)
        walls.add("".join(lines).count("#"))
    assert len(walls) == 1  # the number of walls says nothing


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_door_is_the_nearest_of_those_that_can_be_reached(difficulty: int) -> None:
    task = MazeDoorTask(difficulty=difficulty)
    for episode in episodes(task, 200):
        assert episode.caption is not None
        dots, lines = map_of(episode.caption)
        doors = re.findall(r"the (\w+) door at the \w+ of row (\d), column (\d)", episode.caption)
        colour = re.search(r"from the (\w+) dot", episode.text)[1]  # type: ignore[index]
        steps = distances(lines, dots[colour])
        places = {door: (2 * int(row) - 1, 2 * int(column) - 1) for door, row, column in doors}
        ways = sorted((steps[place], door) for door, place in places.items() if place in steps)
        assert episode.answer is not None
        assert ways[0][1] == task.answers[episode.answer]
        border = list(places.values())
        assert len(set(border)) == len(doors)  # no two at one cell
        if "reached" in episode.text:
            assert len(ways) == 1
        else:
            assert len(ways) == len(doors)
            assert ways[0][0] < ways[1][0]
        assert {task.answers[i] for i in np.flatnonzero(episode.action_mask)} == places.keys()


@pytest.mark.parametrize("task", EVERY)
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_env_checker_passes(task: type[GeneratedTask], difficulty: int) -> None:
    env = gymnasium.make(f"gennet/{task.name}-v0", difficulty=difficulty, split="validation")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped, skip_render_check=True)


@pytest.mark.parametrize("task", EVERY)
def test_single_and_batched_forms_agree(task: type[GeneratedTask]) -> None:
    env_id = f"gennet/{task.name}-v0"
    envs = gymnasium.make_vec(env_id, num_envs=3)
    observations, infos = envs.reset(seed=5)
    for i in range(3):
        observation, info = gymnasium.make(env_id).reset(seed=5 + i)
        assert observation["text"] == observations["text"][i]
        assert np.array_equal(observation["image"], observations["image"][i])
        assert info["answer"] == infos["answer"][i]


@pytest.mark.parametrize("task", EVERY)
@pytest.mark.parametrize("size", [64, 96, 224])
def test_images_have_the_size_asked_for_and_differ(task: type[GeneratedTask], size: int) -> None:
    made = task(image_size=size)  # type: ignore[call-arg]
    images = [episode.image for episode in episodes(made, 8)]
    assert all(image.shape == (size, size, 3) and image.dtype == np.uint8 for image in images)
    assert len({image.tobytes() for image in images}) == 8


@pytest.mark.parametrize("task", EVERY)
def test_splits_share_no_problem(task: type[GeneratedTask]) -> None:
    for split in ("train", "validation", "test"):
        assert {content_split(e.key) for e in episodes(task(split), 20)} == {split}


def test_unknown_difficulty_names_the_valid_ones() -> None:
    with pytest.raises(InvalidValueError, match="0, 1, 2, 3, 4"):
        MazePathTask(difficulty=5)


def numbers_of(image: np.ndarray) -> np.ndarray:
    """What is easily had of an image: means, spreads, and how much of each common colour."""
    pixels = image.reshape(-1, 3).astype(float)
    dark = (pixels.sum(1) < 200).mean()
    halves = [image[:32].mean(), image[:, :32].mean()]
    return np.array([*pixels.mean(0), *pixels.std(0), dark, *halves])


@pytest.mark.parametrize("task", SINGLE_STEP)
def test_neither_text_nor_image_alone_says_the_answer(task: type[GeneratedTask]) -> None:
    made = list(episodes(task(), 3000))
    chance = np.mean(
        [1 / (2 if e.action_mask is None else np.count_nonzero(e.action_mask)) for e in made]
    )
    seen: dict[str, Counter[int | None]] = defaultdict(Counter)
    for episode in made[:1500]:
        seen[episode.text][episode.answer] += 1
    read = [e for e in made[1500:] if e.text in seen]
    hits = [
        max(np.arange(len(task.answers)), key=lambda a: (allowed(e, a), seen[e.text][a]))
        == e.answer
        for e in read
    ]
    if len(hits) > 500:  # texts of routes seldom come twice
        assert np.mean(hits) < chance + 0.05
    features = np.stack([numbers_of(episode.image) for episode in made])
    answers = np.array([episode.answer for episode in made])
    masks = np.stack([[allowed(e, a) for a in range(len(task.answers))] for e in made])
    # Least squares from the image's numbers to each answer, the best of the choices counting.
    features = (features - features.mean(0)) / (features.std(0) + 1e-9)
    features = np.concatenate([features, masks, np.ones((len(made), 1))], 1)
    weights = np.linalg.lstsq(
        features[:1500], np.eye(len(task.answers))[answers[:1500]], rcond=None
    )[0]
    guesses = np.where(masks[1500:], features[1500:] @ weights, -9).argmax(1)
    assert (guesses == answers[1500:]).mean() < chance + 0.05


def allowed(episode: Episode, action: int) -> bool:
    return episode.action_mask is None or bool(episode.action_mask[action])
