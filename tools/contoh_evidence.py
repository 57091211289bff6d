"""Write the evidence files of the fictional example dossier, `dossiers/contoh`.

    python tools/contoh_evidence.py [--output DIR]

Every document that the dossier registers gets a small, real file of its own: official papers as PDF,
Word files, spreadsheets, drawn pictures, a presentation and a video. What they say comes from the
dossier itself where it can (programs, budgets, figures, survey means, risks), so that the papers and
the YAML never disagree; `TEXTS` holds the rest. Two runs give the same bytes: dates and identifiers in
the files are fixed, and nothing is random.

Needs reportlab, Pillow, XlsxWriter, python-docx, python-pptx and PyAV beside kotacerdas.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import math
import re
import sys
import zipfile
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape

import av
import docx
import pptx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw, ImageFont
from pptx.dml.color import RGBColor
from pptx.util import Emu
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm, mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as PdfTable

from kotacerdas import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from reportlab.pdfgen.canvas import Canvas

    from kotacerdas.dossier import Activity, Document, Dossier, Meeting, Program, Survey
    from kotacerdas.instrument import Instrument
    from kotacerdas.shapes import PartialDate

DOSSIER: Final = Path(__file__).resolve().parents[1] / "dossiers" / "contoh"
MARK: Final = "CONTOH - REKAAN"
PLACE: Final = "Kabupaten Nusa Harapan (fiktif)"
NOTE: Final = f"{MARK} · daerah, nama, angka, dan isi dokumen ini tidak nyata"
MADE: Final = datetime(2023, 11, 1, tzinfo=UTC)
YEAR: Final = 2023

MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober"),
    *("November", "Desember"),
)
STATUS: Final = {
    "proposed": "diusulkan",
    "planned": "direncanakan",
    "running": "berjalan",
    "completed": "selesai",
    "stopped": "dihentikan",
}
FIGURES: Final = {
    "C9": "Pertumbuhan realisasi investasi",
    "C12": "Penduduk miskin",
    "C13": "Indeks Pembangunan Manusia",
    "C15": "Baduta dengan stunting yang ditangani",
    "C16": "Balita dengan imunisasi lengkap",
    "C17": "Persalinan oleh tenaga kesehatan",
    "C18": "Rumah tangga dengan air minum layak",
    "C19": "Rumah tangga dengan sanitasi layak",
    "C20": "Jalan kabupaten dalam kondisi mantap",
    "C22": "Daya tampung sekolah terhadap usia wajib belajar",
    "C23": "Angka partisipasi murni wajib belajar 9 tahun",
}

# What the papers say. A line with " | " is the row of a table, its head first; one that begins with "- "
# is an article, a ruling or an item; one that begins with "@" is a table of what the dossier holds (a name
# of `RECORDS`, then a head and a field for each column); the others are paragraphs. Words in braces come
# from the dossier (`facts`).

TEMPLATES: Final[Mapping[str, str]] = {
    "undangan": """
Bersama ini kami mengundang Saudara untuk hadir dalam pertemuan berikut.
Acara: {meeting}
Hari dan tanggal: {when}
Tempat: {place}
{own}
@attended Yang diundang=position""",
    "daftar-hadir": """
Acara: {meeting}. Tanggal: {when}. Tempat: {place}.
@attended Instansi atau unsur=office | Jabatan=position | Kehadiran=present""",
    "notulen": """
Acara: {meeting}. Tanggal: {when}. Tempat: {place}.
{own}
Notulen ini dibagikan kepada semua peserta dan dipantau pelaksanaannya oleh Tim Pelaksana.""",
    "renstra": """
Renstra memuat tujuan, sasaran, program, dan kegiatan {office} selama lima tahun. Program smart city yang menjadi tanggung jawabnya:
@own Program=name | Dimensi=dimension | Subdimensi=sub | Pagu 2023 (rupiah)=budget
Capaian program dilaporkan setiap triwulan kepada Tim Pelaksana Smart City.""",
    "dpa": """
Perangkat Daerah: {office}. Tahun anggaran 2023. Sumber dana: APBD.
@lines Uraian=item | Jumlah (rupiah)=amount""",
    "rka": """
Perangkat Daerah: {office}. Tahun anggaran 2023 (perubahan). Sumber dana: APBD.
@lines Uraian=item | Jumlah (rupiah)=amount""",
    "laporan program": """
{narrative}
@dimension Program=name | Pengampu=agency | Keadaan=status | Pengguna atau penerima manfaat=users
Hasil yang terukur:
@results Program=name | Indikator=indicator | Hasil=result""",
    "laporan action-plan": """
Realisasi dibandingkan dengan rencana aksi dalam Buku 2 masterplan.
@actions Kegiatan=activity | Rencana=planned | Realisasi=realised | Capaian=reached
Kegiatan yang belum tercapai dilanjutkan pada triwulan IV.""",
    "laporan-monev": """
{program} berjalan sesuai dengan rencana. Pengguna: {users}.
@results Indikator=indicator | Capaian=result | Periode=period
Kendala dan tindak lanjut:
@risks Risiko atau kendala=risk | Tindak lanjut=mitigation""",
    "statistik": """
{own}
@figures Indikator=name | Nilai=value | Satuan=unit | Tahun=year""",
    "statistik-pengguna": """
{program}: {users}.
@months Bulan=month | Pengguna baru=new | Jumlah sampai dengan bulan itu=total
@results Indikator=indicator | Hasil=result""",
    "survei-kepuasan": """
Survei kepuasan {program} dilakukan terhadap {asked} pengguna yang dipilih acak, tanpa mencatat identitas.
@aspects Unsur=name | Nilai (1-4)=value
Nilai rata-rata {mean}, atau indeks {index} (baik).""",
    "register-risiko": """
Kemungkinan dan dampak dinilai dari 1 sampai 5; nilai risiko adalah hasil kalinya.
@risks Quick win=name | Risiko=risk | Kemungkinan=likely | Dampak=grave | Nilai=weight | Mitigasi=mitigation | Penanggung jawab=agency""",
    "rekap-survei": """
Skala: 1 tidak setuju, 2 kurang setuju, 3 setuju, 4 sangat setuju; 9 tidak menjawab dan tidak ikut dihitung.
@surveys Layanan=service | Subdimensi=sub | Pengguna=users | Responden=respondents | Kelompok responden=sample
@statements Id=id | Pernyataan=statement | 1=one | 2=two | 3=three | 4=four | 9=nine | Rata-rata=mean""",
    "sop": """
{description}
{own}
Setiap langkah dicatat; pelaksana yang terlambat menyampaikan alasannya kepada atasan langsung.""",
    "manual": """
{description}
{own}""",
    "publikasi-media": "{own}",
}
"""By document type; `{own}` is where the document's own text goes."""

