"""What the models we train fail at, in both languages and in the same order.

Readers of /models see their own.
"""

FINDER_FAILURES = (
    "Heads seen from behind, in strong profile or from straight above are often missed: "
    "hardly any are labelled.",
    "Faces under about 12 px of the net's picture are found in part only.",
    "No ceiling view of a working kitchen, no chef's hats or hairnets in number, and no night "
    "infrared were learnt from; grey and dark pictures are imitated.",
    "Persons cut by the frame, bending, or behind a counter are often missed; persons are "
    "experimental.",
    "Round bright things (pans, lamps, wheels) are at times taken for heads at the low threshold "
    "of protection.",
    "Labels of faces in voc, capston and hwd come from YuNet, whose blind spots are inherited.",
)
FINDER_FAILURES_ZH = (
    "背面、大角度侧面或正上方看到的头部常常漏检：这类标注极少。",
    "在模型所用的画面中，小于约 12 像素的人脸只能找到一部分。",
    "训练图片中没有厨房作业时的俯视画面，厨师帽、发网很少，也没有夜间红外画面；灰度和昏暗画面为模拟所得。",
    "被画面边缘截断、弯腰或在柜台后的人常常漏检；人体检测属试验性质。",
    "在隐私保护所用的低阈值下，圆而亮的物品（锅、灯、轮子）有时会被当成头部。",
    "voc、capston 和 hwd 中的人脸标注由 YuNet 生成，其盲区一并带入。",
)
JUDGE_FAILURES = (
    "Covered was learnt from helmets mostly; chef's hats, hairnets and headscarves are rare in the "
    "pictures, so their figures are not known.",
    "A mask below the nose is called a mask at times; the share is among the figures.",
    "Heads under 12 px across are not judged at all.",
    "Hands, cups and telephones before a mouth can be taken for a mask.",
    "Faces are mostly of East Asian and European press and stock pictures.",
)
JUDGE_FAILURES_ZH = (
    "“头部有遮盖”主要是从安全帽学来的；图片中厨师帽、发网和头巾很少，因此对它们的准确程度不详。",
    "口罩戴在鼻子以下时，有时会被判为戴了口罩；这一比例见各项指标。",
    "宽度不足 12 像素的头部一律不判断。",
    "嘴前的手、杯子和电话可能被当成口罩。",
    "人脸大多来自东亚和欧洲的新闻图片与图库图片。",
)

RODENT_FAILURES = (
    "A trial: it learnt from stills in daylight, many of them close, and from few films. How it "
    "does at night, under infrared light or from a ceiling is not known.",
    "Kinds other than rats and mice were not shown to it; pets, stuffed toys and dark bags of that "
    "size may be taken for rodents.",
    "An animal that takes less than about 15 px of the net's picture is missed mostly.",
    "It speaks for one picture. Only the rule about what runs (size, speed) makes a lead of it.",
)
RODENT_FAILURES_ZH = (
    "试验性质：训练用的是白天拍摄的静态图片（多为近景）和少量录像画面。夜间、红外光下或俯视时的效果不详。",
    "除大鼠、小鼠外未学习其他鼠类；宠物、毛绒玩具以及大小相近的深色袋子可能被当成老鼠。",
    "在模型所用的画面中不足约 15 像素的动物大多漏检。",
    "它只对单张画面作判断；只有再经过大小、速度的规则，才会成为线索。",
)
