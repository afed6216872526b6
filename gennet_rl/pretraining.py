"""Image-text pre-training: a vision tower and a text encoder learn together, from nothing.

Four losses, any of which may be switched off by a weight of zero:

* *contrast*: SigLIP's sigmoid loss (Zhai et al. 2023) between whole images (attention pooling) and
  whole texts ([CLS]), and likewise between regions (mean of their patches) and their phrases;
* *dense*: what each patch shows, read off its state by linear layers (dense supervision as in
  SigLIP 2, Tschannen et al. 2025, here with exact labels instead of self-distillation);
* *captioning*: masked tokens of the text predicted by a cross-attention layer that sees the
  patches (the parallel captioning of LocCa, Wan et al. 2024, as SigLIP 2 uses it);
* *masking*: masked tokens predicted from the text alone, ModernBERT's own objective.

B batch, H x W image, N patches (n x m), L tokens, D width, R regions, C classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from gennet_rl.config import check_config
from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import ImageProcessing, ImageProcessor

__all__ = ["ImageTextExample", "ImageTextPretrainer", "PretrainingConfig", "Region"]

LEAST_SHARE = 0.25  # of a patch that must show something for the patch to count as showing it
IGNORED = -100  # cross-entropy's own mark of positions without a label
LENGTH_GROUPS = 3
STATE_FILE = "pretraining_state.pt"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of an image with a text that says what it shows."""

    mask: np.ndarray
    """bool[H, W], true on the part."""
    text: str
    """What the part shows."""


@dataclass(frozen=True, slots=True)
class ImageTextExample:
    """An image, a text about it and, where they are known, labels and regions."""

    image: np.ndarray
    """uint8[H, W, 3]."""
    text: str
    """What the image shows."""
    labels: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Name of a label to its value at each pixel, integer[H, W], 0 for nothing."""
    region: Region | None = None
    """A part of the image with its own text."""


@dataclass(frozen=True)
class PretrainingConfig:
    """How long, how fast, and what counts."""

    steps: int = 5000
    """Gradient steps."""
    matrix_learning_rate: float = 8e-3
    """Peak rate of Muon (Jordan et al. 2024), which trains the matrices of the encoders' layers:
    in short trials it needed a third of AdamW's steps."""
    learning_rate: float = 2e-3
    """Peak rate of AdamW, which trains everything else. Both rates are warmed up linearly and
    decayed by a cosine."""
    warmup_fraction: float = 0.03
    """Share of the steps over which the rate rises from zero."""
    weight_decay: float = 0.05
    """Decoupled weight decay of matrices."""
    max_gradient_norm: float = 1.0
    """Gradients are scaled down to this norm."""
    masking_probability: float = 0.3
    """Share of a text's tokens that are masked, as ModernBERT was trained (Warner et al. 2024)."""
    usual_batch: int = 64
    """Images of a usual batch: the bias of the sigmoid loss starts at minus its logarithm, the
    share of right pairs, as SigLIP's -10 does for its batches of 32,768."""
    contrast_weight: float = 0.15
    """Weight of the sigmoid losses of images and regions, which are sums over a batch's texts:
    with a weight of 1 they drown the others, and patches learn no shapes and places."""
    dense_weight: float = 4.0
    """Weight of the labels of patches."""
    captioning_weight: float = 0.25
    """Weight of masked tokens predicted with the image in sight."""
    masking_weight: float = 0.25
    """Weight of masked tokens predicted from the text alone."""
    max_tokens: int = 32
    """Longer texts are cut to so many tokens."""
    seed: int = 0
    """Seed of what is masked and of the weights that are thrown away afterwards."""


