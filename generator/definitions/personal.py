"""The second gate: texts that look like personal data, and texts that a spreadsheet would run as a formula.

Columns of exports are told by their names too: a file with a personal one is refused unless its mapping drops it;
texts and staff never enter because no mapping names them.

The first gate is the closed vocabulary: what stands in a public table comes from a published code list. Names, notes
and statements are written by people, and are looked at here. Nothing ever says which text was found.

Sources: GB 11643 (identity numbers; MOD 11-2 of ISO 7064), GB 32100 (unified social credit codes, modulus 31), ISO/IEC
7812 (Luhn), the national numbering plan; patterns after section C2 of the statistics note. Public hotlines (12345, 110,
95588, 400 numbers) have none of these forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from generator.definitions.people import HOUSES, NAMES, NO_NAMES, SURNAME
from generator.resources import wording

# Kind of personal data, with its name for readers.
KINDS: Final[dict[str, dict[str, str]]] = wording("lists")["personal_kinds"]
FORMULA: Final = "formula"
# What a spreadsheet takes for the start of a formula, and what may stand before it.
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")
_FIRST: Final = ("\t", "\r", "\n")
# Where a semicolon separates columns, each part of a list is a cell of its own.
_CELLS: Final = re.compile(r"[;\t\r\n]")

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
# GB/T 2260: an identity number begins with one of these, a number that begins with a year does not.
_PROVINCES: Final = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71))
) | {"81", "82", "83"}
_CODE_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SPOKEN: Final = str.maketrans("〇零○幺一壹二贰貳三叁四肆五伍六陆陸七柒八捌九玖", "000111222334455666778899")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—―_()./·•]+")
# Marks between the groups of one number; a list has them too, so the groups must be those of a telephone or an identity.
_LISTED: Final = "[、,;|~:*]"
_NO_NAMES: Final = re.compile(NO_NAMES)
_ALONE: Final = re.compile(rf"\s*{SURNAME}[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])")

_PROVINCE: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


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


def id_check(body: str) -> str:
    """The check character of an identity number's first 17 digits (MOD 11-2)."""
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def luhn(number: str) -> bool:
    """Whether a number's last digit is its Luhn check digit."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0


def credit_code(text: str) -> bool:
    """Whether 18 signs end with the check character of a unified social credit code."""
    total = sum(_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return _CODE_SIGNS[-total % 31] == text[17]


def _identity(text: str) -> bool:
    return text[:2] in _PROVINCES and _day(text[6:14]) and id_check(text[:17]) == text[17]


def _old_identity(text: str) -> bool:
    return text[:2] in _PROVINCES and _day(f"19{text[6:12]}")


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _always(_: str) -> bool:
    return True


_DOT = r"\s?(?:\.|[\[({【]?\s?(?:DOT|点)\s?[\])}】]?)\s?"
_HOSTS = "QQ|163|126|139|189|SINA|SOHU|GMAIL|OUTLOOK|HOTMAIL|FOXMAIL|ALIYUN|YEAH"
# WeChat by its names, those that people write to evade included.
_CHAT = r"(?:微信|[薇威]信|(?<![A-Z])(?:V信|[+加]V|WECHAT|WEIXIN|VX|WX))"

# Kind, pattern over upper-case text, and what the whole match must also satisfy. An identity number can also be a sound
# credit code, so it comes first.
_Rule = tuple[str, re.Pattern[str], Callable[[str], bool]]
_RULES: Final[tuple[_Rule, ...]] = tuple(
    (kind, re.compile(pattern), check)
    for kind, pattern, check in (
        ("id_number", r"(?<!\d)[1-8]\d{5}(?:18|19|20)\d{9}[\dX](?![\dX])", _identity),
        ("id_number", r"(?<!\d)[1-8]\d{14}(?!\d)", _old_identity),
        ("credit_code", r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])", credit_code),
        ("mobile", r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)", _always),
        ("landline", r"(?<!\d)(?:\+?86)?0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}(?!\d)", _always),
        (
            "plate",
            rf"[{_PROVINCE}][A-HJ-NP-Z](?=(?:[A-Z]*\d){{2}})"
            r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![0-9A-Z])",
            _always,
        ),
        ("bank_card", r"(?<!\d)(?:62\d{14,17}|4\d{15}|5[1-5]\d{14}|35\d{14}|9558\d{15})(?!\d)", luhn),
        ("mobile", rf"(?<!\d)(?:\+?86)?1[3-9]\d({_LISTED})\d{{4}}\1\d{{4}}(?!\d)", _always),
        ("mobile", rf"(?<!\d)1({_LISTED})[3-9](?:\1\d){{9}}(?!\d)", _always),
        (
            "id_number",
            rf"(?<!\d)[1-8]\d{{5}}({_LISTED})(?:18|19|20)\d{{6}}\1\d{{3}}[\dX](?![\dX])",
            lambda text: _identity(re.sub(_LISTED, "", text)),
        ),
        # Chinese passports and travel permits; eight digits that are a day are a number of another kind.
        ("passport", r"(?<![A-Z0-9])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})(?![A-Z0-9])", lambda text: not _day(text[-8:])),
        (
            "passport",
            r"(?:护照|通行证|回乡证|台胞证|PASSPORT)(?:号码?|NO|:|为|是){0,3}[A-Z]{0,2}\d{7,10}(?!\d)",
            _always,
        ),
        ("email", r"[A-Z0-9_%+-]@[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){0,8}?\.[A-Z]{2}", _always),
        (
            "email",
            rf"[A-Z0-9_%+-]\s?[\[({{<【](?:AT|@|艾特|圈A?)[\])}}>】]\s?[A-Z0-9-]{{1,63}}{_DOT}[A-Z]",
            _always,
        ),
        ("email", rf"[A-Z0-9_%+-](?:\s?(?:@|艾特|#)\s?|\sAT\s)(?:{_HOSTS}){_DOT}(?:COM|CN|NET)", _always),
        ("qq", r"(?<![A-Z])(?:QQ|扣扣)(?:群?号码?|群)?[\s:=是为]{0,4}[1-9]\d{4,10}(?!\d)", _always),
        ("wechat", r"(?<![A-Z])WXID[_-]?[A-Z0-9]{6,20}", _always),
        ("wechat", rf"{_CHAT}(?:号码?|ID)?\s{{0,3}}[:=是为]\s{{0,3}}[A-Z][\w-]{{5,19}}", _always),
        (
            "wechat",
            rf"{_CHAT}号?\s{{0,3}}(?=[A-Z_-]{{1,19}}\d)[A-Z][A-Z0-9_-]{{5,19}}(?![A-Z0-9])",
            _always,
        ),
        *(("house", pattern, _always) for pattern in HOUSES),
        *(("name", pattern, _always) for pattern in NAMES),
    )
)


@lru_cache(1 << 14)
def personal_kinds(text: str) -> tuple[str, ...]:
    """The kinds of personal data that a text seems to hold, each once; nothing for a text without any.

    Looked for in the text in its plain form (NFKC, no zero-width characters, upper case), without separators, and with
    digits written as words: 一三八 as well as １ ３ ８. The last texts are remembered: releases repeat their names.
    """
    plain = _NO_NAMES.sub(" ", _plain(text).upper())
    dense = _SEPARATORS.sub("", plain)
    forms = dict.fromkeys((plain, dense, plain.translate(_SPOKEN), dense.translate(_SPOKEN)))
    kinds = dict.fromkeys(
        kind
        for kind, pattern, check in _RULES
        if any(check(match[0]) for form in forms for match in pattern.finditer(form))
    )
    if "id_number" in kinds:
        kinds.pop("credit_code", None)
    return tuple(kinds)


def may_be_a_name(text: str) -> bool:
    """Whether a text that stands alone may be a person's name (two or three characters), or holds personal data."""
    return bool(personal_kinds(text) or _ALONE.match(_plain(text)))


def _plain(text: str) -> str:
    """NFKC without what has no width: format characters, and frames around a digit."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in ("Cf", "Mn", "Me")
    )


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet may run a cell with this text: it, or a part after a semicolon, begins with = + - or @.

    A tab or line break at the start counts, and full-width signs. Numbers of integer columns never come here.
    """
    return text.startswith(_FIRST) or any(
        _plain(part).lstrip().startswith(_FORMULA_SIGNS) for part in _CELLS.split(text)
    )


def faults(text: str, *, cell: bool = True) -> tuple[str, ...]:
    """Everything that keeps a text from being published: kinds of personal data, and `formula` where it is a cell."""
    return (*personal_kinds(text), *((FORMULA,) if cell and runs_as_formula(text) else ()))


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
