"""Where an actor-critic looks and what it reads: its answer's attention to patches and to words.

B batch, L tokens, N patches, S either of these, F fusion width, H heads, f = F / H.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.cross_attention import CrossAttention
from gennet_rl.encoders import VisionEncoder
from gennet_rl.errors import InvalidValueError
from gennet_rl.fusion import CrossModalFusion
from gennet_rl.observations import observation_arrays
from gennet_rl.tokenizing import TokenCache

__all__ = ["AnswerAttention", "answer_attention"]

TINY = 1e-12  # keeps shares of nothing from being divided by nothing


class AnswerAttention(NamedTuple):
    """How a batch of answers attends to what was seen and read."""

    patches: np.ndarray
    """float32[B, rows, columns] over the image, from the top left; each image's sums to 1."""
    words: list[list[tuple[str, float]]]
    """Every text's words in their order, each with its weight; a text's weights sum to 1.
    A word that was cut off has weight 0; a text without words has an empty list."""


@torch.no_grad()
def answer_attention(agent: ActorCriticAgent, observations: dict[str, Any]) -> AnswerAttention:
    """How the fused vector, on which an agent's answer and value rest, attends to its inputs.

    The fusion (``gennet_rl.fusion``) mixes three vectors: *read*, the pooled text after it attended
    to the image, *seen*, the pooled image after it attended to the text, and *match*, the product
    of the pooled text and the pooled image before that. With ``p`` and ``q`` for the pooling
    weights of text and image on the states at hand, and ``A`` (text to image) and ``B`` (image to
    text) for the weights of the cross-attention, all means over heads, they attend to

    ======== ======================= =======================
    vector   patch n                 token l
    ======== ======================= =======================
    read     ``sum_l p_l A_ln``      ``p_l``
    seen     ``q_n``                 ``sum_n q_n B_nl``
    match    ``q_n``                 ``p_l``
    ======== ======================= =======================

    This follows attention roll-out (Abnar and Zuidema 2020) from the pooling down to the encoders'
    states; a residual counts for the sequence that it carries on. The three are averaged, each by
    the length of what it adds to the mix, ``|W x|`` with its columns ``W`` of ``fusion.mix``: a
    vector that the network does not listen to counts for nothing. Then special tokens are left out,
    and a token's weight is shared among the characters that it stands for, whose sums are the
    words'.

    It tells where the network gathers from, not why it answers so: states know of their neighbours,
    the MLP and the heads are not looked through, nor are the encoders' own pooled vectors.

    Args:
        agent: the policy; evaluated without dropout, in float32 from the encoders' states on.
        observations: ``text`` (B strings) and ``image`` uint8[B, H, W, 3]; others are not read.

    Raises:
        InvalidValueError: where images are no uint8[B, H, W, 3], where the vision tower's states
            are no grid of patches, or the tokenizer cannot say which characters a token covers.
    """
    texts, image = observations["text"], np.asarray(observations["image"])
    if image.dtype != np.uint8 or image.ndim != 4 or image.shape[-1] != 3:
        raise InvalidValueError(
            f"image is {image.dtype}{list(image.shape)}: attention needs a batch of images, "
            "uint8[batch, height, width, 3]."
        )
    was_training = agent.training
    agent.eval()
    try:
        text_BLD, mask_BL, image_BND = _encode(agent, texts, image)
        patches_BN, tokens_BL = _fusion_attention(
            agent.network.fusion, text_BLD, mask_BL, image_BND
        )
    finally:
        agent.train(was_training)
    rows, columns = _patch_grid(agent.network.vision_encoder, image, patches_BN.shape[1])
    patches_BRC = patches_BN.unflatten(1, (rows, columns)).cpu().numpy()
    return AnswerAttention(patches_BRC, _word_weights(agent.tokens, texts, tokens_BL.cpu().numpy()))


