"""``python -m gennet_rl`` is ``gennet-rl``."""

from gennet_rl.cli import main

if __name__ == "__main__":
    main()
