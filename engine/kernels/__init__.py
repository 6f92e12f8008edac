"""Matrix products on 4-bit and 8-bit weights for NVIDIA GPUs, in Triton; needs no GPU to import."""
