"""What an export cannot say and somebody must: questions with a default, answered by a person, a file, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generator.errors import UserError

TITLE: Final = "title"
PLACE: Final = "place"
ZONE: Final = "time_zone"
DELIVERY: Final = "delivery"
SATISFIED: Final = "satisfied"
WINDOW: Final = "window"
COLUMNS: Final = "columns"
KEYS: Final = (TITLE, PLACE, ZONE, DELIVERY, SATISFIED, WINDOW)
_LARGEST = 1 << 16


@dataclass(frozen=True)
class Question:
    """One thing to be decided: its key in an answers file, the default, and what else may be said (blank = anything).

    Where `several` may be said they are parted by commas. `field` is the field whose column is asked for.
    """

    key: str
    default: str
    options: tuple[str, ...] = ()
    several: bool = False
    field: str = ""


@dataclass(frozen=True)
class Answer:
    """What was decided, and whether anybody did: a default stands for `not stated`."""

    text: str
    stated: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The several things that were said."""
        return tuple(part.strip() for part in self.text.replace("，", ",").split(",") if part.strip())


Ask = Callable[[Question], Answer]


def by_default(question: Question) -> Answer:
    """Nobody is there to be asked."""
    return Answer(question.default, stated=False)


def from_file(path: Path) -> Ask:
    """Answers of a YAML file; what it does not say stays at its default.

    Keys: those of the questions; under `columns` the name of the column for a field. Raises UserError for any other.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"答案文件过大 · too large for answers: {path}")
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8")) or {}
    except OSError as error:
        raise UserError(f"无法读取答案文件 · cannot read the answers: {path}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"答案文件不是 UTF-8 的 YAML · the answers are no YAML in UTF-8: {path}") from error
    said = _texts(data, path)

    def answer(question: Question) -> Answer:
        key = f"{COLUMNS}.{question.field}" if question.field else question.key
        return checked(question, said[key]) if key in said else by_default(question)

    return answer


def checked(question: Question, text: str) -> Answer:
    """The answer, if it is one of the options where there are some. Raises UserError."""
    answer = Answer(text, stated=True)
    wrong = [part for part in (answer.parts if question.several else (text,)) if part not in question.options]
    if question.options and wrong:
        key = f"{COLUMNS}.{question.field}" if question.field else question.key
        raise UserError(f"{key}：{', '.join(wrong)} 不在可选之列 · not one of: {', '.join(question.options)}")
    return answer


def _texts(data: Any, path: Path) -> dict[str, str]:
    if not isinstance(data, Mapping) or not isinstance(data.get(COLUMNS, {}), Mapping):
        raise UserError(f"答案文件应为“键: 值” · answers are keys with values: {path}")
    flat = {str(key): value for key, value in data.items() if key != COLUMNS}
    unknown = sorted(set(flat) - set(KEYS))
    if unknown:
        raise UserError(f"没有这些问题 · no such questions: {', '.join(unknown)} ({', '.join((*KEYS, COLUMNS))})")
    flat |= {f"{COLUMNS}.{field}": value for field, value in data.get(COLUMNS, {}).items()}
    return {key: _text(value) for key, value in flat.items()}


def _text(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value).strip()
