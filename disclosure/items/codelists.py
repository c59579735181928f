"""The province's code lists for the metadata of an item; stored as the words themselves.

Sources: 国务院政府信息公开目录 (theme, 22 classes); 党政机关公文处理工作条例 (2012) 第八条 (the fifteen kinds of
official document), with the further genres used by local governments; 政府信息公开录入规范 (audience).
"""

GENRES = (
    "决议",
    "决定",
    "命令（令）",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "规章",
    "规划",
    "工作报告",
    "统计数据",
    "解读",
    "其他",
)

THEMES = (
    "机构职能",
    "综合政务",
    "国民经济管理、国有资产监管",
    "财政、金融、审计",
    "国土资源、能源",
    "农业、林业、水利",
    "工业、交通",
    "商贸、海关、旅游",
    "市场监管、安全生产监管",
    "城乡建设、环境保护",
    "科技、教育",
    "文化、广电、新闻出版",
    "卫生、体育",
    "人口与计划生育、妇女儿童工作",
    "劳动、人事、监察",
    "公安、安全、司法",
    "民政、扶贫、救灾",
    "民族、宗教",
    "对外事务",
    "港澳台侨工作",
    "国防",
    "其他",
)

AUDIENCES = ("全社会", "公民", "法人", "社会组织", "农民", "军人", "老年人", "残疾人", "学生", "妇女儿童")


def choices_of(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the choices of a form field; the first, empty one means that nothing was chosen."""
    return [("", "—"), *((word, word) for word in words)]
