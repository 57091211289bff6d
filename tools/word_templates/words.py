"""The words of the templates: one row each, Indonesian and English."""

from __future__ import annotations

from typing import Final, TypeAlias

import score

LANGUAGES: Final = ("id", "en")
Words: TypeAlias = dict[str, str]

_WORDS: Final = {
    # --- documents
    "report": (
        "Laporan Penilaian Mandiri Program Kota Cerdas",
        "Self-Assessment Report of the Smart-City Program",
    ),
    "report-short": ("Laporan Penilaian Mandiri Kota Cerdas", "Smart-City Self-Assessment Report"),
    "summary": (
        "Ringkasan Kesiapan Data Dukung Kota Cerdas",
        "Readiness of the Smart-City Supporting Documents",
    ),
    "quick-win-sheet": ("Lembar quick win", "Quick-win sheet"),
    "government": ("Pemerintah {{ city.name }}", "Government of {{ city.name }}"),
    "government-upper": ("PEMERINTAH ", "GOVERNMENT OF "),
    "cover-year": ("Tahun evaluasi {{ year }}", "Evaluation year {{ year }}"),
    "number": ("Nomor", "number"),
    "sum": ("Jumlah", "Total"),
    "name-and-position": ("Nama dan jabatan", "Name and position"),
    "mandatory-short": ("Wajib terpenuhi", "Mandatory met"),
    "summary-line": (
        "{% if scope.is_whole %}{{ stage_name[:1]|upper ~ stage_name[1:] }}{% else %}{{ scope.name }}{% endif %} {{ year }}, keadaan per {{ as_of|date }}",
        "{% if scope.is_whole %}{{ stage_name[:1]|upper ~ stage_name[1:] }}{% else %}{{ scope.name }}{% endif %} {{ year }}, as of {{ as_of|date }}",
    ),
    "quick-win-line": (
        "Lembar quick win {{ year }}, keadaan per {{ as_of|date }}",
        "Quick-win sheet {{ year }}, as of {{ as_of|date }}",
    ),
    "arms": ("Lambang", "Arms of"),
    "draft-mark": ("DRAF", "DRAFT"),
    "draft-line": ("DRAF – belum untuk diserahkan", "DRAFT – not for handing in"),
    "page": ("Halaman", "Page"),
    "of": ("dari", "of"),
    "as-of": ("keadaan per {{ as_of|date }}", "as of {{ as_of|date }}"),
    "table": ("Tabel", "Table"),
    "figure": ("Gambar", "Figure"),
    "chart": ("Grafik", "Chart"),
    # --- words of tables
    "no": ("No.", "No."),
    "agency": ("Perangkat Daerah", "Agency"),
    "dimension": ("Dimensi", "Dimension"),
    "program": ("Program", "Program"),
    "quick-win": ("Quick win", "Quick win"),
    "contact": ("Narahubung", "Contact"),
    "partners": ("Mitra", "Partners"),
    "status": ("Status", "Status"),
    "from": ("mulai", "from"),
    "continuity": ("Kelanjutan", "Continuity"),
    "goes-on": ("Melanjutkan quick win tahun lalu:", "Continues last year's quick win:"),
    "is-new": ("Baru tahun ini", "New this year"),
    "masterplan-place": ("Dalam masterplan", "In the masterplan"),
    "budget": ("Anggaran", "Budget"),
    "budget-year": ("Anggaran {{ year }}", "Budget {{ year }}"),
    "channels": ("Kanal layanan", "Channels"),
    "users": ("Pengguna", "Users"),
    "completeness": ("Kelengkapan", "Completeness"),
    "mandatory": ("wajib", "mandatory"),
    "recommended": ("dianjurkan", "recommended"),
    "mandatory-met": ("persyaratan wajib terpenuhi", "mandatory requirements met"),
    "recommended-met": ("yang dianjurkan terpenuhi", "recommended ones met"),
    "recommended-met-full": (
        (
            "Persyaratan dianjurkan yang terpenuhi: {{ readiness.recommended.met }} dari {{ readiness.recommended.total }}"
        ),
        (
            "{{ readiness.recommended.met }} of {{ readiness.recommended.total }} recommended requirements are met"
        ),
    ),
    "waived": ("dikecualikan", "waived"),
    "met": ("Terpenuhi", "Met"),
    "missing-short": ("Belum ada", "Missing"),
    "percent": ("Persen", "Percent"),
    "document": ("Dokumen", "Document"),
    "documents": ("Data dukung", "Supporting documents"),
    "documents-of": ("Data dukung {{ program.name }}", "Supporting documents of {{ program.name }}"),
    "number-and-date": ("Nomor dan tanggal", "Number and date"),
    "file": ("Berkas atau tautan", "File or link"),
    "open-link": ("Buka tautan", "Open the link"),
    "state": ("Keadaan", "State"),
    "present": ("Ada", "In order"),
    "draft": ("Masih draf", "Still a draft"),
    "code": ("Kode", "Code"),
    "requirement": ("Persyaratan", "Requirement"),
    "lacking": ("Yang kurang", "What is missing"),
    "level": ("Sifat", "Level"),
    "missing": ("Yang masih kurang", "What is still missing"),
    "missing-of": (
        "Yang masih kurang pada {{ program.name }}",
        "What {{ program.name }} still lacks",
    ),
    "traits-of": ("Ciri {{ program.name }}", "Traits of {{ program.name }}"),
    "results-of": ("Hasil {{ program.name }}", "Results of {{ program.name }}"),
    "risks-of": (
        "Risiko {{ program.name }} dan mitigasinya",
        "Risks of {{ program.name }} and their mitigation",
    ),
    "flawed": ("Perlu diperbaiki", "To be mended"),
    "no-answer": ("Belum dijawab.", "Not answered."),
    "head-and-contact": ("Pimpinan dan narahubung", "Head and contact"),
    "trait": ("Ciri", "Trait"),
    "traits": ("Ciri quick win", "Traits of the quick win"),
    "explanation": ("Uraian", "Explanation"),
    "strategic-issue": ("Permasalahan strategis yang dijawab", "Strategic problem it answers"),
    "traits-and-results": ("Ciri, hasil, dan risiko", "Traits, results and risks"),
    "results": ("Hasil yang dicapai", "Results reached"),
    "indicator": ("Indikator", "Indicator"),
    "value": ("Capaian", "Value"),
    "unit": ("Satuan", "Unit"),
    "period": ("Periode", "Period"),
    "risk": ("Risiko", "Risk"),
    "risks": ("Risiko dan mitigasi", "Risks and mitigation"),
    "mitigation": ("Mitigasi", "Mitigation"),
    "sheet-facts": ("Pokok program", "Facts of the program"),
    "deduced-foot": (
        (
            "Sebagian persyaratan atau dokumennya disimpulkan oleh kotacerdas dan ditandai dengan *; kementerian tidak "
            "menerbitkan daftar dokumen wajib."
        ),
        (
            "Some requirements, or their documents, are deduced by kotacerdas and marked with *; the ministry has "
            "published no list."
        ),
    ),
    "deduced-note": (
        "* Persyaratan atau dokumennya disimpulkan oleh kotacerdas; kementerian tidak menerbitkan daftar dokumen wajib.",
        "* The requirement or its documents are deduced by kotacerdas; the ministry has published no list.",
    ),
    # --- cover and front
    "prepared-by": ("Disusun oleh", "Prepared by"),
    "instrument": ("Instrumen", "Instrument"),
    "stage": ("Tahap", "Stage"),
    "as-of-title": ("Keadaan per", "As of"),
    "foreword": ("Kata Pengantar", "Foreword"),
    "foreword-1": (
        (
            "Laporan ini memuat penilaian mandiri {{ city.name }} atas pelaksanaan program kota cerdas tahun {{ year }}, "
            "disusun menurut {{ instrument.title }}. Isinya menunjukkan keadaan per {{ as_of|date }}."
        ),
        (
            "This report holds the self-assessment of {{ city.name }} of its smart-city program in {{ year }}, made by "
            "{{ instrument.title }}. It shows the state as of {{ as_of|date }}."
        ),
    ),
    "foreword-2": (
        (
            "Tercatat {{ programs|length }} program, {{ quick_wins|length }} di antaranya quick win, dan "
            "{{ documents|length }} dokumen data dukung. Dari {{ readiness.mandatory.total }} persyaratan wajib, "
            "{{ readiness.mandatory.met }} terpenuhi."
        ),
        (
            "It records {{ programs|length }} programs, {{ quick_wins|length }} of them quick wins, and "
            "{{ documents|length }} supporting documents. Of {{ readiness.mandatory.total }} mandatory requirements "
            "{{ readiness.mandatory.met }} are met."
        ),
    ),
    "foreword-3": (
        (
            "Jawaban dan nilai di dalamnya adalah penilaian daerah sendiri. Dokumen yang mendukungnya disebut dengan "
            "nomor, tanggal, dan tautan berkasnya."
        ),
        (
            "The answers and scores in it are the city's own. The documents behind them are named with their number, "
            "date and a link to the file."
        ),
    ),
    "contents": ("Daftar Isi", "Contents"),
    "identity": ("Identitas dan Tim", "Identity and Team"),
    "city": ("Daerah", "City"),
    "province": ("Provinsi", "Province"),
    "cohort": ("Kelompok", "Cohort"),
    "coordinator": ("Koordinator", "Coordinator"),
    "deadline": ("Batas waktu penyampaian", "Deadline"),
    "interview": ("Wawancara", "Interview"),
    "place": ("Tempat", "Place"),
    "assessor-count": ("Jumlah asesor", "Number of assessors"),
    "assessors": ("Asesor dan bidangnya", "Assessors and their fields"),
    "assessor": ("Asesor", "Assessor"),
    "fields": ("Bidang", "Fields"),
    "chair": ("ketua", "chair"),
    "attendees": ("Peserta wawancara dari daerah", "Attending the interview for the city"),
    "agency-table": ("Perangkat Daerah yang terlibat", "Agencies involved"),
    # --- what is missing in a draft
    "incomplete": ("Yang Belum Lengkap", "What Is Missing"),
    "incomplete-1": (
        (
            "Laporan ini masih draf. Per {{ as_of|date }}, {{ readiness.mandatory.met }} dari {{ readiness.mandatory.total }} "
            "persyaratan wajib terpenuhi."
        ),
        (
            "This report is a draft. As of {{ as_of|date }}, {{ readiness.mandatory.met }} of {{ readiness.mandatory.total }} "
            "mandatory requirements are met."
        ),
    ),
    "complete-draft": (
        "Laporan ini draf. Per {{ as_of|date }}, tidak ada persyaratan wajib yang kurang.",
        "This report is a draft. As of {{ as_of|date }}, no mandatory requirement is missing.",
    ),
    "incomplete-2": (
        (
            "Persyaratan di bawah ini paling berpengaruh terhadap nilai akhir. Poin ialah tambahan nilai akhir bila "
            "pertanyaan yang dibuktikannya naik satu tingkat."
        ),
        (
            "The requirements below weigh most in the final score. Points are what the final score gains where the "
            "questions they prove rise by one level."
        ),
    ),
    "first-gaps": ("Yang perlu didahulukan", "What to fetch first"),
    "applies-to": ("Belum ada pada", "Missing for"),
    "owed-by": ("Penanggung jawab", "Owed by"),
    "points": ("Poin", "Points"),
    "and-more": ("dan {n} lainnya", "and {n} more"),
    "more-gaps": (
        "Masih ada {{ open_requirements|length - 15 }} persyaratan lain yang belum terpenuhi; semuanya disebut pada bab-bab berikut.",
        "{{ open_requirements|length - 15 }} more requirements are open; the chapters below show them.",
    ),
    # --- chapters
    "legal": ("Landasan", "Legal Basis"),
    "legal-basis": ("Dasar hukum masterplan", "Legal basis of the masterplan"),
    "books": ("Buku masterplan", "Books of the masterplan"),
    "plan-period": ("Masa berlaku", "Period"),
    "legal-none": (
        "Dasar hukum dan buku masterplan belum dicatat.",
        "No legal basis and no book of a masterplan is recorded.",
    ),
    "regulations": ("Peraturan dan keputusan", "Regulations and decrees"),
    "institutions": ("Kelembagaan dan Rapat", "Institutions and Meetings"),
    "meetings": (
        "Rapat Dewan, Tim Pelaksana, dan Forum",
        "Meetings of the council, the team and the forum",
    ),
    "meeting": ("Rapat", "Meeting"),
    "attended": ("Perangkat Daerah yang hadir", "Agencies present"),
    "meetings-none": (
        "Belum ada rapat Dewan, Tim Pelaksana, atau Forum yang dicatat.",
        "No meeting of the council, the team or the forum is recorded.",
    ),
    "budget-chapter": ("Anggaran", "Budget"),
    "budget-total": ("Total APBD", "Regional budget"),
    "budget-smart": ("Anggaran kota cerdas", "Smart-city budget"),
    "budget-share": ("Porsi anggaran kota cerdas", "Share of smart city"),
    "budget-facts": ("Anggaran tahun {{ year }}", "Budget of {{ year }}"),
    "funding": ("Pembiayaan di luar APBD", "Funding from outside the regional budget"),
    "source": ("Sumber", "Source"),
    "amount": ("Jumlah", "Amount"),
    "budget-by-dimension": (
        "Anggaran program tahun {{ year }} dari semua sumber, menurut dimensi",
        "Programs' budget in {{ year }} from all sources, by dimension",
    ),
    "with-budget": ("Program beranggaran", "Programs with a budget"),
    "budget-none": ("Anggaran kota cerdas belum dicatat.", "No smart-city budget is recorded."),
    "dimensions-chapter": ("Dimensi dan Program", "Dimensions and Programs"),
    "dimensions-intro": (
        (
            "Tercatat {{ programs|length }} program, {{ quick_wins|length }} di antaranya quick win. Kesiapan tiap dimensi "
            "dihitung dari persyaratan wajib program, survei, dan pertanyaannya."
        ),
        (
            "{{ programs|length }} programs are recorded, {{ quick_wins|length }} of them quick wins. The readiness of each "
            "dimension counts the mandatory requirements of its programs, survey and questions."
        ),
    ),
    "readiness-by-dimension": ("Kesiapan menurut dimensi", "Readiness by dimension"),
    "readiness-alt": (
        "Grafik batang: persyaratan wajib yang terpenuhi dan yang belum, menurut dimensi",
        "Bar chart: mandatory requirements met and missing, by dimension",
    ),
    "lead": ("Koordinator", "Led by"),
    "programs-of": ("Program {{ dimension.name }}", "Programs of {{ dimension.name }}"),
    "other-programs": ("Tanpa subdimensi", "Without sub-dimension"),
    "programs-none": (
        "Belum ada program yang dicatat dalam dimensi ini.",
        "No program is recorded for this dimension.",
    ),
    "quick-wins-chapter": ("Quick Win", "Quick Wins"),
    "quick-wins-table": ("Quick win tahun {{ year }}", "Quick wins of {{ year }}"),
    "quick-wins-none": (
        "Belum ada program yang ditandai sebagai quick win.",
        "No program is marked as a quick win.",
    ),
    "action-plan": ("Rencana Aksi", "Action Plan"),
    "action-plan-table": (
        "Realisasi rencana aksi tahun {{ year }}",
        "The action plan of {{ year }}, planned and realised",
    ),
    "activity": ("Kegiatan", "Activity"),
    "planned": ("Target", "Planned"),
    "realised": ("Realisasi", "Realised"),
    "action-plan-none": (
        "Kegiatan rencana aksi belum dicatat.",
        "No activity of the action plan is recorded.",
    ),
    "survey": ("Survei Dampak", "Impact Survey"),
    "survey-of": ("Survei {{ dimension.name }}", "Survey of {{ dimension.name }}"),
    "survey-intro": (
        "Rata-rata jawaban warga pengguna layanan atas tiap pernyataan.",
        "The mean of what citizens who use the service answered to each statement.",
    ),
    "statement": ("Pernyataan", "Statement"),
    "mean": ("Rata-rata", "Mean"),
    "respondents": ("responden", "respondents"),
    "users-low": ("pengguna", "users"),
    "survey-none": ("Hasil survei dampak belum dicatat.", "No result of the impact survey is recorded."),
    "follow-ups": ("Tindak Lanjut", "Follow-ups"),
    "earlier": ("Rekomendasi tahun lalu", "Last year's recommendations"),
    "this-year": ("Permintaan asesor tahun ini", "What the assessors asked for this year"),
    "asked": ("Rekomendasi atau permintaan", "Recommendation or request"),
    "reply": ("Tindak lanjut daerah", "What the city did"),
    "due": ("tenggat", "due"),
    "past-due": ("melewati tenggat", "past due"),
    "follow-ups-none": (
        "Belum ada rekomendasi atau permintaan asesor yang dicatat.",
        "No recommendation or request of assessors is recorded.",
    ),
    "no-reply": ("Belum dijawab.", "Not answered yet."),
    "answers": ("Jawaban menurut Aspek", "Answers by Aspect"),
    "answers-intro": (
        (
            "Nilai mandiri 1–4 untuk tiap pertanyaan. Kolom data dukung hijau bila tidak ada kekurangan wajib, merah bila "
            "masih ada."
        ),
        (
            "Self-assessed scores from 1 to 4 for each question. The documents' column is green where nothing mandatory "
            "is missing, red where something is."
        ),
    ),
    "aspect-intro": (
        (
            "Bobot {{ aspect.weight|number }}% dari nilai akhir. Pertanyaan yang terbukti tanpa kekurangan wajib: "
            "{{ aspect.proven.met }} dari {{ aspect.proven.total }}."
        ),
        (
            "{{ aspect.weight|number }}% of the final score. {{ aspect.proven.met }} of {{ aspect.proven.total }} questions "
            "are proven with nothing mandatory missing."
        ),
    ),
    "answers-of": ("Jawaban aspek {{ aspect.name }}", "Answers of the aspect {{ aspect.name }}"),
    "question": ("Pertanyaan", "Question"),
    "answer": ("Jawaban", "Answer"),
    "score": ("Nilai", "Score"),
    "figure-title": ("Angka", "Figure"),
    "lacks-short": ("kurang", "missing"),
    "answers-none": (
        "Belum ada jawaban yang dicatat untuk aspek ini.",
        "No answer is recorded for this aspect.",
    ),
    "answers-survey": (
        "Jawaban aspek ini ialah rata-rata survei dampak, yang diperinci pada bab",
        "The answers of this aspect are the means of the impact survey, given in the chapter",
    ),
    "unanswered": (
        "Belum dijawab: {{ unanswered|map(attribute='id')|join(', ') }}.",
        "Not answered: {{ unanswered|map(attribute='id')|join(', ') }}.",
    ),
    "means-by-dimension": ("Rata-rata survei menurut dimensi", "Means of the survey by dimension"),
    "statements": ("Pernyataan dinilai", "Statements rated"),
    "index": ("Indeks Data Dukung", "Index of Supporting Documents"),
    "index-table": ("Semua data dukung", "All supporting documents"),
    "supports": ("Mendukung", "Supports"),
    "index-none": ("Belum ada dokumen yang dicatat.", "No document is recorded."),
    "matrix": ("Lampiran: Matriks Kelengkapan", "Annex: Matrix of Completeness"),
    "matrix-table": ("Quick win dan yang diperlukan asesor", "Quick wins and what assessors need"),
    "matrix-told": (
        "Baris: quick win. Kolom: persyaratan. ● terpenuhi, ✗ wajib dan belum ada, ○ dianjurkan dan belum ada",
        "Rows: quick wins. Columns: requirements. ● met, ✗ mandatory and missing, ○ recommended and missing",
    ),
    "matrix-none": (
        "Belum ada program yang ditandai sebagai quick win, sehingga matriks belum dapat dibuat.",
        "No program is marked as a quick win, so there is no matrix yet.",
    ),
    "legend-met": ("terpenuhi", "met"),
    "legend-missing": ("wajib, belum ada", "mandatory, missing"),
    "legend-recommended": ("dianjurkan, belum ada", "recommended, missing"),
    "legend-waived": ("dikecualikan", "waived"),
    "legend-none": ("tidak diminta", "not asked"),
    "requirement-titles": ("Persyaratan dalam matriks", "The requirements of the matrix"),
    "waived-table": ("Persyaratan yang dikecualikan", "Requirements set aside"),
    "reason": ("Alasan", "Reason"),
    # --- summary
    "headline-complete": ("Lengkap: tidak ada kekurangan wajib.", "Complete: nothing mandatory is missing."),
    "headline-incomplete": ("Belum lengkap.", "Not complete."),
    "headline-met": (
        (
            "Persyaratan wajib yang terpenuhi: {{ readiness.mandatory.met }} dari {{ readiness.mandatory.total }} "
            "({{ readiness.mandatory.percent|percent }})."
        ),
        (
            "{{ readiness.mandatory.met }} of {{ readiness.mandatory.total }} mandatory requirements are met "
            "({{ readiness.mandatory.percent|percent }})."
        ),
    ),
    "agencies-ready": ("Kesiapan menurut Perangkat Daerah", "Readiness by agency"),
    "still-owed": ("Kurang", "Missing"),
    "met-short": ("Ada", "Met"),
    "ten-gaps": ("Yang paling berpengaruh terhadap nilai akhir", "What weighs most in the final score"),
    "ten-gaps-note": (
        "Poin: tambahan nilai akhir bila pertanyaan yang dibuktikan naik satu tingkat.",
        "Points: what the final score gains where the questions proven rise by one level.",
    ),
    "no-gaps": ("Tidak ada persyaratan yang kurang.", "No requirement is missing."),
    "none-sheet": (
        "Tidak ada quick win dalam bagian dosir ini.",
        "There is no quick win in this part of the dossier.",
    ),
}


def words(language: str) -> Words:
    """The words of a language by their keys."""
    place = LANGUAGES.index(language)
    return {key: both[place] for key, both in (_WORDS | score.WORDS).items()}
