"""Text and image encoders: Hugging Face models, from a checkpoint or from a shape."""

from gennet_rl.encoders.text import TextEncoder, build_text_encoder, train_tokenizer
from gennet_rl.encoders.vision import VisionEncoder, build_vision_encoder

__all__ = [
    "TextEncoder",
    "VisionEncoder",
    "build_text_encoder",
    "build_vision_encoder",
    "train_tokenizer",
]
