"""Words of choice: what people may write in YAML for each word that a field takes."""

import re
from functools import cache
from typing import Final

from kotacerdas.nearest import Names, candidates, fold, folded, nearest

_WORDS: Final = {
    "reguler": "reguler, kelompok reguler, regular, regular cohort",
    "kppn-ikn": "kppn-ikn, kppn, ikn, kppn dan ikn, kelompok kppn dan ikn, kppn and ikn, kppn and ikn cohort",
    "tahap-1": "tahap-1, 1, tahap i, tahap1, stage 1, stage i",
    "tahap-2": "tahap-2, 2, tahap ii, tahap2, stage 2, stage ii",
    "F4": "F4, folio",
    "id": "id, indonesia, bahasa indonesia, indonesian",
    "en": "en, inggris, bahasa inggris, english",
    "onsite": "luring, tatap muka, on site, in person, offline",
    "online": "daring, virtual, zoom, zoom meeting, vicon, telekonferensi",
    "hybrid": "hibrida, hibrid, luring dan daring, daring dan luring, campuran, in person and online",
    "sekretariat": "sekretariat, sekretariat daerah, setda, setdako, setdakab, secretariat",
    "inspektorat": "inspektorat, inspektorat daerah, inspectorate",
    "dinas": "dinas, department",
    "badan": "badan, board",
    "bagian": "bagian, division",
    "rumah-sakit": "rumah-sakit, rsud, rumah sakit umum daerah, rumah sakit daerah, hospital",
    "kecamatan": "kecamatan, distrik, district",
    "kelurahan": "kelurahan, urban village",
    "other": "lainnya, lain, bentuk lain",
    "council": "dewan, dewan smart city, dewan kota cerdas, smart city council, smart city council dewan",
    "team": "tim pelaksana, tim, implementation team, implementation team tim pelaksana",
    "forum": "forum, forum smart city, forum smart city daerah, regional smart city forum",
    "proposed": "diusulkan, usulan, masih usulan, masih diusulkan",
    "planned": "direncanakan, rencana, belum berjalan, akan berjalan, belum mulai, belum dimulai, "
    "belum dilaksanakan, akan dilaksanakan, not started, not yet started",
    "running": "berjalan, sedang berjalan, sudah berjalan, masih berjalan, berlanjut, aktif, "
    "sedang dilaksanakan, active, ongoing, on going, on progress, in progress",
    "completed": "selesai, sudah selesai, telah selesai, tuntas, sudah tuntas, finished, done",
    "stopped": "dihentikan, berhenti, tidak berjalan, tidak berjalan lagi, sudah berhenti, tidak dilanjutkan, "
    "discontinued",
    "draft": "draf, konsep, rancangan, masih draf, masih konsep, belum final",
    "final": "final, sudah final, resmi, berlaku, masih berlaku, disahkan, sudah disahkan, ditetapkan, "
    "sudah ditetapkan, in force",
    "revoked": "dicabut, sudah dicabut, tidak berlaku, tidak berlaku lagi, sudah tidak berlaku, repealed, "
    "withdrawn, no longer in force",
    "public": "terbuka, publik, umum, biasa, biasa terbuka, untuk umum, open",
    "restricted": "terbatas, akses terbatas, limited",
    "secret": "rahasia, sangat rahasia, top secret",
    "none": "tidak ada, tidak, nihil, tanpa data pribadi, no",
    "general": "umum, bersifat umum",
    "specific": "spesifik, khusus, bersifat spesifik",
    "people": "sdm, orang, peningkatan kapasitas sdm, kapasitas sdm, capacity of people",
    "infrastructure": "infrastruktur, infrastruktur pendukung, supporting infrastructure",
    "applications": "aplikasi, aplikasi pendukung, supporting applications",
    "literacy": "literasi, literasi kota cerdas, smart city literacy",
    "request": "permintaan",
    "recommendation": "rekomendasi",
    "strength": "kekuatan, kelebihan",
    "weakness": "kelemahan, kekurangan",
    "open": "belum dijawab, terbuka, belum ditanggapi, belum ditindaklanjuti, unanswered, not answered",
    "answered": "sudah dijawab, dijawab, sudah ditanggapi, ditindaklanjuti, sudah ditindaklanjuti",
    "declined": "tidak dipenuhi, ditolak, rejected, refused",
    "fulfilled": "terpenuhi, sudah terpenuhi, dipenuhi, sudah dipenuhi, met, fully fulfilled",
    "partly": "sebagian, terpenuhi sebagian, sebagian terpenuhi, dipenuhi sebagian, partly fulfilled, "
    "partially, partially fulfilled, in part",
    "unfulfilled": "belum terpenuhi, tidak terpenuhi, belum dipenuhi, not fulfilled, not met, not yet fulfilled",
    "accepted": "diterima, sudah diterima, disetujui, sudah disetujui, approved",
    "revise": "perlu diperbaiki, perlu perbaikan, perbaikan, perlu direvisi, perlu revisi, revisi, "
    "perlu dilengkapi, dikembalikan untuk diperbaiki, to revise, to be revised, needs revision, revision, "
    "sent back to be revised",
    "rejected": "ditolak, tidak diterima, not accepted",
    "official": "resmi",
    "reported": "diberitakan",
    "deduced": "disimpulkan",
    "mandatory": "wajib",
    "recommended": "dianjurkan",
}
"""A word that some field takes → the words for it, Indonesian ones first; messages in Indonesian show the first.

What any of them means depends on what its field takes.
"""

