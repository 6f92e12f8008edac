"""A page with all that Markdown has, and beginnings that may swallow what follows."""

TEXT = """---
title: A page
---

# Head

Words with [ref], `code` and a note[^n].

Heading below
---
Directly behind it, and
over two lines.
- one
- two

  loose
- three

7. seven
8. eight

> quote
>
> - inside

| a | b |
|---|---|
| 1 | 2 |

```py
doc = '''
text
'''
value = 1
```

<div>
html
</div>

    indented

***

Last words, of [ref] too, and of[^m].

[ref]: /target
[^n]: A note.
[^m]: Another one.
"""
OPENERS = (
    "<pre>\n",
    "<script>\n",
    "<?php\n",
    "<!DOCTYPE\n",
    "<![CDATA[\n",
    "<style>\nx {\n",
    "> ```\n",
    "- ~~~\n",
    "`````\n",
    "1) x\n",
    "--",
    "=",
    "| a | b",
    "[ref]: /other\n",
    "[^n]: other\n",
    "'''\n",
    "``a ` b",
    "***both",
    "[link](https://",
    "![alt](pa",
)
