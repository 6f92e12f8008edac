"""Tell by its look whether a word of prose is a code name, and mark such words.

The rule needs no dictionary, so it can be learned from text alone: snake_case, dotted.names,
calls(), name=value, --flags, file names with a known ending, CONSTANT_CASE and CamelCase of two
humps. Names of products such as NumPy, web addresses, and what stands in quotes stay as they are.
"""

import re

FILE_ENDINGS = (
    "py|pyi|md|rst|txt|json|toml|yaml|yml|cfg|ini|html|css|js|ts|csv|pkl|zip|gz|tar|whl|so|dll"
    "|exe|sh|bat|cpp|h|xml|log|lock|db|pt|bin|safetensors|gguf|ipynb|png|svg"
)
PRODUCTS = (
    "NumPy|SciPy|SymPy|PyTorch|TensorFlow|GitHub|GitLab|JavaScript|TypeScript|PostgreSQL"
    "|MicroPython|CPython|IPython|PowerShell|StackOverflow|YouTube|LibreOffice|OpenType"
)
CODE_NAME = re.compile(
    rf"(?<![\w`./<\['\"-])(?!(?:{PRODUCTS})\b)(?!www\.|[\w.-]+\.(?:com|org|net|io)\b)(?:"
    r"[A-Za-z_]\w+=[A-Za-z0-9_]+(?:\.\w+)*"  # name=value
    r"|--?[a-z][a-z0-9]+(?:-[a-z0-9]+)*"  # --flag
    rf"|[\w.-]*\w\.(?:{FILE_ENDINGS})(?![\w(]|\.\w)"  # file.ext
    r"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\(\)"  # call() and a.call()
    r"|[A-Za-z_]\w+(?:\.[A-Za-z_]\w+)+"  # dotted.name
    r"|_*[A-Za-z][A-Za-z0-9]*_\w*[A-Za-z0-9]_*"  # snake_case and CONSTANT_CASE
    r"|__?[a-z]\w*"  # __dunder__ and _private
    r"|[A-Z][a-z0-9]+[A-Z]+[a-z0-9]+[A-Za-z0-9]*"  # CamelCase
    r"|[A-Z]{3,}[a-z]{2,}[A-Za-z0-9]*"  # HTTPServer
    r")(?![\w`/]|\(\w|-\w)"
)


def is_code_name(word: str) -> bool:
    """Say whether the whole of `word` looks like code."""
    return CODE_NAME.fullmatch(word) is not None


def mark_code_names(text: str) -> str:
    """Return `text` with backticks around each word that looks like code."""
    return CODE_NAME.sub(lambda found: f"`{found[0]}`", text)