TEXTS: Final[Mapping[str, str]] = {
    # --- Regulations and decrees ---
    "perbup-12-2020": """
- Masterplan Smart City Tahun 2020–2025 ditetapkan sebagai pedoman pembangunan kota cerdas, terdiri atas Buku 1, Buku 2, dan Buku 3.
- Masterplan memuat enam dimensi: Smart Governance, Smart Branding, Smart Economy, Smart Living, Smart Society, dan Smart Environment.
- Setiap Perangkat Daerah mencantumkan program smart city yang menjadi tanggung jawabnya dalam Renstra dan Renja.
- Bupati membentuk Dewan, Tim Pelaksana, dan Forum Smart City Daerah. Dewan bersidang sekurang-kurangnya satu kali dalam setahun.
- Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.""",
    "perbup-41-2021": """
- Setiap warga berhak menyampaikan aduan melalui Suara Warga, baik daring maupun melalui loket desa, tanpa biaya.
- Aduan diberi nomor dan diteruskan kepada Perangkat Daerah yang berwenang dalam satu hari kerja.
- Perangkat Daerah menanggapi aduan paling lama lima hari kerja dan menunjuk dua petugas penghubung.
- Aduan yang tidak ditanggapi dalam tiga hari kerja disampaikan kepada Sekretaris Daerah.
- Identitas pelapor dirahasiakan kecuali pelapor menyetujui lain.""",
    "perbup-33-2021": """
- Logo daerah berupa layar perahu di atas tiga gelombang, dengan warna biru laut, hijau, dan kuning.
- Slogan daerah adalah "Nusa Harapan, Laut Bersahabat".
- Maskot daerah adalah penyu bernama Si Harap.
- Perangkat Daerah memakai logo dan slogan pada naskah, papan nama, kendaraan dinas, dan kanal daring. Pelaku usaha dapat memakainya tanpa biaya setelah mendaftar.""",
    "sk-dewan-2022": """
- Membentuk Dewan Smart City dengan Bupati sebagai ketua dan Sekretaris Daerah sebagai sekretaris.
- Anggota Dewan terdiri atas kepala Perangkat Daerah dan empat unsur luar pemerintah: perguruan tinggi, dunia usaha, komunitas, dan media.
- Dewan memberi arah, menilai pelaksanaan masterplan, dan bersidang sekurang-kurangnya satu kali dalam setahun.
- Biaya yang timbul dibebankan pada APBD.""",
    "sk-tim-pelaksana-2022": """
- Membentuk Tim Pelaksana Smart City dengan Kepala Bappeda sebagai ketua dan Kepala Dinas Komunikasi dan Informatika sebagai sekretaris.
- Tim Pelaksana dibagi dalam enam kelompok kerja menurut dimensi, masing-masing dikoordinasikan satu Perangkat Daerah.
- Tim Pelaksana menyiapkan program, memantau pelaksanaannya, dan melapor kepada Dewan setiap triwulan.
- Keputusan ini berlaku sejak tanggal ditetapkan.""",
    "sk-quick-win-2023": """
- Menetapkan enam quick win smart city tahun 2023, terdiri atas empat quick win lanjutan dan dua quick win baru, yaitu Pasar Nontunai dan Siaga Warga.
- Pasar Nontunai dilaksanakan Dinas Koperasi, Perdagangan, dan Perindustrian; Siaga Warga dilaksanakan Badan Penanggulangan Bencana Daerah.
- Forum Smart City Daerah bertemu dua kali setahun untuk merumuskan dan menilai quick win.
- Perangkat Daerah pengampu melaporkan hasilnya kepada Tim Pelaksana setiap triwulan.""",
    "sk-pengurangan-plastik": """
- Menetapkan lima pasar rakyat dan dua dermaga wisata sebagai kawasan bebas kantong plastik.
- Pedagang menyediakan kantong guna ulang; pengelola kawasan menyediakan tempat peminjaman kantong.
- Dinas Lingkungan Hidup membina dan mengawasi sekurang-kurangnya dua kali sepekan.""",
    "sk-gerbang-wisata": """
- Membentuk tim pengelola Gerbang Wisata yang melanjutkan pengelolaan Jelajah Nusa.
- Tim terdiri atas tiga pegawai dan dua pengelola konten, dikoordinasikan Kepala Bidang Pemasaran Pariwisata.
- Tim memutakhirkan informasi setiap bulan dan melaporkan jumlah pengguna setiap triwulan.""",
    "sk-antrean-puskesmas": """
- Menerapkan Antrean Daring di kesebelas puskesmas secara bertahap sampai dengan Desember 2021.
- Setiap puskesmas menunjuk dua petugas antrean dan menyediakan kuota 30 persen bagi pasien yang datang langsung.
- Petugas hanya mencatat nama dan poli tujuan; data kesehatan tidak disimpan dalam sistem antrean.""",
    "sk-bank-sampah": """
- Membentuk unit Bank Sampah Pesisir di desa pesisir dengan pengurus yang dipilih warga.
- Harga beli diumumkan setiap bulan; tabungan dapat ditukar dengan bahan pokok atau iuran air.
- Dinas Lingkungan Hidup menyediakan perahu pengumpul dan pembinaan setiap semester.""",
    # --- Minutes ---
    "notulen-forum-2023-02": """
Pertemuan membahas delapan usulan quick win dari Perangkat Daerah, perguruan tinggi, pelaku usaha, dan komunitas, dengan isu strategis RPJMD sebagai ukuran.
- Pasar Nontunai dan Siaga Warga disepakati menjadi quick win baru tahun 2023.
- Unsur perbankan mendampingi pedagang; relawan radio menyusun jalur laporan dari pulau.
- Pelajaran dari Lelang Ikan Daring: uji coba dengan pembeli dilakukan sebelum aplikasi dibangun.
- Pertemuan berikutnya pada November 2023.""",
    "notulen-tim-2023-03": """
Rapat dipimpin Ketua Tim Pelaksana dan dihadiri semua Perangkat Daerah pemilik program.
- Perangkat Daerah menyampaikan keadaan program dan kebutuhan data dukung paling lambat 31 Maret 2023.
- Koordinator dimensi menyusun laporan triwulan dengan format yang sama.
- BPKPD merekap anggaran program smart city dari DPA setiap triwulan.
- Survei dampak dilaksanakan Agustus sampai September dengan responden yang berbeda untuk tiap dimensi.""",
    "notulen-dewan-2023-05": """
Sidang dipimpin Bupati dan dihadiri unsur perguruan tinggi, dunia usaha, komunitas, dan media.
- Dewan menerima laporan Tim Pelaksana tentang evaluasi tahun 2022.
- Siaga Warga diperluas ke tiga kecamatan kepulauan mulai 2024.
- Anggaran program smart city dijaga tidak kurang dari 1,7 persen APBD.
- Pemetaan TJSP diperluas ke semua kecamatan.
- Setiap quick win memiliki register risiko paling lambat Juni 2023.""",
    "notulen-lokakarya-2020": """
Lokakarya diikuti Perangkat Daerah, kepala puskesmas, perguruan tinggi, perwakilan desa, dan organisasi warga.
- Aduan warga dari desa dan pulau perlu satu kanal yang dapat dipantau: Suara Warga.
- Antrean puskesmas memperhitungkan jadwal perahu penumpang: Antrean Daring Puskesmas.
- Loket desa menerima laporan warga yang tidak memiliki ponsel.""",
    "notulen-lokakarya-2021": """
Lokakarya diikuti Perangkat Daerah, paguyuban pemandu, koperasi perahu, kelompok warga pesisir, dan dunia usaha.
- Informasi dan pemesanan wisata dilayani satu situs, yang kemudian bernama Gerbang Wisata.
- Sampah dari pulau dikumpulkan dengan perahu dan dicatat sebagai tabungan: Bank Sampah Pesisir.
- Harga dasar plastik disepakati bersama pembeli.""",
    # --- Invitations ---
    "undangan-forum-2023-02": "Hadir pula unsur perguruan tinggi, pelaku usaha, perbankan, relawan, dan media. Setiap unsur diharapkan membawa satu usulan quick win.",
    "undangan-tim-2023-03": "Setiap Perangkat Daerah diharapkan membawa daftar program, anggaran, dan data dukung yang sudah tersedia.",
    "undangan-dewan-2023-05": "Bahan sidang: laporan Tim Pelaksana tahun 2022, usulan arah program 2024, dan rekomendasi evaluasi.",
    # --- Agreements and funding ---
    "mou-suara-warga": """
- Para pihak: Pemerintah Kabupaten Nusa Harapan (fiktif) dan Universitas Nusa Harapan (fiktif).
- Ruang lingkup: kajian pola aduan setiap semester dan saran perbaikan layanan.
- Data aduan diserahkan tanpa identitas pelapor.
- Jangka waktu: tiga tahun sejak ditandatangani.""",
    "pks-gerbang-wisata": """
- Para pihak: Dinas Pariwisata, Paguyuban Pemandu Wisata Nusa Harapan (fiktif), dan Koperasi Perahu Harapan (fiktif).
- Ruang lingkup: penyediaan pemandu, penjadwalan perahu, dan pemutakhiran informasi 38 destinasi.
- Pemesanan yang batal karena cuaca dikembalikan penuh.
- Jangka waktu: dua tahun dan dapat diperpanjang.""",
    "pks-pasar-nontunai": """
- Para pihak: Dinas Koperasi, Perdagangan, dan Perindustrian serta Bank Nusa Harapan (fiktif).
- Ruang lingkup: kode pembayaran bagi pedagang lima pasar, pelatihan, pencairan dua kali sehari, dan laporan transaksi.
- Dukungan TJSP sebesar Rp60.000.000 untuk pelatihan dan papan kode.
- Perjanjian tidak menutup kerja sama dengan bank atau penyelenggara pembayaran lain.
- Jangka waktu: dua tahun.""",
    "mou-siaga-warga": """
- Para pihak: Badan Penanggulangan Bencana Daerah dan Relawan Radio Nusa Harapan (fiktif).
- Ruang lingkup: penerusan laporan darurat dari pulau tanpa sinyal dan pemanduan perahu penolong.
- Latihan bersama setiap triwulan.
- Jangka waktu: tiga tahun.""",
    "tjsp-bank-sampah-2023": """
- Para pihak: Dinas Lingkungan Hidup dan PT Laut Contoh (fiktif).
- Ruang lingkup: 37 timbangan, biaya bahan bakar satu perahu pengumpul, dan pembelian plastik terpilah dengan harga dasar.
- Nilai dukungan tahun 2023: Rp85.000.000.
- Jangka waktu: Januari sampai dengan Desember 2023.""",
    "hibah-siaga-warga-2023": """
Pada hari ini Pemerintah Provinsi Kepulauan Contoh (fiktif) menyerahkan dan Badan Penanggulangan Bencana Daerah menerima hibah perangkat senilai Rp250.000.000 untuk pusat panggilan darurat.
Barang | Jumlah | Nilai (rupiah)
Meja kendali dan layar | 4 set | 120.000.000
Radio induk dan penguat | 3 unit | 90.000.000
Telepon satelit | 2 unit | 40.000.000
Jumlah | | 250.000.000""",
    # --- Outside results (their content is invented) ---
    "lhp-bpk-2022": """
Pokok hasil | Keterangan
Opini atas laporan keuangan 2022 | Wajar Tanpa Pengecualian
Opini tahun 2019–2021 | Wajar Tanpa Pengecualian
Rasio kemandirian keuangan | 11 persen
Catatan utama | Penatausahaan aset jalan desa; penagihan retribusi pasar""",
    "lppd-2022": """
Pokok hasil | Keterangan
Status kinerja | Sedang
Status tahun sebelumnya | Sedang
Urusan dengan capaian terendah | Pekerjaan umum; perhubungan""",
    "spbe-2022": """
Domain | Indeks 2021 | Indeks 2022
Kebijakan SPBE | 2,60 | 2,90
Tata Kelola SPBE | 2,20 | 2,60
Manajemen SPBE | 1,55 | 1,91
Layanan SPBE | 2,85 | 3,13
Indeks SPBE | 2,41 | 2,74 (baik)""",
    "sakip-2022": """
Komponen | Nilai
Perencanaan kinerja | 20,4
Pengukuran kinerja | 17,1
Pelaporan kinerja | 10,2
Evaluasi internal | 16,1
Nilai akhir | 63,8 (B)""",
    # --- Reports and statistics ---
    "laporan-perizinan-2023": """
Jenis izin | Permohonan | Rata-rata waktu | Biaya
Usaha risiko rendah | 1.204 | hari yang sama | tanpa biaya
Usaha dengan verifikasi, daratan | 186 | 6 hari kerja | tanpa biaya
Usaha dengan verifikasi, pulau | 41 | 11 hari kerja | tanpa biaya
Persetujuan bangunan | 97 | 19 hari kerja | menurut retribusi""",
    "laporan-investasi-2022": """
Tahun | Realisasi (rupiah) | Pertumbuhan
2021 | 380.600.000.000 | 4,1 persen
2022 | 412.600.000.000 | 8,4 persen
@figures Indikator=name | Nilai=value | Satuan=unit | Tahun=year""",
    "dalam-angka-2023": """
Tahun | Penduduk miskin (persen) | IPM
2020 | 9,71 | 70,65
2021 | 9,86 | 71,27
2022 | 9,12 | 71,84""",
    "profil-kesehatan-2022": """
Indikator | Sasaran | Tercapai
Baduta dengan stunting ditangani | 1.026 | 950
Balita dengan imunisasi lengkap | 15.870 | 14.029
Persalinan | 3.812 | 3.701""",
    "air-sanitasi-2022": """
Wilayah | Rumah tangga | Air minum layak | Sanitasi layak
Daratan | 41.260 | 37.630 | 34.905
Pulau kecil | 13.120 | 9.627 | 9.306
Kabupaten | 54.380 | 47.257 | 44.211""",
    "kondisi-jalan-2022": """
Kondisi | Panjang (km) | Bagian
Baik | 301,6 | 48,4 persen
Sedang | 126,7 | 20,3 persen
Rusak ringan | 108,2 | 17,4 persen
Rusak berat | 86,9 | 13,9 persen
Jumlah | 623,4 | 100 persen
@figures Indikator=name | Nilai=value | Satuan=unit | Tahun=year""",
    "profil-pendidikan-2022": """
Uraian | Jumlah
Penduduk usia wajib belajar 9 tahun | 30.490
Daya tampung sekolah | 31.771
Siswa pada usia yang sesuai | 29.148""",
    "laporan-mitigasi-2023": """
Kegiatan | Hasil sampai dengan Agustus 2023
Desa tangguh bencana | 31 desa, bertambah 5
Latihan evakuasi tsunami | 9 kecamatan, 2.480 peserta
Peta rawan pesisir | 84 desa terpetakan
Sirene peringatan dini | 12 titik, 8 di antaranya berfungsi penuh""",
    "laporan-pemulihan-2022": """
Laporan ini merangkum pemulihan setelah banjir pesisir pada Juni 2022.
Kegiatan | Rencana | Terlaksana
Perbaikan rumah | 70 unit | 64 unit
Perbaikan dermaga | 2 unit | 2 unit
Bantuan usaha | 125 keluarga | 118 keluarga
Pendampingan psikososial | 6 desa | 6 desa""",
    "laporan-daur-ulang-2023": """
Sumber | Sampah diolah (ton) | Hasil
Bank Sampah Pesisir | 186 | plastik, kertas, logam terjual
TPS 3R | 556 | kompos 203 ton dan bahan daur ulang
Jumlah | 742 | 9 persen dari timbulan""",
    "laporan-label-nusa-2023": """
Pendampingan | Peserta | Selesai
Izin edar pangan rumah tangga | 142 | 97
Kemasan dan label | 88 | 81
Pendaftaran merek | 38 | 12""",
    "laporan-titik-internet-2023": """
Lokasi | Titik | Ketersediaan | Kecepatan rata-rata
Balai desa | 52 | 96,4 persen | 18 Mbps
Dermaga dan pelabuhan | 14 | 93,1 persen | 12 Mbps
Puskesmas pulau | 6 | 88,7 persen | 9 Mbps
Ruang terbuka | 24 | 97,0 persen | 21 Mbps""",
    "mutu-air-2023": """
Titik pantau | pH | Oksigen terlarut (mg/L) | BOD (mg/L) | Status
Hulu Sungai Harapan | 7,2 | 6,8 | 1,9 | memenuhi
Tengah Sungai Harapan | 7,0 | 5,9 | 2,8 | memenuhi
Hilir Sungai Harapan | 6,8 | 4,7 | 4,1 | cemar ringan
Hulu Sungai Contoh | 7,3 | 6,5 | 2,1 | memenuhi
Tengah Sungai Contoh | 7,1 | 5,6 | 3,0 | memenuhi
Hilir Sungai Contoh | 6,9 | 4,9 | 3,6 | cemar ringan""",
    "inventaris-aplikasi-2023": """
Daftar aplikasi utama; seluruhnya 38 aplikasi, tujuh di antaranya dihentikan pada 2023 karena tumpang tindih.
Aplikasi | Fungsi | Pengelola | Tahun | Keadaan
Suara Warga | aduan warga | Diskominfo | 2021 | dipakai
Portal Satu Data | data terbuka | Diskominfo | 2022 | dipakai
Naskah Dinas Elektronik | persuratan | Setda | 2021 | dipakai
Musrenbang Digital | perencanaan | Bappeda | 2022 | dipakai
Gerbang Wisata | wisata | Dispar | 2022 | dipakai
Peta Potensi Investasi | investasi | DPMPTSP | 2022 | dipakai
Bursa Kerja Daring | ketenagakerjaan | Dinsosnaker | 2021 | dipakai
Catatan Usaha | Pasar Nontunai | Diskopdag | 2023 | dipakai
Pajak Daerah Daring | pendapatan | BPKPD | 2020 | dipakai
Peta Tata Ruang Daring | tata ruang | DPUTR | 2021 | dipakai
Antrean Daring Puskesmas | kesehatan | Dinkes | 2021 | dipakai
Uji Kendaraan Daring | perhubungan | Dishub | 2021 | dipakai
Siaga Warga | keadaan darurat | BPBD | 2023 | dipakai
Penerimaan Peserta Didik | pendidikan | Disdik | 2020 | dipakai
Lelang Ikan Daring | lelang ikan | Diskopdag | 2022 | dihentikan""",
    "penerima-rumah-2023": """
Hanya inisial dan desa yang dicatat. Seluruhnya 120 keluarga; daftar ini cuplikan.
No. | Inisial | Desa | Bentuk perbaikan | Keadaan
1 | A. S. | Desa Harapan Jaya | atap dan lantai | selesai
2 | M. R. | Desa Teluk Contoh | dinding | selesai
3 | S. W. | Desa Teluk Contoh | atap dan sanitasi | selesai
4 | D. K. | Desa Pulau Rekaan | seluruhnya | berjalan
5 | N. H. | Desa Pulau Rekaan | atap | selesai
6 | T. L. | Desa Muara Contoh | lantai dan sanitasi | berjalan""",
    "penabung-bank-sampah-2023": """
Hanya inisial dan unit yang dicatat. Seluruhnya 2.964 penabung; daftar ini cuplikan.
No. | Inisial | Unit | Setoran (kg) | Saldo (rupiah)
1 | R. A. | Teluk Contoh 1 | 84 | 126.000
2 | Y. P. | Teluk Contoh 1 | 61 | 91.500
3 | H. M. | Pulau Rekaan | 137 | 205.500
4 | L. S. | Pulau Rekaan | 45 | 67.500
5 | B. T. | Muara Contoh | 98 | 147.000
6 | K. D. | Harapan Jaya | 72 | 108.000""",
    # --- SOPs and manuals ---
    "sop-suara-warga": """
Langkah | Pelaksana | Waktu
Aduan masuk dan diberi nomor | Sistem atau petugas loket | seketika
Aduan diperiksa dan diteruskan | Petugas Suara Warga | 1 hari kerja
Aduan ditanggapi dan dikerjakan | Petugas penghubung | 5 hari kerja
Aduan yang terlambat dinaikkan | Sekretaris Daerah | hari ke-3
Pelapor menilai penyelesaian | Pelapor | 7 hari""",
    "sop-pasar-nontunai": """
Langkah | Pelaksana | Waktu
Pedagang mendaftar dan memperoleh kode bernomor lapak | Petugas pasar, bank | 1 hari kerja
Pembeli memindai kode; pemberitahuan suara berbunyi | Pedagang | seketika
Retribusi harian dibayar dengan kode yang sama | Pedagang | sebelum pukul 12.00
Dana dicairkan dua kali sehari | Bank | pukul 12.00 dan 17.00
Kode diperiksa terhadap pemalsuan | Petugas pasar | setiap pekan""",
    "sop-antrean-puskesmas": """
Langkah | Pelaksana | Waktu
Pasien memilih puskesmas, poli, dan hari | Pasien atau bidan desa | 3 menit
Nomor dan perkiraan waktu diberikan | Sistem | seketika
Pasien datang menjelang giliran dan menunjukkan nomor | Pasien | 15 menit sebelumnya
Antrean dipanggil; kuota datang langsung diselingkan | Petugas antrean | menurut giliran
Pasien yang terlambat dialihkan ke giliran berikutnya | Petugas antrean | 10 menit""",
    "sop-siaga-warga": """
Langkah | Pelaksana | Waktu
Panggilan diterima dan lokasi diperiksa | Operator | 1 menit
Jenis kejadian ditetapkan dan unit ditugaskan | Operator | 2 menit
Relawan terdekat diberi tahu | Sistem, relawan radio | 2 menit
Unit berangkat dan melaporkan kedatangan | Unit penolong | menurut jarak
Kejadian ditutup dan pelapor dihubungi | Operator | 1 hari""",
    "sop-tanggap-darurat": """
Langkah | Pelaksana | Waktu
Laporan kejadian diperiksa silang | Pusat kendali | 15 menit
Pos komando diaktifkan | Kepala Pelaksana BPBD | 2 jam
Kaji cepat korban dan kebutuhan | Tim reaksi cepat | 6 jam
Bantuan dikirim dan dicatat | Bidang Kedaruratan | 24 jam
Status ditetapkan atau dicabut | Bupati | menurut kaji cepat""",
    "sop-kamera-pantau": """
Langkah | Pelaksana | Waktu
Kamera dipantau bergiliran | Petugas kendali | 24 jam
Kejadian diteruskan ke unit terkait | Petugas kendali | 3 menit
Permintaan rekaman diajukan tertulis | Kepolisian atau pihak berwenang | -
Rekaman diserahkan dengan berita acara | Kepala Bidang | 2 hari kerja
Rekaman lain dihapus | Petugas kendali | setelah 30 hari""",
    "manual-gerbang-wisata": """
Bagi pengguna:
- Pilih destinasi dan tanggal; sisa kuota harian tampil di layar.
- Pilih perahu dan pemandu; jadwal mengikuti pasang surut.
- Bayar dan simpan kode pesanan; kode diperiksa di dermaga.
Bagi pengelola:
- Mutakhirkan halaman destinasi setiap bulan.
- Umumkan pembatalan karena cuaca paling lambat enam jam sebelumnya.""",
    "manual-bank-sampah": """
- Timbang sampah terpilah di depan penabung dan catat dalam dua buku.
- Umumkan harga beli setiap awal bulan.
- Simpan plastik, kertas, logam, dan kaca secara terpisah sampai perahu pengumpul datang.
- Setorkan rekap bulanan tanpa nama lengkap kepada pendamping.
- Adakan pertemuan pengurus setiap semester.""",
    # --- Voices and news ---
    "testimoni-gerbang-wisata": """
"Dulu kami menunggu tamu di dermaga. Sekarang jadwal sepekan sudah terisi dari pesanan." - Pemandu wisata, Pulau Rekaan
"Perahu kami batal karena angin, uang kembali hari itu juga." - Pengunjung dari luar provinsi
"Kuota harian membuat pantai tetap bersih." - Pemilik perahu, Teluk Contoh""",
    "testimoni-bank-sampah": """
"Iuran air tiga bulan saya bayar dengan tabungan plastik." - Penabung, unit Teluk Contoh 1
"Anak-anak sekarang memungut botol di pantai sebelum sekolah." - Guru sekolah dasar
"Timbangan baru membuat warga percaya pada catatan kami." - Pengurus unit, Pulau Rekaan""",
    "testimoni-siaga-warga": """
"Perahu ambulans tiba sebelum air surut. Istri saya melahirkan dengan selamat." - Warga Pulau Rekaan
"Laporan radio kami langsung tampil di layar petugas." - Relawan radio
"Satu tombol, tidak perlu mencari nomor lagi." - Pedagang pasar""",
    "berita-pasar-nontunai": """
NUSA HARAPAN (fiktif) - Pedagang di lima pasar mulai menerima pembayaran nontunai. Setiap lapak memiliki kode bernomor yang dipakai untuk penjualan dan retribusi harian.
Seorang pedagang ikan mengatakan uang kembalian tidak lagi menjadi masalah. Dinas Koperasi, Perdagangan, dan Perindustrian menargetkan 500 pedagang sampai dengan akhir tahun.
Bank mitra menyediakan pelatihan pencatatan usaha. Catatan itu dapat dipakai pedagang saat mengajukan kredit.""",
    "kliping-quick-win-2023": """
Sepanjang Januari–September 2023 terbit 27 berita; berikut cuplikannya.
Tanggal | Media (fiktif) | Judul | Quick win
12 Februari | Harian Nusa Harapan | Puskesmas Pulau Kini Punya Nomor Antrean | Antrean Daring Puskesmas
3 April | Radio Contoh | Pasar Ikan Menerima Kode Pembayaran | Pasar Nontunai
22 Mei | Harian Nusa Harapan | Satu Nomor untuk Semua Keadaan Darurat | Siaga Warga
6 Juni | Warta Kepulauan Contoh | Sampah Pulau Menjadi Tabungan | Bank Sampah Pesisir
18 Juli | Radio Contoh | Perahu Ambulans Tiba dalam Dua Puluh Menit | Siaga Warga
9 Agustus | Warta Kepulauan Contoh | Wisata Pulau Mengikuti Pasang Surut | Gerbang Wisata
14 September | Harian Nusa Harapan | Aduan Lampu Mati Selesai Dua Hari | Suara Warga""",
    # --- Plans, budgets and last year ---
    "masterplan-buku-1": """
Buku ini menganalisis isu strategis daerah dan menetapkan strategi tiap dimensi.
@dimensions Dimensi=name | Koordinator=agency | Strategi=strategy
Isu strategis yang dijawab lebih dahulu:
@issues No.=no | Isu strategis=issue""",
    "masterplan-buku-2": """
Buku ini memuat program smart city menurut dimensi serta rencana aksinya.
@planned Tempat=masterplan | Program=name | Subdimensi=sub | Pengampu=agency
Rencana aksi tahun 2023:
@all-actions Kegiatan=activity | Rencana=planned""",
    "masterplan-buku-3": """
Buku ini memuat quick win dan peta jalannya sampai dengan 2025. Pemutakhiran 2023 menambahkan Pasar Nontunai dan Siaga Warga.
@wins Quick win=name | Pengembangan=development | Keberlangsungan=sustainability""",
    "rpjmd-2021-2026": """
- RPJMD menjabarkan visi, misi, dan program Bupati untuk lima tahun dan menjadi pedoman penyusunan Renstra Perangkat Daerah.
- Isu strategis dalam Bab IV menjadi dasar pemilihan program prioritas, termasuk quick win smart city.
Kutipan Bab IV, permasalahan dan isu strategis:
@issues No.=no | Isu strategis=issue""",
    "matriks-renstra-2023": """
Matriks ini memeriksa apakah program smart city tercantum dalam Renstra Perangkat Daerah pemiliknya.
@owners Perangkat Daerah=name | Jumlah=count | Program dalam Renstra=programs
Dua Perangkat Daerah, yaitu Dishub dan DPUTR, belum mencantumkan indikator program smart city.""",
    "dpa-smart-city-2023": """
@funded Perangkat Daerah=agency | Program=name | Dimensi=dimension | Anggaran 2023 (rupiah)=budget
Jumlah anggaran program smart city: Rp{smart_city}, atau {share} persen dari APBD setelah perubahan sebesar Rp{total}.""",
    "tjsp-2023": """
Forum TJSP menyepakati dukungan tahun 2023 di luar APBD sebagai berikut. Hibah provinsi dicatat bersama agar pembiayaan di luar APBD terlihat seluruhnya, yaitu Rp{outside}.
@sources Sumber=source | Jumlah (rupiah)=amount""",
    "laporan-evaluasi-2022": """
Pada 2022 terdaftar {older} program; {ran} di antaranya berjalan.
@older Program=name | Dimensi=dimension | Keadaan akhir 2022=status""",
    "laporan-rencana-aksi-2022": """
Realisasi dibandingkan dengan rencana aksi dalam Buku 2 masterplan.
@older-actions Kegiatan=activity | Rencana=planned | Realisasi=realised | Capaian=reached""",
    # --- All quick wins together ---
    "laporan-manfaat-2023": """
Pengguna keenam quick win sampai dengan September 2023 berjumlah {reach}.
@wins Quick win=name | Pengguna=users | Manfaat yang dirasakan=benefit""",
    "laporan-kemitraan-2023": """
@partners Quick win=name | Mitra=partner | Jenis=kind | Peran=role
Antrean Daring Puskesmas belum memiliki mitra. Mitra dari luar daerah belum ada.""",
    "rencana-keberlangsungan-2023": """
@wins Quick win=name | Pengembangan=development | Keberlangsungan=sustainability
@wins Quick win=name | Sumber daya=resources""",
    "laporan-kelanjutan-2023": """
Laporan ini memeriksa apakah quick win tahun 2022 masih berjalan pada 2023, dan bila tidak, apa alasannya.
@continued Quick win 2022=name | Keadaan 2023=state""",
    # --- The presentation: a paragraph begins a slide ---
    "paparan-2023": """
Evaluasi Smart City 2023 Tahap II
- Kabupaten Nusa Harapan (fiktif)
- Paparan Bupati Nusa Harapan
- Menyatukan daratan dan pulau dengan layanan yang mudah dijangkau
Kelembagaan dan dasar hukum
- Peraturan Bupati Nomor 12 Tahun 2020 tentang Masterplan Smart City 2020–2025
- Dewan bersidang 9 Mei 2023 bersama empat unsur luar pemerintah
- Tim Pelaksana: enam kelompok kerja, rapat koordinasi 8 Maret 2023
- Forum bertemu 16 Februari 2023 dan merumuskan dua quick win baru
Program dan anggaran
- {programs} program dalam masterplan; {running} berjalan pada 2023
- Anggaran smart city Rp{smart_city}, atau {share} persen APBD
- Di luar APBD: Rp{outside} dari TJSP dan hibah provinsi
- Kendala: jaringan di dua kecamatan kepulauan dan tenaga teknis aplikasi
Enam dimensi dan survei dampaknya
@dimensions Dimensi=name | Program=running | Survei=mean
Enam quick win dan penggunanya
@wins Quick win=name | Pengampu=agency | Pengguna=users
Kelanjutan dan kebaruan
- Empat quick win 2022 berlanjut: Suara Warga, Gerbang Wisata, Antrean Daring Puskesmas, Bank Sampah Pesisir
- Kelas Digital Desa menjadi program tetap di 61 desa
- Lelang Ikan Daring dihentikan pada Januari 2023; pelajarannya dipakai Pasar Nontunai
- Dua quick win baru: Pasar Nontunai dan Siaga Warga
Tantangan dan rencana 2024
- Waktu tanggap darurat di pulau terluar: titik perahu ambulans di tiga kecamatan
- Rekam medis elektronik dan anjungan layanan desa setelah jaringan pulau stabil
- Forum berkala dua kali setahun; pemetaan TJSP di semua kecamatan
- Biogas kelompok ternak sebagai percontohan energi dari limbah""",
    # --- Screens: the address, the heading, the rows; without rows a map ---
    "layar-suara-warga": """
suara-warga.contoh.example/lacak
Lacak aduan nomor SW-2023-2107
Waktu | Keterangan | Keadaan
12 Sep 2023 08.14 | Aduan diterima: lampu jalan padam di Desa Teluk Contoh | diterima
12 Sep 2023 10.02 | Diteruskan kepada Dinas Perhubungan | diteruskan
13 Sep 2023 09.30 | Petugas lapangan dijadwalkan | dikerjakan
14 Sep 2023 15.45 | Lampu diganti, foto terlampir | selesai
15 Sep 2023 07.20 | Pelapor memberi nilai 4 dari 4 | dinilai""",
    "layar-satu-data": """
data.contoh.example/himpunan
412 himpunan data
Sumber | Judul | Bentuk
Dinas Kesehatan | Kunjungan puskesmas menurut bulan dan kecamatan | XLSX, CSV
Dinas Pendidikan | Jumlah siswa dan daya tampung sekolah | XLSX, CSV
DPUTR | Kondisi jalan kabupaten menurut ruas | GeoJSON
Dinas Pariwisata | Kunjungan destinasi menurut bulan | XLSX, CSV
DLH | Mutu air sungai menurut jam | CSV, API""",
    "layar-gerbang-wisata": """
wisata.contoh.example/pesan
Pesan perahu ke Pulau Rekaan
Jam | Keterangan | Kursi
07.30 pasang | Perahu Harapan 2, 10 kursi, pemandu tersedia | 4 kursi
09.00 pasang | Perahu Harapan 5, 8 kursi, pemandu tersedia | penuh
13.15 surut | Keberangkatan ditiadakan, air surut | tutup
15.40 pasang | Perahu Harapan 2, 10 kursi | 7 kursi
Kuota harian | 132 dari 200 pengunjung | tersedia""",
    "layar-peta-investasi": """
investasi.contoh.example/peta
23 lokasi siap tawar
- penginapan
- perikanan
- energi""",
    "layar-pasar-nontunai": """
catatan-usaha.contoh.example/hari-ini
Lapak B-14, penjualan hari ini
Jam | Keterangan | Jumlah
06.42 | Ikan kembung 2 kg | Rp 64.000
07.05 | Udang 1 kg | Rp 88.000
07.31 | Retribusi harian pasar | - Rp 3.000
08.10 | Ikan tongkol 3 kg | Rp 96.000
Jumlah | Dana cair pukul 12.00 dan 17.00 | Rp 245.000""",
    "layar-antrean-puskesmas": """
antrean.contoh.example/puskesmas-pulau
Antrean hari ini, Puskesmas Pulau Contoh
Nomor | Keterangan | Perkiraan
A-17 | Poli umum, sedang dilayani | sekarang
A-18 | Poli umum, perkiraan 09.40 | 8 menit
B-06 | Kesehatan ibu dan anak, perkiraan 09.45 | 13 menit
A-19 | Poli umum, perkiraan 09.50 | 18 menit
Perahu | Kedatangan berikutnya 10.15, giliran menyesuaikan | tepat waktu""",
    "layar-siaga-warga": """
siaga.contoh.example/kendali
Kejadian hari ini: 9 selesai, 2 ditangani
- ditangani
- menunggu
- selesai""",
    "layar-ppdb-daring": """
ppdb.contoh.example/pengumuman
Daya tampung dan pendaftar
Sekolah | Keterangan | Keadaan
SMP Contoh 1 | Daya tampung 256, pendaftar 301 | penuh
SMP Contoh 2 | Daya tampung 224, pendaftar 198 | tersedia
SMP Pulau Rekaan | Daya tampung 96, pendaftar 71 | tersedia
SD Teluk Contoh | Daya tampung 56, pendaftar 52 | tersedia
Jadwal | Pengumuman 30 Juni 2023 pukul 10.00 | terjadwal""",
}
"""By document id."""


