"""How the back office writes dates: as the public pages do, the same in every language.

Django looks the names up in `<locale>/formats.py`.
"""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
"""The first is how a date stands in a field; what is typed may be any of them."""
