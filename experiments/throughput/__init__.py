"""The systems that benchmark_throughput.py measures side by side, and how it measures them."""
