"""What the benchmarks promise about themselves."""
