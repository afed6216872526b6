"""gennet/VQA-v0: questions about images from one's own files."""

from gennet_rl.envs.vqa.task import VQATask

__all__ = ["VQATask"]
