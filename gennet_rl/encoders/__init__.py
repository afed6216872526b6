"""Text and image encoders: Hugging Face models, from a checkpoint or from a shape."""

from gennet_rl.encoders.encoder import Encoder
from gennet_rl.encoders.finetuning import apply_fine_tuning, fold_lora, transformer_layers
from gennet_rl.encoders.text import TextEncoder, build_text_encoder, train_tokenizer
from gennet_rl.encoders.vision import VisionEncoder, build_vision_encoder

__all__ = [
    "Encoder",
    "TextEncoder",
    "VisionEncoder",
    "apply_fine_tuning",
    "build_text_encoder",
    "build_vision_encoder",
    "fold_lora",
    "train_tokenizer",
    "transformer_layers",
]
