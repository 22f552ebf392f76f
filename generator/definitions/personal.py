"""The second gate: texts that look like personal data, and texts that a spreadsheet would run as a formula.

The first gate is the closed vocabulary: what stands in a public table comes from a published code list. Names, notes
and statements are written by people, and are looked at here. Nothing ever says which text was found.

A surname is a word of everyday use as often as not. What stands beside it decides: 先生 or 大爷 after it, 联系人
before it, 某 in place of the rest. What is missed stands in docs/reference/personal-data.md. No pattern repeats without
bound, so that a text costs its length and no more.

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
# Marks between the groups of a number; lists have them too, so the groups must be a telephone's or an identity's.
_LISTED: Final = "[、,;|~:*]"
_HAN = "[\u4e00-\u9fff]"
_COMPOUND = (
    "欧阳|上官|司马|诸葛|皇甫|公孙|慕容|令狐|夏侯|司徒|尉迟|端木|呼延|宇文|轩辕|钟离|申屠|澹台|公冶|濮阳|淳于|仲孙|闻人"
    "|赫连|独孤|拓跋|闾丘|长孙|东方|南宫|西门|百里|司空|鲜于"
)
# Surnames that are no word of everyday use before another character, and those that often are.
_PLAIN = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋杜叶魏苏吕丁沈姚卢姜崔钟谭陆汪范廖贾韦"
    "夏付邹熊孟秦阎薛侯雷史陶黎贺毛郝龚邵覃钱戴严莫孔赖庞樊兰殷翟倪庄牛葛岳俞骆聂"
)
_ORDINARY = (
    "高马谢方石金江余于程任常安尹白康段易乔温武文申尚向齐伍欧祝左谷时颜詹关焦翁柳桂甘游洪童柴项章毕耿盛冉符舒裴涂单路"
    "鲍辛管纪屈苗凌费霍阮柯宁辜占古瞿计解佟迟商褚巩饶仇米晏包"
)
_SURNAME: Final = f"(?:{_COMPOUND}|[{_PLAIN}])"
_ANY_SURNAME = f"(?:{_COMPOUND}|[{_PLAIN}{_ORDINARY}])"
# What comes before an ordinary surname where it ends a word: 主任老师, 对方女士, 公安某科.
_NO_WORD_BEFORE = "(?<![环主责对双各两铁公道沿治保订清有相无每平随按小西东南北长青附非业本房列街电半])"
# A character of a given name: not one that ends a word beside a title, as in 周边的大爷 or 何位先生.
_GIVEN = f"(?![的了和与及等各位个名们在是有为可到被把让给贴业边末围处里些会议称日来去])(?!先生|女士|小姐){_HAN}"
_POLITE = "先生|女士|小姐|太太|夫人|同志(?![愿向趣])"
_KIN = (
    "大爷|大妈|大娘|大叔|大伯|大婶|大哥|大姐|阿姨|奶奶|爷爷|叔叔|伯伯|婆婆|阿婆|阿公|师傅|老师|医生|大夫|律师"
    "|(?:科长|主任|经理|书记|局长|队长|所长|院长|警官)(?:本人|个人|电话)"
)
# Who it is, before a name.
_TRIGGER: Final = (
    "姓名|联系人|投诉人|举报人|诉求人|反映人|来电人|来访人|申请人|当事人|报修人|经办人|承办人|回访人|法定代表人"
    "|求助人|咨询人|发帖人|受害人|被投诉人|被举报人|户主|业主|机主|患者|家属"
)
# Ends of words for offices: 经办人：安全科 names nobody.
_OFFICE = f"(?!{_HAN}{{0,3}}[科局处室部股队组站所办岗院会区县镇乡村街委])"

_NAMES: Final = (
    rf"{_SURNAME}{_GIVEN}{{0,2}}(?:{_POLITE}|{_KIN})",
    rf"{_NO_WORD_BEFORE}{_ANY_SURNAME}(?:{_POLITE}|{_KIN})",
    rf"{_SURNAME}某(?:某|甲|乙)?(?![个些种类项次年月日地市区县])",
    rf"{_NO_WORD_BEFORE}[{_ORDINARY}]某(?:某|甲|乙)?(?![\u4e00-\u9fff]|[个些种类项次年月日地市区县])",
    rf"(?:{_TRIGGER})\s{{0,3}}[:为是叫系]?\s{{0,3}}(?!陈述|何[时人处地种]){_SURNAME}{_HAN}{{1,2}}(?!{_HAN})",
    rf"(?:{_TRIGGER})\s{{0,3}}[:为是叫系]\s{{0,3}}{_OFFICE}{_ANY_SURNAME}{_HAN}{{1,2}}(?!{_HAN})",
)
# Words with a surname at their start that are no names.
_NO_NAMES: Final = re.compile(r"雷锋?同志|何先生(?=[吗?])")

# A house by its number: alone it may be where something is built.
_NUMBER = r"(?:(?<![\d.])\d{1,4}|(?<![一二三四五六七八九十百])[一二三四五六七八九十百]{1,4})"
_WORK = "改造|加装|工程|电梯|外墙|屋面|屋顶|楼顶|管网|管道|维修|整治|修缮|建设|竣工|施工|拆除|验收|项目"
_WORKS = f"(?!{_HAN}{{0,6}}(?:{_WORK}))"
_HOUSES: Final = (
    # Stairway or room within a house, and a room by itself.
    rf"{_NUMBER}(?:号楼|号院|栋|幢|座|单元|弄|楼)[-之第]?(?:\d{{1,4}}|[一二三四五六七八九十百〇零]{{1,4}})(?:单元|室|号|户|房|(?!\d|{_HAN}))",
    r"(?<![\d.])\d{3,4}(?:室|房)(?!间)",
    # A house by itself, unless it is a place of works; 座 and 弄 count other things too.
    rf"{_NUMBER}(?:号楼|栋|幢|单元|弄){_WORKS}",
    # A street with a number; not what lies near it, and not an institution that stands there.
    rf"{_HAN}(?<!街)(?:路|街|巷|胡同|大道)\d{{1,4}}号(?!线|路|楼|公交|地铁|附近|门口|门前|对面|旁|周边|一带|路灯|井盖|公厕|市场|广场|公园|学校|医院)",
)
_ALONE: Final = re.compile(rf"\s*{_SURNAME}{_HAN}{{1,2}}(?!{_HAN})")

_PROVINCE: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


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
        *(("house", pattern, _always) for pattern in _HOUSES),
        *(("name", pattern, _always) for pattern in _NAMES),
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
