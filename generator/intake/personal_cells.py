"""Personal data in what would enter the store: columns by their names, free texts, keys, the name of the file.

A file with a personal column is refused unless its mapping drops it; texts and staff never enter because no mapping
names them. Codes of registers and values are no texts. What is found rejects its row, and nothing says what it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import duckdb

from generator.definitions.findings import Finding, finding
from generator.definitions.mappings import ColumnRule, ExportMapping
from generator.definitions.personal import may_be_a_name, personal_kinds
from generator.definitions.screen import kind_words
from generator.intake.mapping import KEYS, TIMES
from generator.sql import identifier

_CODE = "personal-cell"
# What a key or a file name may be; an address of a house or a surname in it is chance.
_IN_KEYS = frozenset(("id_number", "mobile", "landline", "email"))
_SPOKEN = ("０１２３４５６７８９〇零幺一壹二贰三叁四肆五伍六陆七柒八捌九玖", "0123456789001112233445566778899")
_SEPARATORS = r"[\s\-‐–—_()./·•、，,;；:：|~*]+"
# A number between marks or words, never inside a longer number or a hash: letters beside it are more than a to f.
_WORD = "([A-Za-z]*[G-Zg-z][A-Za-z]*)?"
# A month and a day of birth. Of case numbers that are days with a count few have one where identity numbers have it.
_BORN = "(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
_NUMBERS = (
    "1[3-9][0-9]{9}|0(10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}"
    f"|[1-8][0-9]{{7}}{_BORN}[0-9]{{3}}|[1-8][0-9]{{5}}(18|19|20)[0-9]{{2}}{_BORN}[0-9]{{3}}[0-9Xx]"
)
_NUMBER = (
    rf"(^|[^0-9A-Za-z]){_WORD}(\+?86)?({_NUMBERS})"
    rf"{_WORD}([^0-9A-Za-z]|$)|@|艾特|(^|[^0-9A-Za-z])[Aa][Tt]([^0-9A-Za-z]|$)"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NUMBER_PATTERN = re.compile(_NUMBER)
_PLAIN = str.maketrans(*_SPOKEN)
_MARKS = re.compile(_SEPARATORS)
# Columns of an export that by their name hold who somebody is; names after section 1.5 of the domain note.
_WHO = (
    "(?:诉求|投诉|举报|反映|来电|来访|来信|申请|联系|当事|报修|报料|爆料|咨询|求助|信访|市民|群众|居民|业主|用户|客户|"
    "被投诉|被举报|被反映|服务对象|投诉举报|提交|留言|发帖)(?:人|者|人员|对象)?(?:的)?"
)
_PHONE = "(?:联系)?(?:电话|手机|座机|固话|号码|联系方式)(?:号码?)?[0-9一二]?"
# Kind → what a column of it may be called; NFKC, without space and case, * of a required field and brackets at its end.
_PERSONAL: Final = {
    "name": f"(?:{_WHO})?(?:姓名|名字|称呼)|(?:诉求|投诉|举报|反映|来电|来访|来信|申请|联系|当事|报修|求助|咨询|信访)人"
    "|(?:first|last|full|caller|contact|customer|citizen|complainant|requester|reporter)_?name|caller|complainant",
    "phone": f"(?:{_WHO})?(?:{_PHONE})(?:/账号)?|(?:主叫|呼入|来电)(?:号码?|电话)|{_WHO}账号"
    "|(?:caller|contact|customer|mobile|home|cell|work)?_?(?:phone|telephone|mobile|cellphone|tel)_?(?:no|number)?",
    "id_number": f"(?:{_WHO})?(?:居民)?(?:身份证|证件|护照|社保卡?|医保卡?)(?:件)?(?:号码?)?"
    "|(?:citizen|national|identity|passport)_?(?:id|card|no|number)(?:_?(?:no|number))?|id_?card(?:_?no)?|ssn|passport",
    "address": f"(?:{_WHO}|家庭|居住|现|户籍|户口|联系|通讯|通信|常住|家)(?:住址|地址|住所)|住址"
    "|(?:home|caller|contact|mailing|street|customer)_?address",
    "birth": "出生(?:日期|年月|年月日)?|生日|(?:date_?of_?birth|birth_?da(?:y|te)|dob)",
    "account": f"(?:{_WHO})?(?:电子)?邮[箱件](?:地址)?|(?:{_WHO})?(?:微信|qq)号?|(?:银行)?(?:卡号|账号)"
    "|e_?mail(?:_?address)?|wechat",
    "plate": "车牌(?:号码?)?|(?:license|licence|number)_?plate",
}
_TEXT: Final = (
    r".*(?:内容|描述|详情|正文|备注|意见|答复|情况说明|办理结果说明|处理结果说明|标题|主题|地点|位置|地址|点位|经度|纬度|坐标)"
    r"|.*(?:description|comment|narrative|remark|note|notes|text|title|body|address|location|latitude|longitude|street_?name)s?"
    r"|occur_place|小区(?:名称)?"
)
_STAFF: Final = (
    "(?:经办|接线|受理|承办|办理|处理|回访|上报|录入|登记|派单|审核|签收|联络)(?:人|员|人员)(?:姓名|工号)?"
    "|(?:话务|坐席|座席)员?|工号"
)
_REQUIRED_MARKS = re.compile(r"^\*+|\*+$|[(\[【][^)\]】]*[)\]】]$")
# Of so many numbers that look like telephones it can be said that they are none.
_ENOUGH = 3


def personal_column(header: str) -> str:
    """The kind of what a column of this name says of somebody, "" where the name is none of those known."""
    key = _column_key(header)
    return next((kind for kind, pattern in _PERSONAL.items() if re.fullmatch(pattern, key)), "")


def text_column(header: str) -> bool:
    """Whether a column of this name holds texts, or where exactly something happened."""
    return re.fullmatch(_TEXT, _column_key(header)) is not None


def staff_column(header: str) -> bool:
    """Whether a column of this name names who works on a case."""
    return re.fullmatch(_STAFF, _column_key(header)) is not None


def _column_key(header: str) -> str:
    text = "".join(sign for sign in unicodedata.normalize("NFKC", header) if unicodedata.category(sign) != "Cf")
    text = re.sub(r"[\s\-]+", "_" if text.isascii() else "", text.strip()).casefold()
    return _REQUIRED_MARKS.sub("", text).strip("_")


def report_personal(con: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> None:
    """Report in `found` the cells of `staged` that seem to hold personal data."""
    for rule in mapping.columns:
        if rule.field in KEYS and _is_free(rule):
            _report(con, rule.field, _personal_keys(con, rule.field) | _names(con, rule.field))
        elif rule.field not in TIMES and _is_free(rule):
            texts = con.execute(f"SELECT DISTINCT {identifier(rule.field)} FROM staged").fetchall()
            kinds = {text: personal_kinds(text) for (text,) in texts if text}
            _report(con, rule.field, {text: found[0] for text, found in kinds.items() if found})


def personal_file_name(file: str) -> list[Finding]:
    """The finding for a file whose name says who somebody is: the name enters the store."""
    kinds = personal_key(file)
    return [finding("personal-file-name", file, **kind_words(kind)) for kind in kinds[:1]]  # type: ignore[arg-type]


def personal_key(text: str) -> tuple[str, ...]:
    """The kinds of personal data that a key or a name of a file seems to be: telephone, identity number, e-mail.

    Digits inside a hash or a longer number are none; an address of a house or a surname would be chance.
    """
    if _UUID.fullmatch(text):
        return ()
    if not _NUMBER_PATTERN.search(text) and not _NUMBER_PATTERN.search(_MARKS.sub("", text.translate(_PLAIN))):
        return ()
    return tuple(kind for kind in personal_kinds(text) if kind in _IN_KEYS)


def _is_free(rule: ColumnRule) -> bool:
    return not (rule.register or rule.values is not None or rule.when or rule.constant)


def _personal_keys(con: duckdb.DuckDBPyConnection, field: str) -> dict[str, str]:
    # Spoken digits are no ASCII, and looking for them takes long.
    digits = f"CASE WHEN regexp_full_match(k, '[ -~]*') THEN k ELSE translate(k, '{_SPOKEN[0]}', '{_SPOKEN[1]}') END"
    dense = f"regexp_replace({digits}, '{_SEPARATORS}', '', 'g')"
    plain = "regexp_full_match(k, '[0-9A-Za-z]*')"
    found = con.execute(
        f"SELECT DISTINCT k FROM (SELECT {field} AS k FROM staged WHERE length({field}) >= 6)"
        f" WHERE regexp_matches(k, ?) OR CASE WHEN {plain} THEN FALSE ELSE regexp_matches({dense}, ?) END",
        [_NUMBER, _NUMBER],
    ).fetchall()
    personal = {text: kinds[0] for (text,) in found if (kinds := personal_key(text))}
    if are_days([text for text, kind in personal.items() if kind == "mobile"]):
        personal = {text: kind for text, kind in personal.items() if not begins_with_a_day(text)}
    hashes = _hash_lengths(con, field) if personal else frozenset()
    return {text: kind for text, kind in personal.items() if not (text.isdigit() and len(text) in hashes)}


def _hash_lengths(con: duckdb.DuckDBPyConnection, field: str) -> frozenset[int]:
    """The length of most keys where they are hexadecimal hashes: some of these are digits alone, by chance."""
    rows = con.execute(
        f"SELECT length({field}) AS size FROM staged GROUP BY size HAVING 2 * count(*) FILTER ("
        f"regexp_full_match(lower({field}), '[0-9a-f]*[a-f][0-9a-f]*')) > (SELECT count({field}) FROM staged)"
    ).fetchall()
    return frozenset(int(size) for (size,) in rows)


def are_days(numbers: Sequence[str]) -> bool:
    """Whether numbers that look like telephones are days with a count: of telephones one in thirty begins so."""
    return len(numbers) >= _ENOUGH and 2 * sum(map(begins_with_a_day, numbers)) >= len(numbers)


def _names(con: duckdb.DuckDBPyConnection, field: str) -> dict[str, str]:
    """Keys of callers that may be their names."""
    if field != "caller_key":
        return {}
    texts = con.execute(
        "SELECT DISTINCT caller_key FROM staged WHERE regexp_matches(caller_key, '\\p{Han}')"
    ).fetchall()
    return {text: "name" for (text,) in texts if may_be_a_name(text)}


def begins_with_a_day(number: str) -> bool:
    """Whether eleven digits begin with a day of this century, as 180501 does."""
    try:
        date.fromisoformat(f"20{number[:6]}")
    except ValueError:
        return False
    return re.fullmatch(r"1[3-9]\d{9}", number) is not None


def _report(con: duckdb.DuckDBPyConnection, field: str, kinds: Mapping[str, str]) -> None:
    if not kinds:
        return
    words = [kind_words(kind) for kind in kinds.values()]
    con.execute(
        f"INSERT INTO found BY NAME SELECT row_index, '{_CODE}' AS code, ? AS field, '' AS value, what AS expected"
        " FROM staged JOIN (SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS what) AS personal"
        f" ON personal.text = staged.{identifier(field)}",
        [field, list(kinds), [_both(item.values()) for item in words]],
    )


def _both(words: Iterable[str]) -> str:
    return " · ".join(words)
