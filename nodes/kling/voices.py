"""The voices of lip-sync and text to speech, as data.

The same voice_id speaks both languages, and one name stands for two voices: so a voice is chosen by name *and*
language. Display names are saved in workflows: add rows, never rename one. Sources: the lists in Kling's own node pack
and in ComfyUI's Kling nodes.
"""

import re
from dataclasses import dataclass

from .errors import InputError

LANGUAGES = ("en", "zh")
"""What Kling calls voice_language."""


@dataclass(frozen=True, slots=True)
class Voice:
    name: str
    voice_id: str
    language: str

    @property
    def display_name(self) -> str:
        """Unique, e.g. "Melody (en)"."""
        return f"{self.name} ({self.language})"


_ENGLISH = {
    "Melody": "girlfriend_4_speech02",
    "Sunny": "genshin_vindi2",
    "Sage": "zhinen_xuesheng",
    "Ace": "AOT",
    "Blossom": "ai_shatang",
    "Peppy": "genshin_klee2",
    "Dove": "genshin_kirara",
    "Shine": "ai_kaiya",
    "Anchor": "oversea_male1",
    "Lyric": "ai_chenjiahao_712",
    "Tender": "chat1_female_new-3",
    "Siren": "chat_0407_5-1",
    "Zippy": "cartoon-boy-07",
    "Bud": "uk_boy1",
    "Sprite": "cartoon-girl-01",
    "Candy": "PeppaPig_platform",
    "Beacon": "ai_huangzhong_712",
    "Rock": "ai_huangyaoshi_712",
    "Titan": "ai_laoguowang_712",
    "Grace": "chengshu_jiejie",
    "Helen": "you_pingjing",
    "Lore": "calm_story1",
    "Crag": "uk_man2",
    "Prattle": "laopopo_speech02",
    "Hearth": "heainainai_speech02",
    "The Reader": "reader_en_m-v1",
    "Commercial Lady": "commercial_lady_en_f-v1",
}

_CHINESE = {
    "阳光少年": "genshin_vindi2",
    "懂事小弟": "zhinen_xuesheng",
    "运动少年": "tiyuxi_xuedi",
    "青春少女": "ai_shatang",
    "温柔小妹": "genshin_klee2",
    "元气少女": "genshin_kirara",
    # Kling calls this one 元气少女 as well; in its own node pack it hides the other.
    "元气少女 2": "guanxiaofang-v2",
    "阳光男生": "ai_kaiya",
    "幽默小哥": "tiexin_nanyou",
    "文艺小哥": "ai_chenjiahao_712",
    "甜美邻家": "girlfriend_1_speech02",
    "温柔姐姐": "chat1_female_new-3",
    "职场女青": "girlfriend_2_speech02",
    "活泼男童": "cartoon-boy-07",
    "俏皮女童": "cartoon-girl-01",
    "稳重老爸": "ai_huangyaoshi_712",
    "温柔妈妈": "you_pingjing",
    "严肃上司": "ai_laoguowang_712",
    "优雅贵妇": "chengshu_jiejie",
    "慈祥爷爷": "zhuxi_speech02",
    "唠叨爷爷": "uk_oldman3",
    "唠叨奶奶": "laopopo_speech02",
    "和蔼奶奶": "heainainai_speech02",
    "东北老铁": "dongbeilaotie_speech02",
    "重庆小伙": "chongqingxiaohuo_speech02",
    "四川妹子": "chuanmeizi_speech02",
    "潮汕大叔": "chaoshandashu_speech02",
    "台湾男生": "ai_taiwan_man2_speech02",
    "西安掌柜": "xianzhanggui_speech02",
    "天津姐姐": "tianjinjiejie_speech02",
    "新闻播报男": "diyinnansang_DB_CN_M_04-v2",
    "译制片男": "yizhipiannan-v1",
    "撒娇女友": "tianmeixuemei-v1",
    "刀片烟嗓": "daopianyansang-v1",
    "乖巧正太": "mengwa-v1",
}

VOICES = tuple(
    Voice(name, voice_id, language)
    for language, voices in (("en", _ENGLISH), ("zh", _CHINESE))
    for name, voice_id in voices.items()
)

_BY_DISPLAY_NAME = {voice.display_name: voice for voice in VOICES}
_BY_ID = {(voice.voice_id, voice.language): voice for voice in VOICES}
_RAW = re.compile(rf"([^\s@]+)@({'|'.join(LANGUAGES)})")


def names() -> list[str]:
    """The display names for a combo, English first."""
    return list(_BY_DISPLAY_NAME)


def find(name: str) -> tuple[str, str]:
    """voice_id and voice_language of a display name, or of any id with its language, e.g. "genshin_vindi2@en".

    The second form also takes ids that this table lacks, such as a voice that Kling added last week.

    Raises:
        InputError: neither of the two. A language is never guessed: the wrong one is paid for as well.
    """
    name = name.strip()
    if voice := _BY_DISPLAY_NAME.get(name):
        return voice.voice_id, voice.language
    if raw := _RAW.fullmatch(name):
        return raw[1], raw[2]
    raise InputError(f"voice is {name[:60]!r}, which is no voice of KlingKit's list. {_remedy(name)}")


def by_id(voice_id: str, language: str) -> Voice | None:
    """The row of an id in one language, for showing its name; None where the table lacks it."""
    return _BY_ID.get((voice_id, language))


def _remedy(name: str) -> str:
    meant = [voice for voice in VOICES if name in (voice.name, voice.voice_id)]
    if meant:
        return f"Choose {' or '.join(voice.display_name for voice in meant)}."
    return "Choose one of the list, or write any voice_id with its language, like genshin_vindi2@en."
