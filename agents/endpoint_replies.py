"""What a language model's reply chooses: free text to one of the allowed choices, or to none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

__all__ = ["is_numbered", "is_refusal", "parse_reply"]

# Around an answer: quotes, Markdown, TeX, brackets, the end of a sentence.
WRAPPING = " \t\r\n\"'`*_#$.,;:!?()[]{}<>«»"
QUOTES = " \t\r\n\"'`"
STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # of quotation marks
BULLET = re.compile(r"^\s*[-•>]\s+")
ARTICLE = re.compile(r"^(?:an?|the)\s+")
OPTION = re.compile(r"(?:option|choice|answer|number|no\.)?\s*#?\(?(\d+)\b[.):]*\s*(.*)", re.S)
ANNOUNCED = re.compile(r"\banswer[*_`]*\s*(?:is\b|:|=)([*_`:\s]*)", re.I)
BOXED = re.compile(r"\\boxed\{(?:\\text\{)?([^{}]+)\}")
JSON_OBJECT = re.compile(r"\{[^{}]*\}")
SENTENCE_END = re.compile(r"[.;!](?:\s|$)")
SHORT = re.compile(r"\(?([a-z]|yes|no|true|false)\s*[.,:;)]+(?:\s|$)", re.I)
NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|cannot|without|except)\b|n't\b")
REFUSAL = re.compile(
    r"\b(?:i(?:'m| am) (?:very )?(?:sorry|unable|not able)|as an ai\b"
    r"|i (?:can't|cannot|can not|won't|will not|am not able|refuse|decline)"
    r"|(?:unable|impossible|not possible) to (?:answer|assist|determine|help|say|see|tell|view)"
    r"|(?:can't|cannot) be (?:answered|determined))"
)


def parse_reply(reply: str, choices: Sequence[str]) -> int | None:
    """The choice that a reply names.

    Understood are, whatever the case, punctuation and Markdown around it: a choice alone; its
    number in the list, where choices are numbered (:func:`is_numbered`); JSON with "answer";
    TeX's ``\\boxed``; "the answer is ..."; a choice on the last line; "yes, ..." and "B) ...";
    and a reply that names one choice only and denies nothing. What a reasoning model thought
    before it (``<think>``) is left out.

    Args:
        reply: what the model wrote.
        choices: the allowed answers, in the order in which they were listed.

    Returns:
        The index into ``choices``; None where the reply names none, several, or refuses.
    """
    text = reply.rsplit("</think>", 1)[-1].translate(STRAIGHT).strip()
    if not text or "<think>" in text:
        return None
    found = _match(text, choices)
    if found is not None:
        return found
    declared = _declared(text)
    if declared is not None:
        first_sentence = SENTENCE_END.split(declared, maxsplit=1)[0]
        for candidate in (declared, first_sentence):
            found = _match(candidate, choices)
            if found is not None:
                return found
        return _only_mention(first_sentence, choices)
    for candidate in _short_candidates(text):
        found = _match(candidate, choices)
        if found is not None:
            return found
    return None if is_refusal(text) else _only_mention(text, choices)


def is_refusal(reply: str) -> bool:
    """Whether a reply says, in English, that the model will not or cannot answer."""
    return bool(REFUSAL.search(reply.translate(STRAIGHT).casefold()))


def is_numbered(choices: Sequence[str]) -> bool:
    """Whether choices are listed by number: not where a number or letter is itself a choice."""
    return all(len(c) > 1 and not any(map(str.isdigit, c)) for c in choices)


def _declared(text: str) -> str | None:
    """What the reply itself calls its answer; None where it calls nothing so."""
    for block in reversed(JSON_OBJECT.findall(text)):
        try:
            fields = json.loads(block)
        except ValueError:
            continue
        if "answer" in fields:
            return str(fields["answer"])
    boxed = BOXED.findall(text)
    if boxed:
        return boxed[-1]
    announced = list(ANNOUNCED.finditer(text))
    if not announced:
        return None
    # What stands behind the last one; a "*" there may be Markdown or the answer.
    behind = text[announced[-1].end() :].strip() or announced[-1].group(1).strip()
    return behind.partition("\n")[0]


def _short_candidates(text: str) -> Iterator[str]:
    """The last line; a letter, yes, no, true or false that the reply begins with, and no other."""
    yield text.splitlines()[-1]
    short = SHORT.match(text)
    if short is None:
        return
    first, rest = short.group(1), text[short.end() :]
    rivals = r"\b(?:yes|no|true|false)\b" if len(first) > 1 else r"\b[B-HJ-Z]\b"
    if not re.search(rivals, rest, re.I if len(first) > 1 else 0) and not is_refusal(text):
        yield first


def _match(candidate: str, choices: Sequence[str]) -> int | None:
    """The choice that the whole of ``candidate`` is; exactly first, then whatever is around it."""
    for bare in (candidate.strip(), candidate.strip(QUOTES)):
        exact = [i for i, choice in enumerate(choices) if choice == bare]
        if len(exact) == 1:
            return exact[0]
    key = _key(candidate)
    alike = [i for i, choice in enumerate(choices) if _key(choice) == key]
    if not alike:
        alike = [i for i, choice in enumerate(choices) if _key(choice) == ARTICLE.sub("", key)]
    if alike:
        return alike[0] if len(alike) == 1 else None
    return _option(key, choices) if is_numbered(choices) else None


def _option(key: str, choices: Sequence[str]) -> int | None:
    """The choice that "2", "option 2" or "2. red" means, where number and text agree."""
    numbered = OPTION.fullmatch(key)
    if numbered is None or not 1 <= int(numbered.group(1)) <= len(choices):
        return None
    index = int(numbered.group(1)) - 1
    return index if _key(numbered.group(2)) in ("", _key(choices[index])) else None


def _only_mention(text: str, choices: Sequence[str]) -> int | None:
    """The one choice whose words are in ``text``; None where something is denied.

    Other numbers beside a choice that is one, or in front of all, make it doubtful too.
    """
    text = " ".join(text.casefold().split())
    spans = []
    for i, choice in enumerate(choices):
        key = _key(choice)
        if len(key) == 1 and not key.isdigit():
            continue  # "a" is an article, and "+" may be anything
        found = re.finditer(rf"(?<![\w-])(?<!\d[.,]){re.escape(key)}(?!\w|[.,]\d)", text)
        spans += [(match.start(), match.end(), i) for match in found]
    named = {
        i
        for start, end, i in spans
        if not any(s <= start and end <= e and (e - s) > (end - start) for s, e, _ in spans)
    }
    if len(named) != 1:
        return None
    (index,) = named
    chosen = _key(choices[index])
    rest = text.replace(chosen, " ")
    counts = chosen[-1].isdigit() or text[0].isdigit()  # other numbers may be what is meant
    denied = NEGATION.search(rest) or (counts and re.search(r"\d", rest))
    return None if denied else index


def _key(text: str) -> str:
    """What is compared: without what is wrapped around it, in one case, with single spaces."""
    bare = BULLET.sub("", text).strip(WRAPPING) or text.strip()
    return " ".join(bare.casefold().split())