class Table(NamedTuple):
    """A table of a paper."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Points(NamedTuple):
    """Articles of a regulation, rulings of a decree, or items of a list."""

    items: Sequence[str]


Block = str | Table | Points
Record = dict[str, str]


def main() -> int:
    """Write every file; report how many and how large."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--output", type=Path, default=DOSSIER, help="the dossier's folder, or another one")
    folder: Path = parser.parse_args().output
    written = files(DOSSIER)
    for name, content in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    total = sum(map(len, written.values()))
    sys.stdout.write(f"{len(written)} files, {total:,} bytes\n")
    return 0


def files(folder: Path) -> dict[str, bytes]:
    """Make the file of every document of a dossier, and of its arms, by its path in it."""
    loaded = loader.load(folder)
    if loaded.dossier is None or loaded.instrument is None:
        raise SystemExit(f"{folder}: not a dossier that can be read")
    sample = Sample(loaded.dossier, loaded.instrument)
    arms = loaded.dossier.info.city.arms
    return ({arms: coat_of_arms()} if arms else {}) | {
        document.file: FORMATS[document.file.rpartition(".")[2]](document, sample)
        for document in loaded.dossier.documents
        if document.file
    }


# --- words and numbers ---------------------------------------------------------------------------


def money(amount: int | None) -> str:
    """Write a whole number with dots; nothing for none."""
    return f"{amount:,}".replace(",", ".") if amount else ""


