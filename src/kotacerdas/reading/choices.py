"""Words of choice: what people may write in YAML for each word that a field takes."""

import re
from functools import cache
from typing import Final

from kotacerdas.nearest import Names, fold, folded, nearest

_OTHER_WORDS: Final = {
    "reguler": "regular, kelompok reguler, regular cohort",
    "kppn-ikn": "kppn, ikn, kppn dan ikn, kelompok kppn dan ikn, kppn and ikn, kppn and ikn cohort",
    "tahap-1": "1, tahap i, tahap1, stage 1, stage i",
    "tahap-2": "2, tahap ii, tahap2, stage 2, stage ii",
    "F4": "folio",
    "id": "indonesia, bahasa indonesia, indonesian",
    "en": "inggris, bahasa inggris, english",
    "onsite": "luring, tatap muka, in person, offline",
    "online": "daring, virtual, zoom",
    "hybrid": "hibrida, hibrid, luring dan daring, daring dan luring, in person and online",
    "sekretariat": "sekretariat daerah, setda, setdako, setdakab, secretariat",
    "inspektorat": "inspektorat daerah, inspectorate",
    "dinas": "department",
    "badan": "board",
    "bagian": "division",
    "rumah-sakit": "rsud, rumah sakit umum daerah, rumah sakit daerah, hospital",
    "kecamatan": "district",
    "kelurahan": "urban village",
    "other": "lainnya, lain, bentuk lain",
    "council": "dewan, dewan smart city, dewan kota cerdas, smart city council, smart city council dewan",
    "team": "tim, tim pelaksana, implementation team, implementation team tim pelaksana",
    "forum": "forum smart city, forum smart city daerah, regional smart city forum",
    "proposed": "diusulkan, usulan",
    "planned": "direncanakan, rencana, belum berjalan, akan berjalan, belum mulai, belum dimulai",
    "running": "berjalan, sedang berjalan, masih berjalan, berlanjut, aktif, active, ongoing, on going, on progress",
    "completed": "selesai, sudah selesai, tuntas, sudah tuntas",
    "stopped": "dihentikan, berhenti, tidak berjalan, tidak berjalan lagi",
    "draft": "draf, konsep, rancangan",
    "final": "sudah final, resmi",
    "revoked": "dicabut, sudah dicabut",
    "public": "terbuka, publik, umum",
    "restricted": "terbatas",
    "secret": "rahasia",
    "none": "tidak ada, tidak, nihil, no",
    "general": "umum",
    "specific": "spesifik, khusus",
    "people": "sdm, orang, peningkatan kapasitas sdm, kapasitas sdm, capacity of people",
    "infrastructure": "infrastruktur, infrastruktur pendukung, supporting infrastructure",
    "applications": "aplikasi, aplikasi pendukung, supporting applications",
    "literacy": "literasi, literasi kota cerdas, smart city literacy",
    "request": "permintaan",
    "recommendation": "rekomendasi",
    "open": "terbuka, belum dijawab",
    "answered": "dijawab, sudah dijawab",
    "declined": "tidak dipenuhi, ditolak",
}
"""A word that some field takes → others for it in both languages; what one means depends on what its field takes."""


_CONTRARY: Final = re.compile(r"(?:belum|tidak|bukan|tak|non|not)\b")
"""Begins what is the contrary of the words after it."""


def words_for(choice: str) -> list[str]:
    """The other words that people may write for a word of choice."""
    return _OTHER_WORDS[choice].split(", ") if choice in _OTHER_WORDS else []


def chosen(written: str, choices: tuple[str, ...]) -> str:
    """The word that is meant by what is written, of those that a field takes; empty if it is none of them."""
    return _meanings(choices).get(fold(written), ("",))[0]


def nearest_choice(written: str, choices: tuple[str, ...]) -> str:
    """The word of choice that a mistyped one is most like; empty if none is near."""
    if _CONTRARY.match(fold(written)):  # no word is near its contrary
        return ""
    meanings = {name: words for name, words in _meanings(choices).items() if not _CONTRARY.match(name)}
    return nearest(written, choices, meanings)


@cache
def _meanings(choices: tuple[str, ...]) -> Names:
    """All that people may write for the words of choice that a field takes, folded → the word that each means."""
    return folded((word, choice) for choice in choices for word in (choice, *words_for(choice)))
