"""What a signed-in user does, on what the store keeps of them: the browser owns nothing of it.

A user may have several windows open. What one of them does is done to what is kept now, so that messages
of both stay. What would take away something that the window has not seen yet is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from coach import limits
from coach.advice import Advice
from coach.errors import ConflictError, SessionError
from coach.ui import session as sessions
from coach.ui.session import Event, Exchange, Session, Talk
from coach.ui.store import Kept, Store, birth, retention

_TRIES = 8
"""How often something is done anew because another window was quicker."""

LARGEST = 8_000_000
"""The most characters that are kept of one user, as JSON, before more is refused."""

MOST_CASES = 500

_LONGEST_ANSWER = 100_000

_UNSEEN = (
    "this case was changed in another window or on another device; what you see now is how it stands: "
    "look at it, then do it again"
)
_GONE = (
    "that case is gone: it was deleted or emptied in another window or on another device; "
    "what you see now is what is kept"
)
_DRAFT = (
    "this message was changed in another window or on another device, and is not kept as it stands "
    "here: copy it, then reload the page to see the other"
)

# These go by what the window shows: a number, or all of a case.
_WANT_SEEN = frozenset(("clear", "delete", "feedback"))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One who is signed in, and the store that keeps their session."""

    store: Store
    user: str

    @property
    def where(self) -> str:
        """Where their conversations are kept, and for how long, in words."""
        place = f"in a database at {self.store.host}" if self.store.host else "on the server"
        return f"What you write is kept for {self.user} {place}; {retention(self.store.retention_days)}."

    def seen(self, event: Event) -> Kept:
        """Return what is kept, open at the case that the window has open, while it is there.

        Raises:
            StoreError: The database failed.
        """
        kept = self.store.kept(self.user)
        case = _case(kept, event)
        return kept if case is None else _open_at(kept, case.id)

    def done(self, event: Event, now: datetime) -> Kept:
        """Return what is kept after something that the user did; it is written by then.

        Args:
            event: As ``session.after`` takes it; or ``ask`` with ``question``, ``brief`` and, to edit an
                earlier message, ``at``; or ``stop`` with ``question`` and the ``text`` so far. With it
                comes what ``told`` gave.
            now: The moment, in the user's time zone.

        Raises:
            StoreError: The database failed; nothing was written.
            QuestionError: A question is empty or too long; it was not written.
            CoachError: As ``session.after``; or the case was changed or deleted elsewhere.
        """
        event = sessions.mended(event)

        def change(kept: Kept) -> Session:
            case = _case(kept, event)
            if case is None:
                raise SessionError(_GONE)
            _refuse_unseen(kept, case, event)
            _refuse_more(kept, event)
            return _after(_open_at(kept, case.id).session, event, now)

        return self._changed(change)

    def asking(self, event: Event) -> Kept:
        """Return what is kept up to the question of the event, which waits, or the last that does.

        Raises:
            StoreError: The database failed.
        """
        kept = self.seen(event)
        talk = kept.session.talk
        at = _waiting(talk, sessions.mended(event).get("question"))
        return _with(kept, replace(talk, exchanges=talk.exchanges[: at + 1]))

    def answered(self, asked: Kept, advice: Advice, account: str, now: datetime) -> Kept:
        """Return what is kept once a question is answered; it is written by then.

        ``asked`` is what ``asking`` gave when the model was asked. Where the question is gone by now,
        edited or deleted in another window, the answer goes too.

        Raises:
            StoreError: The database failed; the question is kept, the answer is not.
        """
        case = asked.session.talk
        shows = told(asked)

        def change(kept: Kept) -> Session:
            talk = _case(kept, shows)
            at = -1 if talk is None else _waiting(talk, case.exchanges[-1].question)
            if talk is None or at < 0:
                return kept.session
            early = replace(talk, exchanges=talk.exchanges[: at + 1])
            early = sessions.answered(Session((early,), talk.id), advice, account, now).talk
            whole = replace(early, exchanges=(*early.exchanges, *talk.exchanges[at + 1 :]))
            return sessions.with_talk(kept.session, whole)

        kept = self._changed(change)
        return _open_at(kept, case.id) if _case(kept, shows) else kept

    def _changed(self, change: Callable[[Kept], Session]) -> Kept:
        """Write what a change makes of what is kept; when another window was quicker, once more."""
        for _ in range(_TRIES - 1):
            kept = self.store.kept(self.user)
            try:
                return self.store.save(self.user, change(kept), kept)
            except ConflictError:
                continue
        kept = self.store.kept(self.user)
        return self.store.save(self.user, change(kept), kept)


