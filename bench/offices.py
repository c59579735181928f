"""The sixty offices of a city that is made to be measured."""

from typing import Any


def make_offices() -> list[Any]:
    from departments.models import Department
    from departments.offices.codes import check_digit

    bodies = [f"11990000{number:09d}" for number in range(60)]
    return [
        Department.objects.create(
            code=body + check_digit(body),
            name=f"测试市第{n}局",
            short_name=f"第{n}局",
            pinyin=f"{n:04d}",
            kind="bureau",
        )
        for n, body in enumerate(bodies)
    ]
