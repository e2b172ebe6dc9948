"""uv in pip's place: it is told what pip is told, and pip does the work where that cannot be."""

import pytest


@pytest.fixture
def uv(tool):
    return tool("uv")


def test_settings_of_pip_are_told_to_uv_in_its_own_words(uv):
    settings = uv.settings_of(
        ":env:.index-url='https://mirror.example/simple'\n"
        "global.cert='/etc/school.pem'\n"
        "global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'\n"
        "global.trusted-host='one.example'\n"
        "global.timeout='60'\n"
        "install.find-links='/wheels /more'\n"
    )
    options, variables = uv.words_for(settings)
    assert options == [
        "--index-url", "https://mirror.example/simple",
        "--extra-index-url", "https://one.example/simple", "--extra-index-url", "https://two.example/simple",
        "--allow-insecure-host", "one.example",
        "--find-links", "/wheels", "--find-links", "/more",
    ]  # fmt: skip
    assert variables == {"SSL_CERT_FILE": "/etc/school.pem"}


def test_variable_counts_before_the_file_and_the_command_before_what_is_global(uv):
    lines = ["global.index-url='a'", "install.index-url='b'", ":env:.index-url='c'", "download.index-url='d'"]
    assert uv.settings_of("\n".join(lines)) == {"index-url": "c"}
    assert uv.settings_of("\n".join(reversed(lines))) == {"index-url": "c"}
    assert uv.settings_of("\n".join(lines[:2])) == {"index-url": "b"}
    assert uv.settings_of("") == {}


@pytest.mark.parametrize("name", ["proxy", "client-cert", "no-binary", "require-hashes", "target", "pre"])
def test_setting_that_uv_cannot_be_told_leaves_the_work_to_pip(uv, name):
    with pytest.raises(uv.NotTold, match=name):
        uv.words_for({"timeout": "60", name: "1"})


def test_no_index_is_told_where_it_is_meant(uv):
    assert uv.words_for({"no-index": "true"}) == (["--no-index"], {})
    with pytest.raises(uv.NotTold):
        uv.words_for({"no-index": "perhaps"})


def test_line_that_cannot_be_read_leaves_the_work_to_pip(uv):
    with pytest.raises(uv.NotTold):
        uv.settings_of("warning: something odd")


@pytest.mark.parametrize("body", ["exit 1", "echo uv 0.0.1", "echo uv"])
def test_program_that_does_not_run_or_is_of_another_version_does_not_work(uv, tmp_path, body):
    program = tmp_path / "uv"
    assert not uv.works(program)
    program.write_text(f"#!/bin/sh\n{body}\n")
    assert not uv.works(program)  # it may not be run
    program.chmod(0o755)
    assert not uv.works(program)
    program.write_text(f"#!/bin/sh\necho {uv.UV.replace('==', ' ')} for this machine\n")
    assert uv.works(program)
