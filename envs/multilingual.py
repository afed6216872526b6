"""Generated tasks that speak several languages and show square pictures of any size."""

from __future__ import annotations

from collections.abc import Sequence

from gennet_rl.envs.generated import GeneratedTask, square_shape
from gennet_rl.errors import InvalidValueError

__all__ = ["MultilingualTask"]


class MultilingualTask(GeneratedTask):
    """A generated task whose texts are in one of ``languages``, with images of ``image_size``.

    Subclasses set ``name``, ``answers`` and ``text_space``, draw one of ``languages`` for each
    problem and write ``make``; what they draw beside it must not depend on the language, so that
    the same seed has the same problem in all of them.

    Args:
        split: "train", "validation" or "test".
        difficulty: one of ``levels``, from easiest to hardest.
        image_size: height and width of images, 64 to 224 pixels.
        languages: ISO 639-1 codes, at least one; a string is one code.
        translated: codes of all languages that there are.

    Raises:
        InvalidValueError: on a split, difficulty, size or language that does not exist.
    """

    languages: tuple[str, ...]
    """Codes of the languages that texts are in."""
    image_size: int
    """Height and width of images in pixels."""

    def __init__(
        self,
        split: str,
        difficulty: int,
        image_size: int,
        languages: Sequence[str],
        translated: Sequence[str],
    ) -> None:
        super().__init__(split, difficulty)
        self.image_shape = square_shape(self.name, image_size)
        self.image_size = image_size
        # On the command line, "?languages=de" is a string.
        self.languages = (languages,) if isinstance(languages, str) else tuple(languages)
        strange = [
            f"language {code!r} does not exist" for code in self.languages if code not in translated
        ]
        if strange or not self.languages:
            raise InvalidValueError(
                f"{self.name}: {(*strange, 'languages is empty')[0]}: choose from "
                f"{', '.join(translated)}."
            )