def number(value: float | None) -> str:
    """Write a number with a decimal comma and no zeros at its end."""
    return f"{value or 0:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def day(at: PartialDate | date | None) -> str:
    """Write a date out, as far as it is known."""
    if at is None:
        return ""
    parts = (str(at.day) if at.day else "", MONTHS[at.month - 1] if at.month else "", str(at.year))
    return " ".join(part for part in parts if part)


def capital(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def digits(seed: str) -> bytes:
    """Some bytes that look random and are always the same for a seed."""
    return hashlib.sha256(seed.encode()).digest()


# --- what the dossier says -----------------------------------------------------------------------


class Sample:
    """The example dossier, told in words for the papers."""

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        self.dossier, self.instrument = dossier, instrument
        order = list(instrument.dimensions)
        self.ledger = sorted(dossier.programs, key=lambda program: order.index(program.dimension or ""))
        self.programs = {program.id: program for program in self.ledger}
        self.agencies = {agency.id: agency for agency in dossier.agencies}
        self.subs = {s.id: s.name.id for d in instrument.dimensions.values() for s in d.sub_dimensions}
        self.older = dossier.previous.programs if dossier.previous else ()

    def office(self, agency: str | None) -> str:
        """An agency's name."""
        return self.agencies[agency].name if agency in self.agencies else ""

    def short(self, agency: str | None) -> str:
        """An agency's short name."""
        return (self.agencies[agency].short_name if agency in self.agencies else None) or ""

    def supported(self, document: Document) -> list[Program]:
        """The programs that a document is about: those of its dimension where it reports on one."""
        if dimension := self.dimension(document):
            return [program for program in self.ledger if program.dimension == dimension]
        return [self.programs[ref] for ref in document.supports if ref in self.programs]

    def dimension(self, document: Document) -> str | None:
        """The dimension whose program question a document supports."""
        asked = (self.instrument.questions[r] for r in document.supports if r in self.instrument.questions)
        return next((question.dimension for question in asked if question.kind == "program"), None)

    def wins(self) -> list[Program]:
        """This year's quick wins."""
        return [program for program in self.ledger if program.quick_win]

    def meeting(self, document: Document) -> Meeting | None:
        """The meeting that a document is of."""
        return next((m for m in self.dossier.meetings if m.id in document.supports), None)

    def described(self, programs: Iterable[Program]) -> list[Record]:
        """What is to be told of programs."""
        return [
            {
                "name": p.name,
                "dimension": self.instrument.dimensions[p.dimension or ""].name.id,
                "sub": self.subs[p.sub_dimension or ""].partition(" (")[0],
                "agency": self.short(p.agency),
                "status": STATUS[p.status or "planned"],
                "masterplan": p.masterplan or "",
                "budget": money(apbd(p)) or "-",
                "users": f"{money(p.users.count)} ({p.users.period})" if p.users else "-",
                **{key: value or "" for key, value in (p.quick_win or {}) if isinstance(value, str)},
            }
            for p in programs
        ]


def apbd(program: Program) -> int:
    """What a program has from the regional budget this year."""
    return sum(line.amount for line in program.budget if line.year == YEAR and line.source == "APBD")


def facts(document: Document, sample: Sample) -> Record:
    """The words that stand in braces in the texts."""
    dossier, meeting = sample.dossier, sample.meeting(document)
    programs = sample.supported(document)
    first = programs[0] if programs else None
    budget = dossier.info.budget
    smart, total = (budget.smart_city or 0, budget.total or 1) if budget else (0, 1)
    scores = [float(row["value"].replace(",", ".")) for row in _aspects(document, sample)]
    mean = sum(scores) / len(scores)
    said = next((d.narrative for d in dossier.dimensions if d.id == sample.dimension(document)), "")
    return {
        "office": sample.office(document.agency),
        "meeting": (meeting.title if meeting else None) or document.title.removeprefix("Notulen "),
        "when": day(meeting.date if meeting else document.date),
        "place": (meeting.place if meeting else None) or "Aula Bappeda",
        "narrative": said or "",
        "program": first.name if first else "",
        "description": (first.description if first else None) or "",
        "users": f"{money(first.users.count)} orang, {first.users.period}" if first and first.users else "-",
        "programs": str(len(sample.ledger)),
        "running": str(sum(p.status == "running" for p in sample.ledger)),
        "smart_city": money(smart),
        "total": money(total),
        "share": number(100 * smart / total),
        "outside": money(sum(source.amount or 0 for source in budget.other_sources) if budget else 0),
        "reach": money(sum(p.users.count or 0 for p in sample.wins() if p.users)),
        "older": str(len(sample.older)),
        "ran": str(sum(p.status in {"running", "completed"} for p in sample.older)),
        "asked": str(120 + digits(document.id)[20] % 80),
        "mean": number(mean),
        "index": number(25 * mean),
    }


def _attended(document: Document, sample: Sample) -> list[Record]:
    meeting = sample.meeting(document)
    if meeting is None:
        return []
    rows = [
        {"office": sample.office(agency), "position": sample.agencies[agency].head or "", "present": "hadir"}
        for agency in meeting.agencies
    ]
    if meeting.body != "team":
        outside = ("Unsur perguruan tinggi", "Unsur dunia usaha", "Unsur komunitas", "Unsur media")
        rows += [
            {"office": name, "position": f"Anggota, {name.lower()}", "present": "hadir"} for name in outside
        ]
    return rows


def _lines(document: Document, sample: Sample) -> list[Record]:
    rows = []
    for program in sample.supported(document):
        total = apbd(program)
        staff, assets = total * 12 // 100, total // 4
        parts = (("pegawai", staff), ("barang dan jasa", total - staff - assets), ("modal", assets))
        rows += [{"item": f"{program.name}: belanja {kind}", "amount": money(part)} for kind, part in parts]
        rows.append({"item": "Jumlah", "amount": money(total)})
    return rows


def _results(document: Document, sample: Sample) -> list[Record]:
    return [
        {"name": p.name, "indicator": r.indicator, "result": f"{r.value} {r.unit}", "period": r.period or ""}
        for p in sample.supported(document)
        for r in p.results
    ]


def _risks(document: Document, sample: Sample) -> list[Record]:
    rows = []
    for program in sample.supported(document):
        for i, risk in enumerate(program.risks):
            likely, grave = (2 + digits(program.id)[at] % 3 for at in (i, i + 8))
            told = {"name": program.name, "risk": risk.risk, "mitigation": risk.mitigation or ""}
            weighed = {"likely": str(likely), "grave": str(grave), "weight": str(likely * grave)}
            rows.append({**told, **weighed, "agency": sample.short(program.agency)})
    return rows


def _months(document: Document, sample: Sample) -> list[Record]:
    return [row for program in sample.supported(document) for row in monthly(program)]


def monthly(program: Program) -> list[Record]:
    """Spread a program's users over the months of their period, always in the same way."""
    users = program.users
    found = re.findall("|".join(MONTHS), users.period or "") if users else []
    if not users or not users.count or len(found) != 2:  # noqa: PLR2004 - from and to
        return []
    first, last = (MONTHS.index(name) for name in found)
    weights = [100 + digits(program.id)[i] % 60 for i in range(last - first + 1)]
    ends = [round(users.count * sum(weights[: i + 1]) / sum(weights)) for i in range(len(weights))]
    return [
        {"month": month, "new": money(end - start), "total": money(end)}
        for month, start, end in zip(MONTHS[first : last + 1], [0, *ends], ends, strict=False)
    ]


def _aspects(document: Document, _: Sample) -> list[Record]:
    names = (
        "Persyaratan",
        "Prosedur",
        "Waktu",
        "Biaya",
        "Hasil layanan",
        "Kemampuan petugas",
        "Sikap petugas",
    )
    every = (*names, "Penanganan pengaduan", "Sarana dan prasarana")
    return [{"name": n, "value": number(3 + digits(document.id)[i] % 55 / 100)} for i, n in enumerate(every)]


def _figures(document: Document, sample: Sample) -> list[Record]:
    return [
        {"name": FIGURES[s.question], "value": number(s.value), "unit": s.unit or "", "year": str(s.year)}
        for s in sample.dossier.statistics
        if s.question in document.supports
    ]


def _acted(activities: Iterable[Activity]) -> list[Record]:
    return [
        {
            "activity": a.activity,
            "planned": f"{number(a.planned)} {a.unit}",
            "realised": f"{number(a.realised)} {a.unit}",
            "reached": f"{100 * (a.realised or 0) / (a.planned or 1):.0f} persen",
        }
        for a in activities
    ]


def _actions(document: Document, sample: Sample) -> list[Record]:
    asked = (sample.instrument.questions.get(ref) for ref in document.supports)
    kinds = {question.action_plan for question in asked if question}
    return _acted(a for a in sample.dossier.action_plan if a.kind in kinds)


def _issues(_: Document, sample: Sample) -> list[Record]:
    told = (p.quick_win.strategic_issue or "" for p in sample.wins() if p.quick_win)
    parts = sorted(issue.partition("isu strategis ")[2].partition(": ") for issue in told)
    return [{"no": no, "issue": capital(issue)} for no, _sep, issue in parts]


def _dimensions(_: Document, sample: Sample) -> list[Record]:
    rows = []
    for said in sample.dossier.dimensions:
        ran = [p for p in sample.ledger if p.dimension == said.id and p.status == "running"]
        means = [m for s in sample.dossier.surveys if s.dimension == said.id for m in s.means.values()]
        name = sample.instrument.dimensions[said.id].name.id
        counted = {
            "running": f"{len(ran)} program berjalan",
            "mean": f"survei {number(sum(means) / len(means))}",
        }
        rows.append(
            {"name": name, "agency": sample.short(said.lead), "strategy": said.strategy or "", **counted}
        )
    return rows


def _owners(_: Document, sample: Sample) -> list[Record]:
    owned = {a.id: [p.name for p in sample.ledger if p.agency == a.id] for a in sample.dossier.agencies}
    return [
        {"name": sample.short(agency), "count": str(len(names)), "programs": ", ".join(names)}
        for agency, names in owned.items()
        if names
    ]


def _sources(_: Document, sample: Sample) -> list[Record]:
    budget = sample.dossier.info.budget
    return [{"source": s.source, "amount": money(s.amount)} for s in (budget.other_sources if budget else ())]


def _partners(_: Document, sample: Sample) -> list[Record]:
    return [
        {"name": p.name, "partner": partner.name, "kind": partner.kind or "", "role": partner.role or ""}
        for p in sample.wins()
        for partner in p.partners
    ]


def _continued(_: Document, sample: Sample) -> list[Record]:
    now = {old: p for p in sample.ledger for old in (p.id, *p.formerly)}
    rows = []
    for before in sample.older:
        if before.quick_win:
            after = now[before.id]
            told = f"berjalan sebagai {'quick win' if after.quick_win else 'program tetap'}"
            renamed = f", kini bernama {after.name}" if after.formerly else ""
            rows.append({"name": before.name, "state": capital(after.stopped_because or told + renamed)})
    return rows


def _surveyed(document: Document, sample: Sample) -> list[Survey]:
    return [survey for survey in sample.dossier.surveys if survey.dimension in document.supports]


def _surveys(document: Document, sample: Sample) -> list[Record]:
    return [
        {
            "service": s.service or "",
            "sub": sample.subs[s.sub_dimension or ""],
            "users": money(s.users),
            "respondents": str(s.respondents),
            "sample": s.sample or "",
        }
        for s in _surveyed(document, sample)
    ]


def _statements(document: Document, sample: Sample) -> list[Record]:
    rows = []
    for survey in _surveyed(document, sample):
        for question, mean in survey.means.items():
            asks = (
                sample.instrument.questions[question].asks.id.rstrip("?").rpartition(" pernyataan bahwa ")[2]
            )
            counts = map(str, answered(mean, survey.respondents or 0))
            told = dict(zip(("one", "two", "three", "four", "nine"), counts, strict=True))
            rows.append({"id": question, "statement": capital(asks), **told, "mean": number(mean)})
    return rows


def answered(mean: float, respondents: int) -> tuple[int, int, int, int, int]:
    """How many answered 1, 2, 3, 4 and 9 so that the mean, to two decimals, comes out."""
    for valid in range(respondents, respondents // 2, -1):
        total = round(mean * valid)
        if round(total / valid, 2) != round(mean, 2):
            continue
        ones = max(0, round(valid * (3.2 - mean) / 12))
        twos = max(0, round(valid * (3.8 - mean) / 5))
        fours = total - ones - 2 * twos - 3 * (valid - ones - twos)
        if fours < 0:  # too few points are left for threes: more twos
            twos, fours = twos - fours, 0
        threes = valid - ones - twos - fours
        if threes >= 0:
            return ones, twos, threes, fours, respondents - valid
    raise ValueError(mean)


RECORDS: Final[Mapping[str, Callable[[Document, Sample], list[Record]]]] = {
    "attended": _attended,
    "own": lambda d, s: s.described(p for p in s.ledger if p.agency == d.agency),
    "dimension": lambda d, s: s.described(s.supported(d)),
    "planned": lambda _, s: s.described(
        sorted((p for p in s.ledger if "Buku 2" in (p.masterplan or "")), key=_page)
    ),
    "funded": lambda _, s: s.described(p for p in s.ledger if apbd(p)),
    "wins": lambda _, s: s.described(s.wins()),
    "older": lambda _, s: s.described(s.older),
    "lines": _lines,
    "results": _results,
    "risks": _risks,
    "months": _months,
    "aspects": _aspects,
    "figures": _figures,
    "actions": _actions,
    "all-actions": lambda _, s: _acted(s.dossier.action_plan),
    "older-actions": lambda _, s: _acted(s.dossier.previous.action_plan if s.dossier.previous else ()),
    "issues": _issues,
    "dimensions": _dimensions,
    "owners": _owners,
    "sources": _sources,
    "partners": _partners,
    "continued": _continued,
    "surveys": _surveys,
    "statements": _statements,
}
"""The name of a table in the texts → its rows."""


def _page(program: Program) -> int:
    return int((program.masterplan or "0").rpartition(" ")[2])


# --- what a paper says ---------------------------------------------------------------------------


def blocks(document: Document, sample: Sample) -> list[Block]:
    """The paragraphs, lists and tables of a paper."""
    own = TEXTS.get(document.id, "").strip()
    template = TEMPLATES.get(_template(document, sample), "{own}")
    text = own if own and "{own}" not in template else template.replace("{own}", own)
    made: list[Block] = []
    items: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.format_map(facts(document, sample)).strip().splitlines(), ""]:
        is_item, is_table = line.startswith("- "), line.startswith("@")
        is_row = " | " in line and not is_table
        if items and not is_item:
            made.append(Points(tuple(items)))
            items = []
        if rows and not is_row:
            made.append(Table(rows[0], rows[1:]))
            rows = []
        if is_item:
            items.append(line[2:])
        elif is_row:
            rows.append([cell.strip() for cell in line.split("|")])
        elif is_table:
            made += _table(line[1:], document, sample)
        elif line:
            made.append(line)
    return made


def _template(document: Document, sample: Sample) -> str:
    """The name of the template: the type, or for a report on what the question asks, its kind as well."""
    questions = (sample.instrument.questions.get(ref) for ref in document.supports)
    kinds = {f"{document.type} {question.kind}" for question in questions if question}
    return next((kind for kind in kinds if kind in TEMPLATES), document.type)


def _table(line: str, document: Document, sample: Sample) -> list[Block]:
    name, _, columns = line.partition(" ")
    pairs = [column.split("=") for column in columns.split(" | ")]
    records = RECORDS[name](document, sample)
    rows = [[record[key] for _, key in pairs] for record in records]
    if len(pairs) == 1:  # one column is a list
        return [f"{pairs[0][0]}:", Points([row[0] for row in rows])] if rows else []
    return [Table([head for head, _ in pairs], rows)] if rows else []


def signer(document: Document, sample: Sample) -> str:
    """The office that signs a paper."""
    if document.type == "sk-kepala-opd" or document.issuer == "Sekretaris Daerah":
        return document.issuer or ""
    if document.type in REGULATIONS or document.issuer == "Bupati Nusa Harapan":
        return "Bupati Nusa Harapan"
    agency = sample.agencies.get(document.agency or "")
    return (agency.head if agency else None) or ""


def is_foreign(document: Document) -> bool:
    """Whether a paper comes from outside and has not the regency's letterhead."""
    return (document.issuer or "").startswith("Harian") or "isi rekaan" in (document.issuer or "")


REGULATIONS: Final = frozenset({"perda", "perkada", "sk-kepala-daerah", "sk-kepala-opd", "rpjmd"})
UNSIGNED: Final = frozenset({"testimoni", "masterplan", "renstra", "publikasi-media"})
ORDINALS: Final = ("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM")

Color = tuple[int, int, int]
NAVY: Final = (24, 62, 104)
TEAL: Final = (22, 124, 128)
GOLD: Final = (232, 170, 56)
PALE: Final = (236, 241, 246)
INK: Final = (38, 44, 52)
WHITE: Final = (255, 255, 255)
RED: Final = (176, 58, 46)


# --- PDF -----------------------------------------------------------------------------------------

F4: Final = (215 * mm, 330 * mm)
"""The paper of regulations, decrees and SOPs; letters and reports are A4."""


def _style(name: str, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own looseness
    plain = {"fontName": "Helvetica", "fontSize": 10, "leading": 14, "alignment": TA_JUSTIFY, "spaceAfter": 6}
    return ParagraphStyle(name, **{**plain, **more})


_BODY: Final = _style("body")
_CELL: Final = _style("cell", fontSize=8.3, leading=10.5, alignment=0, spaceAfter=0)
_HEAD: Final = ParagraphStyle("head", parent=_CELL, fontName="Helvetica-Bold", textColor=colors.white)
_TITLE: Final = _style("title", fontName="Helvetica-Bold", fontSize=12, leading=16, alignment=TA_CENTER)
_MIDDLE: Final = _style("middle", alignment=TA_CENTER, spaceAfter=3)
_ITEM: Final = _style("item", leftIndent=18, bulletIndent=2, spaceAfter=4)
_RULING: Final = _style("ruling", leftIndent=72)
_RIGHT: Final = _style("right", leftIndent=8.5 * cm, alignment=TA_CENTER, spaceAfter=2)


class Letterhead(Flowable):
    """The regency's letterhead: an invented shield, the government, the agency, a double rule."""

    def __init__(self, lines: Sequence[str], *, has_shield: bool) -> None:
        super().__init__()
        self.lines, self.has_shield = lines, has_shield

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        """Take the whole line."""
        self.width, self.height = width, 2.3 * cm
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        canvas = self.canv
        middle = self.width / 2
        if self.has_shield:
            _pdf_shield(canvas, 0.9 * cm, 1.35 * cm)
            middle += 0.8 * cm
        sizes = (11, 13, 8)
        y = 1.95 * cm
        for line, size in zip(self.lines, sizes, strict=False):
            canvas.setFont("Helvetica-Bold" if size > 8 else "Helvetica", size)  # noqa: PLR2004 - the address
            while canvas.stringWidth(line, canvas._fontname, canvas._fontsize) > self.width - 2.4 * cm:  # noqa: SLF001
                canvas.setFont(canvas._fontname, canvas._fontsize - 0.5)  # noqa: SLF001
            canvas.drawCentredString(middle, y, line)
            y -= size + 4.5
        canvas.setLineWidth(1.6)
        canvas.line(0, 0.32 * cm, self.width, 0.32 * cm)
        canvas.setLineWidth(0.5)
        canvas.line(0, 0.22 * cm, self.width, 0.22 * cm)


def _pdf_shield(canvas: Canvas, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setFillColorRGB(*(part / 255 for part in NAVY))
    outline = canvas.beginPath()
    outline.moveTo(-22, 24)
    outline.lineTo(22, 24)
    outline.curveTo(22, -8, 14, -22, 0, -30)
    outline.curveTo(-14, -22, -22, -8, -22, 24)
    canvas.drawPath(outline, stroke=0, fill=1)
    canvas.setFillColorRGB(*(part / 255 for part in GOLD))
    sail = canvas.beginPath()
    sail.moveTo(-2, 18)
    sail.lineTo(-2, -4)
    sail.lineTo(-14, -4)
    sail.close()
    sail.moveTo(1, 16)
    sail.lineTo(1, -4)
    sail.lineTo(11, -4)
    sail.close()
    canvas.drawPath(sail, stroke=0, fill=1)
    canvas.setStrokeColorRGB(1, 1, 1)
    canvas.setLineWidth(1.6)
    for level in (-9, -14):
        wave = canvas.beginPath()
        wave.moveTo(-13, level)
        wave.curveTo(-7, level + 5, -5, level - 5, 0, level)
        wave.curveTo(5, level + 5, 7, level - 5, 13, level)
        canvas.drawPath(wave)
    canvas.restoreState()


def pdf(document: Document, sample: Sample) -> bytes:
    """Write a paper as PDF."""
    buffer = io.BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=F4 if document.type in REGULATIONS | {"sop"} else A4,
        invariant=1,
        title=document.title,
        author=PLACE,
        subject=MARK,
        leftMargin=2.4 * cm,
        rightMargin=2.2 * cm,
        topMargin=1.6 * cm,
        bottomMargin=2 * cm,
    )
    story = _pdf_top(document, sample)
    for block in blocks(document, sample):
        story += _pdf_block(block, document.type, template.width - 12)
    if document.type not in UNSIGNED and not is_foreign(document):
        ending = [] if document.type == "undangan" else [f"Kota Harapan, {day(document.date)}"]
        ending += [signer(document, sample), "[ tanda tangan contoh ]"]
        story.append(KeepTogether([Spacer(1, 12), *(_text(line, _RIGHT) for line in ending)]))
    template.build(story, onFirstPage=_pdf_page, onLaterPages=_pdf_page)
    return buffer.getvalue()


def _pdf_page(canvas: Canvas, template: SimpleDocTemplate) -> None:
    """The mark across every page, and the foot."""
    width, height = template.pagesize
    canvas.saveState()
    canvas.setFillColorRGB(0.91, 0.91, 0.93)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(50)
    canvas.setFont("Helvetica-Bold", 62)
    canvas.drawCentredString(0, -20, MARK)
    canvas.restoreState()
    canvas.saveState()
    canvas.setFont("Helvetica", 7.5)
    canvas.setFillColorRGB(0.45, 0.45, 0.5)
    canvas.drawString(2.4 * cm, 1.15 * cm, NOTE)
    canvas.drawRightString(width - 2.2 * cm, 1.15 * cm, f"Halaman {canvas.getPageNumber()}")
    canvas.restoreState()


def _text(words: str, style: ParagraphStyle = _BODY, **more: str) -> Paragraph:
    return Paragraph(escape(words), style, **more)


def _pdf_top(document: Document, sample: Sample) -> list[Flowable]:
    """The head of a paper, in one of the two shapes of official letters, or in its sender's own."""
    if document.type in REGULATIONS:
        return _pdf_regulation(document)
    issuer = (document.issuer or "").upper()
    if is_foreign(document):
        head = Letterhead(
            [issuer.removesuffix(" (ISI REKAAN)"), "CONTOH - BUKAN DOKUMEN ASLI"], has_shield=False
        )
    elif "PROVINSI" in issuer:
        head = Letterhead([issuer, "BERITA ACARA", "contoh.example"], has_shield=False)
    else:
        office = sample.office(document.agency).upper()
        address = "Jalan Contoh Nomor 1, Kota Harapan (alamat rekaan) · contoh.example"
        head = Letterhead(["PEMERINTAH KABUPATEN NUSA HARAPAN (FIKTIF)", office, address], has_shield=True)
    if document.type == "undangan":
        facts_ = (f"Nomor: {document.number}", "Sifat: biasa", f"Hal: {document.title}")
        lines = (*facts_, "Yth. pejabat dan undangan sebagaimana tersebut di bawah, di tempat")
        return [head, _text(f"Kota Harapan, {day(document.date)}", _RIGHT), *map(_text, lines), Spacer(1, 6)]
    under = " · ".join(
        part for part in (f"Nomor {document.number or ''}", day(document.date)) if part != "Nomor "
    )
    return [head, Spacer(1, 4), _text(document.title, _TITLE), _text(under, _MIDDLE), Spacer(1, 10)]


def _pdf_regulation(document: Document) -> list[Flowable]:
    kind, _, subject = document.title.partition(" tentang ")
    kind = kind.partition(" Nomor ")[0]
    year = f" TAHUN {document.date.year}" if document.date and "/" not in (document.number or "") else ""
    maker = "BUPATI NUSA HARAPAN" if document.type != "sk-kepala-opd" else (document.issuer or "").upper()
    short = kind.replace(" Nusa Harapan", "")
    return [
        Letterhead([maker, "KABUPATEN NUSA HARAPAN (FIKTIF)"], has_shield=True),
        Spacer(1, 4),
        _text(kind.upper(), _TITLE),
        _text(f"NOMOR {document.number}{year}", _MIDDLE),
        _text("TENTANG", _MIDDLE),
        _text(subject.upper(), _TITLE),
        Spacer(1, 6),
        _text(f"bahwa perlu menetapkan {short} tentang {subject};", _RULING, bulletText="Menimbang :"),
        _text("peraturan perundang-undangan yang berlaku (contoh);", _RULING, bulletText="Mengingat :"),
        _text("MEMUTUSKAN:", _TITLE),
    ]


def _pdf_block(block: Block, kind: str, width: float) -> list[Flowable]:
    match block:
        case str():
            return [_text(block)]
        case Table(head, rows):
            shares = _shares(block)
            cells = [[_text(c, _HEAD) for c in head], *([_text(c, _CELL) for c in row] for row in rows)]
            table = PdfTable(cells, [width * share / sum(shares) for share in shares], repeatRows=1)
            table.setStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, 0), colors.Color(*(part / 255 for part in NAVY))),
                    ("GRID", (0, 0), (-1, -1), 0.4, colors.Color(0.6, 0.65, 0.7)),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 3),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
            )
            return [table, Spacer(1, 9)]
        case Points(items):
            return [flowable for i, item in enumerate(items) for flowable in _pdf_point(item, i, kind)]


