"""The question sets that ship: fixed words in both languages. To change one, add a version."""

from portal.participation.kinds import (
    AgeAnswer,
    Item,
    PictureAnswer,
    Rating,
    VisitAnswer,
)
from portal.participation.rules.questions import Question, QuestionSet, QuestionSetUnknown, Words
from portal.registry.rules import RestaurantType

FIVE = (
    (Rating.VERY_GOOD.value, Words("非常满意", "Very satisfied")),
    (Rating.GOOD.value, Words("满意", "Satisfied")),
    (Rating.FAIR.value, Words("基本满意", "Fairly satisfied")),
    (Rating.POOR.value, Words("不满意", "Dissatisfied")),
    (Rating.VERY_POOR.value, Words("非常不满意", "Very dissatisfied")),
    (Rating.DONT_KNOW.value, Words("不清楚", "I don't know")),
)

_AFTER_THE_FIRST = (
    Question(
        Item.TRUST,
        Words(
            "公开的后厨画面真实反映了后厨情况，您对此是否满意？",
            "How satisfied are you that the kitchen is as the picture shows it?",
        ),
        options=FIVE,
    ),
    Question(
        Item.EASE,
        Words(
            "从扫码到看到画面是否方便，您满意吗？",
            "How satisfied are you with how easily you got from the code to the picture?",
        ),
        options=FIVE,
    ),
    Question(
        Item.PICTURE,
        Words("画面清晰、正常吗？", "Was the picture clear, and did it work?"),
        options=(
            (PictureAnswer.CLEAR.value, Words("清晰正常", "Yes, clear and working")),
            (PictureAnswer.BLACK.value, Words("黑屏", "No, it was black")),
            (PictureAnswer.FROZEN.value, Words("画面不动", "No, it stood still")),
            (PictureAnswer.WRONG_PLACE.value, Words("拍的不是后厨", "No, it showed another place")),
            (PictureAnswer.TOO_SLOW.value, Words("太慢、卡顿", "No, it was too slow")),
            (PictureAnswer.NOT_TRIED.value, Words("没有看画面", "I did not try")),
        ),
    ),
    Question(
        Item.OPENNESS,
        Words(
            "您对监管部门公开食品安全信息的做法满意吗？",
            "How satisfied are you with how the regulator makes food safety public?",
        ),
        options=FIVE,
    ),
)

_LAST = (
    Question(
        Item.AGE,
        Words("您的年龄段？", "How old are you?"),
        hint=Words("可以不填，仅用于统计。", "You may leave this out; it is only used to count."),
        options=(
            (AgeAnswer.UNDER_18.value, Words("18 岁以下", "Under 18")),
            (AgeAnswer.FROM_18.value, Words("18–34 岁", "18 to 34")),
            (AgeAnswer.FROM_35.value, Words("35–49 岁", "35 to 49")),
            (AgeAnswer.FROM_50.value, Words("50–64 岁", "50 to 64")),
            (AgeAnswer.FROM_65.value, Words("65 岁及以上", "65 or older")),
        ),
    ),
    Question(
        Item.REMARK,
        Words("还有什么想告诉我们的？", "Is there anything else you want to tell us?"),
        hint=Words(
            "可以不填，最多 1200 字。内容不公开；请不要写姓名、电话等个人信息。",
            "You may leave this out; 1,200 characters at most. It is not published. "
            "Please write no names or telephone numbers.",
        ),
    ),
)

DINERS = QuestionSet(
    "diners-1",
    Words("就餐者问卷，第 1 版", "Diners, version 1"),
    (
        Question(
            Item.SATISFACTION,
            Words(
                "您对这家餐饮单位的食品安全状况满意吗？",
                "How satisfied are you with food safety at this restaurant?",
            ),
            options=FIVE,
        ),
        *_AFTER_THE_FIRST,
        Question(
            Item.VISIT,
            Words("您今天在这里用餐了吗？", "Did you eat here today?"),
            options=(
                (VisitAnswer.HERE.value, Words("在店内用餐", "Yes, here")),
                (VisitAnswer.TAKEAWAY.value, Words("外卖或打包", "Yes, as takeaway")),
                (VisitAnswer.NEITHER.value, Words("没有", "No")),
            ),
        ),
        *_LAST,
    ),
)

PARENTS = QuestionSet(
    "parents-1",
    Words("学校食堂家长问卷，第 1 版", "Parents of a school canteen, version 1"),
    (
        Question(
            Item.SATISFACTION,
            Words(
                "您对孩子就餐的学校食堂的食品安全状况满意吗？",
                "How satisfied are you with food safety at the canteen where your child eats?",
            ),
            options=FIVE,
        ),
        *_AFTER_THE_FIRST,
        Question(
            Item.VISIT,
            Words("您的孩子今天在这里用餐了吗？", "Did your child eat here today?"),
            options=(
                (VisitAnswer.HERE.value, Words("是", "Yes")),
                (VisitAnswer.TAKEAWAY.value, Words("由学校送餐", "Yes, meals are delivered")),
                (VisitAnswer.NEITHER.value, Words("没有", "No")),
            ),
        ),
        *_LAST,
    ),
)

QUESTION_SETS = {each.name: each for each in (DINERS, PARENTS)}


def set_for(type: RestaurantType) -> QuestionSet:
    """The questions for this kind of Restaurant."""
    return PARENTS if type is RestaurantType.SCHOOL_CANTEEN else DINERS


def question_set(name: str) -> QuestionSet:
    """The question set of this name. Raises QuestionSetUnknown."""
    found = QUESTION_SETS.get(name)
    if found is None:
        raise QuestionSetUnknown(name)
    return found
