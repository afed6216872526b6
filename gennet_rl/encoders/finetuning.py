"""What of an encoder learns: all of it, nothing, its last layers, or low-rank updates (LoRA)."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from torch import nn

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders.encoder import Encoder
from gennet_rl.errors import InvalidValueError

__all__ = ["apply_fine_tuning", "fold_lora", "transformer_layers"]

Module = TypeVar("Module", bound=nn.Module)

# What comes after the last layer: ModernBERT's norm, SigLIP's norm and attention pooling, and the
# names that other encoders give to the same.
FINAL_PARTS = ("final_norm", "final_layer_norm", "norm", "post_layernorm", "head")
# Updates are scaled by alpha / rank; twice the rank makes that 2 whatever the rank, so that a
# learning rate found for one rank serves another (Hu et al. 2021, section 4.1).
ALPHA_OVER_RANK = 2


def apply_fine_tuning(encoder: Encoder, config: TextEncoderConfig | VisionEncoderConfig) -> None:
    """Set which parameters of ``encoder`` learn; under "lora", add those that do.

    Args:
        encoder: the text or the image encoder, all of whose parameters learn yet.
        config: its ``fine_tuning``, ``last_layers`` and ``lora_rank``.

    Raises:
        InvalidValueError: where there are fewer layers than ``last_layers``, where no list of
            layers can be found, or where LoRA is asked for and peft is not installed.
    """
    name = "text" if isinstance(config, TextEncoderConfig) else "vision"
    encoder.fine_tuning = config.fine_tuning
    if config.fine_tuning == "frozen":
        encoder.requires_grad_(False)
    elif config.fine_tuning == "last_n":
        _train_last_layers(encoder.model, config.last_layers, name)
        encoder.learning_layers = config.last_layers
    elif config.fine_tuning == "lora":
        _add_lora(encoder.model, config.lora_rank, name)
    # from_pretrained leaves a model in evaluation mode; dropout is to hold from the first step on.
    encoder.train(encoder.training)


def fold_lora(module: Module) -> Module:
    """A copy of ``module`` with its LoRA updates added to the weights; itself where it has none.

    The copy has the ordinary names and shapes, so that ``save_pretrained`` writes an ordinary
    folder; ``module`` goes on learning as before.

    Args:
        module: a Hugging Face model, an encoder, or anything that holds some.
    """
    if not any(hasattr(part, "lora_A") for part in module.modules()):
        return module
    folded = copy.deepcopy(module)
    updated: dict[str, Any] = {
        name: part for name, part in folded.named_modules() if hasattr(part, "lora_A")
    }
    for name, part in updated.items():
        part.merge()
        parent, _, attribute = name.rpartition(".")
        setattr(folded.get_submodule(parent), attribute, part.get_base_layer())
    return folded.requires_grad_(True)


def _train_last_layers(model: Any, count: int, name: str) -> None:
    path, layers = _layers_for("last_n", model, name)
    if count > len(layers):
        raise InvalidValueError(
            f"{name}.last_layers is {count}: the encoder has only {len(layers)} layers; use "
            "fine_tuning 'full' for all of it."
        )
    model.requires_grad_(False)
    siblings = path.rpartition(".")[0]
    for part in (*layers[len(layers) - count :], *_final_parts(model, siblings)):
        part.requires_grad_(True)


def _final_parts(model: Any, siblings: str) -> list[nn.Module]:
    """What stands after the layers: in the model itself, or beside the list of its layers."""
    homes = {"", siblings, siblings.rpartition(".")[0]}
    paths = [f"{home}.{part}".lstrip(".") for home in homes for part in FINAL_PARTS]
    return [part for path, part in model.named_modules() if path in paths]


def _add_lora(model: Any, rank: int, name: str) -> None:
    """Update every linear map of attention and MLP; embeddings, norms and heads stay."""
    try:
        from peft import LoraConfig, inject_adapter_in_model
    except ImportError as error:
        raise InvalidValueError(
            f"{name}.fine_tuning 'lora' needs peft, which is not installed: run `pip install "
            "gennet_rl[lora]`."
        ) from error
    path, layers = _layers_for("lora", model, name)
    linear = [
        part for part, module in layers.named_modules(prefix=path) if isinstance(module, nn.Linear)
    ]
    alpha = ALPHA_OVER_RANK * rank
    inject_adapter_in_model(LoraConfig(r=rank, lora_alpha=alpha, target_modules=linear), model)


def transformer_layers(model: Any) -> tuple[str, nn.ModuleList]:
    """The list of layers and its path: ``layers``, ``encoder.layer``, ``encoder.layers``, ...

    Both are empty where there is no list of ``num_hidden_layers`` parts.
    """
    count = getattr(model.config, "num_hidden_layers", None)
    for path, part in model.named_modules():
        if isinstance(part, nn.ModuleList) and len(part) == count:
            return path, part
    return "", nn.ModuleList()


def _layers_for(mode: str, model: Any, name: str) -> tuple[str, nn.ModuleList]:
    path, layers = transformer_layers(model)
    if not layers:
        count = getattr(model.config, "num_hidden_layers", None)
        raise InvalidValueError(
            f"{name}.fine_tuning {mode!r} finds no list of {count} layers in "
            f"{type(model).__name__}: use 'full' or 'frozen'."
        )
    return path, layers
