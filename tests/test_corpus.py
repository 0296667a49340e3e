import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from coach import articles, resources
from coach.articles import Article, Section
from coach.sentences import straight

STEPS = {
    "fall-on-sword": ("just-ask", "dont-get-defensive", "eliminate-but", "ask-how"),
    "four-steps": (
        *("push-balance", "think", "accept", "own", "apologize", "let-go", "noble-cause"),
    ),
    "keep-client": ("seek-feedback", "stay-organized", "more-opportunities"),
    "mend-fences": (
        *("no-gifts", "learn-from-mistake", "reset-conversation", "real-problem", "feel-emotion"),
        *("open-questions", "follow-up", "engage-superiors"),
    ),
    "rebuild-bridges": ("assess-value", "know-when-wrong", "open-channels", "actions-speak"),
    "repair-damage": (
        *("act-fast", "define-damage", "pay-attention", "show-concern", "be-empathetic"),
        *("take-action", "be-accountable", "make-changes", "make-it-simple"),
    ),
}
AUTHORS = {
    "fall-on-sword": "Todd",
    "four-steps": "not named",
    "keep-client": "Jeff Cochran",
    "mend-fences": "not named",
    "rebuild-bridges": "Jeff Cochran",
    "repair-damage": "not named",
}
COUNTS = {"do": 6, "say": 4, "avoid": 4, "ask": 4, "commit": 4}
WORDS = {"do": (14, 32), "say": (3, 30), "avoid": (3, 22), "ask": (3, 20), "commit": (3, 24)}
ALWAYS = {"client", "Client", "they", "them", "their", "They", "matter"}
SLOTS = ALWAYS | {"deed", "my_deed", "reaction", "tried", "plan"}

# Where each slot may stand, so that whatever fills it reads as English. Before it:
BEFORE = {
    "matter": r"\b(?:about|over|behind|on|around|in|with) $",
    "deed": r"(?:\bthat|[:–,]) $",
    "my_deed": r"^(?:.*[.:)] )?$",
    "reaction": r"(?:\b(?:since|when|that|because)|[:–,]) $",
    "tried": r"(?:\b(?:since|that)|:) $",
    "plan": r"\b(?:before|instead of) $",
}
# It may be one person or several, so no verb that is bent for one of them.
BENT = (
    r"(?<!about )(?<!around )(?<!toward )(?<!and )\{[cC]lient\}"
    r" (?:is|are|has|have|does|do|sees|hears|wants|needs|feels|thinks)\b"
    r"|\{[tT]hey\} (?:is|are|was|were|has|have|does|do|sees?|hears?|wants?|needs?|feels?|thinks?)\b"
)

SAMPLES = (
    {
        **{"client": "Marco", "they": "he", "them": "him", "their": "his", "They": "He"},
        **{"Client": "Marco", "matter": "the late delivery", "reaction": "he stopped answering"},
        "deed": "you told his boss the demo was ready",
        "my_deed": "I told your boss the demo was ready",
        "tried": "you apologized twice",
        "plan": "sending a bottle of wine",
    },
    {
        **{"client": "the hotel manager", "Client": "The hotel manager", "they": "she"},
        **{"them": "her", "their": "her", "They": "She", "matter": "what happened"},
        "deed": "you forgot the flood cover",
        "my_deed": "I forgot the flood cover",
        "reaction": "she went quiet",
        "tried": "you called three times",
        "plan": "sending flowers",
    },
)


def steps() -> Iterator[tuple[str, Section]]:
    for article in articles.bundled():
        for section in article.sections:
            if section.key != "about":
                yield f"{article.id}/{section.key}", section


def lines(kind: str = "") -> Iterator[tuple[str, str]]:
    for step, section in steps():
        for name, texts in section.notes.lines.items():
            if kind in ("", name):
                yield from ((f"{step} {name}", text) for text in texts)


def slots(line: str) -> set[str]:
    return set(re.findall(r"\{(.*?)\}", line))


def filled(line: str, sample: dict[str, str]) -> str:
    text = re.sub(r"\{(\w+)\}", lambda slot: sample[slot[1]], line)
    return re.sub(r"\[([^\]]*)\]", lambda gap: _gap(gap[1]), text)


def _gap(name: str) -> str:
    if name[:1].isdigit():
        return name
    return "Tuesday at ten" if re.search("day|date|hour", name) else "the corrected list"


def count(text: str) -> int:
    return len(text.split())


# --- whole -------------------------------------------------------------------------------------


