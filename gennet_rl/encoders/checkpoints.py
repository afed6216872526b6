"""Finding an encoder's checkpoint and loading it, or saying in one sentence why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

from gennet_rl.errors import GennetRLError, InvalidValueError, MissingFileError, nearest_names

__all__ = ["BUNDLED_PAIR", "load_checkpoint", "loading_options", "resolve_checkpoint"]

Loaded = TypeVar("Loaded")
Kind = Literal["text", "vision"]

BUNDLED_PAIR = "gennet-tiny"
BUNDLED_FOLDER = Path(__file__).parent / BUNDLED_PAIR
TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
PICKLED_WEIGHTS = ("*.bin", "*.pt", "*.pth", "*.ckpt")


def resolve_checkpoint(kind: Kind, checkpoint: str) -> str:
    """The folder of the bundled encoder where ``checkpoint`` is "gennet-tiny", else itself.

    Args:
        kind: "text" or "vision".
        checkpoint: hub name, folder, or the bundled pair's name.

    Raises:
        MissingFileError: where the bundled weights are not installed.
    """
    if checkpoint != BUNDLED_PAIR:
        return checkpoint
    folder = BUNDLED_FOLDER / kind
    if not (folder / "config.json").is_file():
        raise MissingFileError(
            f"bundled {kind} encoder {BUNDLED_PAIR!r} is not in this installation, which has no "
            f"{str(folder)!r}: install a release wheel, or leave out the checkpoint."
        )
    return str(folder)


def loading_options(checkpoint: str) -> dict[str, Any]:
    """What every ``from_pretrained`` is given: no foreign code, and no network for a folder."""
    return {"trust_remote_code": False, "local_files_only": Path(checkpoint).is_dir()}


def load_checkpoint(kind: Kind, checkpoint: str, load: Callable[[str], Loaded]) -> Loaded:
    """Call ``load`` on a folder or hub name, with errors that a user can act on.

    Args:
        kind: "text" or "vision".
        checkpoint: hub name, folder, or the bundled pair's name.
        load: from a folder or hub name to what is wanted; uses :func:`loading_options`.

    Raises:
        MissingFileError: where ``checkpoint`` is no folder with a model and no reachable hub name.
        InvalidValueError: where it is a model of another kind, has pickled weights only, or
            cannot be loaded.
    """
    path = Path(resolve_checkpoint(kind, checkpoint)).expanduser()
    if path.exists():
        _check_folder(kind, checkpoint, path)
        source = str(path)
    elif checkpoint.startswith((".", "/", "~")) or checkpoint.count("/") != 1:
        raise _missing(kind, checkpoint, "does not exist")
    else:
        source = checkpoint
    try:
        _check_kind(kind, source, checkpoint)
        with _without_load_reports():
            return load(source)
    except GennetRLError:
        raise
    except Exception as error:  # transformers raises whatever lies below it
        raise _explain(kind, checkpoint, error, is_folder=path.exists()) from error


def _check_folder(kind: Kind, checkpoint: str, folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise MissingFileError(
            f"{kind} checkpoint {checkpoint!r} has no config.json: name a folder that was written "
            f"by save_pretrained(), or use the bundled pair: {BUNDLED_PAIR}."
        )
    if not any(folder.glob("*.safetensors")):
        if any(file for pattern in PICKLED_WEIGHTS for file in folder.glob(pattern)):
            raise _pickled(kind, checkpoint)
        raise MissingFileError(
            f"{kind} checkpoint {checkpoint!r} has no model.safetensors: name a folder that was "
            "written by save_pretrained()."
        )


def check_tokenizer_files(checkpoint: str) -> None:
    """Raise MissingFileError where a folder holds a model and no tokenizer.

    transformers would make up an empty one.
    """
    folder = Path(checkpoint)
    if not folder.is_dir():
        return
    if not any(file for pattern in TOKENIZER_FILES for file in folder.glob(pattern)):
        raise MissingFileError(
            f"text checkpoint {checkpoint!r} has no tokenizer.json: save the model's tokenizer "
            "into the same folder with save_pretrained()."
        )


def _check_kind(kind: Kind, source: str, checkpoint: str) -> None:
    """Tell text models, image models and two-tower models apart by their configuration."""
    from transformers import AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING_NAMES

    config = AutoConfig.from_pretrained(source, **loading_options(source))
    named = f"{kind} checkpoint {checkpoint!r}"
    # Encoders of text are what a masked-language model is made of.
    is_text = config.model_type in MODEL_FOR_MASKED_LM_MAPPING_NAMES
    if kind == "vision":
        if is_text:
            raise InvalidValueError(
                f"{named} is a text model (model_type {config.model_type!r}): it is for "
                "--network.text.checkpoint."
            )
        return
    if hasattr(config, "vision_config"):
        raise InvalidValueError(
            f"{named} is an image-text model (model_type {config.model_type!r}): its vision tower "
            "is for --network.vision.checkpoint, and a text encoder such as "
            "answerdotai/ModernBERT-base for --network.text.checkpoint."
        )
    if hasattr(config, "patch_size") or hasattr(config, "image_size"):
        raise InvalidValueError(
            f"{named} is an image model (model_type {config.model_type!r}): it is for "
            "--network.vision.checkpoint."
        )
    is_decoder = getattr(config, "is_encoder_decoder", False) or getattr(
        config, "is_decoder", False
    )
    if is_decoder or not is_text:
        raise InvalidValueError(
            f"{named} has model_type {config.model_type!r}, which is no encoder of text alone: "
            "use one such as ModernBERT, mmBERT, BERT or RoBERTa."
        )


@contextmanager
def _without_load_reports() -> Iterator[None]:
    """Other heads and towers are left out on purpose; transformers would list each weight."""
    from transformers.utils import logging

    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)


def _explain(kind: Kind, checkpoint: str, error: Exception, is_folder: bool) -> GennetRLError:
    from huggingface_hub import constants

    if is_folder or not isinstance(error, OSError):
        reason = " ".join(str(error).split()).rstrip(".").partition(". ")[0]
        return InvalidValueError(
            f"{kind} checkpoint {checkpoint!r} could not be loaded: "
            f"{reason[:300] or type(error).__name__}."
        )
    if "safetensors" in str(error):
        return _pickled(kind, checkpoint)
    if constants.HF_HUB_OFFLINE:
        reason = (
            "is no folder here and not in the hub's cache, and the network was not tried "
            "(HF_HUB_OFFLINE is set)"
        )
    elif _is_unknown_to_hub(error):
        reason = "is no folder here, and the hub has no public model of that name"
    else:
        reason = "is no folder here, and could not be had from the hub (the network was tried)"
    return _missing(kind, checkpoint, reason)


def _is_unknown_to_hub(error: BaseException | None) -> bool:
    from huggingface_hub.errors import RepositoryNotFoundError

    while error is not None:
        if isinstance(error, RepositoryNotFoundError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _pickled(kind: Kind, checkpoint: str) -> InvalidValueError:
    return InvalidValueError(
        f"{kind} checkpoint {checkpoint!r} has no weights in safetensors, and pickled ones can run "
        "code when they are loaded: convert it with save_pretrained(), which writes safetensors."
    )


def _missing(kind: Kind, checkpoint: str, reason: str) -> MissingFileError:
    parent = Path(checkpoint).expanduser().parent
    folders = (
        [entry.name for entry in parent.iterdir() if entry.is_dir()] if parent.is_dir() else []
    )
    names = nearest_names(Path(checkpoint).name, folders)
    hint = f"; folders in {str(parent)!r}: {names}" if folders else ""
    return MissingFileError(
        f"{kind} checkpoint {checkpoint!r} {reason}{hint}; or use the bundled pair: {BUNDLED_PAIR}."
    )
