"""Fine-tuning modes: exactly which parameters learn, what keeps a graph, folding of LoRA."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import (
    AlbertConfig,
    AlbertModel,
    ModernBertModel,
    Siglip2VisionConfig,
    Siglip2VisionModel,
    SiglipVisionConfig,
    SiglipVisionModel,
)

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders import Encoder, apply_fine_tuning, build_text_encoder, fold_lora
from gennet_rl.encoders import build_vision_encoder as build_vision
from gennet_rl.errors import InvalidValueError

IDS = torch.randint(5, 25, (6, 9), generator=torch.Generator().manual_seed(0))
MASK = torch.arange(9) < torch.tensor([9, 3, 5, 9, 2, 7])[:, None]
IMAGES = torch.randint(
    0, 256, (3, 32, 32, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)


def states_of(encoder: Any) -> torch.Tensor:
    if hasattr(encoder, "processor"):
        return encoder(IMAGES)
    states, mask = encoder(IDS, MASK)
    return states * mask[..., None]


def changed_by_learning(encoder: Encoder, steps: int = 2) -> set[str]:
    """Parameters that ``steps`` steps on a random target change (LoRA's A waits for its B)."""
    before = {name: p.detach().clone() for name, p in encoder.model.named_parameters()}
    parameters = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-2, weight_decay=0.0)
    torch.manual_seed(0)
    weight = torch.randn_like(states_of(encoder))
    for _ in range(steps):
        optimizer.zero_grad()
        (states_of(encoder) * weight).sum().backward()
        optimizer.step()
    return {
        name for name, p in encoder.model.named_parameters() if not torch.equal(p, before[name])
    }


def names_of(encoder: Encoder, *beginnings: str) -> set[str]:
    """Parameters whose names begin so, without key biases, which attention cannot see."""
    return {
        name
        for name, _ in encoder.model.named_parameters()
        if name.startswith(beginnings) and not name.endswith(("k_proj.bias", "key.bias"))
    }


def build(folder: Path, **settings: Any) -> Any:
    if "siglip" in folder.name:
        return build_vision(VisionEncoderConfig(checkpoint=str(folder), **settings), (32, 32, 3))
    config = TextEncoderConfig(checkpoint=str(folder), max_tokens=16, **settings)
    return build_text_encoder(config, [])[0]


