"""The part `notify` of settings.yaml: off unless set, checked key by key, and silent about secrets."""

from pathlib import Path

import pytest

from jobtrends_pipeline.config.notify import NotifySettings
from jobtrends_pipeline.config.settings import Settings, SettingsError

HIDDEN = "T0PSECRET"
WHOLE = f"""
contact: you@example.org
notify:
  webhook: https://hooks.example.org/{HIDDEN}
  email:
    host: smtp.example.org
    from: jobtrends@example.org
    to: [you@example.org, me@example.org]
    username: jobtrends
  log: true
  ui: http://jobtrends.example.org:3000
  report: http://jobtrends.example.org/report/
  rules:
    - {{roles: [Java], places: [UK], moved: [median, rank], since: week, new_skills: true, revised_pct: 2.5}}
"""
EMAIL = "host: smtp.example.org, from: a@example.org, to: [b@example.org]"


def loaded(folder: Path, text: str) -> NotifySettings:
    """What the file sets."""
    (folder / "settings.yaml").write_text(text, encoding="utf-8")
    return Settings.load(folder / "settings.yaml", {}).notify


@pytest.mark.parametrize("text", ["", "contact: you@example.org", "notify:", "notify:\n  # log: true"])
def test_nobody_is_told_unless_it_is_set(tmp_path: Path, text: str) -> None:
    settings = loaded(tmp_path, text)
    assert (settings.webhook, settings.email, settings.log) == (None, None, False)


def test_all_channels_may_be_set_at_once(tmp_path: Path) -> None:
    settings = loaded(tmp_path, WHOLE)
    assert settings.webhook
    assert settings.webhook.get_secret_value() == f"https://hooks.example.org/{HIDDEN}"
    assert settings.email
    assert (settings.email.port, settings.email.starttls, settings.email.sender) == (587, True, "jobtrends@example.org")
    assert settings.log
    (rule,) = settings.rules
    assert (rule.roles, rule.moved, rule.since) == (("Java",), ("median", "rank"), "week")
    assert (rule.new_skills, rule.revised_pct) == (True, 2.5)
    assert settings.role_page("java") == "http://jobtrends.example.org/report/roles/java.html"


def test_the_webhook_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    assert HIDDEN not in repr(loaded(tmp_path, WHOLE))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("notify: {webhok: x}", r"notify\.webhok: .*did you mean webhook\?; settings are webhook, email, log, ui"),
        ("notfy: {log: true}", r"notfy: .*did you mean notify\?"),
        (f"notify: {{email: {{{EMAIL}, form: x}}}}", r"notify\.email\.form: .*did you mean from\?; .*host, port, from"),
        (f"notify: {{email: {{{EMAIL}, password: x}}}}", r"notify\.email\.password: Extra inputs"),
        ("notify: {log: perhaps}", r"notify\.log: Input should be a valid boolean"),
        ("notify: true", r"notify: Input should be"),
        ("notify: {email: {host: h, from: a@example.org, to: []}}", r"notify\.email\.to: .*at least 1"),
        ('notify: {email: {host: h, from: "a@b.c\\nBcc: x@y.z", to: [b@example.org]}}', r"notify\.email\.from: "),
        ('notify: {email: {host: h, from: a@example.org, to: ["b@b.c, x@y.z"]}}', r"notify\.email\.to\.1: "),
        (f"notify: {{email: {{{EMAIL}, port: 465}}}}", r"notify\.email\.port: .*465 expects TLS from the start"),
        (f"notify: {{email: {{{EMAIL}, username: u, starttls: false}}}}", r"notify\.email: .*a username needs"),
        (f"notify: {{webhook: 'http://h.example/{HIDDEN}'}}", r"notify\.webhook: .*h\.example is not https"),
        (f"notify: {{webhook: 'ftp://h.example/{HIDDEN}'}}", r"notify\.webhook: .*begin with https://"),
        (f"notify: {{webhook: 'https://u:{HIDDEN}@h.example/'}}", r"notify\.webhook: .*h\.example has a user name"),
        (f"notify: {{webhook: 'https://h.example:99999/{HIDDEN}'}}", r"notify\.webhook: .*port cannot be read"),
        (f"notify: {{webhook: 'https://h.example/ {HIDDEN}'}}", r"notify\.webhook: .*a space"),
        ("notify: {report: reports}", r"notify\.report: String should match"),
        (
            "notify: {rules: [{moved: [median]}, {rolls: [java], moved: [rank]}]}",
            r"rules\.2\.rolls: .*mean roles\?; .*moved",
        ),
        ("notify: {rules: [{new_skill: true}]}", r"notify\.rules\.1\.new_skill: .*did you mean new_skills\?"),
        ("notify: {rules: [{roles: [java]}]}", r"notify\.rules\.1: a rule has to look for something: set moved, "),
        ("notify: {rules: [{moved: [mean]}]}", r"notify\.rules\.1\.moved\.1: Input should be 'median', 'share' or"),
        ("notify: {rules: [{revised_pct: -1}]}", r"notify\.rules\.1\.revised_pct: .*greater than or equal to 0"),
        ("notify: {rules: {moved: [median]}}", r"notify\.rules: Input should be a valid tuple"),
        (f"notify:\n  webhook: https://h.example/{HIDDEN}: x", r"not valid YAML: line 2, column \d+: "),
    ],
)
def test_what_cannot_be_set_is_one_line_without_secrets(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        loaded(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert HIDDEN not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_webhook_of_this_machine_needs_no_tls(tmp_path: Path) -> None:
    assert loaded(tmp_path, "notify: {webhook: 'http://127.0.0.1:8065/hooks/x'}").webhook
