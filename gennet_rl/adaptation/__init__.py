"""Domain-adaptive pre-training of a text encoder (Gururangan et al. 2020).

``config`` has the settings, ``adapting`` the whole way from texts to an adapted folder,
``training`` the loop, ``masking`` what masked language modelling is made of, ``state`` what an
interrupted run goes on from. Importing this package loads no torch.
"""

from gennet_rl.adaptation.config import AdaptationConfig

__all__ = ["AdaptationConfig"]