def _pdf_point(item: str, index: int, kind: str) -> list[Flowable]:
    if kind in {"perkada", "perda", "rpjmd"}:
        return [KeepTogether([_text(f"Pasal {index + 1}", _MIDDLE), _text(item)])]
    if kind in {"sk-kepala-daerah", "sk-kepala-opd"}:
        return [_text(item, _RULING, bulletText=f"{ORDINALS[index]} :")]
    return [_text(item, _ITEM, bulletText=f"{index + 1}.")]


def _shares(table: Table) -> list[float]:
    """Give a column its share of the line by the length of what stands in it."""
    columns = zip(table.head, *table.rows, strict=True)
    return [min(max(map(len, column)), 38) + 4.0 for column in columns]


# --- Word, Excel, PowerPoint ---------------------------------------------------------------------


def word(document: Document, sample: Sample) -> bytes:
    """Write a paper as a Word file."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    paper.styles["Normal"].font.name = "Arial"
    paper.styles["Normal"].font.size = Pt(10.5)
    section.header.paragraphs[0].text = NOTE
    numbered = f"Nomor {document.number}" if document.number else day(document.date)
    office = sample.office(document.agency).upper()
    for line in ("PEMERINTAH KABUPATEN NUSA HARAPAN (FIKTIF)", office, "", document.title, numbered, ""):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(line).bold = line != numbered
    for block in blocks(document, sample):
        match block:
            case str():
                paper.add_paragraph(block)
            case Points(items):
                for i, item in enumerate(items, 1):
                    paper.add_paragraph(f"{i}. {item}")
            case Table(head, rows):
                table = paper.add_table(rows=0, cols=len(head), style="Table Grid")
                for i, row in enumerate([head, *rows]):
                    for cell, words in zip(table.add_row().cells, row, strict=True):
                        cell.paragraphs[0].add_run(words).bold = not i
                paper.add_paragraph()
    for line in (f"Kota Harapan, {day(document.date)}", signer(document, sample), "[ tanda tangan contoh ]"):
        paper.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _office_file(paper, document)


def _office_file(made: Any, document: Document) -> bytes:  # noqa: ANN401 - of python-docx or python-pptx
    """Save an Office file with fixed properties, dates and order of parts."""
    said = {"title": document.title, "author": PLACE, "subject": MARK, "comments": NOTE, "keywords": ""}
    for key, value in {
        **said,
        "last_modified_by": PLACE,
        "revision": 1,
        "created": MADE,
        "modified": MADE,
    }.items():
        setattr(made.core_properties, key, value)
    saved, buffer = io.BytesIO(), io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            part.create_system = 3
            new.writestr(part, old.read(name), compresslevel=9)
    return buffer.getvalue()


def excel(document: Document, sample: Sample) -> bytes:
    """Write a paper as a spreadsheet: its words and tables below each other on one sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    said = {"title": document.title, "author": PLACE, "subject": MARK, "comments": NOTE}
    book.set_properties({**said, "created": MADE.replace(tzinfo=None)})
    boxed = {"border": 1, "text_wrap": True, "valign": "top"}
    mark = book.add_format({"bold": True, "font_color": "#B03A2E"})
    title = book.add_format({"bold": True, "font_size": 13, "font_color": "#183E68"})
    head = book.add_format({**boxed, "bold": True, "bg_color": "#183E68", "font_color": "#FFFFFF"})
    formats = [
        book.add_format({**boxed, **more}) for more in ({}, {"num_format": "#,##0"}, {"num_format": "0.00"})
    ]
    sheet = book.add_worksheet("Data")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, NOTE, mark)
    sheet.write_string(1, 0, document.title, title)
    sheet.write_string(2, 0, f"{document.issuer or sample.office(document.agency)} · {day(document.date)}")
    at, shares = 4, [0.0]
    for block in blocks(document, sample):
        match block:
            case str():
                sheet.write_string(at, 0, block)
            case Points(items):
                for item in items:
                    sheet.write_string(at, 0, item)
                    at += 1
            case Table(names, rows):
                for column, name in enumerate(names):
                    sheet.write_string(at, column, name, head)
                for row in rows:
                    at += 1
                    for column, value in enumerate(row):
                        _excel_cell(sheet, at, column, value, formats)
                shares = [max(pair) for pair in zip_longest(shares, _shares(block), fillvalue=0.0)]
                at += 1
        at += 1
    for column, share in enumerate(shares):
        sheet.set_column(column, column, share + 2)
    book.close()
    return buffer.getvalue()