@pytest.mark.parametrize("article", articles.bundled(), ids=lambda article: article.id)
def test_the_front_matter_of_an_article_is_whole(article: Article) -> None:
    text = (resources.folder("corpus") / f"{article.id}.md").read_text(encoding="utf-8")
    assert text.startswith(f"---\nid: {article.id}\ntitle: {article.title}\n")
    assert article.author == AUTHORS[article.id]
    assert re.fullmatch(r"https://[a-z.]+/[a-z0-9/-]+/", article.address)
    assert article.language == "en"
    wanted = {"mend-fences": {"title_note"}, "keep-client": {"address_note"}}
    assert set(article.facts) == wanted.get(article.id, set())


def test_the_articles_have_their_thirty_five_steps_in_order() -> None:
    found = {a.id: tuple(section.key for section in a.sections) for a in articles.bundled()}
    assert found == {article: ("about", *keys) for article, keys in STEPS.items()}
    assert sum(map(len, STEPS.values())) == 35


def test_no_heading_in_a_file_is_lost_by_a_slip_of_the_pen() -> None:
    for article in articles.bundled():
        text = (resources.folder("corpus") / f"{article.id}.md").read_text(encoding="utf-8")
        heads = re.findall(r"(?m)^#.*$", text)
        named = [f"## {section.key}: {section.name}" for section in article.sections]
        assert [head for head in heads if head != "### Ours"] == named
        assert heads.count("### Ours") == len(article.sections) - 1


def test_every_step_has_our_notes_and_the_about_has_none() -> None:
    for step, section in steps():
        assert section.notes.gist, step
        assert section.notes.lines.keys() == COUNTS.keys(), step
        fewer = {kind for kind, least in COUNTS.items() if len(section.notes.of(kind)) < least}
        assert not fewer, f"{step}: fewer lines than {COUNTS}: {fewer}"
    for article in articles.bundled():
        assert not article.sections[0].notes.lines


def test_a_stage_is_written_down_and_not_left_to_the_default() -> None:
    for article in articles.bundled():
        text = (resources.folder("corpus") / f"{article.id}.md").read_text(encoding="utf-8")
        written = re.findall(r"(?m)^- stage: (\w+)$", text)
        assert written == [section.notes.stage for section in article.sections[1:]]


def test_no_retold_text_is_longer_than_a_passage_may_be() -> None:
    long = {
        f"{article.id}/{section.key}": count(section.text)
        for article in articles.bundled()
        for section in article.sections
        if count(section.text) > 170
    }
    assert not long


def test_a_retold_text_has_no_list_and_no_slot() -> None:
    for article in articles.bundled():
        for section in article.sections:
            assert not re.search(r"(?m)^[-*>#]|[{}]|https?:", section.text), section.key


# --- our lines -----------------------------------------------------------------------------------


def test_no_line_of_ours_stands_twice() -> None:
    texts = [text for _, text in lines()]
    assert len(set(texts)) == len(texts)


def test_a_line_uses_known_slots_only() -> None:
    for where, line in lines():
        assert slots(line) <= SLOTS, where
        assert line.count("{") == line.count("}") == len(re.findall(r"\{\w+\}", line)), where
    assert not [step for step, section in steps() if slots(section.notes.gist)]


def test_a_slot_stands_only_where_whatever_fills_it_reads_well() -> None:
    wrong = [
        f"{where}: {line}"
        for where, line in lines()
        for slot in re.finditer(r"\{(\w+)\}", line)
        if not re.search(BEFORE.get(slot[1], ""), line[: slot.start()], re.I)
    ]
    assert not wrong


def test_no_verb_tells_whether_the_client_is_one_or_several() -> None:
    assert not [f"{where}: {line}" for where, line in lines() if re.search(BENT, line)]


def test_what_the_user_did_is_told_to_the_client_in_say_lines_only() -> None:
    for where, line in lines():
        if where.endswith(" say"):
            assert not slots(line) & {"client", "Client", "they", "them", "their", "deed"}, where
        else:
            assert "my_deed" not in slots(line), where


def test_at_least_three_things_to_do_need_nothing_but_what_is_always_known() -> None:
    for step, section in steps():
        known = [slots(line) for line in section.notes.of("do")]
        assert sum(found <= ALWAYS for found in known) >= 3, step
        assert sum("deed" in found for found in known) == 2, step
        assert sum("reaction" in found for found in known) == 1, step


