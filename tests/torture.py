# ruff: noqa: E501  # a paragraph is read as one line
"""Paragraphs made to break a compositor."""

from __future__ import annotations

PLAIN = (
    "同样地，在生活中，我们最初通过模仿学习（比如上学）来为自己打基础，这是很合理的。但即使毕业后，"
    "我也习惯于研究他人如何获得成功并试图模仿。有时确实有效，但最终我意识到，永远无法超越他人的全部能力。"
)
TORTURE = {
    "plain": PLAIN,
    "marks": "他说：“（《论语》），”——《孟子》、《庄子》……“好”！？（见《史记·项羽本纪》）。「『嗯』」；“‘真的？’”他问。",
    "nested": "“‘“《〈（【「『内』」】）〉》”’”在外面，“‘“《〈（【「『再内』」】）〉》”’”又在外面。（（（三重括号）））也要紧排。",
    "links": '参见<a href="#a">“在线策略”</a>，以及<a href="#b">《强化学习》</a>（<a href="#c">第二版</a>）。<b>“粗体”</b>、<em>“楷体”</em>；<a href="#d">链接，</a>后面。',
    "mixed": "使用 RL 训练 LLM 时，在 GPU 上跑 3 天；成本约 1,200 美元。用PyTorch写的代码跑在Linux 6.1上，版本号是2.4.1，速度提升了3倍多。",
    "tight": "在2025年7月23日，OpenAI和Google的AI模型GPT都在IMO比赛获得35分（满分42分），并有90%的题目A级通过。",
    "address": "原文见 https://www.jasonwei.net/blog/life-lessons-from-reinforcement-learning 一文，又见https://example.com/a/b/c?x=1&amp;y=2#top。",
    "units": "温度从20℃升到35℃，湿度50％，重量10kg，长度5～10cm，价格￥100，比例3:1，角度90°，面积20m²，时间12:30，共计1/3。",
    "names": "列夫·托尔斯泰、约翰·冯·诺依曼、让·雅克·卢梭和路德维希·维特根斯坦都写过，弗里德里希·威廉·尼采也写过书。",
    "dashes": "他走了——永远地走了——再也没有回来……没有人知道为什么……也许——只是也许——有一天会明白的……真的会吗？",
    "bold": "<b>全部加粗的一句话，“引号”也在里面，《书名》也在里面。</b><em>楷体的强调，“引号”、《书名》都在其中，这里再长一点。</em>之后是正文。",
    "quote": '他说<span lang="en">don’t worry</span>，又说<span lang="en">“it’s fine”</span>，最后说“没关系”，于是大家都散了，各自回家去了。',
    "notes": '这是一条脚注<sup><a href="#n">1</a></sup>，还有一条在句末。<sup><a href="#m">12</a></sup>第三条在引号后”<sup><a href="#o">3</a></sup>。文字继续往下走。',
    "code": "运行 <code>make epub</code> 之后，再用<code>publisher pdf --layout facing</code>生成文件；变量<code>max_width</code>不要改。",
    "short": "好。",
    "commas": "一，二，三，四，五，六，七，八，九，十，一，二，三，四，五，六，七，八，九，十，一，二，三，四，五，六，七，八，九，十。",
    "closing": "（（甲）），（（乙）），（（丙）），（（丁）），（（戊）），（（己）），（（庚）），（（辛）），（（壬）），（（癸））。",
    "han": "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜",
}
"""Name → the content of a Chinese paragraph, as HTML."""

ENGLISH = (
    "One of the big con\u00adcepts in RL is that you always want to be “on-policy”: instead of"
    " mim\u00adick\u00ading other peo\u00adple’s suc\u00adcess\u00adful tra\u00adjec\u00adto\u00adries, you should take"
    " your own ac\u00adtions and learn from the re\u00adward given by the en\u00advi\u00adron\u00adment. Ob\u00advi\u00adously"
    ' <a href="#i">im\u00adi\u00adta\u00adtion learn\u00ading</a> is use\u00adful to boot\u00adstrap to nonzero pass rate'
    " ini\u00adtially, but once you can take rea\u00adson\u00adable tra\u00adjec\u00adto\u00adries, we gen\u00ader\u00adally"
    " avoid im\u00adi\u00adta\u00adtion learn\u00ading be\u00adcause the best way to lever\u00adage the model’s own"
    " strengths (which are dif\u00adfer\u00adent from hu\u00admans) is to only learn from its own."
)
"""An English paragraph with its soft hyphens."""


def chinese(*contents: str) -> str:
    """Paragraphs in Chinese."""
    return "".join(f'<p lang="zh-Hans">{content}</p>\n' for content in contents)


def english(*contents: str) -> str:
    """Paragraphs in English."""
    return "".join(f'<p lang="en">{content}</p>\n' for content in contents)
