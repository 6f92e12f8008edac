"""All that touches transformers and bitsandbytes."""
