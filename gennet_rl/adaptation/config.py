"""The knobs of domain-adaptive pre-training; the docstrings are the help."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from gennet_rl.config import check_config
from gennet_rl.errors import InvalidValueError

__all__ = ["AdaptationConfig", "check_adaptation_config"]


@dataclass(frozen=True)
class AdaptationConfig:
    """Masked language modelling of a text encoder on the texts of a domain (Gururangan et al.
    2020)."""

    text_checkpoint: str = "gennet-tiny"
    """Hub name or folder of the encoder to adapt; "gennet-tiny" is the bundled one."""
    corpus: tuple[str, ...] = ()
    """Files, folders or glob patterns: plain text with one text a line, JSONL, CSV or TSV."""
    column: str = "text"
    """Where the text is in JSONL, CSV and TSV files."""
    skip_bad_lines: bool = False
    """Whether lines that cannot be read are counted instead of ending the run."""
    env_id: str | None = None
    """Gymnasium id of an environment whose training texts are added to the corpus."""
    domain_token: str | None = None
    """A marker such as <DOMAIN_A>, put before each text as one token of its own."""
    held_out_fraction: float = 0.05
    """Share of the distinct texts that are measured by and never trained on."""
    epochs: int = 3
    """Passes over the training texts."""
    max_steps: int | None = None
    """Gradient steps after which to stop, though there were more epochs to go."""
    batch_size: int = 64
    """Sequences a gradient step."""
    max_tokens: int = 128
    """Longer texts are cut into sequences of at most so many tokens."""
    mlm_probability: float = 0.3
    """Share of the tokens to be guessed; 0.3 as in ModernBERT (Warner et al. 2024). 80 % of them
    are masked, 10 % replaced, 10 % left (Devlin et al. 2019)."""
    summary_weight: float = 0.2
    """Weight of a second loss: the first token's state, [CLS], is to name the text's words, so that
    it sums up the text (Liu et al. 2022). Guessing masked tokens asks nothing of it. 0 for none."""
    learning_rate: float = 1e-3
    """Peak learning rate; base-size encoders want 5e-5 to 1e-4."""
    warmup_fraction: float = 0.06
    """Share of the gradient steps over which the rate rises from zero; then it falls to zero."""
    weight_decay: float = 0.01
    """AdamW's decoupled weight decay, of matrices only."""
    max_gradient_norm: float = 1.0
    """Gradients are scaled down to this norm over all parameters."""
    warm_up_head_steps: int = 200
    """Where the checkpoint has no masked-language-modelling head: gradient steps that fit a new
    one, the encoder frozen, before the held-out loss is first measured; 0 for none."""
    evaluations: int = 10
    """How often the held-out loss is measured while training; 0 for only before and after."""
    save_every: int = 500
    """Gradient steps between states that --resume can go on from."""
    seed: int = 0
    """Seed of batches, masks, dropout and a new head."""
    device: str = "auto"
    """Where the model runs: "cpu", "cuda", "cuda:1", ...; "auto" takes CUDA where there is one."""
    out: Path | None = None
    """Folder for the adapted encoder; by default runs/adapt_text/<time>-seed<seed>."""
    overwrite: bool = False
    """Whether an adaptation that already lies in `out` may be replaced."""
    resume: bool = False
    """Whether to go on with the interrupted adaptation in `out`."""

    def to_json(self) -> str:
        """The configuration as indented JSON."""
        return json.dumps(dataclasses.asdict(self), indent=2, default=str) + "\n"


def check_adaptation_config(config: AdaptationConfig) -> None:
    """Raise InvalidValueError, naming the field, where a setting makes no sense."""
    check_config(config)
    for name in ("held_out_fraction", "mlm_probability"):
        if getattr(config, name) == 0:
            raise InvalidValueError(f"{name} is 0: it must be more than 0.")
    if config.resume and config.overwrite:
        raise InvalidValueError("--resume and --overwrite contradict each other: pass one.")
    if config.resume and config.out is None:
        raise InvalidValueError("--resume needs --out, the folder of the interrupted run.")
