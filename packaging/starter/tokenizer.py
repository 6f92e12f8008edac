"""The starter model's tokenizer: byte-level BPE with the large model's special tokens."""

import json
from collections.abc import Iterable
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from engine.prompt import TAGS

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
# What the model rearranges are words, so a word has to be the same tokens wherever it stands: at
# the start of a line, behind a bracket or a backtick. Spaces, digits, line ends and marks are
# tokens of their own; only letters and runs of spaces are merged.
PIECES = r"\n|\p{Lu}?\p{Ll}+|[^\S\n]+|."


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
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((text.lower() for text in texts), trainer)
    stored = json.loads(tokenizer.to_str())
    stored["model"] = with_capitals(stored["model"], vocabulary - len(TAGS))
    tokenizer = Tokenizer.from_str(json.dumps(stored))
    # The tags of the prompt are ordinary tokens, so that they show when a draft holds one.
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


def with_capitals(model: dict[str, Any], size: int) -> dict[str, Any]:
    """Return a BPE model that cuts a capitalized word where it cuts the word itself.

    The merges were learnt in lower case; each gets a sibling whose first letter is a capital, as
    far as ``size`` tokens reach. So a title or a first word of a sentence differs from the word
    in the middle of one by a single token.
    """
    merged = {a + b for a, b in model["merges"]}
    ids = {token: index for token, index in model["vocab"].items() if token not in merged}
    merges: list[tuple[str, str]] = []
    for left, right in model["merges"]:
        capital = left[0].upper() if left[0] in ascii_lowercase else ""
        pairs = [(left, right), (capital + left[1:], right)] if capital else [(left, right)]
        for pair in pairs:
            if len(ids) < size and pair[0] in ids and pair[1] in ids:
                merges.append(pair)
                ids.setdefault("".join(pair), len(ids))
    return model | {"vocab": ids, "merges": merges}


def read_tokens(folder: Path) -> tuple[str, ...]:
    """Return the tokens of a stored tokenizer in the order of their ids, as they are stored."""
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    return tuple(sorted(ids, key=ids.__getitem__))
