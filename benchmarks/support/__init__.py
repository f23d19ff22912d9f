"""What the benchmarks are made of: a deployment, clients that load it, a baseline, and the report."""
