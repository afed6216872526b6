"""Attention of an answer: its definition against the fusion's own sums, and hand-set weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gennet_rl.agents import ActorCriticAgent
from gennet_rl.agents import attention as attention_module
from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.agents.attention import answer_attention
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    TextEncoderConfig,
    VisionEncoderConfig,
)
from gennet_rl.environments import describe_environment
from gennet_rl.errors import InvalidValueError

TINY = NetworkConfig(
    TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2),
    VisionEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, patch_size=4),
    FusionConfig(width=32, heads=2),
)
TEXTS = ["which colour is it?", "is it red?"]


@pytest.fixture
def agent() -> ActorCriticAgent:
    torch.manual_seed(0)
    agent = build_actor_critic(TINY, describe_environment("toy/Colour-v0"), TEXTS)
    with torch.no_grad():
        for parameter in agent.network.fusion.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.3)  # no head like another
    return agent


def observe(texts: list[str], seed: int = 0) -> dict[str, Any]:
    generator = np.random.default_rng(seed)
    image = generator.integers(0, 256, (len(texts), 16, 16, 3)).astype(np.uint8)
    return {"text": texts, "image": image}


def listen_only_to(agent: ActorCriticAgent, vector: int) -> None:
    """The mix takes one of read, seen and match, and nothing of the others."""
    fusion = agent.network.fusion
    sizes = [fusion.width, fusion.width, fusion.match_text.out_features]
    with torch.no_grad():
        for i, matrix in enumerate(fusion.mix.weight.split(sizes, dim=1)):
            if i != vector:
                matrix.zero_()


def test_weights_sum_to_one_and_come_back_as_words(agent: ActorCriticAgent) -> None:
    attention = answer_attention(agent, observe(TEXTS))
    assert attention.patches.shape == (2, 4, 4)
    assert attention.patches.dtype == np.float32
    assert (attention.patches > 0).all()
    np.testing.assert_allclose(attention.patches.sum((1, 2)), 1, atol=1e-5)
    words = [[word for word, _ in text] for text in attention.words]
    assert words == [["which", "colour", "is", "it", "?"], ["is", "it", "red", "?"]]
    for text in attention.words:
        assert all(weight > 0 for _, weight in text)
        assert sum(weight for _, weight in text) == pytest.approx(1)


def test_a_batch_and_each_pair_alone_agree(agent: ActorCriticAgent) -> None:
    # Padding of the shorter text gets nothing, or the longer one's company would change it.
    observations = observe(TEXTS)
    together = answer_attention(agent, observations)
    for i, text in enumerate(TEXTS):
        alone = answer_attention(agent, {"text": [text], "image": observations["image"][i, None]})
        np.testing.assert_allclose(alone.patches[0], together.patches[i], atol=1e-6)
        for (word, weight), (expected_word, expected) in zip(
            alone.words[0], together.words[i], strict=True
        ):
            assert word == expected_word
            assert weight == pytest.approx(expected, abs=1e-5)


def test_the_agent_stays_in_training_mode(agent: ActorCriticAgent) -> None:
    for mode in (True, False):
        agent.train(mode)
        answer_attention(agent, observe(TEXTS))
        assert agent.training is mode


@pytest.mark.parametrize("has_mask", [True, False])
def test_the_weights_are_those_that_the_fusion_computes_with(
    agent: ActorCriticAgent, has_mask: bool
) -> None:
    # With one head, the mean over heads is that head's own weights.
    torch.manual_seed(1)
    config = FusionConfig(width=32, heads=1)
    fusion = type(agent.network.fusion)(32, 32, config)
    queries, context = torch.randn(2, 5, 32), torch.randn(2, 7, 32)
    mask = torch.arange(7) < torch.tensor([[7], [4]]) if has_mask else None
    cross = fusion.image_to_text
    weights = attention_module._cross_weights(cross, queries, context, mask)
    attended = cross.output(weights @ cross.value(context))
    expected = cross.norm(queries + attended)
    torch.testing.assert_close(cross(queries, context, mask), expected, atol=1e-5, rtol=1e-4)

    pooling = fusion.pool_text
    pooling_weights = attention_module._pooling_weights(pooling, context, mask)
    pooled = (pooling_weights.unsqueeze(1) @ context).squeeze(1)
    torch.testing.assert_close(pooling(context, mask), pooled, atol=1e-5, rtol=1e-4)
    if mask is not None:
        assert (weights[1, :, 4:] == 0).all()
        assert (pooling_weights[1, 4:] == 0).all()


@pytest.mark.parametrize("vector", [0, 1, 2])
def test_patches_with_equal_states_get_equal_weights(agent: ActorCriticAgent, vector: int) -> None:
    listen_only_to(agent, vector)
    network = agent.network
    with torch.no_grad():
        network.vision_encoder.model.embeddings.position_embedding.weight.zero_()
    observations = observe(["is it red?"])
    observations["image"][:, :, 8:] = observations["image"][:, :, :8]  # right half as the left
    attention = answer_attention(agent, observations).patches[0]
    np.testing.assert_allclose(attention[:, 2:], attention[:, :2], atol=1e-6)
    assert np.ptp(attention) > 1e-4


@pytest.mark.parametrize("vector", [1, 2])
def test_pooling_weights_set_by_hand_put_the_attention_on_one_patch(
    agent: ActorCriticAgent, vector: int
) -> None:
    listen_only_to(agent, vector)
    observations = observe(["is it red?"])
    target = 6  # second row, third column
    states = pooled_states(agent, observations, vector)
    with torch.no_grad():
        # Least squares: a direction that is 1 on the target's state and 0 on all the others'.
        wanted = torch.zeros(len(states))
        wanted[target] = 1
        direction = torch.linalg.lstsq(states, wanted.unsqueeze(-1), driver="gelsd").solution
        agent.network.fusion.pool_image.weigh.weight.copy_(60 * direction.T.expand(2, -1))
    attention = answer_attention(agent, observations).patches[0]
    assert np.unravel_index(attention.argmax(), attention.shape) == (1, 2)
    assert attention[1, 2] > 0.99


def pooled_states(
    agent: ActorCriticAgent, observations: dict[str, Any], vector: int
) -> torch.Tensor:
    """What is pooled of the image, float[N, F]: attended states for *seen*, others for *match*."""
    fusion = agent.network.fusion
    caught: list[torch.Tensor] = []
    handle = fusion.pool_image.register_forward_hook(
        lambda module, inputs, output: caught.append(inputs[0][0])
    )
    agent.act(observations)
    handle.remove()
    # The fusion pools the unattended states first, for the product.
    return caught[0] if vector == 2 else caught[1]


def test_read_attends_to_patches_through_the_cross_attention(agent: ActorCriticAgent) -> None:
    # Keys without weights make scores all alike: whatever token is read, it sees every patch alike.
    listen_only_to(agent, 0)
    with torch.no_grad():
        agent.network.fusion.text_to_image.key.weight.zero_()
    attention = answer_attention(agent, observe(TEXTS))
    np.testing.assert_allclose(attention.patches, 1 / 16, atol=1e-6)


def test_seen_attends_to_words_through_the_cross_attention(agent: ActorCriticAgent) -> None:
    # Every token, special ones too, gets the same; words of one token share it equally.
    listen_only_to(agent, 1)
    with torch.no_grad():
        agent.network.fusion.image_to_text.key.weight.zero_()
    text = "is it red?"
    words = answer_attention(agent, observe([text])).words[0]
    tokens = agent.tokens.tokenizer.tokenize(text)
    assert [token.lstrip("Ġ") for token in tokens] == [word for word, _ in words]
    assert [weight for _, weight in words] == pytest.approx([1 / 4] * 4)


def test_tokens_are_merged_to_words_and_special_ones_left_out(agent: ActorCriticAgent) -> None:
    listen_only_to(agent, 1)
    with torch.no_grad():
        agent.network.fusion.image_to_text.key.weight.zero_()
    text = "is it zzz红色?"  # never met: bytes, several tokens a word
    words = dict(answer_attention(agent, observe([text])).words[0])
    assert list(words) == ["is", "it", "zzz", "红", "色", "?"]
    # A space that is a token by itself belongs to no word.
    num_tokens = sum(token != "Ġ" for token in agent.tokens.tokenizer.tokenize(text))
    assert words["is"] == pytest.approx(1 / num_tokens)
    assert words["zzz"] == pytest.approx(3 / num_tokens)
    assert words["红"] == pytest.approx(3 / num_tokens, rel=0.01)
    assert sum(words.values()) == pytest.approx(1)


def test_words_that_were_cut_off_get_nothing_and_no_words_an_empty_list(
    agent: ActorCriticAgent,
) -> None:
    limit = agent.tokens.max_tokens
    attention = answer_attention(agent, observe([" ".join(["red"] * limit), ""]))
    weights = [weight for _, weight in attention.words[0]]
    assert len(weights) == limit
    assert all(weight > 0 for weight in weights[: limit - 2])
    assert weights[-2:] == [0, 0]
    assert attention.words[1] == []


def test_marks_stay_with_their_letters() -> None:
    spans = attention_module._split_words("हिन्दी का, «été»")
    assert ["हिन्दी का, «été»"[start:end] for start, end in spans] == [
        "हिन्दी",
        "का",
        ",",
        "«",
        "été",
        "»",
    ]


def test_a_naflex_tower_has_the_grid_of_the_image(naflex_folder: Path) -> None:
    torch.manual_seed(0)
    config = NetworkConfig(
        TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2),
        VisionEncoderConfig(checkpoint=str(naflex_folder)),
        FusionConfig(width=32, heads=2),
    )
    agent = build_actor_critic(config, describe_environment("toy/Colour-v0"), TEXTS)
    image = np.zeros((1, 16, 60, 3), np.uint8)
    attention = answer_attention(agent, {"text": ["is it red?"], "image": image})
    assert attention.patches.shape == (1, 2, 8)


def test_a_tower_whose_states_are_no_grid_is_named(agent: ActorCriticAgent) -> None:
    finish = agent.network.vision_encoder.finish
    agent.network.vision_encoder.finish = lambda states: finish(states)[:, 1:]  # type: ignore[method-assign]
    with pytest.raises(InvalidValueError, match=r"gives 15 states .* 16x16 pixels, not 4x4"):
        answer_attention(agent, observe(TEXTS))


def test_a_single_image_is_refused(agent: ActorCriticAgent) -> None:
    with pytest.raises(InvalidValueError, match=r"image is uint8\[16, 16, 3\]"):
        answer_attention(agent, {"text": ["is it red?"], "image": np.zeros((16, 16, 3), np.uint8)})
