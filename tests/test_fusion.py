"""Fusion: padding cannot leak, both modalities reach the result."""

from __future__ import annotations

import pytest
import torch

from gennet_rl.config import FusionConfig
from gennet_rl.errors import InvalidValueError
from gennet_rl.fusion import CrossModalFusion


@pytest.fixture
def fusion() -> CrossModalFusion:
    torch.manual_seed(0)
    return CrossModalFusion(12, 20, FusionConfig(width=16, heads=4, mlp_layers=2))


def test_padding_does_not_change_the_result(fusion: CrossModalFusion) -> None:
    text, image = torch.randn(3, 5, 12), torch.randn(3, 7, 20)
    mask = torch.ones(3, 5, dtype=torch.bool)
    padded = torch.cat([text, torch.randn(3, 4, 12) * 100], 1)
    padded_mask = torch.cat([mask, torch.zeros(3, 4, dtype=torch.bool)], 1)
    torch.testing.assert_close(fusion(text, mask, image), fusion(padded, padded_mask, image))


def test_every_real_token_and_patch_matters(fusion: CrossModalFusion) -> None:
    text = torch.randn(1, 5, 12, requires_grad=True)
    image = torch.randn(1, 7, 20, requires_grad=True)
    mask = torch.tensor([[True, True, True, False, False]])
    fused = fusion(text, mask, image)
    assert fused.shape == (1, 16)
    (fused * torch.randn_like(fused)).sum().backward()
    assert (text.grad[0, :3].abs().sum(-1) > 0).all()  # type: ignore[index]
    assert (text.grad[0, 3:] == 0).all()  # type: ignore[index]
    assert (image.grad[0].abs().sum(-1) > 0).all()  # type: ignore[index]


def test_text_changes_how_the_image_is_read(fusion: CrossModalFusion) -> None:
    """The effect of an image depends on the text: the two are not merely added."""
    text, image = torch.randn(2, 5, 12), torch.randn(2, 7, 20)
    mask = torch.ones(1, 5, dtype=torch.bool)
    with torch.no_grad():
        effects = [
            fusion(text[i : i + 1], mask, image[:1]) - fusion(text[i : i + 1], mask, image[1:])
            for i in range(2)
        ]
    assert (effects[0] - effects[1]).abs().max() > 1e-3


def test_sizes_that_do_not_fit_say_so() -> None:
    with pytest.raises(InvalidValueError, match=r"fusion\.heads is 5"):
        CrossModalFusion(12, 20, FusionConfig(width=16, heads=5))
    with pytest.raises(InvalidValueError, match="dropout"):
        CrossModalFusion(12, 20, FusionConfig(dropout=1.0))


def test_pooled_vectors_of_the_encoders_reach_the_result() -> None:
    torch.manual_seed(0)
    fusion = CrossModalFusion(12, 20, FusionConfig(width=16), text_pooled=12, image_pooled=20)
    states = (torch.randn(2, 5, 12), torch.ones(2, 5, dtype=torch.bool), torch.randn(2, 7, 20))
    text, image = torch.randn(2, 12), torch.randn(2, 20)
    fused = fusion(*states, text, image)
    assert fused.shape == (2, 16)
    assert not torch.allclose(fused, fusion(*states, text + 1, image))
    assert not torch.allclose(fused, fusion(*states, text, image + 1))