class ImageTextPretrainer(nn.Module):
    """The two encoders with everything that is needed only while they are pre-trained.

    Args:
        vision: Hugging Face's ``SiglipVisionModel`` with its attention-pooling head.
        text: ``ModernBertForMaskedLM`` of the same width, so that pooled image and [CLS] share
            one space without further layers.
        tokenizer: the text encoder's.
        processing: how images become pixel values.
        classes: name of a dense label to its number of values, nothing (0) included.
        config: how long, how fast, what counts.

    Raises:
        InvalidValueError: where the two widths differ or a number in the config makes no sense.
    """

    def __init__(
        self,
        vision: Any,
        text: Any,
        tokenizer: Any,
        processing: ImageProcessing,
        classes: Mapping[str, int],
        config: PretrainingConfig,
    ) -> None:
        super().__init__()
        check_config(config)
        width = vision.config.hidden_size
        if text.config.hidden_size != width:
            raise InvalidValueError(
                f"text width is {text.config.hidden_size}, vision width {width}: pre-training "
                "compares the two states directly and needs them equal."
            )
        torch.manual_seed(config.seed)
        self.config = config
        self.vision, self.text, self.tokenizer = vision, text, tokenizer
        self.processor = ImageProcessor(processing)
        self.dense_heads = nn.ModuleDict({name: nn.Linear(width, n) for name, n in classes.items()})
        self.outline_head = nn.Linear(width, vision.config.patch_size**2)
        self.reader = _Reader(width, vision.config.num_attention_heads)
        # SigLIP's initial temperature, for images and for regions.
        self.log_scale = nn.Parameter(torch.full((2,), math.log(10.0)))
        self.bias = nn.Parameter(torch.full((2,), -math.log(config.usual_batch)))
        self.step = 0
        self.optimizers = self._make_optimizers()

    def _make_optimizers(self) -> dict[str, torch.optim.Optimizer]:
        """Muon for the matrices of the encoders' layers, AdamW for the rest."""
        layers = [*self.vision.encoder.layers.parameters(), *self.text.model.layers.parameters()]
        matrices = [p for p in layers if p.ndim == 2]
        by_muon = {id(p) for p in matrices}
        others = [p for p in self.parameters() if id(p) not in by_muon]
        decay = self.config.weight_decay
        return {
            "muon": torch.optim.Muon(matrices, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
            "adamw": torch.optim.AdamW(
                [
                    {"params": [p for p in others if p.ndim > 1], "weight_decay": decay},
                    {"params": [p for p in others if p.ndim <= 1], "weight_decay": 0.0},
                ],
                betas=(0.9, 0.98),
                fused=True,
            ),
        }

    def fit(
        self, batches: Iterable[Sequence[ImageTextExample]], log: Any = None, save: Any = None
    ) -> None:
        """Train until ``config.steps``, from where ``load`` left off.

        Args:
            batches: lists of examples, the images of one list of one size; either all or none of
                a list's examples have a region.
            log: called with the step and a dict of losses after each step.
            save: called with the step after each step.
        """
        self.train()
        with tqdm(
            total=self.config.steps, initial=self.step, desc="pre-training", unit="step"
        ) as bar:
            for batch in batches:
                if self.step >= self.config.steps:
                    break
                losses = self._take_step(batch)
                self.step += 1
                bar.update()
                bar.set_postfix({k: f"{v:.3f}" for k, v in losses.items()}, refresh=False)
                if log is not None:
                    log(self.step, losses)
                if save is not None:
                    save(self.step)

    def _take_step(self, batch: Sequence[ImageTextExample]) -> dict[str, float]:
        rates = {"muon": self.config.matrix_learning_rate, "adamw": self.config.learning_rate}
        losses = self.losses(batch)
        self.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(self.parameters(), self.config.max_gradient_norm)
        for name, optimizer in self.optimizers.items():
            for group in optimizer.param_groups:
                group["lr"] = rates[name] * self._rate()
            optimizer.step()
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def _rate(self) -> float:
        """Share of the peak rates at this step."""
        config = self.config
        warmup = max(1, round(config.warmup_fraction * config.steps))
        rising = min(1.0, (self.step + 1) / warmup)
        share = max(0.0, (self.step - warmup) / max(1, config.steps - warmup))
        return rising * 0.5 * (1 + math.cos(math.pi * share))

    def losses(self, batch: Sequence[ImageTextExample]) -> dict[str, torch.Tensor]:
        """The weighted losses of a batch, each a scalar."""
        config = self.config
        images = torch.from_numpy(np.stack([example.image for example in batch]))
        states_BND, pooled_BD = self.encode_images(images)
        texts = self._read_texts(batch)
        masking, captioning = self._masked(texts, states_BND)
        losses = {
            "contrast": config.contrast_weight
            * self._contrast(texts, states_BND, pooled_BD, batch),
            "masking": config.masking_weight * masking,
            "captioning": config.captioning_weight * captioning,
        }
        if batch[0].labels:
            losses["dense"] = config.dense_weight * self._dense(states_BND, batch)
        return losses

    def _read_texts(self, batch: Sequence[ImageTextExample]) -> _Texts:
        """Texts, phrases and masked texts in one pass of the encoder."""
        texts = [example.text for example in batch]
        phrases = [example.region.text for example in batch if example.region is not None]
        distinct = list(dict.fromkeys([*texts, *phrases]))
        tokens = self._tokenize([*distinct, *texts])
        ids_TL = tokens["input_ids"]
        generator = torch.Generator().manual_seed(self.config.seed * 1_000_003 + self.step)
        chance_BL = torch.rand(ids_TL[len(distinct) :].shape, generator=generator)
        answers_BL = ids_TL[len(distinct) :].clone()
        special = torch.tensor(self.tokenizer.all_special_ids)
        hidden_BL = (chance_BL < self.config.masking_probability) & ~torch.isin(answers_BL, special)
        ids_TL[len(distinct) :][hidden_BL] = self.tokenizer.mask_token_id
        states_TLD = self._encode_tokens(ids_TL, tokens["attention_mask"])
        return _Texts(
            index_of={text: index for index, text in enumerate(distinct)},
            cls_UD=states_TLD[: len(distinct), 0],
            masked_BLD=states_TLD[len(distinct) :],
            hidden_BL=hidden_BL,
            answers_M=answers_BL[hidden_BL],
        )

    def encode_images(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Patch states float[B, N, D] and pooled images float[B, D] of uint8[B, H, W, 3].

        Images keep their own size; position embeddings are interpolated to it.
        """
        pixels_B3HW = self.processor.normalise(images.permute(0, 3, 1, 2).float())
        output = self.vision(pixel_values=pixels_B3HW, interpolate_pos_encoding=True)
        return output.last_hidden_state, output.pooler_output

    def encode_texts(self, texts: Sequence[str]) -> torch.Tensor:
        """[CLS] states float[B, D]."""
        tokens = self._tokenize(texts)
        return self.text.model(**tokens).last_hidden_state[:, 0]

    def _tokenize(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        encoded = self.tokenizer(
            list(texts),
            truncation=True,
            max_length=self.config.max_tokens,
            padding=True,
            return_tensors="pt",
        )
        return {key: encoded[key] for key in ("input_ids", "attention_mask")}

    def _encode_tokens(self, ids_TL: torch.Tensor, mask_TL: torch.Tensor) -> torch.Tensor:
        """States float[T, L, D]; texts of like length go together, which saves padding."""
        lengths_T = mask_TL.sum(1)
        order_T = lengths_T.argsort()
        states = []
        for rows in order_T.chunk(LENGTH_GROUPS):
            longest = int(lengths_T[rows].max())
            output = self.text.model(ids_TL[rows, :longest], mask_TL[rows, :longest])
            missing = ids_TL.shape[1] - longest
            states.append(functional.pad(output.last_hidden_state, (0, 0, 0, missing)))
        return torch.cat(states)[order_T.argsort()]

    def _contrast(
        self,
        texts: _Texts,
        states_BND: torch.Tensor,
        pooled_BD: torch.Tensor,
        batch: Sequence[ImageTextExample],
    ) -> torch.Tensor:
        """The sigmoid losses of images with texts and of regions with phrases."""
        loss = self._sigmoid_loss(0, pooled_BD, texts, [example.text for example in batch])
        regions = [example.region for example in batch if example.region is not None]
        if not regions:
            return loss
        masks = torch.from_numpy(np.stack([region.mask for region in regions])).float()
        share_BN = functional.avg_pool2d(masks, self.vision.config.patch_size).flatten(1)
        means_BD = (share_BN.unsqueeze(-1) * states_BND).sum(1) / share_BN.sum(1, True).clamp(1e-6)
        phrases = [region.text for region in regions]
        return loss + self._sigmoid_loss(1, means_BD, texts, phrases)

    def _sigmoid_loss(
        self, which: int, images_BD: torch.Tensor, texts: _Texts, said: Sequence[str]
    ) -> torch.Tensor:
        """Zhai et al.'s equation 1; equal texts are positives of each other's images."""
        distinct = list(dict.fromkeys(said))
        texts_UD = texts.cls_UD[[texts.index_of[text] for text in distinct]]
        cosines_BU = (
            functional.normalize(images_BD, dim=-1) @ functional.normalize(texts_UD, dim=-1).T
        )
        logits_BU = cosines_BU * self.log_scale[which].exp() + self.bias[which]
        owner_B = torch.tensor([distinct.index(text) for text in said])
        signs_BU = 2.0 * functional.one_hot(owner_B, len(distinct)) - 1.0
        return -functional.logsigmoid(signs_BU * logits_BU).sum() / len(said)

    def _dense(self, states_BND: torch.Tensor, batch: Sequence[ImageTextExample]) -> torch.Tensor:
        """Cross-entropy of each label, half of it over patches that show something.

        And of each pixel: does it show anything? That teaches outlines.
        """
        patch = self.vision.config.patch_size
        total = states_BND.new_zeros(())
        pixels_BNP = {
            name: _patches(np.stack([example.labels[name] for example in batch]), patch)
            for name in self.dense_heads
        }
        anything_BNP = np.maximum.reduce(list(pixels_BNP.values())) > 0
        outline = functional.binary_cross_entropy_with_logits(
            self.outline_head(states_BND), torch.from_numpy(anything_BNP).float()
        )
        for name, head in self.dense_heads.items():
            labels = torch.from_numpy(patch_labels(pixels_BNP[name])).flatten()
            errors = functional.cross_entropy(
                head(states_BND).flatten(0, 1), labels, reduction="none"
            )
            shown = labels > 0
            for part in (shown, ~shown):
                total = total + 0.5 * errors[part].sum() / part.sum().clamp(min=1)
        return total / len(self.dense_heads) + outline

    def _masked(self, texts: _Texts, states_BND: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Cross-entropy of masked tokens, from the text alone and with the patches in sight."""
        seen_BLD = self.reader(texts.masked_BLD, states_BND)
        return (
            self._token_loss(texts.masked_BLD[texts.hidden_BL], texts.answers_M),
            self._token_loss(seen_BLD[texts.hidden_BL], texts.answers_M),
        )

    def _token_loss(self, states_MD: torch.Tensor, answers_M: torch.Tensor) -> torch.Tensor:
        logits_MV = self.text.decoder(self.text.head(states_MD))
        return functional.cross_entropy(logits_MV, answers_M, reduction="sum") / max(
            1, len(answers_M)
        )

    def save_state(self, folder: Path) -> None:
        """Write what :meth:`load_state` needs to go on, in one step that cannot be half done."""
        state = {
            "step": self.step,
            "model": self.state_dict(),
            "optimizers": {name: o.state_dict() for name, o in self.optimizers.items()},
        }
        torch.save(state, folder / f"{STATE_FILE}.new")
        (folder / f"{STATE_FILE}.new").replace(folder / STATE_FILE)

    def load_state(self, folder: Path) -> bool:
        """Go on from what :meth:`save_state` wrote; False where there is nothing."""
        if not (folder / STATE_FILE).is_file():
            return False
        state = torch.load(folder / STATE_FILE, weights_only=True)
        self.load_state_dict(state["model"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])
        self.step = state["step"]
        return True

    def save_encoders(self, folder: Path) -> None:
        """Write ``text/`` and ``vision/``, ordinary Hugging Face folders."""
        from transformers import SiglipImageProcessor

        self.text.save_pretrained(folder / "text")
        self.tokenizer.save_pretrained(folder / "text")
        self.vision.save_pretrained(folder / "vision")
        processing = self.processor.processing
        assert processing.size is not None
        height, width = processing.size
        SiglipImageProcessor(
            size={"height": height, "width": width},
            resample=processing.resample,
            rescale_factor=processing.rescale_factor,
            image_mean=list(processing.mean),
            image_std=list(processing.std),
        ).save_pretrained(folder / "vision")


def patch_labels(pixels_BNP: np.ndarray) -> np.ndarray:
    """The label of each patch: the commonest one but nothing, where there is enough of it.

    Args:
        pixels_BNP: integer[B, N, P], labels of each patch's pixels, 0 for nothing.

    Returns:
        int64[B, N]; 0 where less than a quarter of the patch shows something.
    """
    sorted_BNP = np.sort(pixels_BNP, axis=-1)
    pixels = sorted_BNP.shape[-1]
    shown_BN = (sorted_BNP > 0).sum(-1)
    # The middle one of a patch's labels above 0 is its commonest unless it shows three or more.
    middle_BN = pixels - 1 - np.maximum(shown_BN - 1, 0) // 2
    labels_BN = np.take_along_axis(sorted_BNP, middle_BN[..., None], -1)[..., 0]
    return np.where(shown_BN >= LEAST_SHARE * pixels, labels_BN, 0).astype(np.int64)


def _patches(pixels_BHW: np.ndarray, patch: int) -> np.ndarray:
    """[B, H, W] as [B, N, P]: the P pixels of each of N patches, row by row."""
    batch, height, width = pixels_BHW.shape
    n, m = height // patch, width // patch
    grid_BnmPP = pixels_BHW.reshape(batch, n, patch, m, patch).swapaxes(2, 3)
    return grid_BnmPP.reshape(batch, n * m, patch * patch)


@dataclass(frozen=True, slots=True)
class _Texts:
    """A batch's texts, read: U distinct ones whole, B masked ones, M hidden tokens in these."""

    index_of: dict[str, int]
    cls_UD: torch.Tensor
    masked_BLD: torch.Tensor
    hidden_BL: torch.Tensor
    answers_M: torch.Tensor


class _Reader(nn.Module):
    """Token states look at patches once, then an MLP; thrown away after pre-training."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.query_norm, self.mlp_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, states_BLD: torch.Tensor, patches_BND: torch.Tensor) -> torch.Tensor:
        queries = self.query_norm(states_BLD)
        read, _ = self.attention(queries, patches_BND, patches_BND, need_weights=False)
        states_BLD = states_BLD + read
        return states_BLD + self.mlp(self.mlp_norm(states_BLD))
