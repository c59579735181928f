"""The units of money that a table may declare, and in which of ours it is shown afterwards."""

from collections.abc import Mapping

from disclosure.money.statuses import DisplayUnit

UNITS: Mapping[str, DisplayUnit] = {"元": DisplayUnit.YUAN, "万元": DisplayUnit.WAN, "亿元": DisplayUnit.WAN}