@pytest.mark.parametrize("kind", ["say", "avoid", "ask", "commit"])
def test_each_kind_has_a_line_that_needs_nothing_but_what_is_always_known(kind: str) -> None:
    for step, section in steps():
        assert [line for line in section.notes.of(kind) if slots(line) <= ALWAYS], step


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_a_line_is_as_long_as_its_kind_allows(kind: str) -> None:
    fewest, most = WORDS[kind]
    for where, line in lines(kind):
        spoken = line.removeprefix("(to yourself) ").replace("{my_deed}.", "")
        assert fewest <= count(spoken) <= most, f"{where}: {line}"


def test_a_question_is_one_open_question() -> None:
    for where, line in lines("ask"):
        opened = r"(?:How|What|Which|Who|Whose|When|Where) [^?]+\?"
        assert re.fullmatch(opened, line), f"{where}: {line}"


def test_a_commitment_begins_with_its_time() -> None:
    times = r"(?:By|Before|Within|Tonight|Tomorrow|Until|On|In|During|Every|One|Two)\b[^,]*, \w"
    for where, line in lines("commit"):
        assert re.match(times, line), f"{where}: {line}"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["client"]))
def test_words_we_hand_the_user_to_send_have_none_of_the_faults_we_look_for(
    sample: dict[str, str],
) -> None:
    from coach import checks

    faults = [
        f"{where}: {text}: {finding.code} ({finding.words})"
        for where, line in lines("say")
        for text in [filled(line, sample).removeprefix("(to yourself) ")]
        for finding in checks.in_draft(text)
    ]
    assert not faults


# --- nobody else's words -------------------------------------------------------------------------

RUN = 8
_CUT = "\0"  # a run does not go on over what is left out


def spoken(text: str) -> list[str]:
    return re.findall(rf"[a-z0-9']+|{_CUT}", straight(text).lower())


def runs(words: list[str]) -> set[tuple[str, ...]]:
    pieces = (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return {piece for piece in pieces if _CUT not in piece}


def shared(text: str, sources: Iterable[str]) -> list[str]:
    theirs = set().union(*(runs(spoken(source)) for source in sources))
    return sorted(" ".join(run) for run in runs(spoken(text)) & theirs)


def facts_aside(text: str) -> str:
    """The text without titles, addresses and step names, which are facts and not wording."""
    text = re.sub(r"(?m)^(?:title|address): .*$|^##+ .*$", _CUT, text)
    for article in articles.bundled():
        for fact in (article.title, article.address):
            text = text.replace(fact, _CUT)
    return text


def our_files() -> list[tuple[str, str]]:
    return [
        (f"{name}/{entry.name}", entry.read_text(encoding="utf-8"))
        for name in ("corpus", "prompts")
        for entry in sorted(resources.folder(name).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    ]


@pytest.fixture(scope="module")
def sources() -> list[str]:
    folder = os.environ.get("COACH_SOURCES")
    if not folder:
        pytest.skip("COACH_SOURCES does not name the folder with the raw source pages")
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("0*.txt"))]
    assert len(texts) == 5, f"wanted the five source pages in {folder}, got {len(texts)}"
    return texts


def test_no_run_of_eight_words_is_taken_from_a_source(sources: list[str]) -> None:
    files = our_files()
    assert {f"corpus/{name}.md" for name in STEPS} <= {name for name, _ in files}
    taken = {name: found for name, text in files if (found := shared(facts_aside(text), sources))}
    assert not taken


def test_a_run_planted_from_any_source_is_found(sources: list[str]) -> None:
    name, text = our_files()[0]
    for source in sources:
        words = spoken(source)
        planted = words[len(words) // 2 :][:RUN]
        middle = len(text) // 2
        spoiled = f"{text[:middle]}\n{' '.join(planted)}\n{text[middle:]}"
        assert " ".join(planted) in shared(facts_aside(spoiled), sources), name


SOURCE = "A heron’s patience is worth more — on most days — than a net full of small fish."


@pytest.mark.parametrize(
    "text",
    [
        "They say a heron's patience is worth more on most days, and stop.",
        "So A HERON\u2019S PATIENCE\nis worth more: on Most days.",
        "- do: Note that on most days than a net full of small fish is little.",
    ],
)
def test_a_planted_run_of_eight_words_is_found(text: str) -> None:
    assert shared(facts_aside(text), [SOURCE])


@pytest.mark.parametrize(
    "text",
    [
        "They say a heron's patience is worth more on many days.",
        "## heron: A heron's patience is worth more on most days than a net",
        "A heron's patience is worth (Repairing a Damaged Business Relationship) more on most days.",
    ],
)
def test_seven_words_a_step_name_and_what_a_title_parts_are_no_run(text: str) -> None:
    assert not shared(facts_aside(text), [SOURCE])
