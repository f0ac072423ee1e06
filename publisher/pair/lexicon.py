"""A few hundred common words with their Chinese: which of two neighbours a text translates.

Length and position find nearly every pair. Where two blocks of like length stand side by side,
words decide, and a small list is enough: a hit counts by how rare it is in the post.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

_WORDS = """
one 一/1 two 二/两/2 three 三/3 four 四/4 five 五/5 six 六/6 seven 七/7 eight 八/8 nine 九/9
ten 十/10 hundred 百 thousand 千 million 百万/万 first 第一/首先/先/首 second 第二/秒/其次
third 第三 half 半/一半 once 一次/一旦 twice 两次/两遍 both 两/都/双方 all 所有/都/全/一切
every 每/所有/都 each 每/各 many 许多/很多/多 most 大多/最/多数 more 更/多 less 少 few 几/少
some 一些/有些/有的/某 several 几 only 只/仅/唯一 last 最后/末 next 下一/接下来/接着
other 其他/其它/另/别的 another 另/再 same 同/一样 different 不同/差异/异 new 新 old 老/旧/古
young 年轻 good 好/善 better 更好 best 最好/最佳 bad 坏/糟/不好 great 伟大/大/很好 big 大 large 大
small 小 little 小/少 long 长/久 short 短 high 高 low 低 hard 难/硬/努力 easy 容易/简单/易
simple 简单 difficult 困难/难 important 重要 right 对/右/正确/权 wrong 错 true 真/对 false 假
real 真/实 possible 可能 impossible 不可能 early 早 late 晚/迟
never 从不/从未/从来/绝不/永远不/不/没 always 总/一直/始终/永远 often 经常/常/往往 sometimes 有时
usually 通常/一般 again 再/又/重新 still 仍/还/依然 already 已经/已 now 现在/如今/目前
then 然后/那么/于是/接着 today 今天/今日/如今 tomorrow 明天 yesterday 昨天 year 年 month 月
week 周/星期 day 天/日 night 夜/晚 morning 早/上午 evening 晚 hour 小时/钟头 minute 分钟
time 时/时间/次 moment 时刻/一刻/刻/瞬间 century 世纪 age 年龄/时代/岁 man 人/男 woman 女
people 人 person 人 child 孩/子 children 孩 boy 男孩 girl 女孩 friend 朋友 family 家 mother 母/妈
father 父/爸 brother 兄/弟/哥 sister 姐/妹 son 儿子 daughter 女儿 wife 妻 husband 丈夫 king 王
god 神/上帝 doctor 医/博士 teacher 老师/教师 student 学生 author 作者 writer 作家/作者 reader 读者
translator 译者/译 researcher 研究 scientist 科学家 engineer 工程师 programmer 程序员
developer 开发 user 用户/使用者 customer 客户/顾客 company 公司 team 团队/队 government 政府
country 国 world 世界 city 城 house 房/屋/家 home 家 room 房间/屋 door 门 window 窗
table 表/桌/表格 chair 椅 bed 床 kitchen 厨 school 学校/上学 university 大学 college 大学/学院
book 书 page 页 paper 纸/论文 chapter 章/篇 paragraph 段 sentence 句 word 词/字/话/单词
letter 字母/信 line 行/线 text 文/文本/文字 story 故事 article 文章 post 文章/帖 title 标题/题
heading 标题 list 列表/单子/清单 note 注/笔记 name 名 number 数/号 language 语言/语
english 英/英文/英语 chinese 中文/汉语/中国/汉 translation 翻译/译 translate 译/翻译
meaning 意思/意义/含义 mean 意味/意思/指/意 question 问题/问 answer 回答/答 problem 问题
solution 解决/方案/解 reason 原因/理由/理 result 结果 example 例 idea 想法/主意/点子/思想/观念
thought 想/思想/念头 fact 事实 truth 真理/真相/真 lesson 教训/课/启示/道理 rule 规则/规/法则
law 法/定律 history 历史/史 future 未来/将来 past 过去 life 生活/人生/生命/一生 death 死 love 爱
hate 恨/讨厌 fear 怕/恐惧 hope 希望 happy 快乐/幸福/高兴/开心 sad 悲伤/难过 afraid 怕
angry 生气/愤怒 heart 心 head 头 hand 手 eye 眼 face 脸/面 foot 脚 body 身体/身
mind 心/头脑/思维/脑 blood 血 voice 声音/声 water 水 fire 火 air 空气/气 earth 地球/地 sun 太阳/日
moon 月 star 星 sky 天空/天 sea 海 river 河 mountain 山 tree 树 flower 花 stone 石 wind 风 rain 雨
snow 雪 light 光/灯/轻 dark 黑/暗 white 白 black 黑 red 红 green 绿 blue 蓝 color 颜色/色
colour 颜色/色 gold 金 iron 铁 wood 木 glass 玻璃/杯 food 食物/吃 bread 面包 tea 茶 coffee 咖啡
wine 酒 fish 鱼 bird 鸟 dog 狗 cat 猫 horse 马 car 车 ship 船 road 路 street 街
train 火车/训练/列车 money 钱 price 价 market 市场 business 生意/业务/商 work 工作/活/作品
job 工作 art 艺术/艺 music 音乐 picture 图/照片/画 image 图 photo 照片 film 电影 game 游戏/比赛
war 战争/战 peace 和平 power 力/权/电 force 力 energy 能 machine 机器/机 computer 计算机/电脑
phone 手机/电话 network 网络 internet 互联网/网 web 网 program 程序/节目 software 软件
hardware 硬件 system 系统/体系 code 代码/码 data 数据 file 文件 folder 文件夹/目录
memory 内存/记忆 function 函数/功能 method 方法 class 类/班/课 object 对象 value 值/价值
variable 变量 type 类型/型/打字 string 字符串 array 数组 test 测试/试 error 错误/错 bug 错误/漏洞
server 服务器/服务端 client 客户端 database 数据库 query 查询 model 模型 learning 学习 learn 学
reward 奖励/回报 agent 智能体/代理 environment 环境 policy 策略/政策 task 任务 experiment 实验
research 研究 design 设计 build 构建/建/造 create 创建/创造 make 做/造/使/让 use 用 run 运行/跑
start 开始/启动 begin 开始/起 stop 停 end 结束/末/完/端/尾 open 开/打开 close 关/合 read 读/看
write 写 say 说 says 说 said 说 tell 告诉/说 told 告诉/说 speak 说/讲 talk 谈/说 ask 问/请求
think 想/认为/觉得/思考 know 知道/懂/认识/了解 understand 理解/明白/懂 believe 相信/信 remember 记
forget 忘 feel 感/觉得 see 看/见 look 看 watch 看 hear 听 listen 听 find 找/发现 lose 失/丢/输
give 给 take 拿/取/带 get 得/获 keep 保/留/守 put 放 bring 带 send 发/送/寄 buy 买 sell 卖 pay 付
cost 成本/代价/费 spend 花 win 赢/胜 try 试/尝试 help 帮 need 需 want 想/要 like 喜欢/像
live 住/活/生活 die 死 eat 吃 drink 喝 sleep 睡 wake 醒 walk 走 sit 坐 stand 站/立 turn 转/变
change 变/改 move 动/移/搬 grow 长/增 fall 落/跌/掉 rise 升/涨/起 leave 离开/留/走 come 来
go 去/走 went 去/走 return 返回/回 wait 等 follow 跟/遵循/以下 lead 领/导 carry 带/拿/搬
hold 拿/握/持 break 断/破/打 cut 切/剪/削 add 加 remove 移除/删/去掉 delete 删 copy 复制/抄/拷
play 玩/演/放 sing 唱 teach 教 study 学/研究 imitate 模仿 show 显示/表明/展示/示 call 叫/称/调用
happen 发生 because 因为/因/由于 but 但/不过/却/可是/然而/而 if 如果/若/要是/假如 when 当/时
where 哪/在 why 为什么/为何 how 如何/怎/多么 who 谁/人 not 不/没/非/未 no 不/没/无
without 没有/无/不 with 和/与/用/带 before 前/之前 after 后/之后 between 之间/间 inside 里/内
outside 外 above 上 below 下 under 下 over 过/超/上 near 近/附近 far 远 left 左/留 up 上 down 下
back 回/后/背 away 离/远 together 一起/共同 alone 独/单/一个人 almost 几乎/差不多 enough 够
too 太/也 very 很/非常 perhaps 也许/或许/可能 maybe 也许/可能 must 必须/必/得 should 应/该
can 可以/能/会 could 可以/能 may 可能/可以 will 会/将 would 会 might 可能/也许 part 部分/一部
whole 整/全 side 边/侧/面 top 顶/上 bottom 底/下 front 前 middle 中 north 北 south 南 east 东
west 西 size 大小/尺寸 length 长 width 宽 height 高 weight 重/权重 speed 速
way 方式/方法/路/办法/方 thing 事/东西 place 地方/处 point 点/观点 kind 种/类 form 形式/形/表
case 情况/例/案 level 级/层/水平 order 顺序/次序/命令/订 group 组/群 set 集/套/设 chance 机会/可能
choice 选择 choose 选 decide 决定 decision 决定/决策 success 成功 fail 失败 failure 失败
mistake 错 risk 风险/冒险 danger 危险 safe 安全 free 自由/免费 freedom 自由 strong 强 weak 弱
fast 快 slow 慢 quick 快 hot 热/烫 cold 冷/凉 warm 暖 dry 干 wet 湿 clean 干净/清 full 满/全
empty 空 rich 富 poor 穷/差 beautiful 美 ugly 丑 clear 清楚/清晰/明 strange 奇怪/怪 quiet 静
loud 响/大声 deep 深 wide 宽 thin 薄/瘦/细 thick 厚/粗 sharp 尖/锋 soft 软 heavy 重 public 公
private 私 personal 个人 human 人/人类 nature 自然 science 科学 technology 技术/科技 society 社会
culture 文化 education 教育 health 健康 experience 经验/经历/体验 knowledge 知识
skill 技能/技巧/本事 habit 习惯 practice 实践/练习 theory 理论 process 过程/进程 project 项目
product 产品 service 服务 version 版本/版 feature 功能/特性/特征 option 选项 default 默认
command 命令 output 输出 input 输入 screen 屏幕 key 键/关键/钥匙 link 链接 column 列/栏 row 行
cell 格 font 字体 print 印/打印/排版 margin 边 quote 引 glossary 词汇表/术语 term 术语/词
definition 定义/释义 install 安装 update 更新 support 支持 require 需要/要求 allow 允许/让
provide 提供 include 包/含 contain 含/包 request 请求 response 响应/回应 session 会话
token 令牌/标记 security 安全 performance 性能/表现 thread 线程 event 事件 component 组件
module 模块 template 模板 directive 指令 property 属性 attribute 属性/特性 element 元素 node 节点
graph 图 loop 循环 parent 父 application 应用 interface 接口/界面 library 库/图书馆 framework 框架
package 包 tool 工具 guide 指南 tutorial 教程 introduction 介绍/简介/引言 summary 总结/摘要
conclusion 结论/结语/总结 overview 概览/概述 reference 参考/引用 section 节/部分 step 步
detail 细节/详
""".split()

_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("d", ""),
    ("ed", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
)
_SHORTEST = 4


@cache
def _english() -> frozenset[str]:
    return frozenset(_WORDS[::2])


@cache
def _chinese() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The Chinese words by their first character, each with the English it stands for."""
    table: dict[str, dict[str, list[str]]] = {}
    for word, meanings in zip(_WORDS[::2], _WORDS[1::2], strict=True):
        for meaning in meanings.split("/"):
            table.setdefault(meaning[0], {}).setdefault(meaning, []).append(word)
    return {
        first: tuple((meaning, tuple(words)) for meaning, words in found.items())
        for first, found in table.items()
    }


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str | None:
    """The word of the list that a word is a form of."""
    known = _english()
    if word in known:
        return word
    if len(word) < _SHORTEST:
        return None
    forms = (word.removesuffix(end) + more for end, more in _ENDINGS if word.endswith(end))
    return next((form for form in forms if form in known), None)


def english(names: Iterable[str]) -> frozenset[str]:
    """The words of the list among English words in small letters."""
    return frozenset(stem for name in names if (stem := _stem(name)) is not None)


def chinese(text: str) -> frozenset[str]:
    """The words of the list whose Chinese stands in a text."""
    table = _chinese()
    found: set[str] = set()
    for first in table.keys() & set(text):
        for meaning, words in table[first]:
            if meaning in text:
                found.update(words)
    return frozenset(found)