FAMILIES = ("modernbert", "mmbert", "bert", "roberta", "vision")
LAST = {
    "modernbert": ("layers.1.", "final_norm."),
    "mmbert": ("layers.2.", "final_norm."),
    "bert": ("encoder.layer.2.",),
    "roberta": ("encoder.layer.2.",),
    "vision": ("encoder.layers.1.", "post_layernorm."),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_full_trains_everything(family: str, folder_of: Callable[[str], Path]) -> None:
    encoder = build(folder_of(family))
    assert names_of(encoder, "") <= changed_by_learning(encoder)
    assert not encoder.frozen


@pytest.mark.parametrize("family", FAMILIES)
def test_last_n_trains_the_last_layers_and_final_norm_alone(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    encoder = build(folder_of(family), fine_tuning="last_n", last_layers=1)
    expected = names_of(encoder, *LAST[family])
    changed = changed_by_learning(encoder)
    assert expected <= changed
    assert all(name.startswith(LAST[family]) for name in changed)


@pytest.mark.parametrize("family", FAMILIES)
def test_lora_trains_updates_of_attention_and_mlp_alone(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    pytest.importorskip("peft", reason="needs the extra [lora]")
    encoder = build(folder_of(family), fine_tuning="lora", lora_rank=3)
    changed = changed_by_learning(encoder)
    linear = [n for n, m in encoder.model.named_modules() if n.endswith("base_layer")]
    updated = {name.partition(".lora_")[0] for name in changed}
    assert updated == {name.removesuffix(".base_layer") for name in linear}
    assert all(".lora_A." in name or ".lora_B." in name for name in changed)
    assert {min(p.shape) for n, p in encoder.model.named_parameters() if "lora_" in n} == {3}
    maps_a_layer = {"modernbert": 4, "mmbert": 4}.get(family, 6)
    assert len(linear) == maps_a_layer * encoder.model.config.num_hidden_layers


@pytest.mark.parametrize("family", FAMILIES)
def test_frozen_keeps_no_graph_and_no_dropout(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    encoder = build(folder_of(family), fine_tuning="frozen")
    with_graph: list[bool] = []
    encoder.model.embeddings.register_forward_hook(
        lambda *_: with_graph.append(torch.is_grad_enabled())
    )
    encoder.train()
    assert encoder.frozen
    first, second = states_of(encoder), states_of(encoder)
    assert with_graph == [False, False]
    assert torch.is_grad_enabled()
    assert not first.requires_grad
    assert torch.equal(first, second)  # BERT has dropout, if it were in training mode
    assert not any(module.training for module in encoder.modules())


@pytest.mark.parametrize("family", ["modernbert", "bert", "vision"])
def test_layers_before_the_last_n_keep_no_graph(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    encoder = build(folder_of(family), fine_tuning="last_n", last_layers=1)
    path = LAST[family][0].rpartition(".")[0].rpartition(".")[0]
    with_graph: list[bool] = []
    for layer in encoder.model.get_submodule(path):
        layer.register_forward_hook(
            lambda module, args, output: with_graph.append(
                (output[0] if isinstance(output, tuple) else output).requires_grad
            )
        )
    states_of(encoder)
    count = encoder.model.config.num_hidden_layers
    assert with_graph == [False] * (count - 1) + [True]


def test_last_n_needs_so_many_layers_and_a_list_of_them(text_folder: Path) -> None:
    with pytest.raises(InvalidValueError, match=r"text\.last_layers is 3: .* only 2 layers"):
        build(text_folder, fine_tuning="last_n", last_layers=3)
    albert = AlbertModel(  # one layer, used three times
        AlbertConfig(
            vocab_size=40,
            embedding_size=8,
            hidden_size=16,
            num_hidden_layers=3,
            num_attention_heads=2,
            intermediate_size=16,
        )
    )
    with pytest.raises(InvalidValueError, match=r"no list of 3 layers in AlbertModel"):
        apply_fine_tuning(Encoder(albert), TextEncoderConfig(fine_tuning="last_n"))


def test_lora_without_peft_says_what_to_install(
    text_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(InvalidValueError, match=r"pip install gennet_rl\[lora\]"):
        build(text_folder, fine_tuning="lora")


@pytest.mark.parametrize("family", ["modernbert", "bert", "vision"])
def test_folded_lora_is_an_ordinary_model_of_the_same_states(
    family: str, folder_of: Callable[[str], Path], tmp_path: Path
) -> None:
    pytest.importorskip("peft", reason="needs the extra [lora]")
    folder = folder_of(family)
    plain = build(folder)
    encoder = build(folder, fine_tuning="lora")
    changed_by_learning(encoder)
    encoder.eval()
    expected = states_of(encoder)
    assert (expected - states_of(plain.eval())).abs().max() > 1e-2
    before = {name: value.clone() for name, value in encoder.state_dict().items()}

    folded = fold_lora(encoder)
    torch.testing.assert_close(states_of(folded), expected, rtol=1e-4, atol=1e-4)
    assert folded.state_dict().keys() == plain.state_dict().keys()
    # What was folded goes on as it was.
    assert all(torch.equal(encoder.state_dict()[name], before[name]) for name in before)
    learning = {n for n, p in encoder.named_parameters() if p.requires_grad}
    assert learning == {n for n in before if "lora_" in n}
    assert torch.equal(states_of(encoder), expected)
    assert fold_lora(plain) is plain

    folded.model.save_pretrained(tmp_path / "folded")
    again = type(plain.model).from_pretrained(tmp_path / "folded")
    assert all(
        torch.equal(again.state_dict()[name], value)
        for name, value in folded.model.state_dict().items()
    )


def test_the_sum_that_folding_writes_is_the_papers() -> None:
    """W + (alpha / rank) B A, with alpha twice the rank (Hu et al. 2021, section 4.1)."""
    pytest.importorskip("peft", reason="needs the extra [lora]")
    config = TextEncoderConfig(
        checkpoint=None, width=16, heads=2, layers=1, fine_tuning="lora", lora_rank=2
    )
    encoder, _ = build_text_encoder(config, ["a b c"])
    layer = encoder.model.layers[0].mlp.Wi
    with torch.no_grad():
        layer.lora_B["default"].weight.normal_()
    low_rank = layer.lora_B["default"].weight @ layer.lora_A["default"].weight
    folded = fold_lora(encoder.model)
    assert isinstance(folded, ModernBertModel)
    torch.testing.assert_close(folded.layers[0].mlp.Wi.weight, layer.weight + 2 * low_rank)


@pytest.mark.parametrize("mode", ["last_n", "lora"])
@pytest.mark.parametrize("naflex", [False, True])
def test_both_siglip_towers_with_their_pooling_head(mode: str, naflex: bool) -> None:
    if mode == "lora":
        pytest.importorskip("peft", reason="needs the extra [lora]")
    sizes = {
        "hidden_size": 16,
        "intermediate_size": 24,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    model: Any
    if naflex:
        model = Siglip2VisionModel(Siglip2VisionConfig(num_patches=16, patch_size=4, **sizes))
    else:
        model = SiglipVisionModel(SiglipVisionConfig(image_size=16, patch_size=4, **sizes))
    apply_fine_tuning(Encoder(model), VisionEncoderConfig(fine_tuning=mode))  # type: ignore[arg-type]
    learning = {name for name, p in model.named_parameters() if p.requires_grad}
    if mode == "last_n":
        beginnings = ("encoder.layers.1.", "post_layernorm.", "head.")
        assert learning == {n for n, _ in model.named_parameters() if n.startswith(beginnings)}
    else:
        maps = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")
        assert {name.split(".lora_")[0].split(".")[-1] for name in learning} == set(maps)
        assert len(learning) == 2 * 2 * len(maps)
        assert all(name.startswith("encoder.layers.") for name in learning)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("family", FAMILIES)
def test_last_layers_take_up_where_the_frozen_ones_end(
    family: str, layers: int, folder_of: Callable[[str], Path]
) -> None:
    """The two halves are the whole model: the same states, and the same gradients."""
    whole = build(folder_of(family), fine_tuning="full")
    halves = build(folder_of(family), fine_tuning="last_n", last_layers=layers)
    if not halves.has_frozen_part:
        pytest.skip(f"{family} cannot be run from the middle")
    assert not whole.has_frozen_part
    expected, given = states_of(whole), states_of(halves)
    torch.testing.assert_close(given, expected)
    weight = torch.randn_like(expected)
    (expected * weight).sum().backward()
    (given * weight).sum().backward()
    wholes = dict(whole.model.named_parameters())
    learning = {name: p for name, p in halves.model.named_parameters() if p.requires_grad}
    assert learning
    for name, parameter in learning.items():
        if "head." not in name:
            torch.testing.assert_close(parameter.grad, wholes[name].grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_source_changes_with_the_frozen_weights_only(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    encoder = build(folder_of(family), fine_tuning="last_n")
    source = encoder.source
    changed_by_learning(encoder, 1)
    assert encoder.source == source
    with torch.no_grad():
        next(p for p in encoder.parameters() if not p.requires_grad).mul_(1.1)
    assert encoder.source != source
    source = encoder.source
    encoder.load_state_dict(encoder.state_dict())
    assert encoder.source != source
