"""Links that lead to no document, known by their form."""

from __future__ import annotations

import pytest

from kotacerdas.assessment.checks.links import form_of


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://drive.google.com/drive/folders/1AbC?usp=sharing", "folder"),
        ("https://drive.google.com/drive/u/0/folders/1AbC", "folder"),
        ("https://drive.google.com/drive/my-drive", "folder"),
        ("https://drive.google.com/drive/u/1/shared-with-me", "folder"),
        ("https://kota.sharepoint.com/:f:/s/bukti/Eab?e=1", "folder"),
        ("https://1drv.ms/f/s!AbC", "folder"),
        ("https://www.dropbox.com/scl/fo/abc/x?dl=0", "folder"),
        ("https://www.dropbox.com/sh/abc/x", "folder"),
        ("https://mega.nz/folder/abc", "folder"),
        ("https://awan.kota.go.id/index.php/apps/files/?dir=/bukti", "folder"),
        ("https://www.google.com/search?q=perwako+84", "search"),
        ("https://jdih.kota.go.id/pencarian?kata=perwako", "search"),
        ("https://kota.go.id/?s=perwako", "search"),
        ("https://kota.go.id/index.php?q=perwako", "search"),
        ("https://docs.google.com/document/d/1AbC/edit?usp=sharing", "edit"),
        ("https://docs.google.com/spreadsheets/d/1AbC/edit#gid=0", "edit"),
        ("https://www.canva.com/design/DA/x/edit", "edit"),
        ("https://simpeg.kota.go.id/login", "login"),
        ("https://kota.go.id/user/masuk.php?next=/", "login"),
        ("https://kota.go.id/wp-admin/post.php?post=1", "login"),
        ("https://accounts.google.com/ServiceLogin?continue=x", "login"),
        ("https://mail.google.com/mail/u/0/#inbox", "login"),
        ("http://192.168.1.5/sop.pdf", "inside"),
        ("http://10.0.0.7:8080/", "inside"),
        ("http://localhost:8000/sop", "inside"),
        ("http://server.local/sop.pdf", "inside"),
        ("https://drive.google.com/file/d/1AbC/view?usp=sharing", ""),
        ("https://drive.google.com/open?id=1AbC", ""),
        ("https://docs.google.com/document/d/1AbC/pub", ""),
        ("https://kota.sharepoint.com/:b:/s/bukti/Eab?e=1", ""),
        ("https://www.dropbox.com/scl/fi/abc/sop.pdf?dl=0", ""),
        ("https://jdih.kota.go.id/dokumen?id=84&s=1", ""),
        ("https://kota.go.id/berita/layanan-masuk-desa", ""),
        ("https://kota.go.id/editorial/2023", ""),
        ("https://researchgate.net/publication/1", ""),
        ("https://kota.go.id", ""),
        ("https://10.go.id/sop", ""),
    ],
)
def test_a_link_is_known_by_its_form(url: str, form: str) -> None:
    assert form_of(url) == form


def test_what_is_no_address_has_no_form() -> None:
    assert form_of("https://[") == form_of("https://kota.go.id]/x") == ""
