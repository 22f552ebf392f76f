"""Columns of an export that by their name hold who somebody is, and columns of texts or of staff.

A file with a column of the first sort is refused unless its mapping says that it is dropped; the others never enter a
store because no mapping names them. Names after section 1.5 of the domain note and the exports seen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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


def personal_column(header: str) -> str:
    """The kind of what a column of this name says of somebody, "" where the name is none of those known."""
    key = _key(header)
    return next((kind for kind, pattern in _PERSONAL.items() if re.fullmatch(pattern, key)), "")


def text_column(header: str) -> bool:
    """Whether a column of this name holds texts, or where exactly something happened."""
    return re.fullmatch(_TEXT, _key(header)) is not None


def staff_column(header: str) -> bool:
    """Whether a column of this name names who works on a case."""
    return re.fullmatch(_STAFF, _key(header)) is not None


def _key(header: str) -> str:
    text = "".join(sign for sign in unicodedata.normalize("NFKC", header) if unicodedata.category(sign) != "Cf")
    text = re.sub(r"[\s\-]+", "_" if text.isascii() else "", text.strip()).casefold()
    return _REQUIRED_MARKS.sub("", text).strip("_")
