"""Whether a contractor is an organisation by its name: natural persons are not published. Pure."""

import re
import unicodedata

ORGANISATION = re.compile(
    r"公司|集团|企业|合伙|研究院|设计院|医院|学院|大学|学校|工程局|管理局|事务所|研究所|合作社|联合体|中心|总厂|"
    r"工程队|建筑队|施工队|项目部|经营部|门市部|基金会|协会|委员会|办事处|服务站|工作站|工作室|商行|商店|商场|"
    r"(?:[院厂所局社处站行店场])(?:（[^（）]{1,20}）)?$|\b(?:Co|Ltd|Inc|LLC|GmbH|Corp|Group|Limited)\b",
    re.IGNORECASE,
)
"""Words that the registers of companies, institutions and social organisations use in names."""

SEPARATORS = re.compile(r"[、；;／/\n]+")


def looks_like_person(contractor: str) -> bool:
    """Tell whether any of the names (several stand between 、 or ；) lacks every word of an organisation.

    Such a name may still be a company's: somebody looks and confirms it.
    """
    names = [name for part in SEPARATORS.split(unicodedata.normalize("NFKC", contractor)) if (name := part.strip())]
    return any(not ORGANISATION.search(_wide_brackets(name)) for name in names)


def _wide_brackets(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")
