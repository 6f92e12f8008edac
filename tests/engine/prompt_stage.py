"""Small tokenizers and requests for the tests of prompts."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from engine.plain_tokenizer import PlainTokenizer
from engine.prompt import TAGS
from engine.request import EditRequest, Span

CONTROLS = ("<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", "<|channel>", "<channel|>")


def byte_tokenizer(tags: tuple[str, ...] = TAGS) -> PlainTokenizer:
    """A tokenizer with a token for every byte, the control tokens, and ``tags``."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(CONTROLS))
    tokenizer.add_tokens([AddedToken(tag, special=False, normalized=False) for tag in tags])
    return PlainTokenizer(tokenizer)


def word_tokenizer() -> PlainTokenizer:
    """A tokenizer that gives one token for every word and one for every line end."""
    vocab = {word: i for i, word in enumerate(["?", "w", "\n"])}
    tokenizer = Tokenizer(models.WordLevel(vocab=vocab, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\n| *[^ \n]+"), "isolated")
    return PlainTokenizer(tokenizer)


def request(selected: str, instruction: str = "Tighten this.", **more: str) -> EditRequest:
    before = more.get("before", "")
    return EditRequest(
        edit_id=1,
        document_revision=1,
        span=Span(len(before), len(before) + len(selected)),
        before=before,
        selected=selected,
        after=more.get("after", ""),
        instruction=instruction,
        language=more.get("language", "markdown"),
    )


def show(tokenizer: PlainTokenizer, ids: tuple[int, ...]) -> str:
    return tokenizer.decode(list(ids))