_NEAR: Final = {
    "F4": "legal",
    "A4": "kuarto, quarto, letter",
    "onsite": "kunjungan lapangan, visitasi, langsung",
    "other": "puskesmas, upt, uptd, satpol pp, satuan, kantor, lembaga, bumd, perumda, perusahaan daerah, desa, sekolah",
    "sekretariat": "setwan, sekretariat dprd",
    "kecamatan": "camat",
    "kelurahan": "lurah",
    "council": "dewan pengarah, tim pengarah, pengarah",
    "team": "tim pengarah, tim teknis, pokja, kelompok kerja, satgas, sekretariat",
    "forum": "komunitas, fgd, musyawarah",
    "proposed": "ide, gagasan, wacana, konsep, baru diusulkan",
    "planned": "ditunda, tertunda, ditangguhkan, pending, postponed, on hold, suspended, persiapan, dalam persiapan, "
    "dianggarkan, disetujui, pengembangan, dalam pengembangan, development, baru",
    "running": "jalan, lanjut, lanjutan, rutin, berkelanjutan, operasional, beroperasi, uji coba, pilot, piloting, proses, "
    "dalam proses, pengembangan, dalam pengembangan, development, terlaksana, dilaksanakan, baru",
    "completed": "terlaksana, dilaksanakan, sudah dilaksanakan, berakhir",
    "stopped": "ditunda, tertunda, ditangguhkan, pending, postponed, on hold, suspended, batal, dibatalkan, cancelled, canceled, "
    "terhenti, nonaktif, tidak aktif, inactive, mangkrak, vakum, berakhir",
    "draft": "proses, dalam proses, on progress, in progress, revisi, direvisi, review, reviu, belum ditandatangani, "
    "belum disahkan, belum ditetapkan, belum selesai, ditunda, raperda, usulan",
    "final": "selesai, sudah selesai, fix, lengkap, asli, ada, ditandatangani, sudah ditandatangani, ttd, signed, approved, disetujui",
    "revoked": "diganti, digantikan, dibatalkan, kedaluwarsa, kadaluarsa, expired, superseded, diubah",
    "public": "tidak rahasia",
    "restricted": "internal, intern, tidak rahasia, tertutup, dikecualikan, informasi dikecualikan, pribadi, privat, private, "
    "confidential, kalangan sendiri",
    "secret": "tertutup, dikecualikan, informasi dikecualikan, pribadi, privat, private, confidential, classified",
    "none": "kosong, bukan, biasa",
    "general": "ada, ya, yes, biasa, data pribadi",
    "specific": "ada, ya, yes, sensitif, sensitive, data pribadi",
    "people": "pelatihan, bimtek, bimbingan teknis, workshop, training",
    "infrastructure": "jaringan, internet, server, perangkat keras, hardware",
    "applications": "perangkat lunak, software, sistem informasi, sistem, website",
    "literacy": "sosialisasi, edukasi",
    "request": "pertanyaan, permohonan, question",
    "recommendation": "saran, masukan, catatan, usul, suggestion",
    "open": "proses, dalam proses, diproses, menunggu, pending, ditunda, tertunda, on progress, in progress, belum selesai, belum, nanti",
    "answered": "selesai, sudah selesai, tuntas, done, closed, terpenuhi, dipenuhi, sudah",
    "declined": "dikecualikan, closed, tidak ditindaklanjuti, tidak relevan, tidak setuju",
    "accepted": "sesuai, sudah sesuai, memadai, lengkap, sah, valid, ok, oke, sufficient, diperbaiki, direvisi, revised",
    "revise": "dikembalikan, diperbaiki, direvisi, returned, kurang, belum lengkap, belum sesuai, belum memadai, belum diterima, revised",
    "rejected": "dikembalikan, returned, tidak sesuai, tidak memadai, tidak sah, salah dokumen, gugur",
}
"""A word that some field takes → words that may mean it and do not have to: these are told with it, and never read as it."""