def _encode(
    agent: ActorCriticAgent, texts: Sequence[str], image: np.ndarray
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token states float32[B, L, Dt], their mask bool[B, L], patch states float32[B, N, Dv]."""
    network = agent.network
    device = next(network.parameters()).device
    keyed = network.vision_encoder.cache is not None
    arrays = observation_arrays({"text": texts, "image": image}, agent.tokens, keyed)
    inputs = {name: torch.tensor(array, device=device) for name, array in arrays.items()}
    text_BLD, image_BND, _ = network(**inputs)
    mask_BL = inputs["attention_mask"][:, : text_BLD.shape[1]]
    return text_BLD.float(), mask_BL, image_BND.float()


def _fusion_attention(
    fusion: CrossModalFusion,
    text_BLD: torch.Tensor,
    mask_BL: torch.Tensor,
    image_BND: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Attention to patches, float[B, N], and to tokens, float[B, L], as defined above."""
    text_BLF, image_BNF = fusion.project_text(text_BLD), fusion.project_image(image_BND)
    read_BLF = fusion.text_to_image(text_BLF, image_BNF)
    seen_BNF = fusion.image_to_text(image_BNF, text_BLF, mask_BL)
    to_image_BLN = _cross_weights(fusion.text_to_image, text_BLF, image_BNF)
    to_text_BNL = _cross_weights(fusion.image_to_text, image_BNF, text_BLF, mask_BL)
    read_BL = _pooling_weights(fusion.pool_text, read_BLF, mask_BL)
    seen_BN = _pooling_weights(fusion.pool_image, seen_BNF)
    match_BL = _pooling_weights(fusion.pool_text, text_BLF, mask_BL)
    match_BN = _pooling_weights(fusion.pool_image, image_BNF)

    match_BF = fusion.match_text(fusion.pool_text(text_BLF, mask_BL)) * fusion.match_image(
        fusion.pool_image(image_BNF)
    )
    mixed = (fusion.pool_text(read_BLF, mask_BL), fusion.pool_image(seen_BNF), match_BF)
    shares_B3 = _shares_of_mix(fusion, mixed)
    to_patches_BN3 = torch.stack([_through(read_BL, to_image_BLN), seen_BN, match_BN], dim=-1)
    to_tokens_BL3 = torch.stack([read_BL, _through(seen_BN, to_text_BNL), match_BL], dim=-1)
    return (
        (to_patches_BN3 @ shares_B3.unsqueeze(-1)).squeeze(-1),
        (to_tokens_BL3 @ shares_B3.unsqueeze(-1)).squeeze(-1),
    )


def _through(weights_BS: torch.Tensor, attention_BSC: torch.Tensor) -> torch.Tensor:
    """Weights of a sequence carried on to what it attends to, float[B, C]."""
    return (weights_BS.unsqueeze(1) @ attention_BSC).squeeze(1)


def _cross_weights(
    attention: CrossAttention,
    queries_BSF: torch.Tensor,
    context_BCF: torch.Tensor,
    mask_BC: torch.Tensor | None = None,
) -> torch.Tensor:
    """The weights float[B, S, C] of a cross-attention, mean over heads."""
    query_BSHf = attention.query(queries_BSF).unflatten(-1, (attention.heads, -1))
    key_BCHf = attention.key(context_BCF).unflatten(-1, (attention.heads, -1))
    scale = query_BSHf.shape[-1] ** -0.5
    logits_BHSC = torch.einsum("bshf,bchf->bhsc", query_BSHf * scale, key_BCHf)
    if mask_BC is not None:
        logits_BHSC = logits_BHSC.masked_fill(~mask_BC[:, None, None, :], -torch.inf)
    return logits_BHSC.softmax(-1).mean(1)


def _pooling_weights(
    pooling: Any, x_BSF: torch.Tensor, mask_BS: torch.Tensor | None = None
) -> torch.Tensor:
    """The weights float[B, S] of the fusion's attention pooling, mean over heads."""
    logits_BSH = pooling.weigh(x_BSF)
    if mask_BS is not None:
        logits_BSH = logits_BSH.masked_fill(~mask_BS.unsqueeze(-1), -torch.inf)
    return logits_BSH.softmax(1).mean(-1)


def _shares_of_mix(fusion: CrossModalFusion, mixed: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """How long what each vector adds to the mix is, as shares of their sum, float[B, 3]."""
    sizes = [vector.shape[-1] for vector in mixed]
    matrices = fusion.mix.weight[:, : sum(sizes)].split(sizes, dim=1)
    added = [(x @ matrix.T).norm(dim=-1) for x, matrix in zip(mixed, matrices, strict=True)]
    lengths_B3 = torch.stack(added, dim=-1) + TINY
    return lengths_B3 / lengths_B3.sum(-1, keepdim=True)


def _patch_grid(encoder: VisionEncoder, image: np.ndarray, patches: int) -> tuple[int, int]:
    """Rows and columns of patches; a NaFlex tower's follow from the images' own size."""
    size = encoder.processor.processing.target_size(*image.shape[1:3])
    rows, columns = (side // encoder.model.config.patch_size for side in size)
    if rows * columns != patches:
        raise InvalidValueError(
            f"the vision tower gives {patches} states for an image of {size[0]}x{size[1]} pixels, "
            f"not {rows}x{columns} patches: attention over the image needs a tower whose states "
            "are its patches alone, row by row."
        )
    return rows, columns


def _word_weights(
    tokens: TokenCache, texts: Sequence[str], tokens_BL: np.ndarray
) -> list[list[tuple[str, float]]]:
    """Tokens' weights float[B, L] as words' weights."""
    tokenizer = tokens.tokenizer
    if not tokenizer.is_fast:
        raise InvalidValueError(
            f"tokenizer {type(tokenizer).__name__} does not say which characters a token stands "
            "for: attention to words needs a fast tokenizer (tokenizer.json)."
        )
    encoded = tokenizer(
        list(texts),
        truncation=True,
        max_length=tokens.max_tokens,
        return_offsets_mapping=True,
    )
    return [
        _words_of(text, weights_L, spans)
        for text, weights_L, spans in zip(texts, tokens_BL, encoded["offset_mapping"], strict=True)
    ]


def _words_of(
    text: str, weights_L: np.ndarray, spans: list[tuple[int, int]]
) -> list[tuple[str, float]]:
    """The words of one text, with the weights of the tokens that they are made of."""
    weight_of_character = np.zeros(len(text))
    for weight, (start, end) in zip(weights_L, spans, strict=False):  # weights of padding are left
        covered = [i for i in range(start, end) if not text[i].isspace()]
        if covered:  # special tokens cover nothing
            weight_of_character[covered] += weight / len(covered)
    words = _split_words(text)
    weights = np.array([weight_of_character[start:end].sum() for start, end in words])
    if not weights.any():  # special tokens had it all
        weights = np.ones(len(words))
    return [
        (text[start:end], float(weight))
        for (start, end), weight in zip(words, weights / weights.sum(), strict=True)
    ]


def _split_words(text: str) -> list[tuple[int, int]]:
    """Where words begin and end: runs of letters, marks and digits.

    A punctuation mark, a symbol, a Chinese character and a kana are each a word of their own.
    """

    def kind(position: int) -> int:
        character = text[position]
        if character.isspace():
            return -1
        is_alone = unicodedata.category(character)[0] in "PS" or "\u3040" <= character <= "\u9fff"
        return position if is_alone else -2

    runs = [(key, list(run)) for key, run in groupby(range(len(text)), kind)]
    return [(run[0], run[-1] + 1) for key, run in runs if key != -1]