def _excel_cell(sheet: Any, row: int, column: int, value: str, formats: Sequence[object]) -> None:  # noqa: ANN401
    """Write a number as a number, anything else as text."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})*", value):
        sheet.write_number(row, column, int(value.replace(".", "")), formats[1])
    elif re.fullmatch(r"\d+,\d+", value):
        sheet.write_number(row, column, float(value.replace(",", ".")), formats[2])
    else:
        sheet.write_string(row, column, value, formats[0])


def powerpoint(document: Document, sample: Sample) -> bytes:
    """Write the presentation: each paragraph of its text begins a slide."""
    show = pptx.Presentation()
    show.slide_width, show.slide_height = Emu(12192000), Emu(6858000)
    pages: list[tuple[str, list[str]]] = []
    for block in blocks(document, sample):
        match block:
            case str():
                pages.append((block, []))
            case Points(items):
                pages[-1][1].extend(items)
            case Table(_, rows):
                pages[-1][1].extend(f"{row[0]}: {', '.join(row[1:])}" for row in rows)
    for title, lines in pages:
        _slide(show, title, lines)
    return _office_file(show, document)


def _slide(show: Any, title: str, lines: Sequence[str]) -> None:  # noqa: ANN401 - python-pptx has no types
    slide = show.slides.add_slide(show.slide_layouts[6])
    band = slide.shapes.add_shape(1, 0, 0, show.slide_width, Emu(1150000))
    band.fill.solid()
    band.fill.fore_color.rgb = RGBColor(*NAVY)
    band.line.fill.background()
    boxes = [(title, 300000, 30, WHITE), (NOTE, 6350000, 12, RED)]
    boxes += [(f"•  {line}", 1500000 + 750000 * i, 21, INK) for i, line in enumerate(lines)]
    for words, top, size, color in boxes:
        frame = slide.shapes.add_textbox(Emu(600000), Emu(top), Emu(11000000), Emu(500000)).text_frame
        frame.word_wrap = True
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.name = words, Pt(size), "Arial"
        run.font.color.rgb = RGBColor(*color)
        run.font.bold = words == title


# --- pictures ------------------------------------------------------------------------------------

Pen = ImageDraw.ImageDraw
SKY: Final = (188, 220, 238)
SEA: Final = (58, 134, 170)
SAND: Final = (233, 216, 176)
GREEN: Final = (74, 140, 86)
WOOD: Final = (140, 98, 62)
GREY: Final = (128, 138, 148)


def _write(
    pen: Pen,
    at: tuple[float, float],
    words: str,
    size: int,
    color: Color = INK,
    *,
    bold: bool = False,
    anchor: str = "la",
) -> None:
    font = ImageFont.load_default(size)
    words = words.replace("–", "-")  # the built-in typeface has no dash
    pen.text(at, words, color, font, anchor, stroke_width=size // 22 if bold else 0, stroke_fill=color)


def _wrapped(pen: Pen, words: str, size: int, width: float) -> list[str]:
    font = ImageFont.load_default(size)
    lines = [""]
    for word_ in words.replace("–", "-").split():
        longer = f"{lines[-1]} {word_}".strip()
        if pen.textlength(longer, font) > width and lines[-1]:
            lines.append(word_)
        else:
            lines[-1] = longer
    return lines


def _paragraph(
    pen: Pen,
    at: tuple[float, float],
    words: str,
    size: int,
    width: float,
    color: Color = INK,
    *,
    anchor: str = "la",
    bold: bool = False,
) -> float:
    """Write wrapped words; the height below them."""
    x, y = at
    for line in _wrapped(pen, words, size, width):
        _write(pen, (x, y), line, size, color, bold=bold, anchor=anchor)
        y += size * 1.35
    return y


def _foot(pen: Pen, width: int, height: int, words: str) -> None:
    pen.rectangle((0, height - 34, width, height), RED)
    _write(pen, (width / 2, height - 17), f"{MARK} · {words}", 17, WHITE, anchor="mm")


def _shield(pen: Pen, x: float, y: float, size: float) -> None:
    pen.polygon(
        [
            (x - size, y - size),
            (x + size, y - size),
            (x + size * 0.85, y + size * 0.45),
            (x, y + size * 1.25),
            (x - size * 0.85, y + size * 0.45),
        ],
        NAVY,
    )
    pen.polygon(
        [
            (x - 0.1 * size, y - 0.7 * size),
            (x - 0.1 * size, y + 0.2 * size),
            (x - 0.65 * size, y + 0.2 * size),
        ],
        GOLD,
    )
    pen.polygon(
        [
            (x + 0.05 * size, y - 0.6 * size),
            (x + 0.05 * size, y + 0.2 * size),
            (x + 0.5 * size, y + 0.2 * size),
        ],
        GOLD,
    )
    for level in (0.4, 0.62):
        pen.line(
            (x - 0.5 * size, y + level * size, x + 0.5 * size, y + level * size),
            WHITE,
            max(2, int(size / 14)),
        )


# The arms, on a field of 600 × 720: a sun that rises behind two sails, houses on the shore, the sea.
_FIELD: Final = (  # the right half of its edge, two curves, each with its two ends and two handles
    ((300, 22), (366, 84), (462, 80), (548, 58)),
    ((548, 58), (582, 330), (492, 556), (300, 696)),
)
_SAILS: Final = (
    (((290, 176), (290, 424), (158, 424), (212, 332), (258, 250)), (250, 244, 226)),
    (((310, 206), (310, 424), (424, 424), (398, 352), (358, 278)), RED),
)
_HOUSES: Final = ((112, 372), (140, 400), (436, 400), (464, 372))
_FINE: Final = 4


def coat_of_arms() -> bytes:
    """Draw arms that no place bears, on nothing: four times as large, then made fine."""
    size = (600 * _FINE, 720 * _FINE)
    shield = Image.new("L", size, 0)
    ImageDraw.Draw(shield).polygon(_outline(0), 255)
    inside = Image.new("L", size, 0)
    ImageDraw.Draw(inside).polygon(_outline(26), 255)
    image = Image.new("RGBA", size, (*WHITE, 0))
    image.paste((*NAVY, 255), mask=shield)
    pen = ImageDraw.Draw(image)
    pen.polygon(_outline(9), GOLD)
    pen.polygon(_outline(18), NAVY)
    image.paste(_view(size), mask=inside)
    buffer = io.BytesIO()
    image.resize((600, 720), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _outline(margin: float) -> list[tuple[float, float]]:
    """The edge of the shield, so far inside it, on the large picture."""
    edge = [_on_curve(curve, step / 40) for curve in _FIELD for step in range(41)]
    right = [((x - 300) * (1 - margin / 256) + 300, (y - 350) * (1 - margin / 330) + 350) for x, y in edge]
    left = [(600 - x, y) for x, y in reversed(right)]
    return [(x * _FINE, y * _FINE) for x, y in (*right, *left)]


def _on_curve(curve: tuple[tuple[float, float], ...], at: float) -> tuple[float, float]:
    """A point of a Bezier curve."""
    parts = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3)
    x, y = (sum(part * point[axis] for part, point in zip(parts, curve, strict=True)) for axis in (0, 1))
    return x, y


def _view(size: tuple[int, int]) -> Image.Image:
    """What stands on the shield."""
    image = Image.new("RGBA", size, (*SKY, 255))
    pen = ImageDraw.Draw(image)

    def large(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * _FINE, y * _FINE) for x, y in points]

    for ray in range(-6, 7):
        angle = math.radians(90 + ray * 15)
        ends = [angle - 0.045, angle + 0.045]
        far = [(300 + 420 * math.cos(end), 430 - 420 * math.sin(end)) for end in ends]
        pen.polygon(large((300, 430), *far), (250, 240, 206))
    pen.ellipse(large((150, 280), (450, 580)), (240, 196, 84))
    pen.polygon(large((0, 452), (70, 424), (150, 414), (226, 440), (260, 456)), GREEN)
    pen.polygon(large((340, 456), (384, 436), (452, 412), (530, 422), (600, 452)), GREEN)
    for x, y in _HOUSES:
        pen.rectangle(large((x, y), (x + 24, 446)), WHITE)
        pen.polygon(large((x - 5, y), (x + 12, y - 17), (x + 29, y)), RED)
        pen.rectangle(large((x + 8, y + 10), (x + 16, y + 20)), NAVY)
    for points, color in _SAILS:
        pen.polygon(large(*points), color)
    pen.rectangle(large((295, 150), (305, 446)), WOOD)
    pen.polygon(large((305, 152), (348, 164), (305, 178)), RED)
    pen.polygon(large((150, 432), (450, 432), (410, 484), (190, 484)), NAVY)
    pen.line(large((158, 443), (442, 443)), GOLD, 5 * _FINE)
    for band, top in enumerate((466, 510, 554, 598, 642)):
        color = SEA if band % 2 == 0 else WHITE
        crest = [(x, top + 9 * math.sin(x / 24 + band * 1.6)) for x in range(0, 601, 4)]
        pen.polygon(large(*crest, (600, 720), (0, 720)), color)
    star = [
        (300 + radius * math.sin(math.pi * point / 5), 106 - radius * math.cos(math.pi * point / 5))
        for point in range(10)
        for radius in [30 if point % 2 == 0 else 12]
    ]
    pen.polygon(large(*star), GOLD)
    return image


def png(document: Document, sample: Sample) -> bytes:
    """Draw a picture of flat colours."""
    image = DRAWINGS[document.type](document, sample)
    buffer = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()


def jpeg(document: Document, _: Sample) -> bytes:
    """Draw a scene in place of a photograph."""
    image = Image.new("RGB", (960, 640), SKY)
    pen = ImageDraw.Draw(image)
    SCENES[document.id](pen)
    pen.rectangle((0, 0, 960, 46), WHITE)
    _write(pen, (18, 23), document.title, 22, NAVY, bold=True, anchor="lm")
    _write(pen, (942, 23), day(document.date), 17, GREY, anchor="rm")
    _foot(pen, 960, 640, "ilustrasi, bukan foto sungguhan")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=72, optimize=True)
    return buffer.getvalue()


def _screen(document: Document, sample: Sample) -> Image.Image:
    """A page of a made-up site in a plain browser window."""
    address, heading, page = blocks(document, sample)
    program = sample.supported(document)[0]
    image = Image.new("RGB", (960, 600), PALE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 960, 44), (208, 214, 222))
    for i, color in enumerate(((226, 110, 96), (236, 186, 88), (120, 190, 110))):
        pen.ellipse((16 + 22 * i, 15, 30 + 22 * i, 29), color)
    pen.rounded_rectangle((100, 9, 940, 35), 12, WHITE)
    _write(pen, (116, 22), str(address), 16, GREY, anchor="lm")
    pen.rectangle((0, 44, 960, 124), NAVY)
    _shield(pen, 44, 80, 20)
    _write(pen, (84, 70), program.name, 27, WHITE, bold=True, anchor="lm")
    _write(pen, (84, 100), PLACE, 15, (190, 206, 224), anchor="lm")
    for i, words in enumerate(("Beranda", "Bantuan", "Masuk")):
        _write(pen, (700 + 88 * i, 84), words, 17, WHITE, anchor="lm")
    _write(pen, (40, 152), str(heading), 23, NAVY, bold=True, anchor="lm")
    if isinstance(page, Table):
        for i, (left, middle, right) in enumerate(page.rows):
            top = 182 + 74 * i
            pen.rounded_rectangle((40, top, 920, top + 62), 9, WHITE, (214, 220, 228))
            pen.rounded_rectangle((40, top, 47, top + 62), 3, GOLD if i == len(page.rows) - 1 else TEAL)
            _write(pen, (62, top + 18), left, 15, GREY, anchor="lm")
            _write(pen, (62, top + 42), middle, 18, anchor="lm")
            pen.rounded_rectangle((772, top + 16, 904, top + 46), 14, PALE)
            _write(pen, (838, top + 31), right, 15, TEAL, anchor="mm")
    elif isinstance(page, Points):
        _map(pen, page.items)
    _foot(pen, 960, 600, f"tangkapan layar rekaan, {day(document.date)}")
    return image


def _map(pen: Pen, kinds: Sequence[str]) -> None:
    """Islands that do not exist, with pins and a legend."""
    land = (206, 220, 180)
    pen.rectangle((40, 182, 920, 550), (168, 208, 228))
    coast = [(40, 182), (430, 182), (470, 250), (400, 330), (330, 360), (260, 450), (150, 470), (40, 430)]
    pen.polygon(coast, land)
    for x, y, size in ((560, 300, 54), (690, 420, 40), (800, 270, 34), (500, 470, 30), (840, 480, 26)):
        pen.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), land)
    pen.line([(90, 400), (200, 330), (300, 260), (410, 220)], WHITE, 5)
    places = ((120, 260), (220, 300), (320, 230), (250, 390), (560, 290), (690, 415), (800, 265), (150, 420))
    for i, (x, y) in enumerate(places):
        color = (RED, GOLD, TEAL)[digits(kinds[0])[i] % 3]
        pen.polygon([(x - 9, y - 16), (x + 9, y - 16), (x, y + 6)], color)
        pen.ellipse((x - 10, y - 30, x + 10, y - 10), color)
        pen.ellipse((x - 4, y - 24, x + 4, y - 16), WHITE)
    pen.rounded_rectangle((640, 196, 906, 226), 8, WHITE)
    for i, (color, kind) in enumerate(zip((RED, GOLD, TEAL), kinds, strict=True)):
        pen.ellipse((652 + 88 * i, 205, 664 + 88 * i, 217), color)
        _write(pen, (669 + 88 * i, 211), kind, 13, anchor="lm")


def _certificate(document: Document, _: Sample) -> Image.Image:
    image = Image.new("RGB", (1000, 700), (252, 249, 240))
    pen = ImageDraw.Draw(image)
    for inset, color, thick in ((18, GOLD, 8), (34, NAVY, 2)):
        pen.rectangle((inset, inset, 1000 - inset, 700 - inset - 20), None, color, thick)
    _shield(pen, 500, 110, 40)
    _write(pen, (500, 205), "PIAGAM", 54, NAVY, bold=True, anchor="mm")
    honour, _, name = document.title.removeprefix("Piagam ").partition(", ")
    _write(pen, (500, 262), "diberikan kepada", 20, GREY, anchor="mm")
    _write(pen, (500, 318), name, 38, TEAL, bold=True, anchor="mm")
    _write(pen, (500, 362), PLACE, 23, anchor="mm")
    _write(pen, (500, 420), "sebagai", 20, GREY, anchor="mm")
    _paragraph(pen, (500, 458), honour, 28, 780, NAVY, anchor="mm", bold=True)
    _write(pen, (500, 560), f"{document.issuer}, {day(document.date)}", 19, anchor="mm")
    _write(pen, (500, 596), "[ tanda tangan contoh ]", 17, GREY, anchor="mm")
    _foot(pen, 1000, 700, "piagam ini tidak pernah diberikan")
    return image


def _bars(document: Document, sample: Sample) -> Image.Image:
    program = sample.supported(document)[0]
    image = Image.new("RGB", (960, 560), WHITE)
    pen = ImageDraw.Draw(image)
    _write(pen, (40, 42), f"{program.name}: pengguna baru tiap bulan", 26, NAVY, bold=True, anchor="lm")
    period = program.users.period if program.users else ""
    total = money(program.users.count if program.users else 0)
    _write(pen, (40, 80), f"{period}, seluruhnya {total} pengguna", 19, GREY, anchor="lm")
    rows = monthly(program)
    values = [int(row["new"].replace(".", "")) for row in rows]
    for i, row in enumerate(rows):
        x = 60 + 96 * i
        top = 450 - 310 * values[i] / max(values)
        pen.rectangle((x, top, x + 62, 450), TEAL)
        _write(pen, (x + 31, top - 14), row["new"], 17, anchor="mm")
        _write(pen, (x + 31, 472), row["month"][:3], 17, GREY, anchor="mm")
    pen.line((40, 450, 920, 450), GREY, 2)
    _foot(pen, 960, 560, f"data {day(document.date)}")
    return image


def _chart(document: Document, sample: Sample) -> Image.Image:
    """Who manages the smart city: the council, the team, a working group for each dimension."""
    image = Image.new("RGB", (1200, 640), WHITE)
    pen = ImageDraw.Draw(image)
    _write(pen, (600, 40), document.title, 27, NAVY, bold=True, anchor="mm")

    def box(x: float, y: float, width: float, words: str, under: str, color: Color) -> None:
        pen.rounded_rectangle((x - width / 2, y, x + width / 2, y + 84), 8, color)
        _write(pen, (x, y + 28), words, 19, WHITE, bold=True, anchor="mm")
        for i, line in enumerate(_wrapped(pen, under, 14, width - 16)):
            _write(pen, (x, y + 52 + 17 * i), line, 14, WHITE, anchor="mm")

    pen.line((600, 160, 600, 400), GREY, 3)
    pen.line((105, 400, 1095, 400), GREY, 3)
    pen.line((600, 242, 930, 242), GREY, 3)
    members = "Ketua: Bupati. Anggota: kepala Perangkat Daerah dan empat unsur luar"
    box(600, 84, 420, "Dewan Smart City", members, NAVY)
    box(600, 200, 420, "Tim Pelaksana", "Ketua: Kepala Bappeda. Sekretaris: Kepala Diskominfo", TEAL)
    box(990, 200, 300, "Forum Smart City Daerah", "Perguruan tinggi, usaha, komunitas, media", GREY)
    for i, record in enumerate(RECORDS["dimensions"](document, sample)):
        x = 105 + 198 * i
        pen.line((x, 400, x, 440), GREY, 3)
        name = record["name"].removeprefix("Smart ")
        box(x, 430, 186, name, f"Kelompok kerja, koordinator {record['agency']}", NAVY)
    _foot(pen, 1200, 640, PLACE)
    return image


def _voices(document: Document, sample: Sample) -> Image.Image:
    image = Image.new("RGB", (960, 560), PALE)
    pen = ImageDraw.Draw(image)
    _write(pen, (40, 44), document.title, 26, NAVY, bold=True, anchor="lm")
    for i, line in enumerate(map(str, blocks(document, sample))):
        quote, _, who = line.partition('" - ')
        top = 84 + 142 * i
        pen.rounded_rectangle((40, top, 920, top + 126), 12, WHITE, (214, 220, 228))
        below = _paragraph(pen, (70, top + 22), quote + '"', 22, 800)
        _write(pen, (70, below + 12), who, 17, TEAL)
    _foot(pen, 960, 560, "nama tidak dicatat")
    return image


DRAWINGS: Final[Mapping[str, Callable[[Document, Sample], Image.Image]]] = {
    "tangkapan-layar": _screen,
    "penghargaan": _certificate,
    "sinovik": _certificate,
    "statistik-pengguna": _bars,
    "struktur-organisasi": _chart,
    "testimoni": _voices,
}


# --- scenes in place of photographs --------------------------------------------------------------


def _person(pen: Pen, x: float, y: float, color: Color, size: float = 1) -> None:
    """A person standing on `y`."""
    pen.rounded_rectangle(
        (x - 22 * size, y - 118 * size, x + 22 * size, y - 40 * size), int(16 * size), color
    )
    pen.rectangle((x - 17 * size, y - 50 * size, x - 3 * size, y), INK)
    pen.rectangle((x + 3 * size, y - 50 * size, x + 17 * size, y), INK)
    pen.ellipse((x - 17 * size, y - 156 * size, x + 17 * size, y - 120 * size), (196, 150, 112))
    pen.chord((x - 18 * size, y - 160 * size, x + 18 * size, y - 122 * size), 180, 360, INK)


def _tree(pen: Pen, x: float, y: float, size: float = 1) -> None:
    pen.rectangle((x - 7 * size, y - 120 * size, x + 7 * size, y), WOOD)
    for dx, dy in ((-34, -150), (30, -156), (0, -186)):
        pen.ellipse(
            (x + (dx - 44) * size, y + (dy - 34) * size, x + (dx + 44) * size, y + (dy + 34) * size), GREEN
        )


def _boat(pen: Pen, x: float, y: float, color: Color, size: float = 1) -> None:
    pen.polygon(
        [
            (x - 190 * size, y - 46 * size),
            (x + 200 * size, y - 46 * size),
            (x + 150 * size, y + 10 * size),
            (x - 150 * size, y + 10 * size),
        ],
        color,
    )
    pen.rectangle((x - 120 * size, y - 120 * size, x + 100 * size, y - 108 * size), WHITE)
    for dx in (-112, -10, 92):
        pen.rectangle(((x + (dx - 4) * size), y - 110 * size, x + (dx + 4) * size, y - 46 * size), GREY)


def _waves(pen: Pen, top: int, bottom: int) -> None:
    pen.rectangle((0, top, 960, bottom), SEA)
    for row in range(top + 18, bottom, 34):
        for x in range((row * 7) % 80, 960, 130):
            pen.arc((x, row, x + 46, row + 14), 200, 340, (150, 200, 220), 3)


def _clinic(pen: Pen) -> None:
    pen.rectangle((0, 430, 960, 640), (206, 196, 172))
    pen.rectangle((520, 170, 900, 430), (238, 230, 214))
    pen.polygon([(490, 176), (710, 96), (930, 176)], RED)
    pen.rectangle((670, 300, 750, 430), WOOD)
    _write(pen, (710, 210), "KANTOR KECAMATAN", 22, NAVY, bold=True, anchor="mm")
    pen.polygon([(60, 220), (260, 140), (460, 220)], TEAL)
    for x in (78, 442):
        pen.rectangle((x - 5, 220, x + 5, 520), GREY)
    pen.rectangle((110, 232, 410, 272), WHITE)
    _write(pen, (260, 252), "KLINIK IZIN KELILING", 22, NAVY, bold=True, anchor="mm")
    _person(pen, 200, 500, NAVY)
    _person(pen, 320, 500, GOLD)
    pen.rectangle((120, 420, 420, 440), WOOD)
    pen.rectangle((136, 440, 404, 520), (160, 118, 80))
    for x, color in ((520, RED), (590, GREEN), (656, NAVY)):
        _person(pen, x, 560, color)


def _park(pen: Pen) -> None:
    _waves(pen, 260, 420)
    pen.rectangle((0, 400, 960, 640), SAND)
    pen.polygon([(0, 520), (960, 440), (960, 540), (0, 640)], (214, 206, 196))
    for x in range(40, 960, 150):
        pen.rectangle((x - 4, 330, x + 4, 420 + (960 - x) // 16), INK)
        pen.ellipse((x - 14, 312, x + 14, 338), GOLD)
    pen.rectangle((120, 200, 150, 440), NAVY)
    pen.rectangle((330, 200, 360, 430), NAVY)
    pen.polygon([(96, 204), (240, 130), (384, 204)], TEAL)
    _write(pen, (240, 184), "TAMAN TEPI LAUT", 19, WHITE, bold=True, anchor="mm")
    for x, y in ((560, 470), (880, 450)):
        _tree(pen, x, y)
    for x, y, color in ((430, 560, RED), (490, 556, NAVY), (740, 540, GREEN)):
        _person(pen, x, y, color, 0.8)


def _pier(pen: Pen) -> None:
    _waves(pen, 300, 640)
    pen.polygon([(620, 300), (960, 250), (960, 300)], GREEN)
    pen.rectangle((0, 430, 330, 462), WOOD)
    for x in range(20, 330, 70):
        pen.rectangle((x, 462, x + 14, 600), (110, 76, 48))
    for x, color in ((70, WHITE), (140, WHITE), (210, WHITE), (284, NAVY)):
        _person(pen, x, 430, color, 0.8)
    _boat(pen, 610, 500, GOLD)
    for x in (510, 580, 650):
        pen.ellipse((x - 15, 408, x + 15, 438), (196, 150, 112))
        pen.rounded_rectangle((x - 20, 436, x + 20, 470), 8, WHITE)
    _write(pen, (610, 480), "PERAHU PELAJAR 3", 21, NAVY, bold=True, anchor="mm")


def _reading(pen: Pen) -> None:
    pen.rectangle((0, 46, 960, 470), (240, 234, 222))
    pen.rectangle((0, 470, 960, 640), (190, 150, 108))
    books = (RED, TEAL, GOLD, NAVY, GREEN)
    for shelf in range(3):
        top = 110 + 112 * shelf
        pen.rectangle((60, top + 92, 440, top + 102), WOOD)
        for i in range(16):
            height = 60 + (i * 13 + shelf * 7) % 26
            pen.rectangle((70 + 23 * i, top + 92 - height, 88 + 23 * i, top + 92), books[(i + shelf) % 5])
    pen.rounded_rectangle((540, 130, 860, 320), 10, INK)
    pen.rectangle((552, 142, 848, 308), (214, 232, 240))
    _write(pen, (700, 200), "POJOK BACA DIGITAL", 24, NAVY, bold=True, anchor="mm")
    _write(pen, (700, 240), "3.140 buku, internet gratis", 18, GREY, anchor="mm")
    pen.rectangle((520, 430, 880, 448), WOOD)
    for x, color in ((580, TEAL), (700, RED), (820, GOLD)):
        _person(pen, x, 570, color)
        pen.rectangle((x - 26, 462, x + 26, 494), WHITE, GREY, 2)


def _scales(pen: Pen) -> None:
    _waves(pen, 230, 330)
    pen.rectangle((0, 320, 960, 640), SAND)
    pen.polygon([(40, 180), (300, 100), (560, 180)], TEAL)
    for x in (60, 540):
        pen.rectangle((x - 6, 180, x + 6, 540), WOOD)
    pen.rectangle((120, 194, 480, 238), WHITE)
    _write(pen, (300, 216), "BANK SAMPAH PESISIR", 24, NAVY, bold=True, anchor="mm")
    pen.rectangle((250, 400, 262, 540), GREY)
    pen.ellipse((196, 330, 316, 450), WHITE, GREY, 5)
    pen.line((256, 390, 286, 350), RED, 5)
    pen.rectangle((190, 530, 322, 548), GREY)
    for x, y, color in (
        (420, 560, (150, 190, 210)),
        (500, 570, (190, 170, 120)),
        (580, 566, (170, 180, 176)),
    ):
        pen.rounded_rectangle((x - 38, y - 76, x + 38, y), 20, color)
        pen.polygon([(x - 16, y - 72), (x + 16, y - 72), (x, y - 96)], color)
    for x, color in ((130, GREEN), (350, NAVY), (700, RED), (780, GOLD)):
        _person(pen, x, 580, color)
    _boat(pen, 800, 320, GREEN, 0.6)


SCENES: Final[Mapping[str, Callable[[Pen], None]]] = {
    "foto-klinik-izin": _clinic,
    "foto-taman-tepi-laut": _park,
    "foto-angkutan-pelajar": _pier,
    "foto-pojok-baca": _reading,
    "foto-bank-sampah": _scales,
}


# --- video ---------------------------------------------------------------------------------------

_FRAMES: Final = 48
_CAPTIONS: Final = (
    "Satu pintu menuju 38 destinasi",
    "Perahu berangkat menurut pasang surut",
    "Pesan tiket, pemandu, dan perahu secara daring",
)


def video(document: Document, _: Sample) -> bytes:
    """Draw six seconds of a boat between two islands, as H.264."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {
            "crf": "30",
            "preset": "slow",
            "flags": "+bitexact",
            "x264-params": "threads=1",
        }
        for index in range(_FRAMES):
            picture = av.VideoFrame.from_image(_moment(index, document.title))
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return buffer.getvalue()