_ALIKE: Final = 0.75
"""How like a word of choice a mistyped one must be: `opne`, and not `diterima` for `ditolak`."""

_SIGN: Final = r"[\s!-/:-@\[-`{-~]"
"""A sign that may stand around the words of a choice: of ASCII all but letters and digits."""

_CONTRARY: Final = re.compile(r"(?:belum|tidak|bukan|tak|non|not)\b")
"""Begins what is the contrary of the words after it."""


def words_for(choice: str) -> list[str]:
    """The other words that people may write for a word of choice."""
    return [word for word in _listed(_WORDS, choice) if word != choice]


def in_language(choice: str, language: str) -> str:
    """A word of choice as messages in a language show it."""
    return next(iter(_listed(_WORDS, choice)), choice) if language == "id" else choice


def chosen(written: str, choices: tuple[str, ...]) -> str:
    """The word that is meant by what is written, of those that a field takes; empty if it is none of them."""
    return _meanings(choices).get(fold(written), ("",))[0]


def pattern_of(choices: tuple[str, ...]) -> str:
    """What people may write for the words of choice that a field takes, as a pattern that every editor reads alike."""
    spelled = ("".join(map(_either_case, word)) for word in _meanings(choices))
    return f"^{_SIGN}*(?:{'|'.join(spelled)}){_SIGN}*$"


def _either_case(letter: str) -> str:
    return f"{_SIGN}+" if letter == "-" else f"[{letter}{letter.upper()}]" if letter.isalpha() else letter


def likely(written: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The words of choice that may be meant by another: by what it means, or by how it is spelt."""
    near = _near(choices)
    if meant := near.get(fold(written)):
        return meant
    if _CONTRARY.match(fold(written)):  # no word is near its contrary
        return ()
    meanings = {name: words for name, words in _meanings(choices).items() if not _CONTRARY.match(name)}
    spelt = nearest(written, choices, meanings, _ALIKE)
    return (spelt,) if spelt else candidates(written, near)


@cache
def _meanings(choices: tuple[str, ...]) -> Names:
    """All that people may write for the words of choice that a field takes, folded → the word that each means."""
    return folded((word, choice) for choice in choices for word in (choice, *words_for(choice)))


@cache
def _near(choices: tuple[str, ...]) -> Names:
    """What may mean the words of choice that a field takes, folded → those that it may mean."""
    return folded((word, choice) for choice in choices for word in _listed(_NEAR, choice))


def _listed(words: dict[str, str], choice: str) -> list[str]:
    return words[choice].split(", ") if choice in words else []
