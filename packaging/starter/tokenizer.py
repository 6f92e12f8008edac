"""The starter model's tokenizer: byte-level BPE with the large model's special tokens."""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL_TOKENS = (
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<|tool_response>",
    "<|turn>",
    "<turn|>",
    "<|think|>",
    "<|channel>",
    "<channel|>",
)
# The tags of the prompt are ordinary tokens, so that they show when a draft holds one.
TAGS = (
    "<before>",
    "</before>",
    "<after>",
    "</after>",
    "<selected>",
    "</selected>",
    "<rewrite>",
    "</rewrite>",
)
# A line end and a digit are always tokens of their own: lists, tables and numbers are what the
# model rearranges, and a merged "\n\n" or "12" would have to be learnt apart.
PIECES = r"\n|[0-9]| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\p{N}|[^\S\n]+"


def train_tokenizer(texts: Iterable[str], vocabulary: int, folder: Path) -> None:
    """Train on ``texts`` and write ``tokenizer.json`` and ``tokenizer_config.json``.

    Args:
        texts: what to learn the merges from.
        vocabulary: number of ids, special tokens and tags included.
        folder: made where it is missing.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(TAGS),
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(tag, normalized=False, special=False) for tag in TAGS])
    if tokenizer.get_vocab_size() != vocabulary:
        raise ValueError(f"{tokenizer.get_vocab_size()} tokens came out, {vocabulary} were wanted")
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<bos>",
        "eos_token": "<eos>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "clean_up_tokenization_spaces": False,
    }
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
