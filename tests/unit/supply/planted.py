"""Invented personal values in the disguises in which people write them, and ordinary texts and numbers beside them."""

from __future__ import annotations

import random
from collections.abc import Callable

from generator.definitions.personal import credit_code, id_check, luhn

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀"
PLACES = ("城管局答复", "经核实", "已联系诉求人", "现场查看后", "转街道办理")


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def mobile(chance: random.Random) -> str:
    number = f"1{chance.choice('3456789')}{digits(chance, 9)}"
    return chance.choice(
        (
            number,
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"{number[:3]} {number[3:7]} {number[7:]}",
            f"+86{number}",
            number.translate(WIDE),
            number.translate(SPOKEN),
            f"{number[:3]}、{number[3:7]}、{number[7:]}",
            "、".join(number),
        )
    )


def id_number(chance: random.Random) -> str:
    day = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"{chance.choice(('110105', '370202', '440310', '510104', '320706'))}{day}{digits(chance, 3)}"
    number = body + id_check(body)
    return chance.choice((number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", number.translate(WIDE)))


def landline(chance: random.Random) -> str:
    area, number = chance.choice(("010", "0532", "0755", "021")), f"{chance.choice('2345678')}{digits(chance, 7)}"
    return chance.choice((f"{area}-{number}", f"({area}){number}", f"{area} {number[:4]} {number[4:]}"))


def bank_card(chance: random.Random) -> str:
    body = f"6222{digits(chance, 14)}"
    number = next(body + last for last in "0123456789" if luhn(body + last))
    return chance.choice((number, " ".join(number[place : place + 4] for place in range(0, 19, 4))))


def company(chance: random.Random) -> str:
    body = f"92370202MA3{''.join(chance.choice('0123456789ABCDEFGH') for _ in range(6))}"
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return next(body + last for last in signs if credit_code(body + last))


def plate(chance: random.Random) -> str:
    start = f"{chance.choice('鲁京粤苏')}{chance.choice('ABCDF')}{chance.choice(('', '·'))}"
    return f"{start}{digits(chance, 4)}{chance.choice('ABC5')}"


def email(chance: random.Random) -> str:
    name, host = (
        chance.choice(("zhang.san", "lihua88", "wang_wei")),
        chance.choice(("163.com", "qq.com", "example.org")),
    )
    at, dot = chance.choice((("@", "."), ("@", "."), ("[at]", "."), ("（at）", "."), (" at ", " dot "), ("艾特", "点")))
    host = host if at in "@[at]（at）" else "163.com"
    return f"{name}{digits(chance, 2)}{at}{host.replace('.', dot)}"


def passport(chance: random.Random) -> str:
    return chance.choice(
        (
            f"E{digits(chance, 4)}5678",
            f"EA{digits(chance, 7)}",
            f"护照号{digits(chance, 9)}",
            f"通行证C{digits(chance, 8)}",
        )
    )


def chat(chance: random.Random) -> str:
    return chance.choice(
        (
            f"QQ：{chance.randint(1, 9)}{digits(chance, 8)}",
            f"微信号：zhang_{digits(chance, 4)}",
            f"微信 wx{digits(chance, 6)}",
            f"wxid_{digits(chance, 4)}ab{digits(chance, 6)}",
            f"加v信zhang{digits(chance, 4)}",
        )
    )


def house(chance: random.Random) -> str:
    return chance.choice(
        (
            f"{chance.randint(1, 30)}号楼{chance.randint(1, 6)}单元{chance.randint(101, 1802)}室",
            f"{chance.randint(1, 30)}栋{chance.randint(101, 999)}",
            f"{chance.choice('一二三四五')}单元",
            f"幸福路{chance.randint(1, 300)}号{chance.randint(101, 999)}室",
            f"文化街{chance.randint(1, 300)}号",
        )
    )


def name_with_word(chance: random.Random) -> str:
    name = chance.choice(SURNAMES) + chance.choice(GIVEN)
    compound = chance.choice(("欧阳", "尉迟", "端木", "司马", "东方"))
    any_name = chance.choice("高马任方石尹") + chance.choice(GIVEN)
    return chance.choice(
        (
            *(f"联系人：{name}", f"{name[0]}先生", f"{name[0]}女士", f"诉求人{name}，", f"{name[0]}某"),
            *(f"{name[0]}大爷", f"{name[0]}师傅", f"{name}阿姨", f"{compound}先生", f"{compound}师傅"),
            *(f"{any_name[0]}女士", f"投诉人：{any_name}", f"{any_name[0]}某某"),
        )
    )


def bare_name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2))))


# Kind, how many of the 200, and how one is made. A name without a word beside it is known not to be found in a text.
PLANTED: tuple[tuple[str, int, Callable[[random.Random], str]], ...] = (
    ("mobile", 40, mobile),
    ("id_number", 30, id_number),
    ("landline", 20, landline),
    ("bank_card", 15, bank_card),
    ("passport", 5, passport),
    ("credit_code", 5, company),
    ("plate", 15, plate),
    ("email", 10, email),
    ("chat", 15, chat),
    ("house", 15, house),
    ("name_with_word", 20, name_with_word),
    ("bare_name", 10, bare_name),
)
# What callers' and cases' numbers were when somebody exported the wrong column.
AS_KEYS = ("mobile", "id_number", "landline", "email")


def sentence(value: str, chance: random.Random) -> str:
    """A text with the value in it."""
    return f"{chance.choice(PLACES)}，{value}{chance.choice(('', '，请予处理', '。'))}"


def harmless_text(chance: random.Random) -> str:
    return chance.choice(
        (
            "区级",
            "街道级",
            f"已于{chance.randint(1, 12)}月{chance.randint(1, 28)}日答复，预计{chance.randint(3, 30)}个工作日内完成",
            f"12345热线转办，工单20240{digits(chance, 10)}",
            f"拨打95588咨询，共{digits(chance, 6)}元",
            f"国办函〔2025〕{chance.randint(1, 99)}号",
            f"青岛路{chance.randint(1, 300)}号附近路灯不亮",
            f"2024年第{chance.randint(1, 12)}期",
            f"{chance.choice(('王家庄', '李村', '张江'))}社区居委会",
            f"面积{chance.randint(10, 200)}.{chance.randint(1, 9)}平方米",
            *(f"{chance.choice('一二三四五六')}单元改造工程", "三室一厅", "雷同志愿服务", "向雷锋同志学习"),
            f"{chance.randint(1, 30)}号楼加装电梯",
            f"新建公厕{chance.randint(2, 9)}座",
            *("周边大爷大妈反映", "环卫师傅", "经办人：安全科", "相关某单位", "微信公众号", "对方女士"),
            f"第{chance.randint(100, 130)}、{chance.randint(131, 160)}号提案",
        )
    )


def harmless_number(chance: random.Random, count: int) -> str:
    return chance.choice(
        (
            f"W{count:07d}",
            f"20240305{count:06d}",
            f"LS-2024-0305-{count:05d}",
            f"1806{chance.randint(10, 28)}{count:05d}",
            f"SD{chance.randint(2015, 2024)}0312{count:05d}",
            f"3702{chance.randint(2015, 2024)}{count:08d}",
            f"10100{count:07d}",
        )
    )