# --- What the window shows -----------------------------------------------------------------------


def told(kept: Kept) -> dict[str, Any]:
    """Return what the window is to say again with the next thing that the user does there."""
    return {"case": kept.session.talk.id, "revisions": dict(kept.revisions)}


def _case(kept: Kept, event: Event) -> Talk | None:
    """Return the case that the window has open, or None when that one is gone."""
    wanted, shown = str(event.get("case") or ""), _revisions(event)
    if not wanted:
        return kept.session.talk
    if wanted in shown and birth(shown[wanted]) != birth(kept.revisions.get(wanted, "")):
        return None
    return next((talk for talk in kept.session.talks if talk.id == wanted), None)


def _revisions(event: Event) -> Mapping[str, str]:
    shown = event.get("revisions")
    if not isinstance(shown, Mapping):
        return {}
    return {str(id_): str(revision) for id_, revision in shown.items()}


def _refuse_unseen(kept: Kept, case: Talk, event: Event) -> None:
    """Refuse what would take away, or mistake, something that the window has not seen."""
    kind = event.get("kind")
    if kind in ("draft", "put", "take", "undo") and "was" in event:
        if case.draft not in (event["was"], event.get("text")):
            raise SessionError(_DRAFT)
        return
    edits = kind == "ask" and isinstance(event.get("at"), int)
    if not edits and kind not in _WANT_SEEN:
        return
    id_ = str(event.get("id") or case.id) if kind == "delete" else case.id
    if _revisions(event).get(id_, "") != kept.revisions.get(id_, ""):
        raise SessionError(_UNSEEN)


def _refuse_more(kept: Kept, event: Event) -> None:
    """Refuse another question or case where too much is kept already."""
    full = kept.size > LARGEST or len(kept.session.talks) >= MOST_CASES
    if (event.get("kind") == "begin" and full) or (
        event.get("kind") == "ask" and kept.size > LARGEST
    ):
        raise SessionError(
            f"at most {MOST_CASES} cases and {LARGEST:,} characters are kept: delete a case that you need "
            "no longer; you can download everything first"
        )


def _open_at(kept: Kept, case: str) -> Kept:
    return replace(kept, session=replace(kept.session, current=case))


# --- Asking and stopping -------------------------------------------------------------------------


def _after(session: Session, event: Event, now: datetime) -> Session:
    does = {"ask": _asked, "stop": _stopped}.get(str(event.get("kind")))
    if does is None:
        return sessions.after(session, event, now)
    return sessions.with_talk(session, does(session.talk, event))


def _asked(talk: Talk, event: Event) -> Talk:
    """Return the case with a question that waits: behind the others, or ``at`` the place of one."""
    question, at = event.get("question"), event.get("at")
    limits.checked(question)
    before = talk.exchanges[: max(at, 0)] if isinstance(at, int) else talk.exchanges
    exchange = Exchange(str(question), brief=bool(event.get("brief")))
    return replace(talk, exchanges=(*before, exchange))


def _stopped(talk: Talk, event: Event) -> Talk:
    """Return the case with the waiting question stopped where it was; without text it goes on waiting."""
    at = _waiting(talk, event.get("question"))
    text = str(event.get("text") or "")[:_LONGEST_ANSWER]
    if at < 0 or not text:
        return talk
    stopped = replace(talk.exchanges[at], state="stopped", answer=text)
    return replace(talk, exchanges=(*talk.exchanges[:at], stopped, *talk.exchanges[at + 1 :]))


def _waiting(talk: Talk, question: object) -> int:
    """Return the place of the last exchange that waits, with that question if there is one; or -1."""
    found = [
        at
        for at, one in enumerate(talk.exchanges)
        if one.state == "waiting" and question in (None, one.question)
    ]
    return found[-1] if found else -1


def _with(kept: Kept, talk: Talk) -> Kept:
    return replace(kept, session=sessions.with_talk(kept.session, talk))
