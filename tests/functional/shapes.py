"""Two shapes of export with rows of our own: the demonstration platform's, and one that gives flags."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support import DATASETS, ROOT, copy_portal

Row = dict[str, str]


@dataclass(frozen=True)
class Shape:
    """One shape of export: the portal that reads it, a good row, and the columns that the tests spoil."""

    portal: str
    good: tuple[tuple[str, str], ...]
    case_id: str
    unit: str
    received: str

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.good)

    def rows(self, count: int, **changes: str) -> list[Row]:
        """`count` good rows with ids of their own; `changes` by role (`case_id`, `unit`, `received`)."""
        spoiled = {getattr(self, role): value for role, value in changes.items()}
        return [dict(self.good) | {self.case_id: f"T{number:06d}"} | spoiled for number in range(1, count + 1)]

    def text(self, rows: Iterable[Row], header: tuple[str, ...] = ()) -> str:
        """The rows as CSV text, under the shape's own header unless another is given."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header or self.header)
        writer.writerows([row.get(name, "") for name in header or self.header] for row in rows)
        return stream.getvalue()

    def install(self, into: Path) -> Path:
        """A fresh portal folder below `into` that reads this shape."""
        if (DATASETS / self.portal).is_dir():
            return copy_portal(self.portal, into)
        target = into / self.portal
        shutil.copytree(ROOT / "tests" / "fixtures" / self.portal, target)
        shutil.copytree(DATASETS / "pingshan" / "mappings", target / "mappings")
        # What is spoiled here is given alone, without the rows that are known already.
        for mapping in (target / "mappings").glob("*.yml"):
            mapping.write_text(f"{mapping.read_text('utf-8')}delivery: changes\n", "utf-8")
        return target


FLAGS = Shape(
    portal="demo-flags",
    good=(
        ("REC_ID", ""),
        ("CREATE_TIME", "2031-05-06 09:30:00"),
        ("DISPOSE_UNIT_ID", "101"),
        ("DISPOSE_UNIT_NAME", "演示一局"),
        ("EVENT_TYPE_NAME", "演示大类"),
        ("MAIN_TYPE_NAME", "演示小类"),
        ("EVENT_PROPERTY_NAME", "投诉"),
        ("EVENT_SRC_NAME", "12345"),
        ("STREET_NAME", "云桥街道"),
        ("COMMUNITY_NAME", "青榆社区"),
        ("INTIME_ARCHIVE_NUM", "1"),
        ("OVERTIME_ARCHIVE_NUM", "0"),
        ("INTIME_TO_ARCHIVE_NUM", "0"),
        ("OCCUR_PLACE", "-"),
    ),
    case_id="REC_ID",
    unit="DISPOSE_UNIT_ID",
    received="CREATE_TIME",
)

DATES = Shape(
    portal="laoshan",
    good=(
        ("诉求编号", ""),
        ("诉求人标识", "f0e1d2"),
        ("诉求类型", "民生"),
        ("诉求主体", "居民"),
        ("一级分类", "物业"),
        ("二级分类", "物业收费"),
        ("诉求渠道", "热线电话"),
        ("所属街道", "霁川街道"),
        ("所属社区", "筱榭社区"),
        ("所属网格", ""),
        ("承办单位", "财政局"),
        ("办理层级", "区级"),
        ("受理时间", "2023/05/08 09:30:00"),
        ("派单时间", "2023/05/08 09:40:00"),
        ("签收时间", "2023/05/08 09:50:00"),
        ("首次响应时间", "2023/05/08 10:30:00"),
        ("办理时限", "2023/05/12 09:30:00"),
        ("回复时间", "2023/05/10 15:00:00"),
        ("办结时间", "2023/05/10 16:00:00"),
        ("办理状态", "办结"),
        ("回访时间", "2023/05/11 10:00:00"),
        ("回访结果", "接通并评价"),
        ("是否解决", "解决"),
        ("满意度", "满意"),
        ("评价方式", "回访"),
        ("数据截止时间", "2024-01-05"),
        ("诉求内容", "(测试)"),
    ),
    case_id="诉求编号",
    unit="承办单位",
    received="受理时间",
)

SHAPES = (FLAGS, DATES)
