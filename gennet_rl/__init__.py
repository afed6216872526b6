"""gennet_rl: reinforcement learning of agents that read a text, look at an image and act.

Importing it registers the environments (ids ``gennet/...``) with Gymnasium and loads neither
torch nor transformers. The parts live in submodules: ``gennet_rl.envs``, ``gennet_rl.agents``,
``gennet_rl.features``, ``gennet_rl.training`` and so on.
"""

from importlib.util import find_spec

if find_spec("gennet_rl.envs") is None or find_spec("gennet_rl.agents") is None:
    raise ImportError(
        "gennet_rl/envs and gennet_rl/agents are not the symbolic links to ../envs and ../agents "
        "that they should be, because this checkout was made without symbolic links: run `git "
        "config core.symlinks true && git checkout -- gennet_rl/envs gennet_rl/agents`, or "
        "install a wheel."
    )

from gennet_rl.envs.registration import register_environments
from gennet_rl.version import __version__

register_environments()

__all__ = ["__version__"]
