"""How texts name people and where they live: patterns of the second gate (`generator/definitions/personal.py`).

A surname is a word of everyday use as often as not. What stands beside it decides: 先生 or 大爷 after it, 联系人 before it,
某 in place of the rest. Names without any of these are not found; the list of what is missed stands in
docs/reference/personal-data.md. No pattern here repeats without bound, so that a text costs its length and no more.
"""

from __future__ import annotations

from typing import Final

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
SURNAME: Final = f"(?:{_COMPOUND}|[{_PLAIN}])"
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
TRIGGER: Final = (
    "姓名|联系人|投诉人|举报人|诉求人|反映人|来电人|来访人|申请人|当事人|报修人|经办人|承办人|回访人|法定代表人"
    "|求助人|咨询人|发帖人|受害人|被投诉人|被举报人|户主|业主|机主|患者|家属"
)
# Ends of words for offices: 经办人：安全科 names nobody.
_OFFICE = f"(?!{_HAN}{{0,3}}[科局处室部股队组站所办岗院会区县镇乡村街委])"

NAMES: Final = (
    rf"{SURNAME}{_GIVEN}{{0,2}}(?:{_POLITE}|{_KIN})",
    rf"{_NO_WORD_BEFORE}{_ANY_SURNAME}(?:{_POLITE}|{_KIN})",
    rf"{SURNAME}某(?:某|甲|乙)?(?![个些种类项次年月日地市区县])",
    rf"{_NO_WORD_BEFORE}[{_ORDINARY}]某(?:某|甲|乙)?(?![\u4e00-\u9fff]|[个些种类项次年月日地市区县])",
    rf"(?:{TRIGGER})\s{{0,3}}[:为是叫系]?\s{{0,3}}(?!陈述|何[时人处地种]){SURNAME}{_HAN}{{1,2}}(?!{_HAN})",
    rf"(?:{TRIGGER})\s{{0,3}}[:为是叫系]\s{{0,3}}{_OFFICE}{_ANY_SURNAME}{_HAN}{{1,2}}(?!{_HAN})",
)
# Words with a surname at their start that are no names.
NO_NAMES: Final = r"雷锋?同志|何先生(?=[吗?])"

# A house by its number: alone it may be where something is built.
_NUMBER = r"(?:(?<![\d.])\d{1,4}|(?<![一二三四五六七八九十百])[一二三四五六七八九十百]{1,4})"
_WORKS = f"(?!{_HAN}{{0,6}}(?:改造|加装|工程|电梯|外墙|屋面|屋顶|楼顶|管网|管道|维修|整治|修缮|建设|竣工|施工|拆除|验收|项目))"
HOUSES: Final = (
    # Stairway or room within a house, and a room by itself.
    rf"{_NUMBER}(?:号楼|号院|栋|幢|座|单元|弄|楼)[-之第]?(?:\d{{1,4}}|[一二三四五六七八九十百〇零]{{1,4}})(?:单元|室|号|户|房|(?!\d|{_HAN}))",
    r"(?<![\d.])\d{3,4}(?:室|房)(?!间)",
    # A house by itself, unless it is a place of works; 座 and 弄 count other things too.
    rf"{_NUMBER}(?:号楼|栋|幢|单元|弄){_WORKS}",
    # A street with a number; not what lies near it, and not an institution that stands there.
    rf"{_HAN}(?<!街)(?:路|街|巷|胡同|大道)\d{{1,4}}号(?!线|路|楼|公交|地铁|附近|门口|门前|对面|旁|周边|一带|路灯|井盖|公厕|市场|广场|公园|学校|医院)",
)
