"""What citizens choose from and officers answer with, in both languages; data, version 1."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.participation.case_kinds import CaseAct, Category
from portal.participation.rules.questions import Words


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """How a category reads, and what is asked of who chose it."""

    name: Words
    hint: Words
    question: Words


_WHEN_AND_WHERE = Words(
    "请写明什么时间、什么位置、看到了什么。", "Please write when, where exactly, and what you saw."
)

CATEGORIES: Mapping[Category, CategoryWords] = {
    Category.DIRTY: CategoryWords(
        Words("环境脏乱", "Dirty premises"),
        Words("地面积水、油污，杂物堆放", "Standing water, grease, clutter"),
        _WHEN_AND_WHERE,
    ),
    Category.PESTS: CategoryWords(
        Words("老鼠、蟑螂、苍蝇或猫狗", "Rats, insects or pets"),
        Words("后厨或就餐区出现", "In the kitchen or where people eat"),
        Words(
            "请写明看到了什么、有几只、在哪里、什么时间。",
            "Please write what you saw, how many, where and when.",
        ),
    ),
    Category.STAFF: CategoryWords(
        Words("人员卫生", "Staff hygiene"),
        Words("没戴帽子口罩、赤膊、边做边吃", "No cap or mask, bare torso, eating while working"),
        _WHEN_AND_WHERE,
    ),
    Category.SMOKING: CategoryWords(
        Words("后厨吸烟", "Smoking in the kitchen"),
        Words("加工区有人吸烟", "Somebody smokes where food is prepared"),
        _WHEN_AND_WHERE,
    ),
    Category.MIXING: CategoryWords(
        Words("生熟不分", "Raw and cooked food mixed"),
        Words("砧板、刀具、容器混用", "The same boards, knives or containers"),
        _WHEN_AND_WHERE,
    ),
    Category.UTENSILS: CategoryWords(
        Words("餐具不洁", "Dirty tableware"),
        Words("没洗净、没消毒、没保洁", "Not washed, not disinfected, not kept clean"),
        _WHEN_AND_WHERE,
    ),
    Category.WASTE: CategoryWords(
        Words("垃圾与餐厨废弃物", "Waste"),
        Words("垃圾桶不盖、满溢、有异味", "Open or overflowing bins, smell"),
        _WHEN_AND_WHERE,
    ),
    Category.SPOILED: CategoryWords(
        Words("食物变质或有异物", "Spoiled food or foreign matter"),
        Words("发霉、有虫、有毛发等", "Mould, insects, hair and the like"),
        Words(
            "请写明是哪道菜、什么时间、发现了什么。食物和小票请先留着。",
            "Please write which dish, when, and what was in it. Keep the food and the receipt.",
        ),
    ),
    Category.ILL: CategoryWords(
        Words("吃了之后身体不适", "Somebody fell ill"),
        Words("腹痛、呕吐、腹泻、发热", "Stomach ache, vomiting, diarrhoea, fever"),
        Words(
            "请写明几个人、吃了什么、什么时间吃的、什么时间开始不适。",
            "Please write how many people, what they ate and when, and when it began.",
        ),
    ),
    Category.PICTURE: CategoryWords(
        Words("直播画面不对", "The live picture is wrong"),
        Words("黑屏、不动、拍的不是后厨、镜头脏", "Dark, frozen, another place, dirty lens"),
        Words("请写明画面哪里不对。", "Please write what is wrong with the picture."),
    ),
    Category.LICENCE: CategoryWords(
        Words("证照或公示牌", "Licence or sign"),
        Words("没有亮证、没有公示牌、信息不符", "Not shown, missing, or not true"),
        _WHEN_AND_WHERE,
    ),
    Category.OTHER: CategoryWords(
        Words("其他食品安全问题", "Something else about food safety"),
        Words("上面都不是", "None of these"),
        _WHEN_AND_WHERE,
    ),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A reply to begin from, for one act; `%(…)s` are filled in."""

    id: str
    act: CaseAct
    name: Words
    text: Words


TEMPLATES: tuple[Template, ...] = (
    Template(
        "accepted",
        CaseAct.ACCEPT,
        Words("已受理", "Taken up"),
        Words(
            "您反映的%(restaurant)s的问题我们已受理，将安排核查，预计 %(due)s 前给您结果。",
            "We have taken up what you told us about %(restaurant)s and will check it. "
            "Expect the result by %(due)s.",
        ),
    ),
    Template(
        "ask-when",
        CaseAct.ASK_INFO,
        Words("请补充时间地点", "Ask when and where"),
        Words(
            "为了核查，请您补充：大约什么时间、在店内什么位置看到的？补充之前时限暂停计算。",
            "To check this we need to know: about when, and where in the restaurant did you see "
            "it? Until you answer, the time does not run.",
        ),
    ),
    Template(
        "ask-proof",
        CaseAct.ASK_INFO,
        Words("请补充凭证", "Ask for a proof"),
        Words(
            "请您补充消费小票或现场照片。没有也可以直接回复“没有”，我们会继续办理。",
            "Please add the receipt or a photograph. If you have none just answer “none”, and we "
            "go on.",
        ),
    ),
    Template(
        "checking",
        CaseAct.CHECK,
        Words("已派员核查", "Sent to check"),
        Words("监管员已前往%(restaurant)s核查。", "An inspector is checking %(restaurant)s."),
    ),
    Template(
        "mediating",
        CaseAct.MEDIATE,
        Words("开始调解", "Mediation"),
        Words(
            "我们已联系%(restaurant)s进行调解，预计 %(due)s 前结束。",
            "We have begun to mediate with %(restaurant)s. Expect the end by %(due)s.",
        ),
    ),
    Template(
        "rectifying",
        CaseAct.RECTIFY,
        Words("已责令整改", "To be put right"),
        Words(
            "经核查，%(restaurant)s确有需要整改的问题，已责令限期整改，整改后我们会复查。",
            "We found something that %(restaurant)s must put right, set a time for it, and will "
            "look again.",
        ),
    ),
    Template(
        "decided-confirmed",
        CaseAct.DECIDE,
        Words("属实并已整改", "True, and put right"),
        Words(
            "您反映的问题经核查属实，%(restaurant)s已完成整改，复查合格。谢谢您的监督。",
            "What you told us was true. %(restaurant)s has put it right, and we have checked. "
            "Thank you.",
        ),
    ),
    Template(
        "decided-unfounded",
        CaseAct.DECIDE,
        Words("未发现违规", "Nothing found"),
        Words(
            "我们已到%(restaurant)s核查，未发现您反映的情况。如有新的线索，您可以申请重新办理一次。",
            "We checked %(restaurant)s and did not find it. If you know more, you can have the "
            "case reopened once.",
        ),
    ),
    Template(
        "refused-place",
        CaseAct.REFUSE,
        Words("不属本辖区", "Another district"),
        Words(
            "该单位不在本辖区，请向所在地市场监管部门反映，或拨打 12345。",
            "This business is in another district. Please tell its own regulator, or call 12345.",
        ),
    ),
    Template(
        "transferred",
        CaseAct.TRANSFER,
        Words("已转办", "Handed over"),
        Words(
            "您反映的事项已转交有权处理的部门，转办编号见本页。",
            "We have handed this over to the office in charge; its number there is on this page.",
        ),
    ),
)
"""In the order in which they are offered, each with the act that it belongs to."""
