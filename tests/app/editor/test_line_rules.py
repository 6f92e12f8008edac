from app.code_rules import code_rules
from app.editor.markdown_rules import MarkdownRules
from app.line_rules import LineRules, PlainRules, Style


def styled(rules: LineRules, text: str) -> list[dict[str, Style]]:
    """For every line, the stretches and what they are; the outer of two wins nothing."""
    out, state = [], rules.initial
    for line in text.split("\n"):
        found, state = rules.style_line(line, state)
        out.append({line[start : start + length]: style for start, length, style in found})
    return out


def test_a_string_over_lines_stays_a_string() -> None:
    lines = styled(code_rules("python"), 'x = """a\nif b\n""" + f(1)')
    assert lines[1] == {"if b": Style.STRING}
    assert lines[2]["1"] is Style.NUMBER


def test_a_comment_over_lines_stays_a_comment_where_the_grammar_reads_it_whole() -> None:
    lines = styled(code_rules("javascript"), 'a = 1 /* x\nreturn\ny */ return "/*"\nreturn')
    assert lines[1] == {"return": Style.COMMENT}
    assert lines[2]["y */"] is Style.COMMENT
    assert lines[2]["return"] is Style.KEYWORD
    assert lines[3]["return"] is Style.KEYWORD
    assert styled(code_rules("html"), "<!-- a\nb --> <i>")[1]["i"] is Style.KEYWORD


def test_equal_states_mean_equal_lines_below() -> None:
    rules = code_rules("python")
    assert rules.style_line("x = 1", rules.initial)[1] == rules.style_line("y", rules.initial)[1]


def test_an_unknown_language_has_no_colours() -> None:
    assert isinstance(code_rules("no such language"), PlainRules)
    assert styled(code_rules("no such language"), "def f(): pass") == [{}]


def test_a_grammar_with_variants_and_one_that_is_no_grammar_work() -> None:
    assert styled(code_rules("csharp"), "return 1;")[0]["return"] is Style.KEYWORD
    assert styled(code_rules("json"), '{"a": 1}')[0]["1"] is Style.NUMBER


def test_markdown_marks_its_blocks() -> None:
    lines = styled(
        MarkdownRules(),
        "---\na: 1\n---\n# One #\n- [x] t\n> q\n|a|b|\n|-|-|\n[r]: http://x\n***\n#no heading",
    )
    assert lines[0] == {"---": Style.MARKER}
    assert lines[1]["a"] is Style.KEYWORD
    assert lines[3]["# One #"] is Style.HEADING_1
    assert lines[4] == {"-": Style.BULLET, "[x]": Style.BULLET}
    assert lines[5]["q"] is Style.QUOTE
    assert lines[6]["|"] is Style.MARKER
    assert lines[7] == {"|-|-|": Style.MARKER}
    assert lines[8]["http://x"] is Style.ADDRESS
    assert lines[9] == {"***": Style.MARKER}
    assert lines[10] == {}


def test_markdown_marks_what_stands_in_a_line() -> None:
    (line,) = styled(
        MarkdownRules(),
        r"**b** *e* `**c**` ~~s~~ [l](http://u_v_w) a_b_c 2*3*4 \*no\* x[^1] <i> __c__ ***d***",
    )
    assert line["**b**"] is Style.STRONG
    assert line["*e*"] is Style.EMPHASIS
    assert line["`**c**`"] is Style.CODE
    assert line["~~s~~"] is Style.STRUCK
    assert line["[l]"] is Style.LINK
    assert line["(http://u_v_w)"] is Style.ADDRESS
    assert line["[^1]"] is Style.LINK
    assert line["<i>"] is Style.MARKER
    assert line["__c__"] is Style.STRONG
    assert line["***d***"] is Style.STRONG
    assert not {"_b_", "*3*", r"*no\*"} & set(line)


def test_a_fence_is_coloured_in_its_own_language_and_only_there() -> None:
    text = "```python\ndef f(): pass\n~~~\n```\ndef f(): pass\n~~~\n# x\n~~~~\n# y"
    lines = styled(MarkdownRules(), text)
    assert lines[1]["def"] is Style.KEYWORD
    assert lines[3] == {"```": Style.MARKER}
    assert lines[4] == {}
    assert lines[6] == {}
    assert lines[7] == {"~~~~": Style.MARKER}
    assert lines[8]["# y"] is Style.HEADING_1


def test_the_language_inside_a_fence_is_known() -> None:
    rules = MarkdownRules()
    _, state = rules.style_line("```Python title=x", rules.usual)
    assert rules.inner_language(state) == "python"
    assert rules.inner_language(rules.style_line("```", state)[1]) is None
    assert rules.inner_language(rules.style_line("<!-- a", rules.usual)[1]) is None


def test_a_comment_over_lines() -> None:
    lines = styled(MarkdownRules(), "a <!-- *b*\n# c\nd --> *e*")
    assert lines[0] == {"<!-- *b*": Style.COMMENT}
    assert lines[1] == {"# c": Style.COMMENT}
    assert lines[2]["*e*"] is Style.EMPHASIS


def test_a_line_of_data_is_left_alone() -> None:
    assert styled(MarkdownRules(), "*a* " * 5000) == [{}]
    assert styled(code_rules("python"), "x = 1;" * 5000) == [{}]
