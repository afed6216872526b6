"""Reading SigLIP and SigLIP 2 checkpoints: the vision tower alone, and its preprocessing."""

from __future__ import annotations

from typing import Any

from gennet_rl.encoders.checkpoints import loading_options
from gennet_rl.errors import InvalidValueError, MissingFileError
from gennet_rl.processing import ImageProcessing

__all__ = ["load_siglip"]

# What config.json says of two towers, and of a vision tower alone.
FIXED_MODEL_TYPES = ("siglip", "siglip_vision_model")
NAFLEX_MODEL_TYPES = ("siglip2", "siglip2_vision_model")


def load_siglip(checkpoint: str, has_head: bool) -> tuple[Any, ImageProcessing]:
    """The vision tower of a checkpoint, in float32, and what its images must look like.

    Of a checkpoint with both towers, only the vision tower's weights are read.

    Args:
        checkpoint: hub name, or a folder, for which no network is used.
        has_head: whether the attention pooling head is built and loaded.

    Returns:
        A ``SiglipVisionModel`` (fixed resolution) or ``Siglip2VisionModel`` (NaFlex), and its
        processing.

    Raises:
        MissingFileError: where it lacks its weights or its preprocessor configuration.
        InvalidValueError: where it is no SigLIP model, or its weights are damaged or not those
            that its config.json promises.
        OSError: where no model of that hub name can be had.
    """
    from transformers import Siglip2VisionModel, SiglipVisionModel

    is_naflex = _model_type(checkpoint) in NAFLEX_MODEL_TYPES
    processing = _load_processing(checkpoint)
    tower = Siglip2VisionModel if is_naflex else SiglipVisionModel
    return _load_tower(tower, checkpoint, has_head), processing


def _model_type(checkpoint: str) -> str:
    from transformers import PreTrainedConfig

    config, _ = PreTrainedConfig.get_config_dict(checkpoint, **loading_options(checkpoint))
    model_type = config.get("model_type")
    if model_type in FIXED_MODEL_TYPES + NAFLEX_MODEL_TYPES:
        return model_type
    raise InvalidValueError(
        f"vision checkpoint {checkpoint!r} has model_type {model_type!r}: use a SigLIP or SigLIP 2 "
        "one, of model_type 'siglip' or 'siglip2'."
    )


def _load_processing(checkpoint: str) -> ImageProcessing:
    from transformers import AutoImageProcessor

    try:
        processor = AutoImageProcessor.from_pretrained(checkpoint, **loading_options(checkpoint))
    except OSError as error:
        raise MissingFileError(
            f"vision checkpoint {checkpoint!r} has no preprocessor_config.json that could be read: "
            "save the model's image processor beside its config.json."
        ) from error
    return ImageProcessing.from_huggingface(processor)


def _load_tower(tower: Any, checkpoint: str, has_head: bool) -> Any:
    import torch
    from safetensors import SafetensorError

    try:
        model, info = tower.from_pretrained(
            checkpoint,
            vision_use_head=has_head,
            dtype=torch.float32,
            use_safetensors=True,
            output_loading_info=True,
            ignore_mismatched_sizes=True,
            **loading_options(checkpoint),
        )
    except OSError as error:
        raise MissingFileError(
            f"vision checkpoint {checkpoint!r} has no model.safetensors, or not all of its shards: "
            "save the model beside its config.json; weights in other formats are not read."
        ) from error
    except SafetensorError as error:
        raise InvalidValueError(
            f"vision checkpoint {checkpoint!r} has damaged weights ({error}): get it anew."
        ) from error
    _check_weights(checkpoint, info)
    return model


def _check_weights(checkpoint: str, info: dict[str, Any]) -> None:
    """Raise InvalidValueError where weights are missing or of another shape than configured."""
    unfit = {name for name, *_ in info["mismatched_keys"]}
    names = sorted(unfit.union(info["missing_keys"]))
    if not names:
        return
    if all(name.startswith("head.") for name in names):
        raise InvalidValueError(
            f"vision checkpoint {checkpoint!r} has no weights of the attention pooling head: "
            'choose vision.pooling "mean" or "none".'
        )
    raise InvalidValueError(
        f"vision checkpoint {checkpoint!r} lacks {len(names)} weights of its vision tower, or has "
        f"them in other shapes than its config.json says, such as {names[0]!r}: get it anew."
    )