def _moment(index: int, title: str) -> Image.Image:
    image = Image.new("RGB", (960, 540), SKY)
    pen = ImageDraw.Draw(image)
    pen.ellipse((760, 60, 850, 150), GOLD)
    _waves(pen, 300, 540)
    pen.polygon([(0, 300), (120, 220), (260, 300)], GREEN)
    pen.polygon([(700, 300), (840, 200), (960, 300)], GREEN)
    _boat(pen, 240 + 480 * index / _FRAMES, 400 + (index % 8 - 4) ** 2 / 3, RED, 0.6)
    _write(pen, (480, 50), title, 30, NAVY, bold=True, anchor="mm")
    _write(pen, (480, 460), _CAPTIONS[index * len(_CAPTIONS) // _FRAMES], 30, WHITE, bold=True, anchor="mm")
    _foot(pen, 960, 540, PLACE)
    return image.resize((640, 360), Image.Resampling.BILINEAR)


FORMATS: Final[Mapping[str, Callable[[Document, Sample], bytes]]] = {
    "pdf": pdf,
    "docx": word,
    "xlsx": excel,
    "pptx": powerpoint,
    "png": png,
    "jpg": jpeg,
    "mp4": video,
}
"""The end of a file's name → what makes such a file."""


if __name__ == "__main__":
    raise SystemExit(main())
